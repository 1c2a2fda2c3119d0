"""The very place of another record that a record points to, as it applied on its day (引述)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import BaseModel

from portal.lifecycle.days import tells_day
from portal.lifecycle.history import Version, applied
from portal.lifecycle.show import Presenter
from portal.lifecycle.view import READABLE, Shown
from portal.model.changes import Part
from portal.model.shape import shapes

if TYPE_CHECKING:
    from portal.lifecycle.gate import Gate


def quotes(gate: Gate, record_id: str) -> dict[str, tuple[Shown, ...]]:
    """Return what a readable record points to in others, by its field that does so."""
    here = gate.version(record_id)
    if here is None or gate.state(record_id) not in READABLE:
        return {}
    return dict(_quotes(Presenter(gate, here)))


def _quotes(here: Presenter) -> Iterator[tuple[str, tuple[Shown, ...]]]:
    for shape in type(here.record).fields():
        quoted = shape.part and issubclass(shape.part, Part) and shape.part.QUOTES
        part = getattr(here.record, shape.name)
        if quoted and part and shape.name not in here.hidden:  # what is withheld is not there
            yield shape.name, _words(here, part)


def _words(here: Presenter, part: Part) -> tuple[Shown, ...]:
    """Return the public fields of the row that `part` names in the record that it names."""
    record, place = (getattr(part, name) for name in part.POINTS)
    then = here.gate.version(record) if here.gate.link(record) else None
    if then is None or then.withheld:
        return ()
    told = tells_day(here.gate.rulebook, here.record)
    norm = applied(then.record, (here.record.day if told else None) or here.gate.as_of)
    presenter = Presenter(here.gate, Version(len(norm.changes), norm))
    name = part.QUOTES
    if name in presenter.hidden:
        return ()
    rows = getattr(norm, name)
    row = next((one for one in rows if _key(one) == place), None)
    return tuple(presenter.group(row, name)) if row else ()


def _key(row: BaseModel) -> object:
    """Return what a row is known by: its first field."""
    return getattr(row, shapes(type(row))[0].name)
