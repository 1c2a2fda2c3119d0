"""By which texts is somebody known, and does a text tell one that is hidden? (当事人名称)"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator
from dataclasses import dataclass
from functools import cache

from portal.lifecycle.phrase import Phrase
from portal.model import Record
from portal.model.changes import Edit
from portal.model.numbers import fold
from portal.model.party import Party
from portal.model.shape import Shape, shape_of, values_of

PERSONAL = Phrase("含有个人信息，不予公开")
FORMER = Phrase("含有已更正的当事人信息，不再公开")
NAMING = Phrase("含有当事人信息，不再公开")
RULED = Phrase("含有依规则不公开的信息")


@dataclass(frozen=True, slots=True)
class HiddenNames:
    """Names that no text may tell; those that are `right` may stand, even around a hidden one.

    `former` are those of somebody wrongly named, `personal` those never public where they stand;
    `otherwise` says why the others are hidden.
    """

    hidden: frozenset[str]
    right: frozenset[str] = frozenset()
    former: frozenset[str] = frozenset()
    personal: frozenset[str] = frozenset()
    otherwise: str = RULED

    def told_in(self, text: str) -> list[str]:
        """Return the hidden names that `text` tells, however it writes them."""
        if not self.hidden:
            return []
        plain, told = fold(text), []
        for name in sorted(self.hidden | self.right, key=len, reverse=True):
            if fold(name) in plain:  # the longest name wins: a branch is not its head office
                told += [name] if name in self.hidden else []
                plain = plain.replace(fold(name), "\0")
        return sorted(told)

    def why(self, text: str) -> str:
        """Return why `text` may not be told; empty where it names nobody who is hidden."""
        told = self.told_in(text)
        if not told:
            return ""
        if not self.former.isdisjoint(told):
            return FORMER
        return self.otherwise if self.personal.isdisjoint(told) else PERSONAL


def hidden_names(record: Record, hidden_fields: Collection[str] = ()) -> HiddenNames:
    """Return the names that no text of a readable record may tell.

    Those of whoever was wrongly named, those in the fields that a rule of law hides, and those
    that are never public where they stand (a trader's own name) and stand nowhere else.
    """
    if record.GATE == "norm":
        return HiddenNames(frozenset())
    present, shown = (frozenset(_present(record, shown=only)) for only in (False, True))
    covered = frozenset(_covered(record, hidden_fields)) if hidden_fields else frozenset()
    former, personal = frozenset(_former(record)) - present, present - shown
    return HiddenNames(former | personal | covered, shown - covered, former, personal)


def every_name(record: Record) -> HiddenNames:
    """Return every name by which somebody in the record is or was known."""
    names = frozenset((*_present(record), *_former(record)))
    return HiddenNames(names, otherwise=NAMING)


@cache
def _identifying(kind: type[Record]) -> tuple[Shape, ...]:
    """Return the fields of a type that say who somebody is."""
    return tuple(shape for shape in kind.fields() if shape.identifying)


def _present(record: Record, *, shown: bool = False) -> Iterator[str]:
    for shape in _identifying(type(record)):
        value = getattr(record, shape.name)
        hidden = record.unpublished(value) if shown and isinstance(value, Party) else ()
        yield from _names_of(shape, value, hidden)


def _covered(record: Record, hidden_fields: Collection[str]) -> Iterator[str]:
    """Yield the names that stand in hidden fields, or in hidden parts of a field."""
    for shape in _identifying(type(record)):
        value = getattr(record, shape.name)
        if value is not None:
            if shape.name in hidden_fields:
                yield from _names_of(shape, value)
            for loc, _, text in values_of(shape, value, ()):
                if isinstance(text, str) and any(name in hidden_fields for name in loc):
                    yield text


def _former(record: Record) -> Iterator[str]:
    shapes = shape_of(type(record))
    for change in record.changes:
        for name, value in change.was.items() if isinstance(change, Edit) else ():
            yield from _names_of(shapes[name], value)


def _names_of(shape: Shape, value: object, hidden: Container[str] = ()) -> Iterator[str]:
    """Yield the texts in an identifying field by which somebody is known, but for `hidden` parts."""
    if not shape.identifying or value is None:
        return
    if isinstance(value, Party):
        yield from value.names(without=hidden)
        return
    for _, inner, text in values_of(shape, value, ()):
        if isinstance(text, str) and inner.identifying:
            yield text
