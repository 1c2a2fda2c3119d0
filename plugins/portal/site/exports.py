"""Records as data: what the page says, for machines (数据导出)."""

from __future__ import annotations

import json
from typing import Any

from portal.lifecycle.editions import Edition
from portal.lifecycle.outlook import Outlook, Term
from portal.lifecycle.path import Stop
from portal.lifecycle.plain import plain
from portal.lifecycle.timeliness import Takedown
from portal.lifecycle.view import Difference, Link, Step, View

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def as_json(content: Any) -> bytes:
    """Return `content` as UTF-8 JSON, the same bytes for the same content."""
    return f"{_encode(content)}\n".encode()


def record(view: View) -> dict[str, Any]:
    """Return a record as the public data beside its page (`index.json`)."""
    return _without_nothing(
        {
            "id": view.id,
            "type": view.type,
            "type_label": view.type_label,
            "url": view.url,
            "state": view.state,
            "state_label": view.state_label,
            "title": view.heading,
            "version": view.number if view.full else None,
            "published": plain(view.published),
            "changed": plain(view.changed),
            "last_day": plain(view.last_day),
            "late": view.timeliness.late if view.timeliness else None,
            **_outlook(view.outlook),
            "taken_down": _takedown(view.takedown),
            "agency": link(view.agency),
            "replaced_by": link(view.replaced_by),
            "fields": {shown.name: plain(shown) for shown in view.fields},
            "limits": [limit(stop) for stop in view.path.stops if stop.limit] if view.path else [],
            "versions": [edition(one, view.url, view.number) for one in view.editions],
            "history": [step(one) for one in view.history],
        }
    )


def _outlook(before: Outlook) -> dict[str, Any]:
    """Return from when on a record may leave public view early, and until when a remedy is open."""
    return {
        "period": _term(before.period),
        "earliest_end": {"from": plain(before.least.over), **_term(before.least)}
        if before.least
        else None,
        "repair": before.repair or None,
        "never_early": _without_nothing({"rule": before.barred, "provision": before.barred_by}),
        "remedies": [{"purpose": one.purpose, **_term(one)} for one in before.remedies],
    }


def _term(term: Term | None) -> dict[str, Any]:
    """Return a period that a rule sets; `until` is its last day."""
    if term is None:
        return {}
    facts = {
        "rule": term.rule,
        "provision": term.provision,
        "start": plain(term.start),
        "amount": term.amount,
        "unit": term.unit,
        "until": plain(term.day),
        "provisional": term.provisional or None,
    }
    return _without_nothing(facts)


def _takedown(done: Takedown | None) -> dict[str, Any]:
    """Return how fast a withdrawn record came down; `working_days` after `effective`."""
    if done is None:
        return {}
    facts = {
        "effective": plain(done.effective),
        "working_days": done.days,
        "deadline": plain(done.deadline),
        "late": done.late,
    }
    return _without_nothing(facts)


def limit(stop: Stop) -> dict[str, Any]:
    """Return how the time limit of a step was kept; `kept` is not there where nobody can know."""
    one = stop.limit
    assert one is not None
    facts = {
        "step": stop.number,
        "name": stop.name,
        "amount": one.amount,
        "unit": one.unit,
        "at_least": one.at_least or None,
        "from": one.origin_name,
        "started": plain(one.started),
        "deadline": plain(one.deadline),
        "done": plain(stop.date),
        "kept": one.kept,
        "working_days_over": one.over or None,
    }
    return _without_nothing(facts)


def edition(one: Edition, url: str, current: int) -> dict[str, Any]:
    """Return when a version of a norm was shown and when it applied; open periods have no end."""
    facts = {
        "number": one.number,
        "url": url if one.number == current else f"{url}v/{one.number}/",
        "shown_from": plain(one.shown_from),
        "shown_until": plain(one.shown_until),
        "applied_from": None if one.wrong else plain(one.applied_from),
        "applied_until": None if one.wrong else plain(one.applied_until),
        "wrong": one.wrong or None,
    }
    return _without_nothing(facts)


def link(target: Link | None) -> dict[str, str] | None:
    """Return a reference with its address."""
    return {**plain(target), "url": target.url} if target else None


def step(one: Step) -> dict[str, Any]:
    """Return one change of the history."""
    return _without_nothing(
        {
            "number": None if one.ending else one.number,
            "anchor": one.anchor,
            "kind": one.kind,
            "label": one.label,
            "date": plain(one.date),
            "note": one.note,
            "note_withheld": one.note_withheld,
            "found_by": one.found_by,
            "ground": one.ground,
            "effective": plain(one.effective),
            "authority": one.authority,
            "roles": one.roles,
            "route": one.route,
            "first_published": one.first_published,
            "replaced_by": link(one.replaced_by),
            "differences": [difference(told) for told in one.differences],
        }
    )


def difference(told: Difference) -> dict[str, Any]:
    """Return what a change did to a field, as data."""
    return _without_nothing(
        {
            "label": told.label,
            "moved": told.moved or None,
            "before": None if told.moved else plain(told.before),
            "after": None if told.moved else plain(told.after),
            "untold": told.untold,
            "wrong": [{"from": plain(start), "to": plain(end)} for start, end in told.wrong],
            "parts": [difference(part) for part in told.parts],
        }
    )


def _without_nothing(content: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if value not in (None, "", [], {})}
