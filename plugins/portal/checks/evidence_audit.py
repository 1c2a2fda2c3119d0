"""All of history, step by step along the first-parent line: was everything declared? (审计)

A merge is one step: what stood on the main line before it, and after. Dates are those of the
committer's clock in China; where it ran backwards, what was public before stays public.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from portal.checks import evidence_purges as purges
from portal.checks import evidence_rules as rules
from portal.checks.evidence import Step, compared, entered, is_public
from portal.checks.evidence_alike import Likeness
from portal.checks.evidence_clock import Clock
from portal.checks.evidence_merges import is_moved, lost
from portal.checks.evidence_model import CURRENT, Model, version_in
from portal.checks.evidence_model import PATH as MODEL_FILE
from portal.checks.evidence_rules import Finding
from portal.checks.evidence_snapshot import Snapshot, id_of, is_record, snapshot
from portal.checks.evidence_told import (
    NOT_MIGRATED,
    at,
    began_anew,
    gone,
    retyped,
    told,
    unknown_step,
)
from portal.checks.evidence_trail import Past, Trail
from portal.problem import Problem
from portal.source.corpus import shown
from portal.source.git import Repository
from portal.source.gitlog import Commit


@dataclass(slots=True)
class Audit:
    """The walk along the line: what each record last was, and what is wrong so far."""

    trail: Trail
    notes: purges.Notes
    clock: Clock
    states_now: Mapping[str, purges.State] = field(default_factory=dict)
    noted: dict[purges.Purge, date] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    commits: int = 0
    states: int = 0

    def take(self, commit: Commit) -> None:
        """Judge one commit and go on from it."""
        self.commits += 1
        if wrong := self.clock.take(commit):
            self.problems.append(told(rules.CLOCK, self._path(), 1, wrong))
        trail, former = self.trail, self.trail.version
        trail.version = trail.version_after(commit.differences)
        self._note(commit)
        records = [one for one in commit.differences if is_record(one.path)]
        is_first = not trail.places and any(not one.gone for one in records)
        for one in records:
            trail.place(one)
        self.states += len(records)
        if former != trail.version and not is_first:
            self._migrate(commit, former)
            return
        if is_first:
            self._begin(commit)
        else:
            self._compare(commit, sorted({id_of(one.path) for one in records}))
        self._merge(commit)

    def _note(self, commit: Commit) -> None:
        """Keep on which day each purge note was written."""
        file = next((one for one in commit.differences if one.path == purges.PATH), None)
        if file:
            data = self.trail.repository.blob(file.after) if file.after else b""
            notes = purges.read_purges(data, purges.PATH)
            self.noted = {one: self.noted.get(one, self.clock.previous) for one in notes.purges}

    def _path(self, path: str = "") -> str:
        return shown(self.trail.repository.folder / path)

    def _begin(self, commit: Commit) -> None:
        """Take what the first commit with records brings: nobody witnessed what was before."""
        self.trail.begin()
        self.problems += began_anew(self.trail.repository, f"{commit.id}^", self.trail.last)
        message = (
            f"主干上第一个有记录的提交 {commit.short}（{commit.day}）带来 {len(self.trail.last)} 条记录："
            "它们此前的历史是申报的，没有佐证。"
        )
        self.problems.append(told(rules.ENTRY, self._path(), 1, message))

    def _compare(self, commit: Commit, ids: list[str]) -> None:
        trail = self.trail
        fresh: list[Snapshot] = []
        lost: list[Snapshot] = []
        for record_id in ids:
            now, before = trail.now(record_id), trail.before(record_id)
            if now is None:
                if before is not None and record_id not in trail.missing:
                    lost.append(before)
            elif now != trail.last.get(record_id) or record_id in trail.missing:
                after = trail.snapshot(now)
                self._tell(commit, after, self._judged(commit, before, after))
                if before is None:
                    fresh.append(after)
                trail.go_on(record_id, now, after)
        alike = Likeness(fresh if lost else ())
        for before in lost:
            self._lose(commit, before, alike)

    def _tell(self, commit: Commit, here: Snapshot, found: Iterable[Finding]) -> None:
        """Keep what is found in a record's file, but for what a purge note stands for."""
        root, prefix = self.trail.repository.folder, f"提交 {commit.short}（{commit.day}）："
        state = self.states_now.get(here.id)
        left = [
            (rule, loc, message)
            for rule, loc, message in found
            if not self.notes.covers(state, here.id, self.clock.day, rule, loc)
        ]
        self.problems += at(root, here, left, prefix)

    def _judged(
        self, commit: Commit, before: Snapshot | None, after: Snapshot
    ) -> Iterator[Finding]:
        public = before is not None and is_public(before, self.clock.reached)
        if before is not None and public and after.kind is not before.kind:
            yield rules.RECORD_FILE, (), retyped(before, after)
        elif after.record is None or (before is not None and before.record is None):
            wrong = after.wrong or (before.wrong if before else "")
            message = f"这里的文件不合规（{wrong.rstrip('。')}），无法证明改了什么，请人工核对。"
            yield rules.UNREADABLE, (), message
        elif before is None or not public:
            yield from entered(after, self.clock.day)
        else:
            yield from self._followed(self._step(before, after), commit)

    def _step(self, before: Snapshot, after: Snapshot) -> Step:
        return Step(before, after, self.clock.day, self.clock.reached)

    def _followed(self, step: Step, commit: Commit) -> Sequence[Finding]:
        """Return what is wrong in a step; what a merge brings was in order when it was written."""
        found = list(compared(step))
        rewritten = any(rule == rules.HISTORY for rule, _, _ in found)
        if rewritten and commit.branched and is_moved(step):
            return list(compared(replace(step, reached=min(commit.branched, self.clock.reached))))
        return found

    def _merge(self, commit: Commit) -> None:
        """Judge what a merge made of records as they stood nowhere on the line."""
        trail = self.trail
        for one in commit.others:
            record_id = id_of(one.path)
            if not is_record(one.path) or not one.before or (record_id, one.before) in trail.passed:
                continue
            before = trail.snapshot(Past(one.path, one.before, trail.version))
            if is_public(before, self.clock.reached):
                now = trail.now(record_id)
                after = trail.snapshot(now) if now else None
                step = self._step(before, after) if after and after.record is not None else None
                self._tell(commit, after or before, lost(before, after, step))

    def _lose(self, commit: Commit, before: Snapshot, alike: Likeness) -> None:
        if not is_public(before, self.clock.reached):
            self.trail.forget(before.id)
            return
        self.trail.missing.add(before.id)
        other = alike.most_alike(before)
        message = (
            f"记录 {before.id} 被改成了 {other.id}（{self._path(other.path)}），编号不能变。"
            if other
            else gone(before)
        )
        self._tell(commit, before, [(rules.RECORD_FILE, (), message)])

    def _migrate(self, commit: Commit, former: str) -> None:
        """Judge a commit that changes the data model: every record, touched or not."""
        trail, prefix = self.trail, f"提交 {commit.short}（{commit.day}）："
        known = trail.model.knows(former) and trail.model.knows(trail.version)
        if not known:
            message = prefix + unknown_step(former, trail.version, trail.model)
            self.problems.append(told(rules.MODEL, self._path(MODEL_FILE), 1, message))
        for record_id in sorted({*trail.last, *trail.places}):
            before, now = trail.before(record_id), trail.now(record_id)
            after = trail.snapshot(now) if now else None
            if known:
                self._migrated(record_id, commit, before, after)
            if now and after:
                trail.go_on(record_id, now, after)

    def _migrated(
        self, record_id: str, commit: Commit, before: Snapshot | None, after: Snapshot | None
    ) -> None:
        if (before and before.record is None) or record_id in self.trail.missing:
            return
        if before is None or after is None or before.record != after.record:
            snap = after or before
            assert snap is not None
            self._tell(commit, snap, [(rules.MODEL, (), NOT_MIGRATED)])


