"""A decision's page quotes the tier as it was on its day, through the gate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from portal.lifecycle import Gate
from portal.lifecycle.editions import was_public
from portal.lifecycle.history import applied
from portal.lifecycle.quoting import quotes
from portal.model import Record
from portal.source import load

DATA = Path(__file__).parents[1] / "specimen" / "data"
STANDARD = "cl-2024-r6t3w8"


@pytest.fixture(scope="module")
def gate() -> Gate:
    """The gate of the specimen."""
    return Gate(load(DATA), as_of=date(2026, 6, 30))


def record(gate: Gate, record_id: str) -> Any:
    """A record of the specimen."""
    found = gate.corpus.items[record_id].record
    assert isinstance(found, Record)
    return found


def test_the_tier_is_quoted_as_it_was_on_the_day_of_the_decision(gate: Gate) -> None:
    words = {shown.name: shown for shown in quotes(gate, "cf-2024-k7m3q9")["discretion"]}
    assert words["key"].value == "从轻"
    amounts = {shown.name: shown.value for shown in words["ranges"].value[0]}
    assert amounts == {"least": Decimal("10000.00"), "most": Decimal("40000.00")}


def test_what_came_down_quotes_nothing(gate: Gate) -> None:
    assert record(gate, "cf-2024-n5t8w4").discretion
    assert quotes(gate, "cf-2024-n5t8w4") == {}


def test_a_record_that_points_nowhere_quotes_nothing(gate: Gate) -> None:
    assert quotes(gate, "cf-2024-p4x8d2") == {}


def test_a_standard_not_yet_public_is_not_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    early = Gate(load(DATA), as_of=date(2024, 5, 10))
    monkeypatch.setattr(early, "link", lambda record_id, **_: None)
    assert quotes(early, "cf-2024-k7m3q9") == {"discretion": ()}


def test_what_was_amended_later_did_not_apply(gate: Gate) -> None:
    standard = record(gate, STANDARD)
    before: Any = applied(standard, date(2025, 12, 31))
    assert before.tiers[1].ranges[0].most == Decimal("40000.00")
    assert applied(standard, date(2026, 1, 1)) == standard


def test_public_is_from_the_first_publication_anywhere_to_the_end(gate: Gate) -> None:
    standard, removed = record(gate, STANDARD), record(gate, "zq-2024-m6h8y2")
    assert not was_public(gate, standard, date(2021, 8, 31))
    assert was_public(gate, standard, date(2021, 9, 1))
    down = removed.changes[-1]
    assert was_public(gate, removed, removed.changes[0].date)
    assert not was_public(gate, removed, down.effective or down.date)
