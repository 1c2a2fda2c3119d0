"""The very place of another record that a record points to, as it applied on its day (引述)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from portal.lifecycle.show import Presenter
from portal.lifecycle.view import READABLE, Shown
from portal.model.changes import Part

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
    return here.row(record, part.QUOTES, place)
