"""The history of a record in plain words, as far as its state lets it be told (变更历史)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from portal.clock import ONE_DAY
from portal.lifecycle.history import version
from portal.lifecycle.privacy import holds_identity_number
from portal.lifecycle.show import Presenter
from portal.lifecycle.state import State, label
from portal.lifecycle.view import Difference, Shown, Step
from portal.model.changes import FOUND_BY, Authority, Change, Edit, Published, Roles, Withdrawn
from portal.model.party import Party
from portal.model.shape import Shape, shape_of, values_of

if TYPE_CHECKING:
    from portal.lifecycle.gate import Gate

IDENTIFYING_UNTOLD = "当事人信息已更正，原信息不再公开"
CASE_UNTOLD = "原内容不再公开"
# Kinds of field whose former value tells nothing of anyone.
NEUTRAL_KINDS = frozenset({"money", "day", "end_day", "choice", "count", "yes_no"})


def history(
    gate: Gate, presenter: Presenter | None, state: State, changes: tuple[Change, ...] = ()
) -> tuple[Step, ...]:
    """Return the steps that `state` allows, oldest first."""
    if presenter is None:
        return tuple(_outline(changes, state))
    record = presenter.record
    if record.GATE == "norm" or state in ("current", "disputed", "superseded"):
        hidden = former_names(presenter)
        return tuple(
            _step(gate, presenter, number, change, hidden)
            for number, change in enumerate(record.changes, 1)
        )
    if state == "withdrawn":
        return tuple(_withdrawal(gate, presenter))
    if state == "expired":
        return tuple(_expiry(gate, presenter))
    return tuple(_outline(record.changes, state))


def _expiry(gate: Gate, presenter: Presenter) -> Iterator[Step]:
    """The end of the period, which nobody declares: the first day without the text."""
    record = presenter.record
    if last_day := gate.rulebook.last_day(record):
        word = label("expired", record.GATE)
        yield Step(len(record.changes) + 1, "expired", word, last_day + ONE_DAY)


def _outline(changes: tuple[Change, ...], state: State) -> Iterator[Step]:
    """The end alone: date, route or ground, nothing that tells of anyone."""
    for number, change in enumerate(changes, 1):
        if change.kind == state:
            route, ground = getattr(change, "route", ""), getattr(change, "ground", "")
            yield Step(number, change.kind, change.LABEL, change.date, route=route, ground=ground)


def _withdrawal(gate: Gate, presenter: Presenter) -> Iterator[Step]:
    """Dates of what came before, and the withdrawal that stands with its own reason."""
    changes = presenter.record.changes
    stands = max(n for n, change in enumerate(changes, 1) if change.kind == "withdrawn")
    for number, change in enumerate(changes, 1):
        if number == stands:
            step = _step(gate, presenter, number, change, hidden_names(presenter))
            target = change.replaced_by if isinstance(change, Withdrawn) else None
            yield replace(step, replaced_by=gate.link(target or "", anonymous=True))
        else:
            yield Step(number, change.kind, change.LABEL, change.date)


def hidden_names(presenter: Presenter) -> frozenset[str]:
    """Return every text by which the party of the record is or was known."""
    return frozenset((*_names_in(presenter, presenter.record), *former_names(presenter)))


def former_names(presenter: Presenter) -> frozenset[str]:
    """Return the texts by which a wrongly named party was known, and the right one is not."""
    if presenter.record.GATE == "norm":
        return frozenset()
    present = frozenset(_names_in(presenter, presenter.record))
    former = (
        name
        for change in presenter.record.changes
        if isinstance(change, Edit)
        for field, value in change.was.items()
        for name in _names_of(shape_of(type(presenter.record))[field], value)
    )
    # What the right name contains (a short form, a typing error) tells of nobody else.
    return frozenset(name for name in former if not any(name in right for right in present))


def _names_in(presenter: Presenter, record: object) -> Iterator[str]:
    for shape in type(presenter.record).fields():
        value = getattr(record, shape.name)
        if value is not None and value != ():
            yield from _names_of(shape, value)


def _names_of(shape: Shape, value: object) -> Iterator[str]:
    """Yield the texts in an identifying field; classes of party are not among them."""
    if not shape.identifying:
        return
    if isinstance(value, Party):
        yield from value.names()
        return
    for _, inner, text in values_of(shape, value, ()):
        if isinstance(text, str) and inner.kind and not inner.kind.options:
            yield text


def _step(
    gate: Gate, presenter: Presenter, number: int, change: Change, hidden: frozenset[str]
) -> Step:
    note, ground = change.note or "", getattr(change, "ground", None) or ""
    authority = _authority(change.authority)
    replaced_by = getattr(change, "replaced_by", None)
    return Step(
        number=number,
        kind=change.kind,
        label=change.LABEL,
        date=change.date,
        note="" if _tells(note, hidden) else note,
        note_withheld=change.note_withheld or ("个人信息" if _tells(note, hidden) else ""),
        found_by=FOUND_BY.get(getattr(change, "found_by", ""), ""),
        ground="" if _tells(ground, hidden) else ground,
        effective=change.effective,
        authority="" if _tells(authority, hidden) else authority,
        roles=_roles(change.roles),
        route=getattr(change, "route", ""),
        first_published=_first(change),
        replaced_by=gate.link(replaced_by) if replaced_by else None,
        differences=tuple(_differences(presenter, number, change, hidden)),
    )


def _tells(text: str, hidden: frozenset[str]) -> bool:
    """Return whether `text` names who is hidden, or anybody by an identity number."""
    return any(name in text for name in hidden) or holds_identity_number(text)


def _authority(authority: Authority | None) -> str:
    return " ".join(filter(None, (authority.body, authority.document))) if authority else ""


def _roles(roles: Roles | None) -> str:
    return f"{roles.drafted}起草，{roles.reviewed}审核，{roles.approved}批准" if roles else ""


def _first(change: Change) -> str:
    first = change.first_published if isinstance(change, Published) else None
    return f"{first.date} {first.where}" if first else ""


def _differences(
    presenter: Presenter, number: int, change: Change, hidden: frozenset[str]
) -> Iterator[Difference]:
    if not isinstance(change, Edit):
        return
    record = presenter.record
    before, after = version(record, number - 1), version(record, number)
    shapes = shape_of(type(record))
    touched_party = any(shapes[name].identifying for name in change.touched)
    for shape in type(record).fields():
        if shape.name not in change.touched or shape.private:
            continue
        untold = untold_reason(record.GATE, change, shape, touched_party)
        if shape.name in before.withheld | after.withheld | presenter.at.withheld:
            untold = untold or "原内容依法不再公开"
        elif _names(shape, before.record, hidden) or _names(shape, after.record, hidden):
            untold = untold or IDENTIFYING_UNTOLD
        yield Difference(
            label=shape.label,
            before=None if untold else _value(presenter, shape, before.record),
            after=None if untold else _value(presenter, shape, after.record),
            untold=untold,
        )


def untold_reason(gate: str, change: Edit, shape: Shape, touched_party: bool) -> str:
    """Return why a former value may not be told; empty where it may.

    On cases never of identifying fields, never of an amendment, and, amounts, dates and choices
    apart, never of a change that touched an identifying field.
    """
    if gate == "norm":
        return ""
    if shape.identifying:
        return IDENTIFYING_UNTOLD
    neutral = shape.kind is not None and shape.kind.name in NEUTRAL_KINDS
    if gate == "person" or change.kind == "amended" or (touched_party and not neutral):
        return CASE_UNTOLD
    return ""


def _names(shape: Shape, record: object, hidden: frozenset[str]) -> bool:
    """Return whether the field of `record` names who is hidden."""
    value = getattr(record, shape.name)
    if not hidden or value is None:
        return False
    texts = (text for _, _, text in values_of(shape, value, ()) if isinstance(text, str))
    return any(name in text for text in texts for name in hidden)


def _value(presenter: Presenter, shape: Shape, record: object) -> Shown | None:
    return presenter.field(shape, getattr(record, shape.name))
