"""Every value that a record declares, with its place: fields, changes, former and coming ones (遍历)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel

from portal.model import Record, Removed
from portal.model.changes import Edit
from portal.model.shape import Loc, Shape, shape_of, shapes

PartType = TypeVar("PartType", bound=BaseModel)


class Value(NamedTuple):
    """One value: its place, the top-level field it belongs to (empty in changes), its kind."""

    loc: Loc
    field: str
    kind: str
    target: str
    content: object

    @property
    def text(self) -> str:
        """Its text; for values of other kinds nothing."""
        return self.content if isinstance(self.content, str) else ""


def record_values(record: Record | Removed) -> list[Value]:
    """Return every value in `record`; of a removed record what is left of it."""
    kind = type(record)
    found: list[Value] = []
    for shape in shapes(kind):
        value = getattr(record, shape.name)
        if value is not None and shape.name not in ("changes", "scheduled"):
            _add(found, shape, value, (shape.name,), shape.name)
    for index, change in enumerate(record.changes):
        _add_parts(found, change, ("changes", index), "")
        if isinstance(change, Edit) and isinstance(record, Record):
            _add_former(found, kind, change.was, ("changes", index, "was"))
    if isinstance(record, Record) and record.scheduled:
        _add_parts(found, record.scheduled, ("scheduled",), "")
        _add_former(found, kind, record.scheduled.set, ("scheduled", "set"))
    return found


def _add(found: list[Value], shape: Shape, value: object, loc: Loc, field: str) -> None:
    """Add what stands in one field; `field` is the record's field that holds it."""
    if isinstance(value, tuple):
        for index, single in enumerate(value):
            _add(found, shape, single, (*loc, index), field)
    elif shape.kind:
        found.append(Value(loc, field, shape.kind.name, shape.kind.target, value))
    elif isinstance(value, BaseModel):
        _add_parts(found, value, loc, field)


def _add_parts(found: list[Value], part: BaseModel, loc: Loc, field: str) -> None:
    for shape in shapes(type(part)):
        value = getattr(part, shape.name)
        if value is not None:
            _add(found, shape, value, (*loc, shape.name), field)


def _add_former(
    found: list[Value], kind: type[BaseModel], fields: Mapping[str, Any], base: Loc
) -> None:
    for name, value in fields.items():
        _add(found, shape_of(kind)[name], value, (*base, name), name)


def label_of(record: BaseModel, name: str) -> str:
    """Return the Chinese label of a field."""
    return shape_of(type(record))[name].label


@cache
def _holders(model: type[BaseModel], part: type[BaseModel]) -> tuple[Shape, ...]:
    """Return the fields of `model` in which a `part` can stand."""
    return tuple(
        shape
        for shape in shapes(model)
        if shape.part and (shape.part is part or _holders(shape.part, part))
    )


def parts(model: BaseModel, part: type[PartType], base: Loc = ()) -> Iterator[tuple[Loc, PartType]]:
    """Yield every group of the kind `part` in `model`, however deep, with its place."""
    for shape in _holders(type(model), part):
        value = getattr(model, shape.name)
        if value is None:
            continue
        for index, single in enumerate(value) if shape.many else [(None, value)]:
            loc = (*base, shape.name) if index is None else (*base, shape.name, index)
            if isinstance(single, part):
                yield loc, single
            else:
                yield from parts(single, part, loc)
