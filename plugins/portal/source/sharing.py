"""What a hundred thousand things say alike is there once when it comes back from being put away (共用)."""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache
from typing import Any, TypeVar

Kind = TypeVar("Kind", bound=type[Any])
Value = TypeVar("Value")
AT_HAND = 4_096
"""How many are at hand: agencies, states, kinds; what stands once is soon gone."""


def sharing(kind: Kind) -> Kind:
    """Let equal ones of a frozen dataclass or a named tuple be the same one when they are unpickled.

    They must be hashable. One with a phrase is another than one with its bare text; none may hold a
    phrase with values, which would be taken for another that reads the same.
    """
    names: tuple[str, ...] = getattr(kind, "_fields", ()) or tuple(one.name for one in fields(kind))
    shared = lru_cache(AT_HAND, typed=True)(kind)
    shared.__qualname__ = f"{kind.__qualname__}.shared"  # by which it is found when unpickled
    kind.shared = shared

    def reduce(self: object) -> tuple[Any, ...]:
        return shared, tuple(getattr(self, name) for name in names)

    kind.__reduce__ = reduce  # type: ignore[assignment]
    return kind


def alike(value: Value) -> Value:
    """Return `value` with texts that others of late had, too, being the same ones."""
    told: Any = value
    if type(told) is str:  # a phrase equals its text and is more than that
        told = _same(told)
    elif isinstance(told, tuple):
        parts = map(alike, told)
        told = type(told)(*parts) if hasattr(told, "_fields") else tuple(parts)
    return told  # type: ignore[no-any-return]


@lru_cache(AT_HAND)
def _same(text: str) -> str:
    return text
