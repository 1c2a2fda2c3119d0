"""rsync: what differs between a built site and the one that is online, and how that gets there (传输)."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from portal.deploy.facts import Refused
from portal.deploy.place import remote_shell
from portal.site.assets import BELOW, FOLDER

PACKED = ".gz"
# Files are told apart by what is in them: a fresh build gives every one of them a new time.
COMMON = ("--recursive", "--checksum", "--perms", "--chmod=D755,F644")
KEPT = f"--filter=P /{FOLDER}/***"  # what earlier pages load stays; its names tell its content


@dataclass(frozen=True, slots=True)
class Plan:
    """The files by which a site differs from the one online, packed copies among them."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether there is no difference."""
        return not (self.new or self.changed or self.gone)

    def counts(self) -> tuple[int, int, int]:
        """Return how many files are new, changed and gone, without packed copies."""
        new, changed, gone = (
            sum(not name.endswith(PACKED) for name in names)
            for names in (self.new, self.changed, self.gone)
        )
        return new, changed, gone


def compare(sources: Sequence[Path], target: str) -> Plan:
    """Return by what the site that lies in `sources` differs from that in `target`."""
    asked = ("--dry-run", "--delete", KEPT, "--8-bit-output", "--out-format=%i %n")
    return parsed(_rsync(*COMMON, *asked, *(f"{one}/" for one in sources), f"{target}/"))


def parsed(told: str) -> Plan:
    """Return the plan in what rsync itemizes; folders come and go with their files."""
    new: list[str] = []
    changed: list[str] = []
    gone: list[str] = []
    for line in told.splitlines():
        what, _, name = line.partition(" ")
        name = name.lstrip()
        if not name or name.endswith("/"):
            continue
        if what == "*deleting":
            gone.append(name)
        elif what[1] == "f":
            (new if "+" in what else changed).append(name)
    return Plan(tuple(new), tuple(changed), tuple(gone))


def difference(before: Mapping[str, str], now: Mapping[str, str]) -> Plan:
    """Return by what the files `now` differ from those `before`, both told by digests."""
    changed = (name for name in now.keys() & before.keys() if now[name] != before[name])
    gone = (name for name in before.keys() - now.keys() if not name.startswith(BELOW))
    return Plan(
        tuple(sorted(now.keys() - before.keys())), tuple(sorted(changed)), tuple(sorted(gone))
    )


def files(folder: Path) -> Iterator[str]:
    """Yield where below `folder` its files are."""
    for place, _, names in os.walk(folder):
        below = place[len(str(folder)) + 1 :]
        yield from (os.path.join(below, name) for name in names)


def put(source: Path, names: Iterable[str], target: str) -> None:
    """Make the files `names` in `target` what they are in `source`."""
    if listed := "\0".join(names):
        _rsync(*COMMON, "--files-from=-", "--from0", f"{source}/", f"{target}/", given=listed)


def fetch(site: str, names: Iterable[str], into: Path) -> None:
    """Copy the files `names` of `site`, whatever of them is there, into the folder `into`."""
    if listed := "\0".join(names):
        given = ("--files-from=-", "--from0", "--ignore-missing-args")
        _rsync(*COMMON, *given, f"{site}/", f"{into}/", given=listed)


def _rsync(*arguments: str, given: str = "") -> str:
    """Run rsync; return what it says, or raise :class:`Refused` with its complaint."""
    environment = {**os.environ, "RSYNC_RSH": remote_shell(), "LC_ALL": "C.UTF-8"}
    command = ["rsync", *arguments]
    try:
        done = subprocess.run(
            command,
            input=given,
            capture_output=True,
            encoding="utf-8",
            env=environment,
            check=False,
        )
    except FileNotFoundError:
        raise Refused("没有 rsync 程序；请先安装（Debian：apt-get install rsync）。") from None
    if done.returncode:
        raise Refused(_reason(done.returncode, done.stderr))
    return done.stdout


def _reason(code: int, complaint: str) -> str:
    first = next(iter(complaint.strip().splitlines()), "")
    why = {
        11: "写不进去，多半是磁盘满了或没有权限",
        12: "连接断了",
        23: "有的文件没有传到",
        30: "对方没有应答",
        255: "连不上",
    }
    return f"没有传完（{why.get(code, f'rsync {code}')}：{first}）；线上的网站不变，处理以后再发布一次。"
