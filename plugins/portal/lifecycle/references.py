"""Which records does a record name? (引用)"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache

from pydantic import BaseModel

from portal.model import Record
from portal.model.shape import Loc, Shape, shapes


@cache
def _referring(model: type[BaseModel]) -> tuple[Shape, ...]:
    """Return the fields of `model` in which references can stand."""
    return tuple(
        shape
        for shape in shapes(model)
        if (shape.kind and shape.kind.target) or (shape.part and _referring(shape.part))
    )


def located(model: BaseModel, base: Loc = ()) -> Iterator[tuple[Loc, str, str]]:
    """Yield every reference in `model`: its place, the type it should name, the id it names."""
    for shape in _referring(type(model)):
        value = getattr(model, shape.name)
        if value is None or value == ():
            continue
        pairs = enumerate(value) if shape.many else [(None, value)]
        for index, single in pairs:
            loc = (*base, shape.name) if index is None else (*base, shape.name, index)
            if shape.kind:
                yield loc, shape.kind.target, single
            else:
                yield from located(single, loc)


def references(record: Record, hidden: Collection[str] = ()) -> Iterator[str]:
    """Yield once each the ids that the fields of `record` name, its agency and `hidden` ones apart.

    An agency is that of nearly every record; its page counts those instead.
    """
    agency = getattr(record, AGENCY, None)
    yield from dict.fromkeys(
        target
        for loc, _, target in located(record)
        if target != agency and not (hidden and any(name in hidden for name in loc))
    )


AGENCY = "agency"


def is_owned(kind: type[Record]) -> bool:
    """Return whether every record of a type names its agency, so that having none says something."""
    agency = kind.model_fields.get(AGENCY)
    return agency is not None and agency.is_required()