def audit(repository: Repository, tip: str, today: date, model: Model = CURRENT) -> Audit:
    """Return the finished walk along the first-parent line of `tip`; no commit is after `today`.

    Raises :class:`portal.source.git.NoEvidence`.
    """
    tree, path = repository.tree(tip), shown(repository.folder / purges.PATH)
    blob = tree.get(purges.PATH)
    notes = purges.read_purges(repository.blob(blob), path) if blob else purges.Notes()
    states = _states(repository, tree, notes, model)
    walk = Audit(Trail(repository, model), notes, Clock(today), states)
    for commit in repository.line(tip):
        walk.take(commit)
    walk.problems += [
        *notes.problems,
        *notes.reminders(path),
        *notes.too_late(walk.noted, path),
        *notes.unfounded(walk.states_now, path),
        *notes.not_purged(lambda head: repository.is_within(head, tip), path),
    ]
    walk.problems.sort()
    return walk


def _states(
    repository: Repository, tree: Mapping[str, str], notes: purges.Notes, model: Model
) -> dict[str, purges.State]:
    """Return what the records that purge notes name are in the end."""
    file = tree.get(MODEL_FILE)
    version = version_in(repository.blob(file) if file else None)
    return {
        id_of(path): snapshot(path, repository.blob(blob), version, model).record
        for path, blob in sorted(tree.items())
        if id_of(path) in notes.ids and is_record(path)
    }
