"""What is made of one record (单元)."""

from __future__ import annotations

from dataclasses import dataclass

from portal.lifecycle.notes import Notes
from portal.site.listing import Summary
from portal.site.search import Kept

UNITS = "unit"


@dataclass(frozen=True, slots=True)
class Unit:
    """All that was made of one record: what lists and search need, the files it has, its notes.

    By their digests two summaries are told apart, and all `words` that search knows of them.
    """

    summary: Summary
    digest: bytes
    kept: Kept | None
    words: bytes
    files: tuple[str, ...]
    notes: Notes
