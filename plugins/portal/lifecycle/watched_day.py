"""The day of the gate, watched: from when until when does every comparison come out the same? (日期)"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, SupportsIndex

FIRST, LAST = date.min.toordinal(), date.max.toordinal()
Narrow = Callable[[int, int], None]
"""Is told the first and the last day, as ordinals, on which something stays as it is."""


class WatchedDay(date):
    """A day that tells of each comparison on which days it would have come out the same.

    It may be moved by a number of days and still be watched. Whoever asks for more than how it
    stands to another day (its year, its text) depends on this very day.
    """

    _narrow: Narrow
    _shift: int

    @classmethod
    def of(cls, day: date, narrow: Narrow, shift: int = 0) -> WatchedDay:
        """Return `day`, which is the watched one moved by `shift` days."""
        here = cls.fromordinal(date.toordinal(day))
        here._narrow, here._shift = narrow, shift
        return here

    def _exactly(self) -> date:
        """Return the plain day; whoever needs it depends on it."""
        own = date.toordinal(self) - self._shift
        self._narrow(own, own)
        return date.fromordinal(date.toordinal(self))

    def _before(self, other: date, days: int) -> bool:
        """Return whether this day is before `other` moved by `days`, and tell how long it will be."""
        bound = date.toordinal(other) + days
        before = date.toordinal(self) < bound
        if not isinstance(other, WatchedDay):
            first = bound - self._shift
            self._narrow(*((FIRST, first - 1) if before else (first, LAST)))
        return before

    def __lt__(self, other: date) -> bool:
        return self._before(other, 0)

    def __le__(self, other: date) -> bool:
        return self._before(other, 1)

    def __gt__(self, other: date) -> bool:
        return not self._before(other, 1)

    def __ge__(self, other: date) -> bool:
        return not self._before(other, 0)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, date):
            return NotImplemented
        return not self._before(other, 0) and self._before(other, 1)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __add__(self, other: timedelta) -> WatchedDay:
        moved = date.fromordinal(date.toordinal(self) + other.days)
        return WatchedDay.of(moved, self._narrow, self._shift + other.days)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        if isinstance(other, timedelta):
            return self + timedelta(days=-other.days)
        return self._exactly() - other

    def __rsub__(self, other: date) -> timedelta:
        return other - self._exactly()

    def __hash__(self) -> int:
        return hash(self._exactly())

    def __str__(self) -> str:
        return str(self._exactly())

    def __repr__(self) -> str:
        return repr(self._exactly())

    def __format__(self, form: str) -> str:
        return format(self._exactly(), form)

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        return self._exactly().__reduce_ex__(protocol)

    def __getattribute__(self, name: str) -> Any:
        if name in _TOLD:
            return getattr(object.__getattribute__(self, "_exactly")(), name)
        return super().__getattribute__(name)


_TOLD = frozenset(name for name in vars(date) if not name.startswith("_"))
