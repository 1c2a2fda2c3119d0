"""By what is told whether something is as it was: digests of values, by what they say (摘要)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import NoneType
from typing import Any

from pydantic import BaseModel

from portal.lifecycle.phrase import Phrase

SIZE = 16  # bytes
_PLAIN = (NoneType, bool, int, float, Decimal, date)


def digest_of(value: object) -> bytes:
    """Return the digest of a value; two are equal if and only if the values say the same.

    Values are what pages are told: texts, numbers, days, types, and groups of these. Raises
    TypeError for any other.
    """
    return Digester().digest(value)


class Digester:
    """Digests of values in which the same ones of the types `often` occur again and again.

    Those are taken into the digest by their own, found once.
    """

    def __init__(self, *often: type[object]) -> None:
        self._often = frozenset(often)
        self._known: dict[int, bytes] = {}
        self._held: list[object] = []  # so that no other has the id of one that is known

    def know(self, values: Iterable[object], digests: Iterable[bytes]) -> None:
        """Take the digests of values that occur often as known."""
        here = [*values]
        self._held += here
        self._known.update(zip(map(id, here), digests, strict=True))

    def digest(self, value: object) -> bytes:
        """Return the digest of `value`."""
        told: list[bytes] = []
        if type(value) in self._often:
            return self._shared(value)
        self._tell(value, told)
        return hashlib.blake2b(b"".join(told), digest_size=SIZE).digest()

    def _tell(self, value: Any, told: list[bytes]) -> None:
        kind: Any = type(value)
        if kind is str:
            text = value.encode("utf-8", "surrogatepass")
            told.append(b"s%d:%b" % (len(text), text))
        elif kind is tuple or kind is list:
            self._all(value, told)
        elif kind in self._often:
            told.append(self._shared(value))
        elif (way := _way(kind)) is Mapping:
            told.append(b"{")
            self._all([part for pair in value.items() for part in pair], told)
        elif way is Set:
            told.append(b"<")
            self._all(sorted(map(self.digest, value)), told)
        elif way is tuple:
            told.append(_called(kind))
            self._all([getattr(value, name) for name in _names(kind)], told)
        else:
            told.append(way(value))

    def _all(self, values: Iterable[object], told: list[bytes]) -> None:
        told.append(b"(")
        known = self._known
        for value in values:
            if digest := known.get(id(value)):
                told.append(digest)
            else:
                self._tell(value, told)
        told.append(b")")

    def _shared(self, value: object) -> bytes:
        found = self._known.get(id(value))
        if found is None:
            kind: Any = type(value)
            told = [_called(kind)]
            self._all([getattr(value, name) for name in _names(kind)], told)
            found = hashlib.blake2b(b"".join(told), digest_size=SIZE).digest()
            self.know([value], [found])
        return found


@cache
def _names(kind: Any) -> tuple[str, ...]:
    """Return the fields of a dataclass, a model or a sentence; none of any other type."""
    if issubclass(kind, Phrase):
        return ("pattern", "values")
    if issubclass(kind, BaseModel):
        return tuple(kind.model_fields)
    if issubclass(kind, tuple):
        told: tuple[str, ...] = getattr(kind, "_fields", ())
        return told
    return tuple(one.name for one in fields(kind)) if is_dataclass(kind) else ()


@cache
def _called(kind: Any) -> bytes:
    return f"{kind.__module__}.{kind.__qualname__};".encode()


@cache
def _way(kind: Any) -> Any:
    """Return as what values of a type are told: as a mapping, a set, a tuple of fields, or by a function."""
    if _names(kind):
        return tuple
    for group in (Mapping, Set):
        if issubclass(kind, group):
            return group
    if issubclass(kind, type):
        return lambda value: b"t" + _called(value)
    if issubclass(kind, bytes):
        return lambda value: b"b%d:%b" % (len(value), value)
    if issubclass(kind, _PLAIN):
        return lambda value: b"%b%b;" % (_called(kind), repr(value).encode())
    raise TypeError(f"a page may not be told of a {kind.__qualname__}")
