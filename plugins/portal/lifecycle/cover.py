"""How much of what it must make public one agency has: values, no counting (公开情况)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from portal.lifecycle.phrase import Phrase
from portal.lifecycle.view import Link
from portal.model.agency import Agency
from portal.model.information import LEAST_REVIEWERS, Information

State = Literal["published", "partly", "missing", "not-due"]
LABELS: Mapping[State, str] = {
    "published": Phrase("已公开"),
    "partly": Phrase("部分公开"),
    "missing": Phrase("缺"),
    "not-due": Phrase("不适用"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of information of one agency: how much is public, when that last changed.

    `lacking` are the labels of fields that are not given; what is not `due` may still be there.
    """

    information: Information
    count: int
    changed: date | None
    due: bool
    lacking: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        """Whether it is there: all of it, a part, nothing; or not due and not there."""
        if self.count:
            return "partly" if self.lacking and self.due else "published"
        return "missing" if self.due else "not-due"

    @property
    def label(self) -> str:
        """The word for the state."""
        return LABELS[self.state]

    @property
    def short(self) -> bool:
        """Whether something is due and not there."""
        return self.state in ("partly", "missing")


@dataclass(frozen=True, slots=True)
class Reviewers:
    """How many reviewers an agency has for its officers (国办发〔2018〕118号 (十一))."""

    reviewers: int
    officers: int

    @property
    def share(self) -> float:
        """Reviewers for a hundred officers, cut to tenths: what is not enough does not look it."""
        return (1000 * self.reviewers // self.officers) / 10

    @property
    def enough(self) -> bool:
        """Whether they are as many as the guidance asks for."""
        return 100 * self.reviewers >= LEAST_REVIEWERS * self.officers


@dataclass(frozen=True, slots=True)
class Cover:
    """What one agency has made public of all that it must."""

    agency: Link
    cells: tuple[Cell, ...]
    reviewers: Reviewers | None

    @property
    def due(self) -> tuple[Cell, ...]:
        """What it must make public."""
        return tuple(cell for cell in self.cells if cell.due)

    @property
    def short(self) -> tuple[Cell, ...]:
        """What it must make public and did not, or not whole."""
        return tuple(cell for cell in self.cells if cell.short)

    @property
    def changed(self) -> date | None:
        """When any of it last changed."""
        return max(filter(None, (cell.changed for cell in self.cells)), default=None)


def reviewers(record: Agency) -> Reviewers | None:
    """Return how many reviewers there are for how many officers, where both are given."""
    if record.reviewer_count is None or not record.officer_count:
        return None
    return Reviewers(record.reviewer_count, record.officer_count)
