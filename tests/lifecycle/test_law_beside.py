"""Beside every measure stands the law on which it rests: on the list, on its entries, in the data."""

import pytest

from portal.lifecycle.plain import plain
from portal.lifecycle.show import Presenter
from tests.lifecycle.test_last_day import HIDE
from tests.lifecycle.test_leaks import Portal, portal  # noqa: F401
from tests.lifecycle.test_outlook import ENTRY, LIST

MEASURE = """
name: 限制享受补助
kind: 惩戒
description: 不得享受补助。
basis: [{text: 某条例, article: 第二十六条}, {text: 某办法}]
changes: [{kind: published, date: 2020-01-02}]
"""
LATER = MEASURE.replace("某条例", "新条例").replace(
    "changes: [{kind: published, date: 2020-01-02}]",
    """changes:
  - {kind: published, date: 2020-01-02}
  - kind: amended
    date: 2025-01-02
    effective: 2025-01-02
    note: 新条例施行。
    was: {basis: [{text: 某条例}]}""",
)


@pytest.fixture
def place(portal: Portal) -> Portal:  # noqa: F811
    """A portal with a list, an entry and the measure of both."""
    portal.put("measures/cs-2024-aaaaaa", MEASURE)
    portal.put("lists/md-2024-aaaaaa", f"{LIST}measures: [cs-2024-aaaaaa]\n")
    portal.put("entries/tm-2024-aaaaaa", f"{ENTRY}measures: [cs-2024-aaaaaa]\n")
    return portal


def law(place: Portal, record_id: str) -> str:
    """What law stands beside the measure of a record."""
    gate = place.gate()
    at = gate.version(record_id)
    assert at
    (shown,) = (one for one in Presenter(gate, at).fields(None) if one.name == "measures")
    (link,) = shown.value
    assert plain(link).get("law", "") == link.law
    return str(link.law)


@pytest.mark.parametrize("record_id", ["md-2024-aaaaaa", "tm-2024-aaaaaa"])
def test_the_law_of_a_measure_stands_beside_it(place: Portal, record_id: str) -> None:
    assert law(place, record_id) == "某条例第二十六条；某办法"


def test_an_entry_has_the_law_of_its_day_and_the_list_that_of_today(place: Portal) -> None:
    place.put("measures/cs-2024-aaaaaa", LATER)
    assert law(place, "md-2024-aaaaaa") == "新条例第二十六条；某办法"
    assert law(place, "tm-2024-aaaaaa") == "某条例"


def test_a_law_that_a_rule_hides_stands_nowhere(place: Portal) -> None:
    place.put("rules/gz-2020-cccccc", HIDE.format("basis"))
    assert law(place, "md-2024-aaaaaa") == ""


def test_beside_other_references_stands_none(place: Portal) -> None:
    gate = place.gate()
    at = gate.version("tm-2024-aaaaaa")
    assert at
    fields = {one.name: one.value for one in Presenter(gate, at).fields(None)}
    assert fields["listing"].law == fields["agency"].law == ""
