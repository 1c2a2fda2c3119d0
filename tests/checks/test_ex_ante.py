"""What guides, inspections, delegations and remedies may say without a word from the rules."""

from decimal import Decimal
from typing import Any

import pytest

from portal.model.guide import ELEMENTS, Guide
from portal.model.inspection import Inspection
from portal.model.remedy import REMEDIES, TIMED
from portal.source import Item
from tests.checks.records import AGENCY_ID, agency, decision, item, rules

OTHER = "jg-2024-b2c3d4"
BASIS = [{"text": "某法", "article": "第一条"}]
DUTY = item("duty", "zq-2024-c3d4e5", {"name": "甲许可", "kind": "行政许可", "agency": AGENCY_ID})


def guide(**fields: Any) -> Item:
    least = {"name": "甲许可", "duty": "zq-2024-c3d4e5", "agency": AGENCY_ID, "basis": BASIS}
    return item("guide", "zn-2024-d4e5f6", {**least, "deciding_body": "某厅", **fields})


def inspection(**fields: Any) -> Item:
    least = {
        "name": "甲检查",
        "area": "甲",
        "kind": "一般检查事项",
        "agency": AGENCY_ID,
        "objects": "甲企业",
        "basis": BASIS,
        "ratio": "5%",
        "frequency": "每年一次",
        "methods": ["现场检查"],
    }
    return item("inspection", "cc-2024-e5f6g7", {**least, **fields})


def inspected(record_id: str = "jc-2024-k7m3q9", **fields: Any) -> Item:
    least = {"act": "行政检查", "inspection": "cc-2024-e5f6g7", "outcomes": ["未发现问题"]}
    return decision(record_id, **{**least, **fields})


def remedy(kind: str, **fields: Any) -> Item:
    least = {"kind": kind, "to": "某机关", "phone": "0500-6811230", "basis": BASIS}
    return item("remedy", "jq-2024-g7h8j9", {**least, **fields})


def limit(amount: int, unit: str) -> dict[str, str]:
    return {"amount": str(amount), "unit": unit}


@pytest.mark.parametrize(
    ("promised", "statutory", "longer"),
    [
        (limit(20, "工作日"), limit(20, "工作日"), False),
        (limit(21, "工作日"), limit(20, "日"), True),  # so many working days are more days still
        (limit(21, "日"), limit(20, "工作日"), False),  # nobody can say without a calendar
        (limit(0, "工作日"), limit(1, "工作日"), False),
        (limit(2, "月"), limit(1, "月"), True),
    ],
)
def test_limits_are_compared_where_that_is_certain(
    promised: dict[str, str], statutory: dict[str, str], longer: bool
) -> None:
    found = rules(guide(promised=promised, statutory=statutory), DUTY)
    assert ("guide-limit" in found) is longer


def test_a_withdrawn_guide_need_not_be_whole() -> None:
    ended = [
        {"kind": "published", "date": "2024-05-08"},
        {"kind": "ended", "date": "2024-06-03", "route": "注销", "note": "取消。"},
    ]
    assert "guide-complete" in rules(guide(), DUTY)
    assert "guide-complete" not in rules(guide(changes=ended), DUTY)
    assert set(ELEMENTS) < set(Guide.model_fields)


def test_a_guide_serves_the_duty_of_whoever_decides() -> None:
    other = item("agency", OTHER, {"name": "云溪市行政审批局"})
    one = guide(agency=OTHER, deciding_agency=AGENCY_ID, deciding_body=None)
    assert "guide-duty" not in rules(one, other, DUTY)


@pytest.mark.parametrize(
    ("ratio", "percentages"),
    [
        ("5%", ["5"]),
        ("10-20%", ["10", "20"]),
        ("10％—20％", ["10", "20"]),
        ("60-70家", []),
        ("不低于0.5%", ["0.5"]),
        ("3%;2次/年", ["3"]),
        ("重点企业100%，一般企业10%", ["100", "10"]),
    ],
)
def test_messy_ratios_stay_text_and_tell_their_percentages(
    ratio: str, percentages: list[str]
) -> None:
    record = inspection(ratio=ratio).record
    assert isinstance(record, Inspection)
    assert record.ratio == ratio
    assert record.percentages == tuple(map(Decimal, percentages))


def test_the_figure_is_the_lowest_percentage() -> None:
    assert "ratio-number" not in rules(inspection(ratio="10-20%", ratio_percent="10"))
    assert "ratio-number" in rules(inspection(ratio="10-20%", ratio_percent="20"))
    assert "ratio-number" not in rules(inspection(ratio="60-70家", ratio_percent="1.5"))


def test_the_cap_counts_one_firm_one_item_one_year() -> None:
    item_ = inspection(yearly_cap="1")
    twice = inspected("jc-2024-p4x8d2", decided_on="2024-11-04")
    assert "inspection-cap" in rules(item_, inspected(), twice)
    other = {"name": "云溪另一家有限公司", "kind": "法人及非法人组织"}
    for different in (
        inspected("jc-2024-p4x8d2", decided_on="2025-01-06"),
        inspected("jc-2024-p4x8d2", party=other),
        inspected("jc-2024-p4x8d2", inspection=None, outcomes=()),
    ):
        assert "inspection-cap" not in rules(item_, inspected(), different)


def test_partners_may_inspect_by_the_item() -> None:
    other = item("agency", OTHER, {"name": "云溪市消防救援大队"})
    assert "inspection-agency" not in rules(inspection(agency=OTHER, partners=[AGENCY_ID]), other)
    one = inspection(agency=OTHER, partners=[AGENCY_ID])
    assert "inspection-agency" not in rules(one, other, inspected())


def test_an_entrusted_body_with_a_letter_is_right() -> None:
    body = item("agency", OTHER, {"name": "云溪市环卫中心", "kind": "受委托的组织"})
    letter = {
        "name": "委托书",
        "agency": AGENCY_ID,
        "entrusted": OTHER,
        "acts": ["行政处罚"],
        "matters": "甲",
        "powers": "乙",
        "valid_from": "2026-01-01",
        "valid_until": "2026-06-30",
        "basis": BASIS,
    }
    found = rules(body, item("delegation", "wt-2024-f6g7h8", letter))
    assert found == set()
    over = {**letter, "valid_until": "2026-06-29"}
    assert rules(body, item("delegation", "wt-2024-f6g7h8", over)) == {"delegation-published"}
    assert "decision-in-own-name" not in rules(decision(), agency())


@pytest.mark.parametrize("kind", REMEDIES)
def test_terms_are_asked_of_remedies_that_have_one(kind: str) -> None:
    assert ("remedy-term" in rules(remedy(kind))) is (kind in TIMED)
    timed = remedy(kind, term=limit(60, "日"), starts="自知道之日起")
    assert rules(timed) == set()
