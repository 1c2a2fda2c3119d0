"""What git has kept of the records: asked through the `git` program, for evidence only (佐证).

Nothing here is needed to build the site. What git cannot answer, and what would help, is said by
:class:`NoEvidence`. Local make-believe — replaced objects, grafts — is not believed.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from portal.source.gitlog import (
    COMMIT_FORMAT,
    FILE_MODES,
    SHORT,
    Commit,
    Difference,
    commits,
    day_of,
    differences,
    of_merges,
    origins,
)
from portal.source.gitprogram import command, distrusted, environment

RAW = ("--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv", "--relative")

INCOMPLETE = ("promisor", "could not fetch", "bad object", "unable to read", "missing blob")
WHOLE_CLONE = "历史不全，证明不了什么；请用完整克隆（git clone 不带 --filter、--depth）。"


class NoEvidence(Exception):
    """Git cannot be asked, or its history proves nothing; the text says why, and what helps."""


@dataclass(slots=True)
class Repository:
    """The repository in which the data folder `folder` lies."""

    folder: Path
    _reader: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @classmethod
    def around(cls, folder: Path) -> Repository:
        """Return the repository around `folder`; raise :class:`NoEvidence` where it is no witness."""
        if not folder.is_dir():
            raise NoEvidence(f"没有数据文件夹 {folder}；请用 --data 指明。")
        here = cls(folder)
        code, told, complaint = here.asked("rev-parse", "--is-inside-work-tree")
        if "dubious ownership" in complaint:
            raise NoEvidence(distrusted(folder, complaint))
        if code:
            raise NoEvidence(
                f"{folder} 不在 git 仓库里，没有历史可以对照；请在 git clone 得到的文件夹里运行。"
            )
        if told.strip() != b"true":
            raise NoEvidence("这是裸仓库，没有检出的文件；请用 git clone 检出一份，在那里运行。")
        if here.ask("rev-parse", "--is-shallow-repository").strip() == b"true":
            raise NoEvidence(
                "这是浅克隆，历史不全，证明不了什么；请运行 git fetch --unshallow，"
                "自动流程里把检出深度（fetch-depth、GIT_DEPTH）设为 0。"
            )
        if not here.found("HEAD"):
            raise NoEvidence(
                "仓库里还没有提交，没有历史可以对照；请先提交一次"
                "（git commit；已经启用提交前校验的，第一次加 --no-verify）。"
            )
        return here

    def ask(self, *arguments: str, given: bytes = b"") -> bytes:
        """Return what git says, `given` this to read; raise :class:`NoEvidence` where it fails."""
        code, told, complaint = self.asked(*arguments, given=given)
        if any(words in complaint for words in INCOMPLETE):
            raise NoEvidence(f"git 里缺了一部分内容，{WHOLE_CLONE}")
        if code:
            raise NoEvidence(f"git {arguments[0]} 没有成功：{complaint or code}")
        return told

    def asked(self, *arguments: str, given: bytes = b"") -> tuple[int, bytes, str]:
        """Return with which code git ended, what it says, and its complaint."""
        try:
            done = subprocess.run(
                command(self.folder, *arguments),
                capture_output=True,
                check=False,
                input=given,
                env=environment(),
            )
        except FileNotFoundError:
            raise NoEvidence("没有找到 git 程序；请先安装 git。") from None
        return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace").strip()

    def commit(self, name: str) -> str:
        """Return the id of the commit called `name`."""
        if found := self.found(name):
            return found
        elsewhere = self.found(f"refs/remotes/origin/{name}")
        hint = f"是不是 origin/{name}？" if elsewhere else "请核对写法，或先 git fetch。"
        raise NoEvidence(f"git 里没有“{name}”这个分支、标签或提交；{hint}")

    def found(self, name: str) -> str:
        """Return the id of the commit called `name`; empty where there is none."""
        told = self.asked(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
        )
        return told[1].decode().strip() if told[0] == 0 else ""

    def is_ancestor(self, commit: str, tip: str) -> bool:
        """Return whether `tip` comes from `commit`."""
        return self.asked("merge-base", "--is-ancestor", commit, tip)[0] == 0

    def is_within(self, name: str, tip: str) -> bool:
        """Return whether there is a commit called `name` from which `tip` comes."""
        commit = self.found(name)
        return bool(commit) and self.is_ancestor(commit, tip)

    def day(self, commit: str) -> date:
        """Return the day of a commit in China, by its committer's clock."""
        return day_of(self.ask("log", "-1", "--format=%ct", commit).strip())

    def is_detached(self) -> bool:
        """Return whether HEAD is on no branch."""
        return self.asked("symbolic-ref", "--quiet", "HEAD")[0] != 0

    def differences(self, base: str) -> list[Difference]:
        """Return what differs between `base` and the files as they are, new ones included."""
        told = self.ask("diff", *RAW, "--ignore-submodules", base, "--", ".").split(b"\0")
        found = {one.path: one for one in differences(iter(told))}
        untracked = self.ask("ls-files", "--others", "-z", "--", ".").split(b"\0")
        for path in (os.fsdecode(name) for name in untracked if name):
            before = found[path].before if path in found else ""
            found[path] = Difference(path, before)
        return list(found.values())

    def stages(self) -> Mapping[str, Mapping[int, str]]:
        """Return the blobs of files in conflict: 1 common, 2 ours, 3 theirs."""
        found: dict[str, dict[int, str]] = {}
        for line in self.ask("ls-files", "--unmerged", "-z", "--", ".").split(b"\0"):
            if line:
                head, _, path = line.partition(b"\t")
                _, blob, stage = head.decode().split()
                found.setdefault(os.fsdecode(path), {})[int(stage)] = blob
        return found

    def tree(self, commit: str, within: str = ".") -> dict[str, str]:
        """Return the ordinary files below the data folder in `commit`, or `within` it, blob by path."""
        found = {}
        for line in self.ask("ls-tree", "-r", "-z", commit, "--", within).split(b"\0"):
            head, _, path = line.partition(b"\t")
            if line and head.decode().split()[0] in FILE_MODES:
                found[os.fsdecode(path)] = head.decode().split()[2]
        return found

    def line(self, tip: str) -> list[Commit]:
        """Return the commits on the first-parent line of `tip` that concern the data, oldest first.

        These touch it, or are merges in which it is not as one of the commits merged had it.
        """
        touching = {one.id: one for one in self.touching(tip, ".")}
        known = origins(self.ask("log", "--format=%H %ct %P", tip))
        along = [self.commit(tip)]
        while parents := known[along[-1]].parents:
            along.append(parents[0])
        merges = {name: known[name].parents[1:] for name in along if len(known[name].parents) > 1}
        others = self._others(merges)
        return [
            replace(
                touching.get(name) or Commit(name, known[name].day),
                others=tuple(others.get(name, ())),
                branched=max((known[one].day for one in merges.get(name, ())), default=None),
            )
            for name in reversed(along)
            if name in touching or name in others
        ]

    def touching(self, tip: str, paths: str) -> list[Commit]:
        """Return the commits on the first-parent line of `tip` that touch `paths`, oldest first."""
        first = ("log", "--first-parent", "--diff-merges=first-parent", "--reverse")
        told = self.ask(*first, *RAW, COMMIT_FORMAT, tip, "--", paths)
        return list(commits(iter(told.split(b"\0"))))

    def _others(self, merges: Mapping[str, Sequence[str]]) -> dict[str, list[Difference]]:
        """Return in what each merge differs from the commits that were merged."""
        pairs = (f"{name} {' '.join(parents)}\n" for name, parents in merges.items())
        given = "".join(pairs).encode()
        told = self.ask("diff-tree", "--stdin", "-r", "-m", *RAW, "--", ".", given=given)
        return of_merges(iter(told.split(b"\0")))

    def everywhere(self, commit: str) -> list[str]:
        """Return the paths of all files of `commit`, from the top; none where it is none."""
        if not (found := self.found(commit)):
            return []
        told = self.ask("ls-tree", "-r", "-z", "--full-tree", "--name-only", found)
        return [os.fsdecode(path) for path in told.split(b"\0") if path]

    def ancestors(self, tip: str) -> frozenset[str]:
        """Return the ids of all commits on the first-parent line of `tip`."""
        return frozenset(self.ask("rev-list", "--first-parent", tip).decode().split())

    def blob(self, blob: str) -> bytes:
        """Return the content of a blob; one process answers for all of them."""
        if self._reader is None:
            self._reader = subprocess.Popen(
                command(self.folder, "cat-file", "--batch"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment(),
            )
        reader = self._reader
        assert reader.stdin is not None
        assert reader.stdout is not None
        reader.stdin.write(blob.encode() + b"\n")
        reader.stdin.flush()
        head = reader.stdout.readline().split()
        if len(head) != 3:
            raise NoEvidence(f"git 里缺了内容 {blob[:SHORT]}，{WHOLE_CLONE}")
        content = reader.stdout.read(int(head[2]))
        reader.stdout.read(1)
        return content

    def close(self) -> None:
        """End the process that reads blobs."""
        if self._reader is not None:
            self._reader.communicate()
            self._reader = None
