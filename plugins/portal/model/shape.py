"""The shape of a model, read from its annotations: what forms, pages and checks walk (字段表)."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from portal.model.kind import Kind

Loc = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """One field of a model: a value of some `kind`, or a `part` that has fields of its own."""

    name: str
    label: str
    help: str
    required: bool
    many: bool
    kind: Kind | None
    part: type[BaseModel] | None
    identifying: bool
    tombstone: bool
    private: bool
    counted: bool


@cache
def shapes(model: type[BaseModel]) -> tuple[Shape, ...]:
    """Return the fields of `model` in their order."""
    hints = get_type_hints(model, include_extras=True)
    return tuple(
        _shape(name, info, hints[name])
        for name, info in model.model_fields.items()
        if _is_described(hints[name])
    )


@cache
def shape_of(model: type[BaseModel]) -> dict[str, Shape]:
    """Return the fields of `model` by name."""
    return {shape.name: shape for shape in shapes(model)}


def _is_described(hint: Any) -> bool:
    return _inner(hint)[0] is not None or _inner(hint)[1] is not None


def _shape(name: str, info: FieldInfo, hint: Any) -> Shape:
    kind, part, many = _inner(hint)
    marks = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    return Shape(
        name=name,
        label=info.title or name,
        help=info.description or "",
        required=info.is_required(),
        many=many,
        kind=kind,
        part=part,
        identifying=bool(marks.get("identifying")),
        tombstone=bool(marks.get("tombstone")),
        private=bool(marks.get("private")),
        counted=bool(marks.get("counted")),
    )


def _inner(hint: Any, many: bool = False) -> tuple[Kind | None, type[BaseModel] | None, bool]:
    """Unwrap Optional, tuple and Annotated down to a kind or a part."""
    origin = get_origin(hint)
    if origin is Annotated:
        kinds = [mark for mark in hint.__metadata__ if isinstance(mark, Kind)]
        return (kinds[0], None, many) if kinds else _inner(hint.__origin__, many)
    if origin in (Union, types.UnionType):
        options = [arg for arg in get_args(hint) if arg is not type(None)]
        return _inner(options[0], many) if len(options) == 1 else (None, None, many)
    if origin is tuple:
        return _inner(get_args(hint)[0], True)
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return None, hint, many
    return None, None, many


def values(model: BaseModel, base: Loc = ()) -> Iterator[tuple[Loc, Shape, object]]:
    """Yield every single value in `model`, however deep, with its place and its shape."""
    for shape in shapes(type(model)):
        value = getattr(model, shape.name)
        if value is None or value == ():
            continue
        yield from values_of(shape, value, (*base, shape.name))


def values_of(shape: Shape, value: object, loc: Loc) -> Iterator[tuple[Loc, Shape, object]]:
    """Yield every single value in the field value `value`, with its place and its shape."""
    items = enumerate(value) if isinstance(value, tuple) else [(None, value)]
    for index, item in items:
        place = loc if index is None else (*loc, index)
        if isinstance(item, BaseModel):
            yield from values(item, place)
        else:
            yield place, shape, item
