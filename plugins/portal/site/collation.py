"""In what order lists show their records, and under which headings: by day, or by name (排序)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from portal.model import Record

if TYPE_CHECKING:
    from portal.site.listing import Summary

OTHER = "#"
"""Under this stands what begins with no letter: a figure, a foreign sign."""
_BREAK = "\x01"  # comes before every letter
_IDLE = re.compile(r"[\W_]+")
_TONED = re.compile(r"([a-z]+)([1-5])")


@cache
def name_key(name: str) -> str:
    """Return by what `name` is sorted: its syllables, each with its tone (GB/T 13418).

    Names are Chinese or, where a record states how it is read, its syllables parted by blanks.
    Brackets and quotation marks do not count.
    """
    from pypinyin import Style, lazy_pinyin  # loads its dictionary: only for whoever sorts

    plain = _IDLE.sub(" ", name.lower())
    read = lazy_pinyin(plain, style=Style.TONE3, neutral_tone_with_five=True)
    return "".join(_syllable(word) for part in read for word in part.split())


def _syllable(word: str) -> str:
    """Return a syllable, then its tone: a shorter one comes first, whatever its tone is."""
    toned = _TONED.fullmatch(word)
    return f"{toned[1]}{_BREAK}{toned[2]}" if toned else f"{word.replace('ü', 'v')}{_BREAK}0"


def initial(row: Summary) -> str:
    """Return the letter under which a record stands, in upper case; OTHER for none."""
    letter = row.order[:1].upper()
    return letter if "A" <= letter <= "Z" else OTHER


def letter_slug(letter: str) -> str:
    """Return a letter as it stands in addresses."""
    return "other" if letter == OTHER else letter.lower()


def ordered(kind: type[Record], rows: Iterable[Summary]) -> list[Summary]:
    """Return `rows` as lists of `kind` show them: by name, else by day, the newest first."""
    if kind.BY_NAME:
        by_name = sorted(rows, key=attrgetter("order", "title", "id"))
        return sorted(by_name, key=lambda row: initial(row) == OTHER)
    return sorted(sorted(rows, key=attrgetter("id")), key=attrgetter("day"), reverse=True)


def parted(kind: type[Record], rows: Sequence[Summary]) -> list[tuple[str, list[Summary]]]:
    """Return the rows of a page under their headings: letters, months, or none at all."""
    if kind.BY_NAME:
        parts = groupby(rows, key=initial)
    elif kind.GATE == "case":
        parts = groupby(rows, key=lambda row: f"{row.day:%Y-%m}")
    else:
        return [("", list(rows))]
    return [(heading, list(of)) for heading, of in parts]
