"""Whatever happens to a record, in whatever order: state, versions and view agree."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.checks.base import Context
from portal.checks.run import examine
from portal.lifecycle import Gate, View, known, version
from portal.lifecycle.history import versions
from portal.lifecycle.plain import plain
from portal.model import BY_TYPE, Record, Removed
from portal.model.removed import is_removed
from portal.problem import errors
from portal.source import Corpus, Item
from tests.lifecycle.histories import (
    AGENCY,
    AS_OF,
    DECISION,
    DUTY,
    EDITS,
    LATER,
    START,
    Form,
    Raw,
    Standing,
    Story,
    least,
    stories,
)

FORMS = (DECISION, DUTY)
AN_ID = "xx-2024-k7m3q9"
quick = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def item(form: Form, raw: Raw, record_id: str = AN_ID) -> Item:
    """Return the record that `raw` declares."""
    kind = BY_TYPE[form.type]
    reader: type[Record] | type[Removed] = Removed if is_removed(raw) else kind
    record, faults = reader.read(json.loads(json.dumps(raw)))
    assert record is not None, faults
    assert not faults
    return Item(record_id, kind, f"{kind.PLURAL}/{record_id}.yaml", record)


def corpus(form: Form, raw: Raw) -> Corpus:
    """Return the record, the one that takes its place, and their agency."""
    agency = {"name": "云溪市城市管理局", "changes": [least("published", START, "")]}
    other = {**form.least("另一"), "changes": [least("published", START, "")]}
    items = [
        item(form, raw),
        item(form, other, "none-2024-x"),
        Item(AGENCY, BY_TYPE["agency"], f"agencies/{AGENCY}.yaml", agency_record(agency)),
    ]
    return Corpus(Path("nowhere"), {one.id: one for one in items})


def agency_record(raw: Raw) -> Record:
    record, faults = BY_TYPE["agency"].read(raw)
    assert record is not None
    assert not faults
    return record


def record_of(story: Story) -> Record:
    record = item(story.form, story.raw()).record
    assert isinstance(record, Record)
    return record


def typed(form: Form, snapshot: Raw) -> dict[str, Any]:
    """Return the fields of a snapshot as the model types them."""
    whole = {**form.least("填充"), **snapshot, "changes": [least("published", START, "")]}
    record = item(form, whole).record
    assert isinstance(record, Record)
    return {name: getattr(record, name) for name in snapshot}


def seen(view: View) -> str:
    """Everything in a view, as the pages and as the exports have it."""
    return repr(view) + json.dumps(plain(view.fields), ensure_ascii=False)


def wrong(form: Form, raw: Raw) -> set[str]:
    """Return the rules whose breach stops publication."""
    here = corpus(form, raw)
    context = Context(here, AS_OF)
    return {problem.rule for problem in errors(examine(here.items[AN_ID], context))}


WITHOUT_REMOVAL = tuple(kind for kind in LATER if kind != "removed")


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.type)
@quick
@given(data=st.data())
def test_a_version_rebuilt_is_what_it_was(form: Form, data: st.DataObject) -> None:
    story = data.draw(stories(form, WITHOUT_REMOVAL))
    record = record_of(story)
    every = versions(record)
    assert [one.number for one in every] == list(range(1, len(story.changes) + 1))
    for number, rebuilt in enumerate(every, 1):
        snapshot, untold = story.snapshots[number - 1], story.untold[number - 1]
        assert rebuilt == version(record, number)
        assert rebuilt.withheld == untold
        expected = typed(form, snapshot)
        for shape in type(record).fields():
            value = getattr(rebuilt.record, shape.name)
            if shape.name in expected:
                assert value == expected[shape.name]
            else:
                assert value in (None, ())


def test_what_is_withheld_stays_so_even_where_an_older_change_still_tells_it() -> None:
    edit = {"kind": "corrected", "found_by": "agency", "note": "说明"}
    raw = {
        **DUTY.least("词"),
        "remark": "今",
        "changes": [
            least("published", START, ""),
            {**edit, "date": "2024-02-01", "was": {"remark": "泄"}},
            {**edit, "date": "2024-03-01", "withheld": ["remark"]},
        ],
    }
    record = item(DUTY, raw).record
    assert isinstance(record, Record)
    assert "泄" not in repr(version(record, 1).record.remark)  # type: ignore[attr-defined]
    gate = Gate(corpus(DUTY, raw), as_of=AS_OF)
    views = [gate.view(AN_ID), gate.earlier(AN_ID, 1), gate.earlier(AN_ID, 2)]
    assert [view is None or "泄" in seen(view) for view in views] == [False, False, False]
    assert wrong(DUTY, raw) == {"withheld-value"}


def test_a_case_whose_party_may_never_be_told_is_nowhere_before_that_was_said() -> None:
    edit = {"kind": "corrected", "date": "2024-03-01", "found_by": "party", "note": "说明"}
    changes = [least("published", START, ""), {**edit, "withheld": ["party"]}]
    here = corpus(DECISION, {**DECISION.least("词"), "changes": changes})
    assert Gate(here, as_of=date(2024, 2, 1)).view(AN_ID) is None
    assert Gate(here, as_of=date(2024, 3, 1)).view(AN_ID) is not None


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.type)
@quick
@given(data=st.data())
def test_state_view_and_number_agree(form: Form, data: st.DataObject) -> None:
    story = data.draw(stories(form))
    day = story.day + timedelta(days=data.draw(st.sampled_from((0, 1, 30, 90, 1000))))
    gate = Gate(corpus(form, story.raw()), as_of=day)
    view = gate.view(AN_ID)
    assert view is not None
    assert view.state == gate.state(AN_ID) == story.state(day)
    assert view.number == len(story.changes)
    assert view.listed == (view.state in ("current", "disputed", "superseded"))
    assert (gate.link(AN_ID) is None) == (
        view.state == "removed" or (form.is_case and view.state in ("ended", "expired"))
    )


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.type)
@quick
@given(data=st.data())
def test_on_an_earlier_day_the_record_reads_as_it_did(form: Form, data: st.DataObject) -> None:
    story = data.draw(stories(form, WITHOUT_REMOVAL))
    day = START + timedelta(days=data.draw(st.integers(-3, 500)))
    number = sum(1 for change in story.changes if date.fromisoformat(change["date"]) <= day)
    then = known(record_of(story), day)
    assert (then.number if then else 0) == number
    gate = Gate(corpus(form, story.raw()), as_of=day)
    view = gate.view(AN_ID)
    hidden = then is None or bool(set(form.required) & then.withheld)
    assert (view is None) == hidden
    if view is not None:
        assert (view.number, view.state) == (number, story.state_then(number, day))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.type)
@quick
@given(data=st.data())
def test_what_happened_in_order_passes_the_checks(form: Form, data: st.DataObject) -> None:
    story = data.draw(stories(form))
    assert wrong(form, story.raw()) == set()


def allowed(form: Form, kinds: list[str], days: list[date]) -> bool:
    """Return whether the changes may follow each other, by the table of the handbook."""
    standing = Standing()
    for position, (kind, day) in enumerate(zip(kinds, days, strict=True)):
        if (kind == "published") != (position == 0):
            return False
        if position and not standing.allows(kind, day, date(2024, 6, 30)):
            return False
        standing.take(kind, day)
    return True


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.type)
@quick
@given(data=st.data())
def test_any_order_is_refused_that_may_not_be(form: Form, data: st.DataObject) -> None:
    others = tuple(kind for kind in ("published", *LATER) if kind not in (*EDITS, "removed"))
    kinds = data.draw(st.lists(st.sampled_from(others), max_size=3))
    kinds = [*(["published"] if data.draw(st.integers(0, 9)) else []), *kinds] or ["disputed"]
    step = st.sampled_from((0, 200, 20))
    steps = data.draw(st.lists(step, min_size=len(kinds), max_size=len(kinds)))
    days = [START + timedelta(days=sum(steps[: place + 1])) for place in range(len(kinds))]
    if form.last_day:
        until = {form.last_day: "2024-06-30"}
    else:
        days, until = [START for _ in days], {}
    raw = {
        **form.least("词"),
        **until,
        "changes": [least(kind, day, "说明") for kind, day in zip(kinds, days, strict=True)],
    }
    assert ("change-order" in wrong(form, raw)) == (not allowed(form, kinds, days))


def spoilt(draw: st.DrawFn, story: Story) -> tuple[Raw, set[str]]:
    """Return the file of a story with one thing wrong in it, and the rules that may say so."""
    raw = json.loads(json.dumps(story.raw()))
    changes = raw["changes"]
    index = draw(st.integers(1, len(changes) - 1))
    change = changes[index]
    how = draw(st.sampled_from(("earlier", "without note", "unchanged", "absent", "twice")))
    edit = change["kind"] in EDITS
    if how == "without note" and change.pop("note", None) and change["kind"] != "superseded":
        return raw, {"change-note"} if change["kind"] != "ended" else set()
    if how == "unchanged" and edit and change.get("was"):
        name = sorted(change["was"])[0]
        after = story.snapshots[index].get(name)
        if after is not None:
            change["was"][name] = after
            return raw, {"was-unchanged"}
    if how == "absent" and edit:
        missing = [n for n in story.form.texts if n not in story.snapshots[index]]
        missing = [n for n in missing if n not in story.untold[index]]
        named = (*change.get("was", ()), *change.get("added", ()), *change.get("withheld", ()))
        missing = [name for name in missing if name not in named]
        if missing:
            change.setdefault("added", []).append(missing[0])
            return raw, {"added-field"}
    if how == "twice" and edit and change.get("added"):
        change["added"] = [*change["added"], change["added"][0]]
        return raw, {"change-overlap"}
    changes[0]["date"], change["date"] = "2024-03-01", "2024-02-01"
    return raw, {"change-date"}


@st.composite
def spoilt_stories(draw: st.DrawFn, form: Form) -> tuple[Raw, set[str]]:
    """A story of at least two changes, spoilt."""
    kinds = ("corrected", "amended", "disputed", "dispute_ended", "withdrawn", "reinstated")
    story = draw(stories(form, kinds).filter(lambda made: len(made.changes) > 1))
    return spoilt(draw, story)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.type)
@quick
@given(data=st.data())
def test_a_history_with_one_thing_wrong_is_refused(form: Form, data: st.DataObject) -> None:
    raw, expected = data.draw(spoilt_stories(form))
    assert expected <= wrong(form, raw)


SEGMENT = re.compile(r"Segment\(part='\w+', text='[^']*'\)")


def words_in(value: object) -> set[str]:
    """Return the invented words in a value."""
    text = json.dumps(value, ensure_ascii=False)
    text = SEGMENT.sub("", text)  # both whole texts stand beside their segments
    return {text[at : at + 6] for at in range(len(text)) if text.startswith("词", at)}


def may_be_seen(story: Story, day: date) -> set[str]:
    """Return the words that a case may show on `day`, by the table of the gate."""
    state, form = story.state(day), story.form
    if state in ("ended", "expired", "removed"):
        return set()
    if state == "withdrawn":
        kept = {name: story.now.get(name) for name in form.tombstone}
        last = next(c for c in reversed(story.changes) if c["kind"] == "withdrawn")
        return words_in(kept) | words_in([last["note"], last["authority"]])
    shown = words_in(story.now)
    for change, snapshot in zip(story.changes, story.snapshots, strict=True):
        shown |= words_in({k: v for k, v in change.items() if k != "was"})
        touched = {*change.get("was", ()), *change.get("added", ()), *change.get("withheld", ())}
        if change["kind"] == "corrected" and not touched & set(form.identifying):
            after = {name: snapshot.get(name) for name in touched}
            shown |= words_in(change.get("was")) | words_in(after)
    return shown


# What leaves a case in public, so that its history is told.
READABLE = ("corrected", "amended", "disputed", "dispute_ended")


@pytest.mark.parametrize("kinds", [LATER, READABLE], ids=["all", "readable"])
@quick
@given(data=st.data())
def test_nothing_hidden_is_in_the_view_of_a_case(
    kinds: tuple[str, ...], data: st.DataObject
) -> None:
    story = data.draw(stories(DECISION, kinds))
    day = story.day + timedelta(days=data.draw(st.sampled_from((0, 1, 30, 400))))
    view = Gate(corpus(DECISION, story.raw()), as_of=day).view(AN_ID)
    assert view is not None
    told = words_in(seen(view))
    assert told <= may_be_seen(story, day)
    withheld = {name for untold in story.untold for name in untold}
    assert withheld or not any("不再公开" in s.withheld for s in view.fields)


@quick
@given(story=stories(DECISION, READABLE))
def test_a_wrong_party_is_named_nowhere(story: Story) -> None:
    present = story.now.get("party", {}).get("name", "")
    wrong_names = {s["party"]["name"] for s in story.snapshots if "party" in s} - {present}
    raw = story.raw()
    for change in raw["changes"]:
        for name in wrong_names:
            if "note" in change:
                change["note"] += name
            for told in set(change.get("was", ())) & set(DECISION.texts):
                change["was"][told] += name
    view = Gate(corpus(DECISION, raw), as_of=story.day).view(AN_ID)
    assert view is not None
    assert not any(name in seen(view) for name in wrong_names)


@quick
@given(story=stories(DUTY, WITHOUT_REMOVAL))
def test_earlier_versions_of_a_norm_are_shown_as_they_were(story: Story) -> None:
    gate = Gate(corpus(DUTY, story.raw()), as_of=story.day)
    view = gate.view(AN_ID)
    assert view is not None
    assert view.versions == tuple(range(1, len(story.changes)))
    for number in view.versions:
        earlier = gate.earlier(AN_ID, number)
        assert earlier is not None
        assert words_in(plain(earlier.fields)) == words_in(story.snapshots[number - 1])
    assert gate.earlier(AN_ID, len(story.changes)) is None
