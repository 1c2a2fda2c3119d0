"""Which field does a column fill? (列所填的字段)"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticCustomError

from portal.model import Record
from portal.model.base import Citation
from portal.model.faults import Fault
from portal.model.shape import Loc, Shape, shape_of, shapes

# What a record that rows name is looked up by: `agency.code` or `listing.name` in a mapping.
LOOKED_UP_BY = {"agency": ("name", "code"), "list": ("name",)}
CODES = ("number", "credit_code", "phone", "division")


class BadMapping(Exception):
    """The mapping cannot be used; each line says where and why."""


@dataclass(frozen=True, slots=True)
class Target:
    """A field that a column fills: its path from the record, its shape.

    `by` is what the record that the field names is looked up by (name, code); empty where the
    column holds the field's own value.
    """

    path: tuple[str, ...]
    shape: Shape
    by: str = ""

    @property
    def register(self) -> str:
        """The type of the record that the column names by its name or code; empty for values."""
        named = self.shape.kind.target if self.shape.kind else None
        return named if named in LOOKED_UP_BY else ""

    @property
    def is_text(self) -> bool:
        """Whether any text can stand in the field."""
        return self.shape.kind is not None and self.shape.kind.name in ("text", "long_text")

    @property
    def is_amount(self) -> bool:
        """Whether the column is an amount of money."""
        return self.shape.kind is not None and self.shape.kind.name == "money"

    @property
    def is_code(self) -> bool:
        """Whether the column is a code or number, which a spreadsheet may spoil."""
        code = self.shape.kind is not None and self.shape.kind.name in CODES
        return code or self.by == "code"

    @property
    def is_citation(self) -> bool:
        """Whether the column cites laws."""
        return self.shape.part is Citation


def target(model: type[Record], dotted: str) -> Target:
    """Return the field that `dotted` names below `model`, or raise :class:`BadMapping`."""
    owner: type[BaseModel] = model
    names, allowed = dotted.split("."), {s.name for s in model.fields()}
    for depth, name in enumerate(names):
        shape = shape_of(owner).get(name)
        if shape is None or (owner is model and name not in allowed):
            raise BadMapping(f"“{dotted}”不是该类记录的字段；请对照“字段说明”页。")
        found, rest = Target(tuple(names), shape), names[depth + 1 :]
        if not rest and (shape.kind or found.is_citation) and not found.register:
            return found
        is_single = owner is model and not shape.many
        if is_single and len(rest) == 1 and rest[0] in LOOKED_UP_BY.get(found.register, ()):
            return Target(found.path[:-1], shape, by=rest[0])
        if shape.part is None or shape.many:
            break
        owner = shape.part
    hint = "机关请写 agency.name 或 agency.code，名单请写 listing.name；分项请写到底，如 party.name"
    raise BadMapping(f"“{dotted}”不能由一列填写（{hint}）。")


def fixed_faults(model: type[Record], fixed: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with the content that every record shall have."""
    yield from _part_faults(fixed, model.fields(), ("fixed",))


def _part_faults(told: Mapping[str, Any], allowed: Iterable[Shape], loc: Loc) -> Iterator[Fault]:
    by_name = {shape.name: shape for shape in allowed}
    for name, value in told.items():
        if name in by_name:
            yield from _value_faults(by_name[name], value, (*loc, name))
        else:
            yield Fault(
                (*loc, name), "malformed", f"“{name}”不是可以写固定值的字段；请对照“字段说明”页。"
            )


def _value_faults(shape: Shape, value: Any, loc: Loc) -> Iterator[Fault]:
    if shape.many != isinstance(value, list):
        form = "列表，每项前加“- ”" if shape.many else "一个值或分项，不写成列表"
        yield Fault(loc, "malformed", f"“{shape.label}”应写成{form}。")
        return
    single = value if isinstance(value, list) else [value]
    places = [(*loc, index) for index in range(len(single))] if shape.many else [loc]
    for place, one in zip(places, single, strict=True):
        if shape.part is None:
            yield from _text_faults(shape, one, place)
        elif isinstance(one, dict):
            yield from _part_faults(one, shapes(shape.part), place)
        else:
            message = f"“{shape.label}”应写成分项（下一行缩进，名称: 值）。"
            yield Fault(place, "malformed", message)


def _text_faults(shape: Shape, value: Any, loc: Loc) -> Iterator[Fault]:
    assert shape.kind is not None
    try:
        shape.kind.validate(value)
    except PydanticCustomError as error:
        yield Fault(loc, "malformed", f"{shape.label}：{error.message()}")


def value_faults(goal: Target, values: Mapping[str, Any], otherwise: str | None) -> Iterator[Fault]:
    """Yield what is wrong with the terms that take the place of a column's own words.

    With `otherwise` any text will do: what is no term of the field becomes that.
    """
    told: list[tuple[Loc, Any]] = [(("values", word), term) for word, term in values.items()]
    told += [(("otherwise",), otherwise)] if otherwise else []
    for loc, term in told:
        if goal.shape.kind is None or goal.by:
            yield Fault(loc, "malformed", "这一列不能写取值对照，请删去。")
            return
        if not (otherwise and loc[0] == "values" and isinstance(term, str)):
            as_told = isinstance(term, list) and goal.shape.many
            yield from _value_faults(replace(goal.shape, many=as_told), term, loc)
