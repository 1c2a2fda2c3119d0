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
