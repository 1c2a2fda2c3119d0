"""Would git bear out what is about to be written? The question of `portal check --base` (预先佐证)."""

from __future__ import annotations

from datetime import date

from portal.checks.evidence import Step, compared, entered, is_public
from portal.checks.evidence_snapshot import Snapshot, snapshot
from portal.checks.evidence_told import at
from portal.problem import Problem
from portal.source.migrations import MODEL_VERSION
from portal.staff.committed import names_in
from portal.staff.opened import Opened
from portal.staff.writer import dump


def unborne(here: Opened, text: str, day: date) -> list[Problem]:
    """Return what is wrong between what was last said of a record, and `text`.

    Where nothing was ever committed there is nobody to ask.
    """
    after = _snapshot(here, text)
    if here.former is None:
        found = entered(after, day) if here.in_git and names_in(here.root) else iter(())
    else:
        before = _snapshot(here, dump(here.former))
        if before.record is None:
            return []
        public = is_public(before, day)
        found = compared(Step(before, after, day, day)) if public else entered(after, day)
    return at(here.root, after, found)


def _snapshot(here: Opened, text: str) -> Snapshot:
    return snapshot(here.path, text.encode(), MODEL_VERSION)
