"""Whoever represents a firm on a list is named only where an article is cited that orders it."""

import pytest

from portal.lifecycle.show import Presenter
from tests.lifecycle.test_leaks import DECISION, PUBLISHED, Portal, portal  # noqa: F401
from tests.lifecycle.test_outlook import ENTRY, LIST

NAMED = """
responsible:
  - {{role: {role}, name: {name}, basis: {{text: 某条例, article: 第二十七条}}}}
"""
COMMITMENT = """
party: {name: 云溪秘密有限公司, kind: 法人及非法人组织}
agency: jg-2024-aaaaaa
kind: 主动型
content: 依法诚信办网。
made_on: 2024-05-06
publicity: 可向社会公开
changes: [{kind: published, date: 2024-05-08}]
"""
FIRM = "kind: 法人及非法人组织}"
LED = "kind: 法人及非法人组织, legal_representative: 叶知夏}"


@pytest.fixture
def place(portal: Portal) -> Portal:  # noqa: F811
    """A portal with one list."""
    portal.put("lists/md-2024-aaaaaa", LIST)
    return portal


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("", False),
        (NAMED.format(role="法定代表人", name="叶知夏"), True),
        (NAMED.format(role="法定代表人", name="方以宁"), False),
    ],
)
def test_on_an_entry_the_name_stands_only_with_its_law(
    place: Portal, more: str, told: bool
) -> None:
    place.put("entries/tm-2024-aaaaaa", ENTRY.replace(FIRM, LED) + more)
    assert ("叶知夏" in place.seen("tm-2024-aaaaaa")) == told


def test_what_is_withheld_stands_in_no_text_either(place: Portal) -> None:
    said = "facts_found: 法定代表人叶知夏拒不到场。\n"
    place.put("entries/tm-2024-aaaaaa", ENTRY.replace(FIRM, LED) + said)
    assert "叶知夏" not in place.seen("tm-2024-aaaaaa")


def test_a_manager_who_is_named_does_not_name_the_representative(place: Portal) -> None:
    more = NAMED.format(role="主要负责人", name="叶知夏")
    place.put("entries/tm-2024-aaaaaa", ENTRY.replace(FIRM, LED) + more)
    gate = place.gate()
    at = gate.version("tm-2024-aaaaaa")
    assert at
    (party,) = (one for one in Presenter(gate, at).fields(None) if one.name == "party")
    withheld = {one.name: one.withheld for one in party.value}
    assert withheld["legal_representative"] == "没有写明公开姓名的法律依据，不予公开"


def test_no_commitment_names_it_and_a_decision_does(place: Portal) -> None:
    place.put("commitments/cn-2024-aaaaaa", COMMITMENT.replace(FIRM, LED))
    assert "叶知夏" not in place.seen("cn-2024-aaaaaa")
    decision = f"{DECISION.replace(FIRM, LED)}changes:\n{PUBLISHED}"
    place.put("decisions/cf-2024-aaaaaa", decision)
    assert "叶知夏" in place.seen("cf-2024-aaaaaa")
