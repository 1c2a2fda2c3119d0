"""From a row to the content of a record, with everything that is wrong or lacking (草稿)."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Map
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from portal.model import Record
from portal.model.party import party_field
from portal.model.shape import Shape, shapes
from portal.staff import convert
from portal.staff.convert import Refusal
from portal.staff.header import Header
from portal.staff.mapping import Column
from portal.staff.parties import kind_of_party
from portal.staff.registers import Named
from portal.staff.tables import Cell, Row
from portal.staff.targets import Target, target


@dataclass(slots=True)
class Draft:
    """What a row says: content by field, agencies and lists still by name, faults in words."""

    row: int
    content: dict[str, Any] = field(default_factory=dict)
    named: dict[str, Named] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    zeros: list[str] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)


class Drafter:
    """Turns the rows below one header into drafts."""

    def __init__(self, header: Header) -> None:
        self.header = header
        self.mapping = header.mapping
        self.model = header.mapping.model

    @cached_property
    def _fillers(self) -> list[tuple[Column, Target | None, list[int]]]:
        return [
            (column, target(self.model, column.to) if column.to else None, places)
            for column in self.mapping.columns
            if (places := self.header.place(column.names))
        ]

    def draft(self, row: Row) -> Draft:
        """Return what `row` says."""
        draft = Draft(row.number, deepcopy(self.mapping.fixed))
        if any(cell not in (None, "") for cell in row.cells[len(self.header.names) :]):
            draft.refusals.append("这一行的格子比表头多，可能是逗号或引号写错，请核对。")
        for column, goal, places in self._fillers:
            cells = [row.cells[place] for place in places if place < len(row.cells)]
            self._fill(draft, column, goal, next(filter(_filled, cells), None))
        draft.untold = [
            self.header.names[place]
            for place in self.header.untold
            if place < len(row.cells) and _filled(row.cells[place])
        ]
        self._settle_party(draft, row)
        _drop_incomplete(self.model, draft.content)
        self._require(draft)
        return draft

    def _fill(self, draft: Draft, column: Column, goal: Target | None, cell: Cell) -> None:
        try:
            self._guard(column, cell)
            filled = goal is not None and self._set(draft, column, goal, cell)
        except Refusal as refusal:
            draft.refusals.append(f"“{column.names[0]}”：{refusal}")
            return
        if column.wanted and not filled:
            draft.lacking.append(column.names[0])

    def _guard(self, column: Column, cell: Cell) -> None:
        text = convert.cleaned(cell)
        if column.only and text and text not in column.only:
            raise Refusal(f"“{text}”的不导入。{column.reason or ''}")

    def _set(self, draft: Draft, column: Column, goal: Target, cell: Cell) -> bool:
        """Put the value where it belongs; return whether there was one."""
        assert column.to is not None
        draft.columns.setdefault(column.to, column.names[0])
        if goal.by:
            return self._name(draft, goal, cell)
        found, detail = _value(column, goal, cell)
        if detail and column.detail:
            _put(draft.content, tuple(column.detail.split(".")), detail, many=False)
        if found and column.labelled:
            _put_line(draft.content, goal.path, f"{column.names[0]}：{found}")
        elif found:
            _put(draft.content, goal.path, found, many=goal.shape.many)
        elif goal.is_amount and len(goal.path) == 1 and convert.cleaned(cell):
            draft.zeros += goal.path
        return bool(found)

    def _name(self, draft: Draft, goal: Target, cell: Cell) -> bool:
        is_code = goal.by == "code"
        text = convert.credit_code(cell) if is_code else convert.one_line(convert.cleaned(cell))
        if text:
            named = draft.named.setdefault(".".join(goal.path), Named(goal.register))
            named.told.setdefault(goal.by, text)
        return bool(text)

    def _settle_party(self, draft: Draft, row: Row) -> None:
        """State the kind of party from its code, where the row does not; stop natural persons."""
        party = draft.content.get(party_field(self.model))
        if not isinstance(party, dict) or "name" not in party:
            return
        cells = (row.cells[place] for place in self.header.personal if place < len(row.cells))
        personal = any(map(_filled, cells))
        try:
            party["kind"] = kind_of_party(party, has_identity_card=personal)
        except Refusal as refusal:
            draft.refusals.append(str(refusal))

    def _require(self, draft: Draft) -> None:
        for path in _required(self.model, draft.content):
            if path in draft.named or path.endswith(".kind"):
                continue
            label = draft.columns.get(path) or self._column(path)
            draft.refusals.append(f"没有填“{label}”；没有这一项就不成一条记录，请补上后再导入。")

    def _column(self, path: str) -> str:
        names = (c.names[0] for c in self.mapping.columns if (c.to or "").startswith(path))
        return next(names, path)


def _filled(cell: Cell) -> bool:
    try:
        return bool(convert.cleaned(cell))
    except Refusal:
        return True


def _value(column: Column, goal: Target, cell: Cell) -> tuple[Any, str]:
    """Return the text or list that `cell` gives its field, and what was left over."""
    kind = goal.shape.kind
    if goal.is_citation:
        cited = convert.citations(convert.cleaned(cell))
        return (cited if goal.shape.many else next(iter(cited), None)), ""
    assert kind is not None
    if goal.is_amount:
        return convert.yuan(cell, column.unit or "元"), ""
    if kind.name in CONVERTERS:
        return CONVERTERS[kind.name](cell), ""
    text = convert.cleaned(cell)
    return _chosen(column, goal.shape, text if kind.name == "long_text" else convert.one_line(text))


def _chosen(column: Column, shape: Shape, text: str) -> tuple[Any, str]:
    if not text:
        return None, ""
    allowed = shape.kind.options if shape.kind else ()
    if not shape.many:
        terms, detail = convert.options(text, allowed, column.values, column.otherwise)
        return terms[0] if allowed or column.values else text, detail
    whole = column.values.get(text)
    pieces = [text] if whole is not None else list(convert.parts(text))
    found = [convert.options(p, allowed, column.values, column.otherwise) for p in pieces]
    terms = list(dict.fromkeys(term for terms, _ in found for term in terms))
    return terms, "；".join(detail for _, detail in found if detail not in ("", column.otherwise))


CONVERTERS: Map[str, Callable[[Cell], str]] = {
    "day": convert.day,
    "end_day": convert.end_day,
    "credit_code": convert.credit_code,
    "number": convert.code,
    "phone": convert.code,
    "division": convert.code,
}


def _put(content: dict[str, Any], path: tuple[str, ...], value: Any, *, many: bool) -> None:
    """Set the value at `path`; lists grow, a text that is there already stays."""
    for name in path[:-1]:
        content = content.setdefault(name, {})
    if not many:
        content.setdefault(path[-1], value)
        return
    values = value if isinstance(value, list) else [value]
    present = content.setdefault(path[-1], [])
    present += [one for one in values if one not in present]


def _put_line(content: dict[str, Any], path: tuple[str, ...], line: str) -> None:
    """Add a line to the text at `path`."""
    for name in path[:-1]:
        content = content.setdefault(name, {})
    content[path[-1]] = "\n".join(filter(None, (content.get(path[-1]), line)))


def _drop_incomplete(model: type[Record], content: dict[str, Any]) -> None:
    """Leave out optional groups of fields that lack what they need; the gap is reported."""
    groups = ((s.name, s.part) for s in model.fields() if s.part and not s.required)
    for name, part in groups:
        value = content.get(name)
        if isinstance(value, dict) and _required(part, value):
            del content[name]


def _required(model: type[BaseModel], content: Map[str, Any], above: str = "") -> list[str]:
    """Return the paths of the fields that the model requires and `content` lacks."""
    lacking: list[str] = []
    for shape in shapes(model):
        value, path = content.get(shape.name), f"{above}{shape.name}"
        if shape.name == "changes":
            continue
        if isinstance(value, dict) and shape.part:
            lacking += _required(shape.part, value, f"{path}.")
        elif value is None and shape.required:
            lacking += _required(shape.part, {}, f"{path}.") if shape.part else [path]
    return lacking
