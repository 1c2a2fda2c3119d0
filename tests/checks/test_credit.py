"""Rules on lists, entries and commitments let stand what is lawful, and what time alone changed."""

from __future__ import annotations

from typing import Any

import pytest

from portal.source import Item
from tests.checks.records import AGENCY_ID, item, problems

PUBLISHED = {"kind": "published", "date": "2024-05-08"}
ENDED = {"kind": "ended", "date": "2025-05-06", "route": "移出"}
FIRM: dict[str, Any] = {"name": "云溪星河环保科技有限公司", "kind": "法人及非法人组织"}


def listing(record_id: str = "md-2024-aaaaaa", **fields: Any) -> Item:
    least = {
        "name": "信用灰名单",
        "colour": "灰名单",
        "agency": AGENCY_ID,
        "public": "是",
        "publication_basis": [{"text": "某条例"}],
        "grounds": [{"key": "甲", "text": "拒不履行"}],
        "exit_conditions": "履行全部义务。",
    }
    return item("list", record_id, {**least, **fields})


def entry(record_id: str = "tm-2024-aaaaaa", **fields: Any) -> Item:
    least = {
        "listing": "md-2024-aaaaaa",
        "agency": AGENCY_ID,
        "party": FIRM,
        "grounds": ["甲"],
        "entered_on": "2024-05-06",
    }
    return item("entry", record_id, {**least, **fields})


def said(rule: str, *items: Item) -> list[str]:
    """What one rule says of these records."""
    return [problem.message for problem in problems(*items) if problem.rule == rule]


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({}, True),
        ({"publicity_until": "2025-05-06"}, False),
        ({"changes": [PUBLISHED, ENDED]}, False),
    ],
)
def test_a_representative_is_named_wrongly_only_while_that_can_still_be_corrected(
    told: dict[str, Any], *, wrong: bool
) -> None:
    named = {**FIRM, "legal_representative": "沈小河"}
    one = entry(party=named, facts_found="法定代表人沈小河拒不履行。", **told)
    message = "写出了不公开的“沈小河”，请改为“法定代表人”，不写姓名。"
    assert said("party-told", listing(), one) == [message] * wrong


def rule(record_id: str, purpose: str, **fields: Any) -> Item:
    least = {
        "name": purpose,
        "purpose": purpose,
        "acts": ["列入名单"],
        "amount": "1",
        "unit": "年",
        "starts": "列入日期",
        "valid_from": "2019-01-01",
        "basis": [{"text": "某条例"}],
    }
    return item("rule", record_id, {**least, **fields})


@pytest.mark.parametrize("name", ["list-period", "list-repair"])
def test_a_rule_that_runs_out_stops_no_portal_overnight(name: str) -> None:
    purpose = {"list-period": "公示期", "list-repair": "最短公示期"}[name]
    ran_out = rule("gz-2024-aaaaaa", purpose, valid_until="2026-06-29")
    assert said(name, listing(), ran_out) == []
    amended = {"kind": "amended", "date": "2026-06-30", "effective": "2026-06-30"}
    later = {**amended, "note": "改名。", "was": {"name": "灰名单"}}
    assert len(said(name, listing(changes=[PUBLISHED, later]), ran_out)) == 1
    newer = rule("gz-2026-bbbbbb", purpose, valid_from="2026-07-15")
    assert said(name, listing(changes=[PUBLISHED, later]), ran_out, newer) == []


def test_a_list_in_whose_place_another_came_needs_no_rule() -> None:
    replaced = {"kind": "superseded", "date": "2025-01-02", "replaced_by": "md-2024-bbbbbb"}
    assert len(said("list-period", listing())) == 1
    assert said("list-period", listing(changes=[PUBLISHED, replaced])) == []


def test_an_entry_without_a_last_day_is_wrong_before_its_day_comes() -> None:
    coming = {"kind": "published", "date": "2026-07-08"}
    for changes in ([PUBLISHED], [coming]):
        assert len(said("entry-last-day", listing(), entry(changes=changes))) == 1
    assert len(said("entry-last-day", listing(changes=[coming]), entry())) == 1
    assert said("entry-last-day", listing(public="否"), entry(changes=[coming])) == []
