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


SEALED = {"publicity": "不可公开"}
STOPPED = {"changes": [PUBLISHED, {**ENDED, "route": "提前停止公示"}]}


def commitment(**fields: Any) -> Item:
    least = {
        "party": FIRM,
        "agency": AGENCY_ID,
        "kind": "信用修复型",
        "content": "依法诚信办网。",
        "made_on": "2024-05-06",
        "publicity": "可向社会公开",
    }
    return item("commitment", "cn-2024-aaaaaa", {**least, **fields})


@pytest.mark.parametrize("hidden", [SEALED, STOPPED])
@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"kind": "主动型", "repaired_entries": ["tm-2024-aaaaaa"]},
        {"repaired_entries": ["tm-2024-aaaaaa"], "party": {**FIRM, "name": "云溪明月有限公司"}},
    ],
)
def test_a_commitment_that_nobody_sees_is_not_asked_what_it_repairs(
    wrong: dict[str, Any], hidden: dict[str, Any]
) -> None:
    records = (listing(), entry(publicity_until="2027-05-06"))
    (message,) = said("commitment-repair", *records, commitment(**wrong))
    assert "publicity" in message or wrong
    assert said("commitment-repair", *records, commitment(**wrong, **hidden)) == []


@pytest.mark.parametrize(
    ("name", "broken"), [("云溪星河环保科技有限公司 ", 0), ("云溪明月有限公司", 1)]
)
def test_without_a_code_the_same_firm_is_known_by_its_name(name: str, broken: int) -> None:
    listed = entry(
        publicity_until="2027-05-06", party={**FIRM, "name": name, "code": "91330100799655058B"}
    )
    repairing = commitment(repaired_entries=["tm-2024-aaaaaa"])
    assert len(said("commitment-repair", listing(), listed, repairing)) == broken
    failed = {"fulfilment": "全部未履行", "unfulfilled": "全部", "consequence": "列入名单"}
    breached = commitment(kind="主动型", entries=["tm-2024-aaaaaa"], **failed)
    assert len(said("commitment-breach", listing(), listed, breached)) == broken


@pytest.mark.parametrize(("amount", "broken"), [("0", 0), ("1", 1)])
def test_where_the_shortest_period_is_nothing_repair_is_right_on_the_very_day(
    amount: str, broken: int
) -> None:
    repaired = {"kind": "ended", "date": "2024-05-08", "route": "修复"}
    least = rule("gz-2024-aaaaaa", "最短公示期", amount=amount, unit="日")
    one = entry(entered_on="2024-05-08", changes=[PUBLISHED, repaired])
    assert len(said("early-end", listing(), least, one)) == broken


def test_an_entry_may_name_its_own_list_though_its_firm_is_on_another_of_that_colour() -> None:
    firm = {**FIRM, "code": "91330100799655058B"}
    other = {"listing": "md-2024-bbbbbb", "party": firm, "document_number": "云网信灰〔2024〕3号"}
    told = entry(party=firm, facts_found="列入信用灰名单。", exit_conditions="移出灰名单的条件。")
    lists = (listing(), listing("md-2024-bbbbbb", name="重点关注名单"))
    assert said("list-told", *lists, told, entry("tm-2024-bbbbbb", **other)) == []
    told = entry(party=firm, facts_found="同时列入重点关注名单。")
    assert len(said("list-told", *lists, told, entry("tm-2024-bbbbbb", **other))) == 1
