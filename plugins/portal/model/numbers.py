"""The one form in which document numbers and names are compared (文号的比较).

Real document numbers come with every kind of bracket, dash and width; they are shown as they were
written and compared as :func:`fold` has them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_OPEN, _CLOSE = "〔【[﹝〖｛{《「", "〕】]﹞〗｝}》」"
_DASHES = "‐‑‒–—―−"
_FOLD = {
    **dict.fromkeys(map(ord, _OPEN), "("),
    **dict.fromkeys(map(ord, _CLOSE), ")"),
    **dict.fromkeys(map(ord, _DASHES), "-"),
}
# Between digits a dash counts: 1-23 is not 12-3.
_IDLE_DASH = re.compile(r"(?<![0-9])-+|-+(?![0-9])")


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Return `text` in one width, with one kind of bracket, without blanks and idle dashes."""
    return folded(text)


def folded(text: str) -> str:
    """Do the same for what is long, or asked only once."""
    unified = unicodedata.normalize("NFKC", text).translate(_FOLD)
    return _IDLE_DASH.sub("", "".join(unified.split()).upper())
