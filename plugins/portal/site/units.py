"""What is made of one record (单元)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from portal.site.listing import Summary
from portal.site.search import Kept, Spool
from portal.site.search.spool import MOST_FILES

UNITS = "unit"


@dataclass(frozen=True, slots=True)
class Unit:
    """All that was made of one record: what lists and search need, the files it has.

    By their digests two summaries are told apart, and their events, and all `words` that search knows
    of them.
    """

    summary: Summary
    digests: tuple[bytes, ...]
    kept: Kept | None
    words: bytes
    files: tuple[str, ...]


def gathered(units: Mapping[str, Unit], spool: Spool) -> dict[str, Unit]:
    """Return `units` with their words in one file, where they stand in too many."""
    if len({unit.kept[1].file for unit in units.values() if unit.kept}) <= MOST_FILES:
        return dict(units)
    return {
        one: replace(unit, kept=spool.moved(unit.kept)) if unit.kept else unit
        for one, unit in units.items()
    }
