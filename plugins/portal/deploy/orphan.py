"""git: a branch that never has more than one commit, and how that is replaced (无历史的分支)."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from portal.deploy.facts import Refused
from portal.deploy.place import Branch, remote_shell
from portal.deploy.transfer import Plan
from portal.source.gitprogram import environment

THERE, ONLINE = "there", "refs/online"
OVERTAKEN = ("stale info", "cannot lock ref", "failed to update ref", "fetch first")
SETTINGS = {
    "core.autocrlf": "false",
    "core.fileMode": "false",
    "core.fsync": "none",  # all of it is gone when we are done
    "core.hooksPath": os.devnull,
    "gc.auto": "0",
    "user.name": "portal",
    "user.email": "portal@localhost",
}
"""What no user's settings may change."""


@dataclass(frozen=True, slots=True)
class Clone:
    """A repository of our own in `folder`, which of `branch` knows the commit `before`, if any."""

    branch: Branch
    folder: Path
    before: str = ""

    @classmethod
    def of(cls, branch: Branch, folder: Path) -> Clone:
        """Get the commit that is online; its files come only when they are asked for."""
        empty = cls(branch, folder)
        folder.mkdir()
        empty._git("init", "--quiet", "--bare", "--template=", ".")
        empty._git("remote", "add", THERE, branch.address)
        if not empty._git("ls-remote", THERE, empty._name):
            return empty
        shallow = ("--quiet", "--depth=1", "--filter=blob:none", "--no-tags")
        empty._git("fetch", *shallow, THERE, f"+{empty._name}:{ONLINE}")
        return cls(branch, folder, empty._git("rev-parse", ONLINE).strip())

    def names(self) -> Mapping[str, str]:
        """Return how git lists each file that is online, by its name."""
        listed = self._git("ls-tree", "-r", "-z", self.before) if self.before else ""
        return {line.split("\t", 1)[1]: line for line in listed.split("\0") if line}

    def message(self) -> str:
        """Return the message of the commit that is online."""
        return self._git("log", "-1", "--format=%B", self.before) if self.before else ""

    def take(self, site: Path, empty: Iterable[str], kept: Collection[str]) -> None:
        """Stage all files of `site`, `empty` ones beside them, and of what is online those `kept`."""
        self._git("add", "--all", "--force", ".", tree=site)
        nothing = self._git("hash-object", "-w", "--stdin").strip()
        lines = [f"100644 blob {nothing}\t{name}" for name in empty]
        lines += [line for name, line in self.names().items() if name in kept]
        given = "".join(f"{line}\0" for line in lines)
        self._git("update-index", "-z", "--index-info", given=given)

    def plan(self) -> Plan:
        """Return by what the files staged differ from what is online."""
        before = self.before or self._git("hash-object", "-t", "tree", "--stdin").strip()
        asked = ("--cached", "--no-renames", "--name-status", "-z", before)
        told = self._git("diff-index", *asked).split("\0")
        kinds = [*zip(told[::2], told[1::2], strict=False)]
        new, changed, gone = (tuple(name for kind, name in kinds if kind in one) for one in "AMD")
        return Plan(new, changed, gone)

    def copy(self, names: Iterable[str], folder: Path) -> None:
        """Copy the files `names` that are online into `folder`."""
        if given := "\0".join(names):
            asked = ("--worktree", f"--source={self.before}", "--pathspec-from-file=-")
            self._git("restore", *asked, "--pathspec-file-nul", given=given, tree=folder)

    def push(self, message: str, today: date) -> None:
        """Make the files staged the only commit of the branch; refuse where another was faster."""
        tree = self._git("write-tree").strip()
        commit = self._git("commit-tree", tree, given=message, day=f"{today}T00:00:00+0800").strip()
        lease = f"--force-with-lease={self._name}:{self.before}"
        self._git("push", "--quiet", lease, THERE, f"{commit}:{self._name}")

    @property
    def _name(self) -> str:
        return f"refs/heads/{self.branch.name}"

    def _git(
        self, *arguments: str, given: str = "", tree: Path | None = None, day: str = ""
    ) -> str:
        """Run git, on the files in `tree`; return what it says, or raise :class:`Refused` with why."""
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        told = {"GIT_DIR": str(self.folder), "GIT_SSH_COMMAND": remote_shell()}
        told |= {"GIT_ATTR_NOSYSTEM": "1", "GIT_NO_LAZY_FETCH": "0"}
        if tree:
            told |= {"GIT_WORK_TREE": str(tree)}
        if day:
            told |= {"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
        done = subprocess.run(
            ["git", *settings, *arguments],
            input=given,
            cwd=tree or self.folder,
            env={**environment(), **told},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode:
            raise Refused(_reason(self.branch, arguments[0], done.stderr.strip()))
        return done.stdout


def _reason(branch: Branch, step: str, complaint: str) -> str:
    if step == "push" and any(words in complaint for words in OVERTAKEN):
        return f"另一次发布先到了 {branch}；线上是那一次的，请再发布一次。"
    return (
        f"{branch} 没有做成（git {step}：{' '.join(complaint.split())}）；线上的网站不变。"
        "请检查地址、权限和密钥，再发布一次。"
    )
