"""Sentences that reach pages: Chinese text that still knows what it was made of (语句)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Self


class Phrase(str):
    """A Chinese sentence, which is the text itself, with its `pattern` and the `values` in it.

    Data, checks and the Chinese site see text like any other; pages in another language look the
    pattern up. Values may be phrases too (a label inside a sentence). The pattern stands in the
    source as a literal, for `scripts/messages` reads it there.
    """

    __slots__ = ("pattern", "values")

    pattern: str
    values: Mapping[str, object]

    def __new__(cls, pattern: str, /, **values: object) -> Self:
        """Put `values` into `pattern`; a pattern without values is taken as it is."""
        phrase = super().__new__(cls, pattern.format(**values) if values else pattern)
        phrase.pattern = pattern
        phrase.values = values
        return phrase

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes whole."""
        return _phrase, (self.pattern, self.values)


def _phrase(pattern: str, values: Mapping[str, object]) -> Phrase:
    return Phrase(pattern, **values) if values else _label(pattern)


@cache
def _label(pattern: str) -> Phrase:
    """Return a sentence that is the same wherever it stands: a hundred thousand records share it."""
    return Phrase(pattern)
