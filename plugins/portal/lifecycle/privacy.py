"""What looks like a person's data, and what may never be public (个人信息)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent, ValidationError

_EIGHTEEN = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:18|19|20)[0-9]{9}[0-9Xx](?![0-9A-Za-z])")


def identity_numbers(text: str) -> Iterator[str]:
    """Yield the resident identity numbers in `text`, by their check digit (GB 11643—1999).

    A county code that the table does not know is no excuse: the number still looks like one.
    """
    if not any(character.isdigit() for character in text):
        return
    for match in _EIGHTEEN.finditer(text):
        try:
            ric.validate(match[0].upper())
        except InvalidComponent:
            if ric.calc_check_digit(match[0].upper()) != match[0][-1].upper():
                continue
        except ValidationError:
            continue
        yield match[0]
