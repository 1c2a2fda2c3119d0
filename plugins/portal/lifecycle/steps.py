"""The history of a record in plain words, as far as its state lets it be told (变更历史)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from portal.lifecycle.describe import describe
from portal.lifecycle.names import PERSONAL, HiddenNames, every_name
from portal.lifecycle.phrase import Phrase
from portal.lifecycle.privacy import holds_identity_number
from portal.lifecycle.show import Presenter
from portal.lifecycle.state import State, standing
from portal.lifecycle.view import Difference, Shown, Step, readable
from portal.lifecycle.wrong import Earlier, atoms, dated, periods, whole
from portal.model import Record
from portal.model.changes import FOUND_BY, Authority, Change, Edit, Published, Roles
from portal.model.shape import Shape, values_of

if TYPE_CHECKING:
    from portal.lifecycle.gate import Gate

_UNTOLD = Phrase("原内容依法不再公开")


def history(
    gate: Gate, presenter: Presenter, state: State, steps: Iterable[Step]
) -> tuple[Step, ...]:
    """Return `steps` with all that `state` allows to be said of them."""
    return tuple(_said(gate, presenter, state, step) for step in steps)


def _said(gate: Gate, presenter: Presenter, state: State, step: Step) -> Step:
    record = presenter.record
    if step.ending:
        return step
    change = record.changes[step.number - 1]
    if readable(state, record.GATE):
        return _step(gate, presenter, step, change, presenter.names)
    if state != "withdrawn":
        return outline(step, change)
    if change is standing(record.changes)["withdrawn"]:
        return _step(gate, presenter, step, change, every_name(record), tombstone=True)
    return step  # of what came before a withdrawal the day alone


def outline(step: Step, change: Change) -> Step:
    """Return the end of a record: date, route or ground, nothing that tells of anyone."""
    route, ground = getattr(change, "route", ""), getattr(change, "ground", "")
    return replace(step, route=route, ground=ground)


def _step(
    gate: Gate,
    presenter: Presenter,
    step: Step,
    change: Change,
    hidden: HiddenNames,
    *,
    tombstone: bool = False,
) -> Step:
    note = _told(change.note or "", hidden)
    why_no_note = change.note_withheld or (_why_not(change.note, hidden) if change.note else "")
    replaced_by = getattr(change, "replaced_by", None)
    return replace(
        step,
        note=note,
        note_withheld=why_no_note,
        found_by=FOUND_BY.get(getattr(change, "found_by", ""), ""),
        ground=_told(getattr(change, "ground", None) or "", hidden),
        effective=change.effective,
        authority=_told(_authority(change.authority), hidden),
        roles=_told(_roles(change.roles), hidden),
        route=getattr(change, "route", ""),
        first_published=_first(change),
        replaced_by=gate.link(replaced_by, anonymous=tombstone) if replaced_by else None,
        differences=tuple(_differences(presenter, step.number, change, hidden)),
    )


def _told(text: str, hidden: HiddenNames) -> str:
    """Return `text` where it names nobody who is hidden, and no identity number."""
    return "" if _why_not(text, hidden) else text


def _why_not(text: str, hidden: HiddenNames) -> str:
    return PERSONAL if holds_identity_number(text) else hidden.why(text)


def _authority(authority: Authority | None) -> str:
    return " ".join(filter(None, (authority.body, authority.document))) if authority else ""


def _roles(roles: Roles | None) -> str:
    if roles is None:
        return ""
    return Phrase("{drafted}起草，{reviewed}审核，{approved}批准", **dict(roles))


def _first(change: Change) -> str:
    first = change.first_published if isinstance(change, Published) else None
    return f"{first.date} {first.where}" if first else ""


def _differences(
    presenter: Presenter, number: int, change: Change, hidden: HiddenNames
) -> Iterator[Difference]:
    if not isinstance(change, Edit):
        return
    before, after = presenter.versions[number - 2 : number]
    for shape in type(presenter.record).fields():
        if shape.name not in change.touched or shape.private:
            continue
        untold = presenter.untold.get((number, shape.name), "")
        withheld = shape.name in before.withheld | after.withheld | presenter.at.withheld
        if withheld or any(_leads_nowhere(presenter, shape, at.record) for at in (before, after)):
            untold = untold or _UNTOLD
        told = (_tells_names(shape, at.record, hidden) for at in (before, after))
        untold = untold or next(filter(None, told), "")
        yield _difference(presenter, shape, number, untold)


def _difference(presenter: Presenter, shape: Shape, number: int, untold: str) -> Difference:
    """Return what change `number` did to a field, and how long that was wrong if it corrects."""
    before, after = (at.record for at in presenter.versions[number - 2 : number])
    corrects = getattr(presenter.record.changes[number - 1], "CORRECTS", False)
    said = list(reversed(list(zip(presenter.versions, presenter.shown, strict=True))[: number - 1]))
    if untold:
        raw = [Earlier(whole(_written(at.record, shape.name)), shown) for at, shown in said]
        wrong = periods(raw[0].atoms, whole(number), raw) if corrects else ()
        return Difference(shape.label, untold=untold, wrong=wrong)
    earlier, later = (_value(presenter, shape, record) for record in (before, after))
    found = describe(shape.label, earlier, later)
    if not corrects or earlier is None:
        return found
    return dated(
        found,
        [Earlier(atoms(_value(presenter, shape, at.record)), shown) for at, shown in said],
    )


def _tells_names(shape: Shape, record: object, hidden: HiddenNames) -> str:
    """Return why the field of `record` may not be told, for whom it names; empty where it may."""
    value = getattr(record, shape.name)
    if not hidden.hidden or value is None:
        return ""
    texts = (text for _, _, text in values_of(shape, value, ()) if isinstance(text, str))
    return next(filter(None, map(hidden.why, texts)), "")


def _written(record: Record, name: str) -> int:
    """Return which change wrote the value of a field, the value itself untold."""
    changes = enumerate(record.changes, 1)
    touched = (number for number, one in changes if isinstance(one, Edit) and name in one.touched)
    return max(touched, default=1)


def _leads_nowhere(presenter: Presenter, shape: Shape, record: object) -> bool:
    """Return whether the field of `record` names a record that may not be named any more."""
    value = getattr(record, shape.name)
    named = values_of(shape, value, ()) if value is not None else ()
    ids = (str(one) for _, inner, one in named if inner.kind and inner.kind.target)
    return any(presenter.link(one) is None for one in ids)


def _value(presenter: Presenter, shape: Shape, record: object) -> Shown | None:
    return presenter.field(shape, getattr(record, shape.name))
