"""All of history, step by step along the first-parent line: was everything declared? (审计)

A merge is one step: what stood on the main line before it, and after. Dates are those of the
committer's clock in China; where it ran backwards, what was public before stays public.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from portal.checks import evidence_purges as purges
from portal.checks import evidence_rules as rules
from portal.checks.evidence import Step, compared, entered, is_public
from portal.checks.evidence_alike import Likeness
from portal.checks.evidence_base import NOT_MIGRATED, at, gone, retyped, told, unknown_step
from portal.checks.evidence_model import CURRENT, FIRST_VERSION, Model, version_in
from portal.checks.evidence_model import PATH as MODEL_FILE
from portal.checks.evidence_snapshot import Snapshot, id_of, is_record, snapshot
from portal.problem import Problem
from portal.source.corpus import shown
from portal.source.git import Repository
from portal.source.gitlog import Commit, Difference

SKEW = timedelta(days=1)  # what clocks of different machines may differ by


@dataclass(frozen=True, slots=True)
class Past:
    """Where the last readable state of a record is: its file, and the commit that brought it."""

    path: str
    blob: str
    version: str


@dataclass(slots=True)
class Audit:
    """The walk along the line: what each record last was, and what is wrong so far."""

    repository: Repository
    notes: purges.Notes
    model: Model = CURRENT
    problems: list[Problem] = field(default_factory=list)
    commits: int = 0
    states: int = 0
    version: str = FIRST_VERSION
    reached: date = date.min
    previous: date = date.min
    places: dict[str, dict[str, str]] = field(default_factory=dict)
    last: dict[str, Past] = field(default_factory=dict)
    read: dict[str, Snapshot] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)

    def take(self, commit: Commit) -> None:
        """Judge one commit and go on from it."""
        self.commits += 1
        self._clock(commit)
        former, self.version = self.version, self._version(commit)
        records = [one for one in commit.differences if is_record(one.path)]
        is_first = not self.places and any(not one.gone for one in records)
        for one in records:
            self._place(one)
        self.states += len(records)
        if is_first:
            self._begin(commit)
        elif former != self.version:
            self._migrate(commit, former)
        else:
            self._compare(commit, sorted({id_of(one.path) for one in records}))

    def _clock(self, commit: Commit) -> None:
        if commit.day + SKEW < self.previous:
            message = (
                f"提交 {commit.short} 的日期 {commit.day} 早于前一个提交的 {self.previous}；"
                "凭它的日期，不能证明变更是何时作出的，请核对提交者的时钟。"
            )
            self.problems.append(told(rules.CLOCK, self._path(), 1, message))
        self.previous, self.reached = commit.day, max(self.reached, commit.day)

    def _path(self, path: str = "") -> str:
        return shown(self.repository.folder / path)

    def _version(self, commit: Commit) -> str:
        file = next((one for one in commit.differences if one.path == MODEL_FILE), None)
        if file is None:
            return self.version
        return version_in(self.repository.blob(file.after) if file.after else None)

    def _place(self, one: Difference) -> None:
        here = self.places.setdefault(id_of(one.path), {})
        if one.after:
            here[one.path] = one.after
        else:
            here.pop(one.path, None)

    def _begin(self, commit: Commit) -> None:
        """Take what the first commit with records brings: nobody witnessed what was before."""
        self.last = {
            record_id: Past(*min(files.items()), self.version)
            for record_id, files in self.places.items()
            if files
        }
        message = (
            f"主干上第一个有记录的提交 {commit.short}（{commit.day}）带来 {len(self.last)} 条记录："
            "它们此前的历史是申报的，没有佐证。"
        )
        self.problems.append(told(rules.ENTRY, self._path(), 1, message))

    def _now(self, record_id: str) -> Past | None:
        """Return where the record is; of two files with its id, the one where it was."""
        files = self.places.get(record_id)
        if not files:
            return None
        former = self.last.get(record_id)
        path = former.path if former and former.path in files else min(files)
        return Past(path, files[path], self.version)

    def _snapshot(self, past: Past) -> Snapshot:
        data = self.repository.blob(past.blob)
        return snapshot(past.path, data, past.version, self.model)

    def _before(self, record_id: str) -> Snapshot | None:
        """Return the last readable state of a record, read once."""
        if record_id not in self.last:
            return None
        if record_id not in self.read:
            self.read[record_id] = self._snapshot(self.last[record_id])
        return self.read[record_id]

    def _compare(self, commit: Commit, ids: list[str]) -> None:
        fresh: list[Snapshot] = []
        lost: list[Snapshot] = []
        for record_id in ids:
            now, before = self._now(record_id), self._before(record_id)
            if now is None:
                if before is not None and record_id not in self.missing:
                    lost.append(before)
            elif now != self.last.get(record_id) or record_id in self.missing:
                after = self._snapshot(now)
                self._keep(record_id, commit, list(self._judged(commit, before, after)))
                if before is None:
                    fresh.append(after)
                self._go_on(record_id, now, after)
        alike = Likeness(fresh if lost else ())
        for before in lost:
            self._lose(commit, before, alike)

    def _keep(self, record_id: str, commit: Commit, found: list[Problem]) -> None:
        if not self.notes.covers(record_id, commit.day):
            self.problems += found

    def _judged(
        self, commit: Commit, before: Snapshot | None, after: Snapshot
    ) -> Iterator[Problem]:
        root, prefix = self.repository.folder, f"提交 {commit.short}（{commit.day}）："
        public = before is not None and is_public(before, self.reached)
        if before is not None and public and after.kind is not before.kind:
            message = prefix + retyped(before, after)
            yield told(rules.RECORD_FILE, self._path(after.path), 1, message)
        elif after.record is None or (before is not None and before.record is None):
            wrong = after.wrong or (before.wrong if before else "")
            message = (
                f"{prefix}这里的文件不合规（{wrong.rstrip('。')}），无法证明改了什么，请人工核对。"
            )
            yield told(rules.UNREADABLE, self._path(after.path), 1, message)
        elif before is None or not public:
            yield from at(root, after, entered(after, commit.day), prefix)
        else:
            step = Step(before, after, commit.day, self.reached)
            yield from at(root, after, compared(step), prefix)

    def _go_on(self, record_id: str, now: Past, after: Snapshot) -> None:
        """Hold what follows against this state, unless it cannot be read."""
        self.missing.discard(record_id)
        if after.record is not None:
            self.last[record_id], self.read[record_id] = now, after

    def _lose(self, commit: Commit, before: Snapshot, alike: Likeness) -> None:
        if not is_public(before, self.reached):
            del self.last[before.id], self.read[before.id]
            return
        self.missing.add(before.id)
        other = alike.most_alike(before)
        message = f"提交 {commit.short}（{commit.day}）：" + (
            f"记录 {before.id} 被改成了 {other.id}（{self._path(other.path)}），编号不能变。"
            if other
            else gone(before)
        )
        problem = told(rules.RECORD_FILE, self._path(before.path), 1, message)
        self._keep(before.id, commit, [problem])

    def _migrate(self, commit: Commit, former: str) -> None:
        """Judge a commit that changes the data model: every record, touched or not."""
        prefix = f"提交 {commit.short}（{commit.day}）："
        if not (self.model.knows(former) and self.model.knows(self.version)):
            message = prefix + unknown_step(former, self.version, self.model)
            self.problems.append(told(rules.MODEL, self._path(MODEL_FILE), 1, message))
        for record_id in sorted({*self.last, *self.places}):
            before, now = self._before(record_id), self._now(record_id)
            after = self._snapshot(now) if now else None
            if self.model.knows(former) and self.model.knows(self.version):
                self._migrated(record_id, commit, before, after)
            if now and after:
                self._go_on(record_id, now, after)

    def _migrated(
        self, record_id: str, commit: Commit, before: Snapshot | None, after: Snapshot | None
    ) -> None:
        if (before and before.record is None) or record_id in self.missing:
            return
        if before is None or after is None or before.record != after.record:
            snap = after or before
            assert snap is not None
            message = f"提交 {commit.short}（{commit.day}）：{NOT_MIGRATED}"
            problem = told(rules.MODEL, self._path(snap.path), 1, message)
            self._keep(record_id, commit, [problem])


def audit(repository: Repository, tip: str, model: Model = CURRENT) -> Audit:
    """Return the finished walk along the first-parent line of `tip`.

    Raises :class:`portal.source.git.NoEvidence`.
    """
    tree = repository.tree(tip)
    notes = purges.Notes()
    path = shown(repository.folder / purges.PATH)
    if blob := tree.get(purges.PATH):
        notes = purges.read_purges(repository.blob(blob), path)
    walk = Audit(repository, notes, model)
    walk.problems += [*notes.problems, *notes.reminders(path)]
    for commit in repository.line(tip):
        walk.take(commit)
    walk.problems.sort()
    return walk
