"""A record on a day as the only thing that other rooms may render (公开视图的生成)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from portal.lifecycle import state as states
from portal.lifecycle.chronicle import chronicle, remains
from portal.lifecycle.days import shown_day, shown_last_day, tells_day
from portal.lifecycle.history import Version, held_on
from portal.lifecycle.lineage import lineage
from portal.lifecycle.objections import objections
from portal.lifecycle.outlook import outlook
from portal.lifecycle.path import case_path
from portal.lifecycle.phrase import Phrase
from portal.lifecycle.references import AGENCY
from portal.lifecycle.referrers import HOLDERS
from portal.lifecycle.show import Presenter
from portal.lifecycle.state import State
from portal.lifecycle.steps import history, outline
from portal.lifecycle.timeliness import Timeliness, takedown, timeliness
from portal.lifecycle.titles import replacement, title_of, whole_of
from portal.lifecycle.view import IN_FORCE, READABLE, Link, Shown, View, readable
from portal.model import Record
from portal.source import Item

if TYPE_CHECKING:
    from portal.lifecycle.gate import Gate


def portrait(gate: Gate, item: Item, at: Version, state: State, until: date | None = None) -> View:
    """Return what the public may see of a record, or of the version that it saw `until` a day."""
    record = at.record
    full = readable(state, record.GATE)
    presenter = Presenter(gate, at)
    happened = chronicle(gate, record, state, until or gate.as_of)
    title, changed = title_of(gate, at, state), happened.steps[-1].date
    fields = tuple(presenter.fields(_fields_allowed(record, state)))
    return View(
        id=item.id,
        type=item.type.TYPE,
        type_label=item.type.LABEL,
        plural=item.type.PLURAL,
        gate=item.type.GATE,
        state=state,
        state_label=states.label(state, item.type.GATE),
        title=title,
        fields=fields,
        history=history(gate, presenter, state, happened.steps),
        number=at.number,
        published=record.changes[0].date if full or state == "withdrawn" else None,
        changed=changed,
        day=shown_day(gate.rulebook, record) if full else changed,
        agency=gate.link(getattr(record, "agency", None) or ""),
        timeliness=_timeliness(gate, record, state),
        takedown=takedown(gate, record, state) if until is None else None,
        editions=gate.editions(item.id) if not until else (),
        until=until,
        replaced_by=replacement(gate, record, state),
        full=full,
        former=happened.former,
        sorted_by=_reading(record, title),
        holds=state in IN_FORCE and held_on(record, until or gate.as_of),
        path=case_path(gate, record, fields),
        line=lineage(gate, item.id) if until is None else (),
        objections=objections(happened.steps, record.changes, gate.corpus.calendar),
        **(_while_readable(gate, record) if full else {}),
        **(_of_today(gate, item, record) if full and until is None else {}),
    )


def _while_readable(gate: Gate, record: Record) -> dict[str, Any]:
    """Return what is told of a record whose text may be read, of an earlier version too."""
    return {
        "last_day": _last_day(gate, record),
        "outlook": outlook(gate, record),
        "mark": _mark(gate, record),
        "within": whole_of(gate, record),
    }


def _of_today(gate: Gate, item: Item, record: Record) -> dict[str, Any]:
    """Return what is told of a record as it is today alone."""
    return {
        "referrers": gate.referrers.of(item.id),
        "planned": _planned(gate, item),
        "channels": _channels(gate, item, record),
    }


def _mark(gate: Gate, record: Record) -> str:
    """Return the choice that lists tell by word and shape: the record's own, or that of its whole."""
    if whole := whole_of(gate, record):
        at = gate.version(whole.id)
        return _mark(gate, at.record) if at else ""
    hidden = record.MARKED_BY in gate.rulebook.hidden_fields(record)
    return "" if hidden else record.marked


def _last_day(gate: Gate, record: Record) -> date | None:
    """Return the last day in force or in public, as the page may tell it."""
    return shown_last_day(gate.rulebook, record, gate.rulebook.last_day(record))


def _timeliness(gate: Gate, record: Record, state: State) -> Timeliness | None:
    """Return whether the record came in time, where its page tells of which day it is."""
    timed = state in READABLE and tells_day(gate.rulebook, record)
    return timeliness(gate, record) if timed else None


def _channels(gate: Gate, item: Item, record: Record) -> tuple[Link, ...]:
    """Return where to object to what the record tells of: an agency, or what one did."""
    whose = item.id if item.type.TYPE in HOLDERS else getattr(record, AGENCY, None)
    concerned = item.type.TYPE in HOLDERS or record.GATE == "case"
    return gate.referrers.channels(whose) if whose and concerned else ()


def _reading(record: Record, title: str) -> str:
    """Return by what lists sort the record: how its name is read where it says so and shows it."""
    own: str = vars(record).get("pinyin") or title
    return own if title == record.title else title


def portrait_of_removed(gate: Gate, item: Item) -> View:
    """Return the tombstone of a removed record: id, type, agency, date, ground."""
    changes = item.record.changes
    agency = gate.link(getattr(item.record, "agency", None) or "")
    happened, last = remains(changes), changes[-1]
    return View(
        id=item.id,
        type=item.type.TYPE,
        type_label=item.type.LABEL,
        plural=item.type.PLURAL,
        gate=item.type.GATE,
        state="removed",
        state_label=states.label("removed", item.type.GATE),
        title=item.type.LABEL,
        fields=(Shown("agency", Phrase("机关"), "reference", agency),) if agency else (),
        history=tuple(outline(step, last) for step in happened.steps),
        number=len(changes),
        published=None,
        changed=last.date,
        day=last.date,
        agency=agency,
        full=False,
        former=happened.former,
    )


def _planned(gate: Gate, item: Item) -> date | None:
    """Return when a scheduled amendment of a norm takes effect."""
    record = item.record
    if not isinstance(record, Record) or record.GATE != "norm" or not record.scheduled:
        return None
    effective = record.scheduled.effective
    return effective if effective > gate.as_of else None


def _fields_allowed(record: Record, state: State) -> frozenset[str] | None:
    """Return the fields that `state` lets through; None for all that are public at all."""
    if readable(state, record.GATE):
        return None
    if state == "withdrawn":
        return frozenset(shape.name for shape in type(record).fields() if shape.tombstone)
    return frozenset({"agency"})
