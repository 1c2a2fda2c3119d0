"""What looks like a person's data, and what may never be public (个人信息)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

# Full-width letters, digits and the marks inside numbers; punctuation of sentences stays.
_WIDE = "".join(
    chr(code + 0xFEE0) for code in range(0x21, 0x7F) if chr(code).isalnum() or chr(code) in "+-./@"
)
_PLAIN = str.maketrans({character: chr(ord(character) - 0xFEE0) for character in _WIDE})
_FULL_WIDTH = re.compile(f"[{_WIDE}]")
# Region, birthday, order and check digit, as people space them.
_EIGHTEEN = re.compile(
    r"(?<![0-9A-Za-z])[1-9][0-9]{5}[ -]?(?:18|19|20)[0-9]{2}[ -]?(?:0[1-9]|1[0-2])[ -]?"
    r"(?:0[1-9]|[12][0-9]|3[01])[ -]?[0-9]{3}[0-9Xx](?![0-9A-Za-z])"
)
# Cheap to look for, and part of every such number.
_MANY_DIGITS = re.compile(r"[0-9０-９ －-]{14}")


def plain_width(text: str) -> str:
    """Return `text` with full-width letters and digits as plain ones; places stay the same."""
    return text.translate(_PLAIN) if _FULL_WIDTH.search(text) else text


def identity_numbers(text: str) -> Iterator[str]:
    """Yield the resident identity numbers in `text`, by their check digit (GB 11643—1999).

    A county code that the table does not know is no excuse: the number still looks like one,
    unless it is a valid credit code (GB 32100—2015), which has 18 characters as well.
    """
    for match in _EIGHTEEN.finditer(plain_width(text)):
        number = ric.compact(match[0]).replace(" ", "").replace("-", "")
        if ric.calc_check_digit(number) != number[-1]:
            continue
        if not uscc.is_valid(number) or _has_county(number):
            yield text[match.start() : match.end()]


def holds_identity_number(text: str) -> bool:
    """Return whether there is a resident identity number in `text`."""
    return _MANY_DIGITS.search(text) is not None and any(identity_numbers(text))


def _has_county(number: str) -> bool:
    try:
        return bool(ric.get_birth_place(number))
    except (ValidationError, KeyError):  # the table has provinces without this county
        return False
