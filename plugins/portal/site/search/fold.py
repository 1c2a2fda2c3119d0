"""One form for what is written in many: what is indexed and what is asked for are both folded (归一).

A character is folded by itself, whatever stands beside it, so that a place in the folded text
leads back to the text. `docs/search.md` specifies it and `tests/site/search/folding.json` holds cases;
`theme/static/search/fold.js` does the same in the browser.
"""

from __future__ import annotations

import re
import string
import sys
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).with_name("simplified.txt")
"""Traditional characters, and below them in the same order the simplified ones.

Made from the character table of OpenCC (Apache-2.0), without those that simplified text uses too.
"""
_BRACKETS = str.maketrans("[〔【]〕】・•‧∙⋅", "((()))·····")
_SPACES = ("Zs", "Zl", "Zp", "Cc", "Cf")
_MINUS = "\u2212"
_DIGITS = f"{string.ascii_uppercase}{string.ascii_lowercase}{string.digits}+/"
_UNKNOWN = ("Cn", "Co")
"""Characters that this Python's Unicode does not assign, or nobody does: of names they are letters."""


def table() -> tuple[str, str]:
    """Return the traditional characters and the simplified ones."""
    traditional, simplified = TABLE.read_text(encoding="utf-8").splitlines()
    return traditional, simplified


def unassigned() -> list[int]:
    """Return the ranges of characters that this Python's Unicode does not assign: first, last, first, …

    A newer one may: whoever reads the index must not fold them otherwise than who wrote it.
    """
    codes = (code for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Cn")
    bounds: list[int] = []
    for code in codes:
        if bounds and bounds[-1] == code - 1:
            bounds[-1] = code
        else:
            bounds += [code, code]
    return bounds


def steps(numbers: Iterable[int]) -> str:
    """Return numbers as the steps from each to the next, in Base64 VLQ (ECMA-426, source maps)."""
    told, before = [], 0
    for number in numbers:
        step, before = number - before, number
        value = abs(step) << 1 | (step < 0)
        while value > 31:
            told.append(_DIGITS[value & 31 | 32])
            value >>= 5
        told.append(_DIGITS[value])
    return "".join(told)


_SIMPLIFIED = str.maketrans(*table())


class _Folding(dict[int, str]):
    """What each character becomes; those that were met are remembered."""

    def __init__(self, hyphen: str) -> None:
        super().__init__()
        self.hyphen = hyphen
        self.unknown: set[str] = set()

    def __missing__(self, code: int) -> str:
        normal = unicodedata.normalize("NFKC", chr(code)).lower()
        normal = normal.translate(_SIMPLIFIED).translate(_BRACKETS)
        self[code] = "".join(map(self._kept, normal))
        return self[code]

    def _kept(self, character: str) -> str:
        category = unicodedata.category(character)
        if category in _UNKNOWN:
            self.unknown.add(character)
        if category == "Pd" or character == _MINUS:
            return self.hyphen
        return "" if category in _SPACES else character


_folding, _key_folding = _Folding(""), _Folding("-")


@lru_cache(maxsize=4096)  # labels, agencies and days stand in record after record
def fold(text: str) -> str:
    """Return `text` in simplified characters, half width and lower case, with one kind of bracket
    and no spaces, hyphens or invisible characters."""
    return text.translate(_folding)


def fold_key(text: str) -> str:
    """Return `text` as identifiers are compared: folded, letters and digits alone.

    What stands between two Latin letters or digits stays, so that `a-b.cn` is not `ab.cn` and
    〔2024〕1号 not 〔202〕41号. Rare characters that have no class yet are letters: firms that differ in
    one of them are two.
    """
    folded = text.translate(_key_folding)
    return _loose("".join(sorted(_key_folding.unknown.intersection(folded)))).sub("", folded)


@lru_cache(maxsize=1024)
def _loose(letters: str) -> re.Pattern[str]:
    """Return the pattern of what goes from identifiers, in which `letters` are letters too."""
    loose = rf"(?:[^\w{letters}]|_)"
    return re.compile(rf"(?<![0-9a-z])(?<!{loose}){loose}+|{loose}+(?![0-9a-z]|{loose})")
