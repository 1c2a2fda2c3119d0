"""Where in git's own history values live on: commits, tags, names, what nothing leads to (历史残留)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from portal.model.removed import is_removed
from portal.source.git import Repository
from portal.source.gitlog import COMMIT_FORMAT, SHORT, Commit, commits
from portal.staff.committed import git
from portal.staff.sought import Sought, content_of, text_in

EVERYWHERE = ("log", "--all", "--reflog", "-m", "--raw", "-z", "--no-abbrev", "--no-renames")
KINDS = (b"blob", b"commit", b"tag")


@dataclass(frozen=True, slots=True)
class Told:
    """A state of a record's file that tells more than its removal: the commit, path and text."""

    commit: str
    day: date
    path: str
    text: str


def told_versions(root: Path, record_id: str) -> Iterator[Told]:
    """Yield the states of a record's file, in all commits that this copy knows, that still tell."""
    repository = Repository(root)
    for commit in _walk(root, f":(glob)**/{record_id}.yaml"):
        for one in commit.differences:
            text = text_in(repository.blob(one.after)) if one.after else ""
            if text and not is_removed(content_of(text)):
                yield Told(commit.id, commit.day, one.path, text)
    repository.close()


def _walk(root: Path, *paths: str) -> Iterator[Commit]:
    told = git(root, *EVERYWHERE, COMMIT_FORMAT, "--", *paths)
    yield from commits(iter(told.split(b"\0")))


@dataclass(slots=True)
class Past:
    """The objects of a repository that tell what is sought, and how they are come by."""

    root: Path
    sought: Sought
    record_id: str
    _telling: set[str] = field(default_factory=set)
    _reached: set[str] = field(default_factory=set)

    def lines(self) -> Iterator[str]:
        """Yield the commits that brought or took a value, and what else tells it."""
        self._telling = set(self._objects())
        for commit, day in sorted(self._commits().items(), key=lambda pair: (pair[1], pair[0])):
            told = git(self.root, "for-each-ref", "--contains", commit, "--format=%(refname:short)")
            refs = told.decode("utf-8", "replace").split()
            where = "、".join(refs) or "只在本机的记录（reflog）里"
            yield f"提交 {commit[:SHORT]}（{day}）：{where}"
        yield from self._refs()
        if left := sorted(self._telling - self._reached):
            yield f"没有提交和标签用到、还没有抹去的内容 {len(left)} 个，如 {left[0][:SHORT]}"

    def _objects(self) -> Iterator[str]:
        """Yield the ids of all objects, reachable or not, whose content tells a value."""
        repository = Repository(self.root)
        form = "--batch-check=%(objecttype) %(objectname)"
        for line in git(self.root, "cat-file", "--batch-all-objects", form).splitlines():
            kind, name = line.split()
            if kind in KINDS and self.sought.in_bytes(repository.blob(name.decode())):
                yield name.decode()
        repository.close()

    def _commits(self) -> dict[str, date]:
        """Return the commits whose message tells, or in which a file began or ceased to tell."""
        found = {told.commit: told.day for told in told_versions(self.root, self.record_id)}
        for commit in _walk(self.root):
            self._reached.add(commit.id)
            told = commit.id in self._telling
            for one in commit.differences:
                self._reached |= {one.before, one.after}
                told |= (one.before in self._telling) != (one.after in self._telling)
                told |= self.sought.told_in(one.path)
            if told:
                found[commit.id] = commit.day
        return found

    def _refs(self) -> Iterator[str]:
        """Yield the branches and tags that tell a value by their name, note or content."""
        form = "--format=%(objecttype) %(objectname) %(*objecttype) %(*objectname) %(refname)"
        for line in git(self.root, "for-each-ref", form).decode("utf-8", "replace").splitlines():
            kind, name, inner_kind, inner, ref = line.split(" ", 4)
            called = ref.removeprefix("refs/heads/").removeprefix("refs/tags/")
            blob = name if kind == "blob" else inner if inner_kind == "blob" else ""
            if self.sought.told_in(ref):
                yield f"分支、标签的名称 {called}"
            if kind == "tag" and name in self._telling:
                yield f"标签 {called} 的说明"
            if blob in self._telling:
                yield f"标签 {called} 的内容"
            self._reached |= {name, blob}
