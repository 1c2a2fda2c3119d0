"""The specimen holds every record type, act, kind of change and state: what it is for."""

from datetime import date
from pathlib import Path

import pytest

from portal import checks
from portal.lifecycle import Gate
from portal.lifecycle.state import STATES
from portal.model import RECORD_TYPES, Record
from portal.model.changes import BY_KIND, Edit
from portal.model.decision import Decision
from portal.model.terms import ACTS
from portal.problem import errors
from portal.source import load

AS_OF = date(2026, 6, 30)
DATA = Path(__file__).parent / "specimen" / "data"


@pytest.fixture(scope="module")
def gate() -> Gate:
    """The gate of the specimen."""
    return Gate(load(DATA), as_of=AS_OF)


def test_the_specimen_has_no_errors(gate: Gate) -> None:
    assert errors(checks.run(gate.corpus, as_of=AS_OF)) == []


def test_every_type_act_and_kind_of_change_occurs(gate: Gate) -> None:
    items = gate.corpus.items.values()
    assert {item.type for item in items} == set(RECORD_TYPES)
    assert {i.record.act for i in items if isinstance(i.record, Decision)} == set(ACTS)
    assert {change.kind for item in items for change in item.record.changes} == set(BY_KIND)


def test_every_state_occurs_where_it_can(gate: Gate) -> None:
    states = {(item.type.GATE, gate.state(item.id)) for item in gate.corpus.items.values()}
    assert {(kind, None) for kind in ("case",)} <= states
    assert {("case", state) for state in STATES} <= states
    assert {("norm", state) for state in STATES} <= states
    persons = {"current", "withdrawn", "ended", "expired", "removed"}
    assert {("person", state) for state in persons} <= states


def test_what_is_rare_occurs(gate: Gate) -> None:
    records = [i.record for i in gate.corpus.items.values() if isinstance(i.record, Record)]
    changes = [change for record in records for change in record.changes]
    edits = [change for change in changes if isinstance(change, Edit)]
    assert any(edit.withheld for edit in edits)
    assert any(edit.added for edit in edits)
    assert any(change.note_withheld for change in changes)
    scheduled = [record.scheduled.effective for record in records if record.scheduled]
    assert min(scheduled) <= AS_OF < max(scheduled)


def test_the_specimen_says_what_each_file_shows(gate: Gate) -> None:
    told = (DATA.parent / "README.md").read_text("utf-8")
    assert [one for one in gate.corpus.items if f"`{one}`" not in told] == []
