"""What is made of one record (单元)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from portal.site.listing import Summary
from portal.site.search import Kept, Spool
from portal.site.search.spool import MOST_FILES

UNITS = "unit"


class Unit(NamedTuple):
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
    """Return all of `units` that have words, with these in one file; none while they stand in few files."""
    there = {one: unit.kept for one, unit in units.items() if unit.kept}
    if len({place.file for _, place in there.values()}) <= MOST_FILES:
        return {}
    return {one: units[one]._replace(kept=spool.moved(kept)) for one, kept in there.items()}
