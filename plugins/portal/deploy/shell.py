"""A shell where the site goes: it holds the lock, makes folders, and moves the one link (远端命令)."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import PurePosixPath
from types import TracebackType

from portal.deploy.facts import Refused
from portal.deploy.outlived import Outlived, read, written
from portal.deploy.place import Place
from portal.site.assets import FOLDER

LOCK = ".lock"
CURRENT = "current"
RELEASES = "releases"
HALF = ".part"
TWIN = ".twin"  # the same files as the release so called holds: the next one is made of them
OVER = ".over"  # names the releases that go as soon as the next one is online
KEPT = ".kept"  # says since when no page uses the theme files that stay
OURS = frozenset({LOCK, CURRENT, RELEASES, OVER, KEPT, f".{CURRENT}"})
"""Everything that may be in a place; where anything else is, nothing is touched."""
AT_ONCE = 500  # names in one command
_END = "portal-answer-ends"
_NAME = re.compile(r"[\w.-]+")  # of a release


class Lost(Exception):
    """The connection ended in the middle; what was online then still is."""


class Locked(Refused):
    """Somebody else is writing at the place just now."""


class Shell:
    """A POSIX shell at a place, open while the block runs.

    It holds the lock of the place as long as it lives: whoever kills us, cuts the line or pulls the
    plug closes its input, with which it ends, and the system frees the lock.
    """

    def __init__(self, place: Place) -> None:
        self.place = place
        try:
            self._process = subprocess.Popen(
                place.shell, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
            )
        except FileNotFoundError as error:
            raise Refused(f"没有 {error.filename} 这个程序；请先安装。") from None

    def __enter__(self) -> Shell:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin
        assert self._process.stdout
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def ask(self, script: str) -> tuple[int, str]:
        """Run `script`, which reads nothing; return its code and what it said."""
        assert self._process.stdin
        assert self._process.stdout
        try:
            self._process.stdin.write(
                f"{{ {script}\n}} </dev/null 2>&1; printf '\\n%s %d\\n' {_END} $?\n"
            )
            self._process.stdin.flush()
        except BrokenPipeError:
            raise Lost(str(self.place)) from None
        said: list[str] = []
        for line in self._process.stdout:
            if line.startswith(f"{_END} "):
                return int(line.split()[1]), "".join(said).strip()
            said.append(line)
        raise Lost(str(self.place))

    def run(self, script: str) -> str:
        """Run `script`; return what it said, or raise :class:`Refused` with it where it fails."""
        code, said = self.ask(script)
        if code:
            raise Refused(f"{self.place} 那里没有做成：{said or code}；线上的网站不变。")
        return said

    def enter(self, *, lock: bool) -> bool:
        """Go to the place; return whether it is there. With `lock` it is made, and kept to ourselves."""
        path = shlex.quote(self.place.path)
        try:
            code, said = self.ask(f"cd {path} && ls -A")
        except Lost:
            raise Refused(f"连不上 {self.place}；请检查主机、用户和密钥（ssh）。") from None
        strange = sorted(set(said.splitlines()) - OURS) if code == 0 else []
        if strange:
            raise Refused(
                f"{self.place} 里有别的东西（{strange[0]}），不是发布用的文件夹；请另指一个空文件夹。"
            )
        if lock:
            self.run(f"mkdir -p {path}/{RELEASES} && cd {path}")
            self.hold()
        return lock or code == 0

    def hold(self) -> None:
        """Keep the place to ourselves until the shell ends."""
        code, said = self.ask(f"exec 9>>{LOCK}; flock -n 9")
        if code == 1:
            raise Locked(f"另一次发布正在写 {self.place}；请等它结束，再发布一次。")
        if code:
            raise Refused(f"{self.place} 那里锁不住：{said or code}；请安装 flock（util-linux）。")

    def current(self) -> str:
        """Return the name of the release that is online; empty only where there is no link at all.

        However the link is written; raise :class:`Refused` where it leads to no release, or nobody
        can say: what is online must not be taken for nothing.
        """
        if CURRENT not in self.run("ls -A").splitlines():
            return ""
        name = PurePosixPath(self.ask(f"readlink {CURRENT}")[1]).name
        if name not in self.releases() or self.ask(f"[ {CURRENT}/ -ef {_below(name)}/ ]")[0]:
            raise Refused(
                f"看不出线上是哪一版：{self.place.below(CURRENT)} 应当是链接，指向 {RELEASES}/ 里的一版；"
                f"请在那个文件夹里运行 ln -sfn {RELEASES}/那一版的名字 {CURRENT}，再发布一次。"
                f"那里没有要保留的，删去 {CURRENT}。线上的网站不变。"
            )
        return name

    def releases(self) -> list[str]:
        """Return the names of all releases that are there; of one not finished it ends in HALF."""
        found = self.run(f"test ! -d {RELEASES} || ls {RELEASES}").splitlines()
        if strange := [one for one in found if not _NAME.fullmatch(one)]:
            where = self.place.below(RELEASES)
            raise Refused(f"{where} 里有别的东西（{strange[0]}）；请把它移走，再发布一次。")
        return found

    def assets(self) -> list[str]:
        """Return the names of the theme files that are online."""
        code, said = self.ask(f"find {CURRENT}/{FOLDER} -type f")
        return [one.removeprefix(f"{CURRENT}/") for one in said.splitlines() if not code]

    def outlived(self) -> Outlived:
        """Return since when no page uses the theme files that stay; nothing where nobody knows."""
        return read(self.ask(f"cat {KEPT}")[1])

    def keep(self, outlived: Outlived) -> None:
        """Write down since when no page uses the theme files that stay."""
        self.run(f"printf %s {shlex.quote(written(outlived))} >{KEPT}")

    def state(self, current: str) -> str:
        """Return by what all that is there is seen to be as it was: names, times, sizes, inodes.

        The files are those of the release that is `current`. Empty, or another each time, where that cannot be told.
        """
        of_release = shlex.quote(f"{RELEASES}/{current}/*")
        asked = f"find {CURRENT} {RELEASES} \\( -type d -o -type l -o -path {of_release} \\)"
        looks = "-printf '%p %y %l %m %s %i %T@ %C@\\n' || head -c 16 /dev/urandom"
        code, said = self.ask(f"{{ {asked} {looks}; }} 2>&1 | sha256sum")
        return "" if code else said

    def begin(self, release: str, online: str, *, sound: bool) -> str:
        """Begin a release as what is `online`; of its twin, where that is `sound`. Return its folder."""
        folder, twin = _below(f"{release}{HALF}"), _below(f"{online}{TWIN}")
        copy = f"cp -al {_below(online)} {folder}" if online else f"mkdir {folder}"
        self.run(
            f"if {str(sound).lower()} && [ -d {twin} ]; then mv -T {twin} {folder}; else {copy}; fi"
        )
        return f"{RELEASES}/{release}{HALF}"

    def follow(
        self, former: str, release: str, written: Sequence[str], gone: Sequence[str]
    ) -> None:
        """Make `former`, which nobody reads any more, the twin of `release` by what differs."""
        self.delete(f"{RELEASES}/{former}", gone)
        for names in _some(written):
            into = f"-t {shlex.quote(f'../{former}')}"
            link = f"cp -al --parents --remove-destination {into} -- {names}"
            self.run(f"( cd {_below(release)} && {link} )")
        self.run(f"mv -T {_below(former)} {_below(f'{release}{TWIN}')}")

    def finish(self, release: str) -> None:
        """Call a release by its name: it is whole now, and on the disk, if the power fails."""
        self.run(f"mv -T {_below(f'{release}{HALF}')} {_below(release)}")
        self.ask(f"sync -f {RELEASES} || sync")  # where there is neither, the system writes in time

    def switch(self, release: str) -> None:
        """Put `release` online by one rename."""
        self.run(f"ln -sfn {_below(release)} .{CURRENT} && mv -fT .{CURRENT} {CURRENT}")

    def take_down(self) -> None:
        """Put nothing online any more; what was is deleted by the next sweep."""
        self.run(f"rm -f {CURRENT}")

    def doom(self, releases: Sequence[str]) -> None:
        """Write down that `releases` go, so that they do even if we are killed before."""
        self.run(f"echo {shlex.join(releases)} >{OVER}")

    def sweep(self, current: str) -> str:
        """Delete what a killed publication left, and what was switched back from; not what is `current`.

        Return what is to be said where some of it is still there; empty where all is gone. What
        somebody who was not killed with it still writes into goes with the next one.
        """
        doomed = self.ask(f"cat {OVER}")[1].split()
        left = (one for one in self.releases() if one > current or one.endswith(HALF))
        names = {*left, *doomed} & {*self.releases()} - {current, f"{current}{TWIN}"}
        if not names:
            return ""
        code, said = self.ask(f"rm -rf {' '.join(_below(name) for name in sorted(names))}")
        if not code:
            return ""
        return (
            f"旧的文件没有删掉，里面可能有已经撤下的内容：{self.place.below(RELEASES)} 里的 "
            f"{'、'.join(sorted(names))}（{said.partition(chr(10))[0]}）；请在那台服务器上查明原因并删去。"
        )

    def delete(self, folder: str, names: Sequence[str]) -> None:
        """Delete the files `names` in `folder`, and the folders that are empty then."""
        for some in _some(f"{folder}/{name}" for name in names):
            self.run(f"rm -f -- {some}")
        above = {parent for name in names for parent in [*PurePosixPath(name).parents][:-1]}
        deepest = sorted(above, key=lambda one: -len(one.parts))
        for some in _some(f"{folder}/{one}" for one in deepest):
            self.run(f"rmdir -- {some} 2>/dev/null || true")  # not every one has the option


def _below(release: str) -> str:
    """Return where a release is, as a shell takes it."""
    return shlex.quote(f"{RELEASES}/{release}")


def _some(names: Iterable[str]) -> Iterator[str]:
    """Yield names, as a shell takes them, so many as fit into one command."""
    rest = iter(names)
    while some := [*islice(rest, AT_ONCE)]:
        yield shlex.join(some)
