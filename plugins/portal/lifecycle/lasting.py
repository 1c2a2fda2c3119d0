"""How long something that was made or found holds, so that nothing need be read to know it (照旧)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.lifecycle.digest import digest_of
from portal.lifecycle.notes import Notes
from portal.source.signature import Survey


@dataclass(frozen=True, slots=True)
class Lasting:
    """It was `made_of` something, and holds while that is so, on days (ordinals) `first` to `last`."""

    made_of: bytes
    first: int
    last: int

    @classmethod
    def of(cls, made_of: bytes, as_of: date, days: Notes) -> Lasting:
        """Return how long that holds which was made on `as_of`, and would be on all these `days`."""
        return cls(made_of, max(days.first, as_of.toordinal()), days.last)

    def holds(self, made_of: bytes | None, as_of: date) -> bool:
        """Return whether what is made of that on this day is the same."""
        return made_of == self.made_of and self.first <= as_of.toordinal() <= self.last


def made_of(survey: Survey, as_of: date, today: date, *others: object) -> bytes | None:
    """Return by what the files of a `survey` and whatever else counts are known, without reading them.

    None where that cannot be told surely. The survey is from before any of it is read. `today` counts
    where it is later than `as_of`.
    """
    files = survey.digest()
    later = today if today > as_of else None
    return digest_of((files, later, *others)) if files else None
