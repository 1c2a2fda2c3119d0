"""What is made of one record (单元)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from portal.site.listing import Summary
from portal.site.search import Kept, Spool
from portal.site.search.spool import MOST_FILES

UNITS, SOUGHT = "unit", "sought"


class Unit(NamedTuple):
    """What was made of one record: what lists need, and the files it has.

    By their digests two summaries are told apart, and their events.
    """

    summary: Summary
    digests: tuple[bytes, ...]
    files: tuple[str, ...]


class Sought(NamedTuple):
    """What search needs of one record; by a digest all `words` that it knows of two are told apart."""

    kept: Kept
    words: bytes


Made = tuple[Unit, Sought | None]
"""All that was made of one record; nothing is sought where the site has no search."""


def gathered(sought: Mapping[str, Sought], spool: Spool) -> dict[str, Sought]:
    """Return all that is `sought`, with its words in one file; none while they stand in few files."""
    if len({one.kept[1].file for one in sought.values()}) <= MOST_FILES:
        return {}
    return {key: one._replace(kept=spool.moved(one.kept)) for key, one in sought.items()}
