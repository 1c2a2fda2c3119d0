"""Fields of a record as the public sees them: references resolved, the hidden marked (字段呈现)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from pydantic import BaseModel

from portal.lifecycle.chronicle import shown_periods
from portal.lifecycle.days import tells_day
from portal.lifecycle.history import Version, applied, held_on, versions
from portal.lifecycle.names import NAMING, PERSONAL, HiddenNames, every_name, hidden_names
from portal.lifecycle.phrase import Phrase
from portal.lifecycle.privacy import holds_identity_number
from portal.lifecycle.titles import with_law
from portal.lifecycle.untold import untold_fields
from portal.lifecycle.view import Link, Period, Shown
from portal.model import BY_TYPE, Record
from portal.model.changes import Part
from portal.model.regulation import Regulation
from portal.model.shape import Shape, shapes

if TYPE_CHECKING:
    from portal.lifecycle.gate import Gate

WITHHELD = Phrase("依法不再公开")
Names = tuple[tuple[str, str], ...]


def _manner(shape: Shape) -> str:
    return shape.part.MANNER if shape.part and issubclass(shape.part, Part) else "group"


def _columns(part: type[BaseModel] | None, rows: Sequence[tuple[Shown, ...]]) -> Names:
    """Return the fields that any of `rows` has, in their order, where such parts make a table."""
    if not (part and issubclass(part, Part) and part.IN_ROWS):
        return ()
    told = {shown.name for row in rows for shown in row}
    return tuple((shape.name, shape.label) for shape in shapes(part) if shape.name in told)


def _key(row: BaseModel) -> object:
    """Return what a row is known by: its first field."""
    return getattr(row, shapes(type(row))[0].name)


class Presenter:
    """Turns the values of one version of a record into what the public sees."""

    def __init__(self, gate: Gate, at: Version) -> None:
        self.gate = gate
        self.at = at
        self.record = at.record

    @cached_property
    def hidden(self) -> dict[str, Regulation]:
        """The fields that rules of law hide in this record."""
        return self.gate.rulebook.hidden_fields(self.record)

    @cached_property
    def day(self) -> date | None:
        """The day of the record, where that may be told."""
        return self.record.day if tells_day(self.gate.rulebook, self.record) else None

    @cached_property
    def names(self) -> HiddenNames:
        """The names that no text of the record may tell while it is readable."""
        return hidden_names(self.record, self.hidden.keys())

    @cached_property
    def versions(self) -> tuple[Version, ...]:
        """What the record said after each of its changes."""
        return versions(self.record)

    @cached_property
    def shown(self) -> tuple[Period | None, ...]:
        """When the public saw each version; None where it never did."""
        return shown_periods(self.gate.rulebook, self.versions, self.gate.as_of)

    @cached_property
    def untold(self) -> dict[tuple[int, str], str]:
        """Why a change may not tell the values of a field."""
        return untold_fields(self.record)

    @cached_property
    def disclosed(self) -> frozenset[str]:
        """The fields that may show what looks like personal data, with a reason given."""
        return frozenset(disclosure.name for disclosure in self.record.disclosures)

    def fields(self, allowed: frozenset[str] | None) -> Iterator[Shown]:
        """Yield the public fields, in order; only those `allowed` where that is not None."""
        for shape in type(self.record).fields():
            if shape.private or shape.name == self._overruled:
                continue
            if allowed is not None and shape.name not in allowed:
                continue
            if shape.name in self.at.withheld:
                yield Shown(shape.name, shape.label, "text", withheld=WITHHELD)
                continue
            value = getattr(self.record, shape.name)
            if allowed is not None and isinstance(value, str) and self._names(value):
                yield Shown(shape.name, shape.label, "text", withheld=NAMING)
            elif shown := self.field(shape, value):
                yield shown

    @cached_property
    def _overruled(self) -> str:
        """The field that states a last day which is none: the rule ends the case before it."""
        stated, last_day = self.record.last_day, self.gate.rulebook.last_day(self.record)
        return self.record.LAST_DAY if stated and stated != last_day else ""

    def field(self, shape: Shape, value: object) -> Shown | None:
        """Return one field with `value`; None where there is nothing to see."""
        if value is None or value == ():
            return None
        if rule := self.hidden.get(shape.name):
            reason = Phrase("依“{rule}”不公开", rule=rule.name)
            return Shown(shape.name, shape.label, "text", withheld=reason)
        if shape.kind and shape.kind.target:
            return self._references(shape, value)
        if shape.name in self.record.QUOTES and isinstance(value, tuple):
            return self._quoted(shape, value)
        if isinstance(value, tuple):
            return self._many(shape, value)
        if isinstance(value, BaseModel):
            group = tuple(self.group(value, shape.name))
            return Shown(shape.name, shape.label, _manner(shape), group) if group else None
        assert shape.kind is not None
        if why := self._why_not(shape.name, value):
            return Shown(shape.name, shape.label, "text", withheld=why)
        return Shown(shape.name, shape.label, shape.kind.name, value)

    def group(self, part: BaseModel, name: str) -> Iterator[Shown]:
        """Yield the public fields of a part; `name` is the record's field that holds it."""
        unpublished = self.record.unpublished(part) if isinstance(part, Part) else {}
        for shape in shapes(type(part)):
            value = getattr(part, shape.name)
            if shape.private or value is None or value == ():
                continue
            if shape.name in unpublished:
                yield Shown(shape.name, shape.label, "text", withheld=unpublished[shape.name])
            elif shape.name not in self.hidden and (why := self._why_not(name, value)):
                yield Shown(shape.name, shape.label, "text", withheld=why)
            elif shown := self.field(shape, value):
                yield self._pointed(part, shown)

    def _pointed(self, part: BaseModel, shown: Shown) -> Shown:
        """Let a reference lead to the very place that the part names, where there is one."""
        record, place = part.POINTS if isinstance(part, Part) else ("", "")
        if shown.name != record or not isinstance(shown.value, Link):
            return shown
        target = getattr(part, place)
        if target not in self.gate.places(shown.value.id, shown.value.number):
            return shown
        return replace(shown, value=replace(shown.value, url=f"{shown.value.url}#{target}"))

    def _quoted(self, shape: Shape, keys: tuple[object, ...]) -> Shown | None:
        """Return what keys stand for, in the words of the record that says so (列入事由)."""
        source, name = self.record.QUOTES[shape.name]
        target = getattr(self.record, source)
        found = {key: self.row(target, name, key) for key in keys}
        if source in self.hidden or not all(found.values()):
            return self._many(shape, keys)
        return Shown(shape.name, shape.label, "group", tuple(found.values()), many=True)

    def row(self, target: str, name: str, key: object) -> tuple[Shown, ...]:
        """Return the public fields of the row `key` of another record, as it applied on the day."""
        then = self.gate.version(target) if self.gate.link(target) else None
        if then is None or then.withheld:
            return ()
        norm = applied(then.record, self.day or self.gate.as_of)
        other = Presenter(self.gate, Version(len(norm.changes), norm))
        rows = getattr(norm, name) if name not in other.hidden else ()
        known = next((row for row in rows if _key(row) == key), None)
        return tuple(other.group(known, name)) if known else ()

    def _many(self, shape: Shape, value: tuple[object, ...]) -> Shown | None:
        if shape.kind:
            shown = tuple(item for item in value if not self._why_not(shape.name, item))
            remark = next(filter(None, (self._why_not(shape.name, one) for one in value)), "")
            return Shown(shape.name, shape.label, shape.kind.name, shown, many=True, remark=remark)
        groups = tuple(
            tuple(self.group(part, shape.name)) for part in value if isinstance(part, BaseModel)
        )
        groups = tuple(filter(None, groups))
        if not groups:
            return None
        columns = _columns(shape.part, groups)
        return Shown(shape.name, shape.label, _manner(shape), groups, many=True, columns=columns)

    def _references(self, shape: Shape, value: object) -> Shown | None:
        ids = value if isinstance(value, tuple) else (value,)
        found = filter(None, (self.link(str(target)) for target in ids))
        links = tuple(with_law(self.gate, link) for link in found)
        assert shape.kind is not None
        remark = self._attest(ids) if shape.many else ""
        if not links and not remark:
            return None
        if shape.many:
            return Shown(shape.name, shape.label, "reference", links, many=True, remark=remark)
        return Shown(shape.name, shape.label, "reference", links[0])

    def link(self, target: str) -> Link | None:
        """Return a reference; a case that names the party leads to no tombstone that must not."""
        link = self.gate.link(target)
        if link is None or self.record.GATE != "case":
            return link
        kind = BY_TYPE[link.type]
        if kind.GATE == "case":
            return None if link.state == "withdrawn" else link
        return self._as_it_stood(link) if kind.GATE == "norm" and kind.GOVERNS else link

    def _as_it_stood(self, link: Link) -> Link:
        """Let a reference of a case lead to the version in force on its day, where that may be told."""
        number, here = self.gate.number_on(link.id, self.day), self.gate.version(link.id)
        if number is None or here is None or number == here.number:
            return link
        return replace(link, url=f"{link.url}v/{number}/", number=number)

    def _attest(self, ids: Sequence[object]) -> str:
        """Say how many persons are named where one of them may no longer be (执法人员 2 名)."""
        items, day = self.gate.corpus.items, self.record.day
        named = [items[str(one)] for one in ids if self.gate.state(str(one))]
        if (
            not named
            or named[0].type.GATE != "person"
            or all(self.gate.link(item.id) for item in named)
        ):
            return ""
        records = [item.record for item in named if isinstance(item.record, Record)]
        valid = day and len(records) == len(named) and all(held_on(r, day) for r in records)
        persons, count = Phrase(named[0].type.LABEL), len(named)
        if valid:
            return Phrase("{persons} {count} 名，证件有效", persons=persons, count=count)
        return Phrase("{persons} {count} 名", persons=persons, count=count)

    def _names(self, text: str) -> bool:
        """Return whether a text on a tombstone names the party."""
        return bool(every_name(self.record).told_in(text))

    def _why_not(self, name: str, value: object) -> str:
        """Return why a text may not be told: an identity number, a hidden name; empty if it may."""
        if not isinstance(value, str):
            return ""
        personal = name not in self.disclosed and holds_identity_number(value)
        return PERSONAL if personal else self.names.why(value)
