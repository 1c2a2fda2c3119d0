"""Bad cases that must not pass, and right ones that must: what a decision names, as it was on its day."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.lifecycle import Gate
from portal.lifecycle.path import CasePath
from portal.source import Item
from tests.checks.records import (
    AGENCY_ID,
    AS_OF,
    PUBLISHED,
    corpus,
    decision,
    item,
    problems,
    rules,
)
from tests.checks.test_cross import BASIS, EARLY, FINED, TIER, review, standard
from tests.checks.test_ex_ante import guide, limit
from tests.lifecycle.processes import PROCESS, node, process

OTHER = "jg-2024-b2c3d4"
OFFICERS: dict[str, Any] = {"officers": ["ry-2024-aaaaaa", "ry-2024-bbbbbb"]}
MISTYPED = {"kind": "corrected", "date": "2025-01-06", "note": "录错。", "found_by": "agency"}


def officer(last: str, **fields: Any) -> Item:
    least = {"name": "甲某", "agency": AGENCY_ID, "certificate": f"证{last}号"}
    term = {"valid_from": "2024-01-01", "valid_until": "2030-12-31"}
    return item("officer", f"ry-2024-{last}", {**least, **term, **fields})


def corrected(term: str, was: str) -> Item:
    """An officer whose certificate begins on `term`; first `was` was typed."""
    change = {**MISTYPED, "was": {"valid_from": was}}
    return officer("aaaaaa", valid_from=term, changes=[PUBLISHED, change])


def test_a_term_that_was_typed_wrong_attests_nothing() -> None:
    second, case = officer("bbbbbb"), decision(**OFFICERS)
    assert "officer-certificate" not in rules(officer("aaaaaa"), second, case)
    assert "officer-certificate" in rules(corrected("2025-01-01", "2020-01-01"), second, case)
    late = Gate(corpus(corrected("2026-12-01", "2024-01-01")), as_of=AS_OF).view("ry-2024-aaaaaa")
    assert late
    assert (late.state, late.holds) == ("current", False)


def test_an_objection_does_not_take_a_certificate_away() -> None:
    objection = {"kind": "disputed", "date": "2025-01-06", "note": "有人提出异议。"}
    disputed = Gate(corpus(officer("aaaaaa", changes=[PUBLISHED, objection])), as_of=AS_OF)
    view = disputed.view("ry-2024-aaaaaa")
    assert view
    assert (view.state, view.holds) == ("disputed", True)


def test_nobody_acts_after_the_certificate_was_withdrawn() -> None:
    withdrawn = {
        "kind": "withdrawn",
        "date": "2025-01-06",
        "effective": "2025-01-03",
        "ground": "撤销",
        "note": "证件撤销。",
        "authority": {"body": "某局", "document": "1号"},
        "roles": {"drafted": "甲科", "reviewed": "乙科", "approved": "丙"},
    }
    gone, second = officer("aaaaaa", changes=[PUBLISHED, withdrawn]), officer("bbbbbb")
    after: dict[str, Any] = {
        "decided_on": "2025-06-06",
        "changes": [{"kind": "published", "date": "2025-06-09"}],
    }
    assert "officer-certificate" in rules(gone, second, decision(**OFFICERS, **after))
    assert "officer-certificate" not in rules(gone, second, decision(**OFFICERS))


def test_a_standard_applies_until_the_day_of_the_one_that_follows() -> None:
    replaced = {"kind": "superseded", "date": "2024-05-03", "replaced_by": "cl-2024-bbbbbb"}
    old = standard([{"most": "5000.00"}], changes=[*EARLY["changes"], replaced])
    tiers = [{"key": "一般", "condition": "没有其他情形的。", "ranges": [{"most": "100.00"}]}]
    told = {"name": "设置户外广告", "agency": AGENCY_ID, "basis": BASIS, "tiers": tiers}
    case = decision(**FINED, fine="4000.00", discretion=TIER)
    for begins, broken in (("2024-06-01", set()), ("2024-05-06", {"tier"})):
        fields = {**told, "valid_from": begins, "changes": [{**PUBLISHED, "date": "2024-05-03"}]}
        assert rules(old, item("discretion", "cl-2024-bbbbbb", fields), case) == broken


def test_a_review_is_by_an_item_of_the_own_catalogue() -> None:
    told = {
        "body": "法制科",
        "outcome": "通过",
        "reviewed_on": "2024-05-05",
        "item": "sh-2024-aaaaaa",
    }
    other = item("agency", OTHER, {"name": "云溪市交通运输局"})
    case = decision(review=told)
    assert "legal-review" not in rules(review(), case)
    assert "legal-review" in rules(review(act="行政许可"), case)
    assert "legal-review" in rules(review(agency=OTHER), other, case)


def test_a_guide_without_a_process_is_held_against_that_of_its_duty() -> None:
    flow = process(node("甲", "开始"), node("乙", "结束", limit="20", unit="工作日"), ways="甲乙")
    least = {"name": "甲许可", "kind": "行政许可", "agency": AGENCY_ID, "process": PROCESS}
    duty = item("duty", "zq-2024-c3d4e5", least)
    assert "time-limit" in rules(flow, duty, guide(statutory=limit(30, "工作日")))
    assert "time-limit" not in rules(flow, duty, guide(statutory=limit(20, "工作日")))


def flow(**more: Any) -> Item:
    """A process that decides after notice and review."""
    nodes = (node("线", "开始"), node("告"), node("审", "判断", reviewed="是"), node("决"))
    ways = "线告 告审 审决:审核通过 审告:审核未通过 线弃"
    return process(*nodes, node("弃", "结束"), ways=ways, decides="决", **{**EARLY, **more})


def traced(told: str, **more: Any) -> Item:
    """A decision of 6 May whose trace is written as `线04-01 告04-03`."""
    trace = [{"stage": word[0], "date": f"2024-{word[1:]}"} for word in told.split()]
    return decision(process=PROCESS, trace=trace, **more)


def messages(*items: Item) -> list[tuple[str, str]]:
    return [(one.rule, one.message) for one in problems(*items)]


def test_a_trace_does_not_stop_before_the_decision() -> None:
    assert rules(flow(), traced("线04-01 告04-03 审04-05 决05-06")) == set()
    assert messages(flow(), traced("线04-01")) == [
        (
            "trace-passed-over",
            "办理经过只写到“办线”，决定却已作出；请补上以后的环节：“办告”、“办审”、“办决”。",
        )
    ]
    assert rules(flow(), traced("线04-01 告04-03 审04-05")) == {"trace-passed-over"}
    assert rules(flow(), traced("线04-01 弃05-06")) == set()  # ended otherwise
    assert rules(flow(act="行政强制"), traced("线04-01")) == {"process-act"}


def test_the_step_that_decides_has_the_day_of_the_decision() -> None:
    assert rules(flow(), traced("线04-01 告04-03 审04-05 决04-20")) == {"trace-date"}
    again = "线04-01 告04-03 审04-05 告04-08 审04-09 决05-06"
    assert rules(flow(), traced(again)) == set()


def path_of(*items: Item) -> CasePath:
    view = Gate(corpus(*items), as_of=AS_OF).view("cf-2024-k7m3q9")
    assert view
    assert view.path
    return view.path


def test_a_stage_that_is_none_is_told_as_the_page_may_tell_it() -> None:
    number = "11010519491231002X"
    trace = [{"stage": "线", "date": "2024-04-01"}, {"stage": number, "date": "2024-04-02"}]
    names = [stop.name for stop in path_of(flow(), decision(process=PROCESS, trace=trace)).stops]
    assert names[0] == "办线"
    assert number not in names[1]


def test_what_was_published_elsewhere_before_applied_from_then_on() -> None:
    first = {"first_published": {"date": "2023-03-01", "where": "市政府网站"}}
    late = {"kind": "published", "date": str(date(2024, 6, 3))}
    assert not path_of(flow(changes=[late]), traced("线04-01 弃05-06")).dated
    assert path_of(flow(changes=[{**late, **first}]), traced("线04-01 弃05-06")).dated


def test_a_law_cited_by_name_alone_may_be_over_too() -> None:
    over = {"name": "中华人民共和国广告管理法", "kind": "法律", "in_force_from": "2021-07-15"}
    old = item("law", "fl-2021-h4k8m2", {**over, "in_force_until": "2025-07-15"})
    new = item("law", "fl-2025-h4k8m2", {**over, "in_force_from": "2025-07-16"})
    basis = [{"text": "《广告管理法》", "article": "第五条"}]
    fields = {"name": "甲", "kind": "行政处罚", "agency": AGENCY_ID, "basis": basis}
    resting = item("duty", "zq-2024-c3d4e5", fields)
    assert rules(old, resting) == {"basis-in-force"}
    assert rules(old, new, resting) == set()
    assert rules(resting) == set()
