"""What a decision cites is held against it as it was on the day: tiers, reviews, duties."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from portal.model.discretion import Range
from portal.source import Item
from tests.checks.records import AGENCY_ID, PUBLISHED, agency, decision, item, rules

EARLY: dict[str, Any] = {"changes": [{"kind": "published", "date": "2024-01-02"}]}
BASIS = [{"text": "云溪市城市管理条例", "article": "第五条"}]
TIER: dict[str, Any] = {"standard": "cl-2024-aaaaaa", "tier": "一般"}
FINED: dict[str, Any] = {"penalties": ["罚款"], "content": "处以罚款。"}


def standard(ranges: list[dict[str, str]], **fields: Any) -> Item:
    """A standard of one tier."""
    tiers = [{"key": "一般", "condition": "没有其他情形的。", "ranges": ranges}]
    least = {"name": "设置户外广告", "agency": AGENCY_ID, "basis": BASIS, "tiers": tiers}
    return item(
        "discretion", "cl-2024-aaaaaa", {**least, "valid_from": "2023-01-01", **EARLY, **fields}
    )


def review(*thresholds: dict[str, Any], **fields: Any) -> Item:
    """An item of the catalogue."""
    least: dict[str, Any] = {"name": "重大处罚", "act": "行政处罚", "agency": AGENCY_ID}
    given = {"reviewer": "法制审核科", "basis": BASIS, "thresholds": list(thresholds)}
    told = {name: value for name, value in given.items() if value}
    return item("review", "sh-2024-aaaaaa", {**least, **told, **EARLY, **fields})


@pytest.mark.parametrize(
    ("span", "fine", "base", "within"),
    [
        ({"least": 100, "most": 200}, 100, None, True),
        ({"least": 100, "most": 200}, 200, None, True),
        ({"least": 100, "most": 200}, 99, None, False),
        ({"least": 100, "most": 200, "below": True}, 200, None, False),
        ({"most": 200}, 0, None, True),
        ({"least": 100}, 10**9, None, True),
        ({"base": "违法所得", "least_times": 1, "most_times": Decimal("1.5")}, 150, 100, True),
        ({"base": "违法所得", "least_times": 1, "most_times": Decimal("1.5")}, 151, 100, False),
        ({"base": "违法所得", "most_times": 5}, 1, None, False),
    ],
)
def test_a_range_holds_its_ends(
    span: dict[str, Any], fine: int, base: int | None, *, within: bool
) -> None:
    given = None if base is None else Decimal(base)
    assert Range.model_construct(**{**EMPTY, **span}).allows(Decimal(fine), given) is within


EMPTY = dict.fromkeys(("when", "base", "least", "most", "least_times", "most_times", "below"))


def test_a_departure_with_its_reasons_is_lawful() -> None:
    bounds = standard([{"most": "5000.00"}])
    over = decision(**FINED, fine="6000.00", discretion=TIER)
    assert rules(over, bounds) == {"tier-fine"}
    told = {**TIER, "departure": "从重情节，经负责人集体讨论决定。"}
    assert rules(decision(**FINED, fine="6000.00", discretion=told), bounds) == set()


def test_a_standard_published_elsewhere_before_may_be_cited() -> None:
    cited = decision(**FINED, fine="4000.00", discretion=TIER)
    late: dict[str, Any] = {"kind": "published", "date": "2024-06-03"}
    assert rules(cited, standard([{"most": "5000.00"}], changes=[late])) == {"tier"}
    first = {"first_published": {"date": "2023-03-01", "where": "市政府网站"}}
    assert rules(cited, standard([{"most": "5000.00"}], changes=[{**late, **first}])) == set()


def test_a_standard_of_an_agency_above_may_be_applied() -> None:
    above, beside = (
        item("agency", one, {"name": "某局"}) for one in ("jg-2024-b2c3d4", "jg-2024-g3t8z5")
    )
    cited = decision(**FINED, fine="4000.00", discretion=TIER)
    theirs = standard([{"most": "5000.00"}], agency=above.id)
    here = agency(parent=above.id)
    assert rules(cited, theirs, above, here) == set()
    assert rules(cited, standard([{"most": "5000.00"}], agency=beside.id), above, beside, here) == {
        "tier"
    }
    joint = decision(**FINED, fine="4000.00", discretion=TIER, joint_agencies=[above.id])
    assert rules(joint, theirs, above) == set()


def test_a_corrected_range_was_never_another() -> None:
    wrong = [{"key": "一般", "condition": "没有其他情形的。", "ranges": [{"most": "500.00"}]}]
    corrected = {
        "kind": "corrected",
        "date": "2024-07-01",
        "note": "漏一个零。",
        "found_by": "agency",
        "was": {"tiers": wrong},
    }
    bounds = standard([{"most": "5000.00"}], changes=[*EARLY["changes"], corrected])
    assert rules(decision(**FINED, fine="4000.00", discretion=TIER), bounds) == set()


@pytest.mark.parametrize(
    ("threshold", "told", "due"),
    [
        ({"fine": "5000.00"}, {"fine": "5000.00"}, True),
        ({"fine": "5000.00"}, {"fine": "4999.99"}, False),
        ({"fine": "5000.00"}, {}, False),
        ({"fine": "5000.00", "party_kinds": ["个体工商户"]}, {"fine": "9000.00"}, False),
        ({"penalties": ["责令停产停业", "警告"]}, {}, True),
        ({"circumstances": ["经过听证程序"]}, {"circumstances": ["经过听证程序"]}, True),
        ({"circumstances": ["经过听证程序"]}, {"circumstances": ["涉及重大公共利益"]}, False),
        ({"other": "上级交办的案件"}, {"fine": "9000.00"}, False),
    ],
)
def test_a_threshold_is_met_when_all_it_asks_is(
    threshold: dict[str, Any], told: dict[str, Any], *, due: bool
) -> None:
    penalties = ["警告", "罚款"] if "fine" in told else ["警告"]
    made = decision(**{"penalties": penalties, **told})
    assert ("legal-review" in rules(made, review(threshold))) is due


def test_an_item_without_thresholds_takes_in_every_decision_of_its_act_and_duties() -> None:
    assert rules(decision(), review()) == {"legal-review"}
    assert rules(decision(), review(act="行政许可")) == set()
    least = {"name": "事项", "kind": "行政处罚", "agency": AGENCY_ID}
    duty = item("duty", "zq-2024-aaaaaa", {**least, **EARLY})
    assert rules(decision(), duty, review(duties=["zq-2024-aaaaaa"])) == set()
    assert rules(decision(duty="zq-2024-aaaaaa"), duty, review(duties=["zq-2024-aaaaaa"])) == {
        "legal-review"
    }


def test_an_item_binds_from_its_publication_until_it_ends() -> None:
    later = review(changes=[{"kind": "published", "date": "2024-05-07"}])
    assert rules(decision(), later) == set()
    ended = {"kind": "ended", "date": "2024-05-06", "route": "注销", "note": "目录调整。"}
    assert rules(decision(), review(changes=[*EARLY["changes"], ended])) == set()


def test_what_came_down_is_left_alone() -> None:
    withdrawn = {
        "kind": "withdrawn",
        "date": "2024-06-05",
        "ground": "撤销",
        "effective": "2024-06-04",
        "authority": {"body": "云溪市人民政府", "document": "云政复〔2024〕1号"},
        "note": "经复议撤销。",
        "roles": {"drafted": "法规科", "reviewed": "审核岗", "approved": "分管负责人"},
    }
    assert rules(decision(changes=[PUBLISHED, withdrawn]), review()) == set()


def test_a_duty_that_moved_on_was_the_agencys_own() -> None:
    other = item("agency", "jg-2024-b2c3d4", {"name": "云溪市水利局"})
    moved = {
        "kind": "amended",
        "date": "2025-01-06",
        "effective": "2025-01-01",
        "note": "职能划转。",
        "was": {"agency": AGENCY_ID},
    }
    told = {"name": "事项", "kind": "行政处罚", "agency": "jg-2024-b2c3d4", **EARLY}
    made = decision(duty="zq-2024-aaaaaa")
    assert rules(made, other, item("duty", "zq-2024-aaaaaa", told)) == {"duty-agency"}
    changes = [*EARLY["changes"], moved]
    assert rules(made, other, item("duty", "zq-2024-aaaaaa", {**told, "changes": changes})) == set()
