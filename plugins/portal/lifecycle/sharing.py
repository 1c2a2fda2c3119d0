"""What a hundred thousand things say alike is one text when they come back from being put away (共用)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any, TypeVar

Kind = TypeVar("Kind", bound=type[Any])
AT_HAND = 4_096
"""How many texts are at hand: what agencies and states are called; what stands once is soon gone."""


def sharing(kind: Kind) -> Kind:
    """Let the texts of a frozen dataclass with slots be shared by all that are unpickled."""
    names = tuple(one.name for one in fields(kind))

    def restore(self: object, state: Sequence[object]) -> None:
        for name, value in zip(names, state, strict=True):
            object.__setattr__(self, name, _shared(value))

    kind.__setstate__ = restore
    return kind


def _shared(value: object) -> object:
    if type(value) is str:  # a phrase equals its text and is more than that
        return _same(value)
    return tuple(map(_shared, value)) if type(value) is tuple else value


@lru_cache(AT_HAND)
def _same(text: str) -> str:
    return text
