"""By which texts is somebody known, and does a text tell one that is hidden? (当事人名称)"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portal.model import Record
from portal.model.changes import Edit
from portal.model.numbers import fold
from portal.model.party import Party
from portal.model.shape import Shape, shape_of, values_of


@dataclass(frozen=True, slots=True)
class HiddenNames:
    """Names that no text may tell; those that are `right` may stand, even around a hidden one."""

    hidden: frozenset[str]
    right: frozenset[str] = frozenset()

    def told_in(self, text: str) -> list[str]:
        """Return the hidden names that `text` tells, however it writes them."""
        if not self.hidden:
            return []
        plain = fold(text)
        for name in sorted(self.right, key=len, reverse=True):
            plain = plain.replace(fold(name), "\0")
        return sorted(name for name in self.hidden if fold(name) in plain)


def former_names(record: Record) -> HiddenNames:
    """Return the names of whoever was wrongly named; the right ones may stand."""
    if record.GATE == "norm":
        return HiddenNames(frozenset())
    right = frozenset(_present(record))
    return HiddenNames(frozenset(_former(record)) - right, right)


def every_name(record: Record) -> HiddenNames:
    """Return every name by which somebody in the record is or was known."""
    return HiddenNames(frozenset((*_present(record), *_former(record))))


def _present(record: Record) -> Iterator[str]:
    for shape in type(record).fields():
        yield from _names_of(shape, getattr(record, shape.name))


def _former(record: Record) -> Iterator[str]:
    shapes = shape_of(type(record))
    for change in record.changes:
        for name, value in change.was.items() if isinstance(change, Edit) else ():
            yield from _names_of(shapes[name], value)


def _names_of(shape: Shape, value: object) -> Iterator[str]:
    """Yield the texts in an identifying field by which somebody is known."""
    if not shape.identifying or value is None:
        return
    if isinstance(value, Party):
        yield from value.names()
        return
    for _, inner, text in values_of(shape, value, ()):
        if isinstance(text, str) and inner.identifying:
            yield text
