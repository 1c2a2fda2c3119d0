"""Rules leave alone what is right, and records that could not be read."""

from __future__ import annotations

from typing import Any

import pytest

from portal.model.decision import SENSITIVE
from portal.source import Item
from tests.checks.records import AGENCY_ID, agency, decision, item, problems, rules

PUBLISHED = {"kind": "published", "date": "2024-05-08"}
ROLES = {"drafted": "法规科", "reviewed": "法制审核岗", "approved": "分管负责人"}
WITHDRAWN: dict[str, Any] = {
    "kind": "withdrawn",
    "date": "2024-06-05",
    "ground": "撤销",
    "effective": "2024-06-04",
    "authority": {"body": "云溪市人民政府", "document": "云复决〔2024〕7号"},
    "roles": ROLES,
    "note": "经行政复议撤销。",
}


def officer(record_id: str, **fields: Any) -> Item:
    least = {
        "name": "杜若",
        "agency": AGENCY_ID,
        "certificate": "33019900101",
        "valid_from": "2024-05-06",
        "valid_until": "2024-05-06",
    }
    return item("officer", record_id, {**least, **fields})


def law(record_id: str, **fields: Any) -> Item:
    least = {"name": "行政处罚法", "kind": "法律", "in_force_from": "2021-07-15"}
    return item("law", record_id, {**least, **fields})


def rule(**fields: Any) -> Item:
    least = {
        "name": "规则",
        "purpose": "公开期限",
        "amount": "7",
        "unit": "工作日",
        "starts": "决定日期",
        "valid_from": "2019-01-01",
        "basis": [{"text": "国办发〔2018〕118号"}],
    }
    return item("rule", "gz-2024-b7m2t9", {**least, **fields})


def test_two_officers_on_the_first_and_last_day_of_their_certificates_may_act() -> None:
    two = [officer("ry-2024-aaaaaa"), officer("ry-2024-bbbbbb")]
    named = decision(officers=["ry-2024-aaaaaa", "ry-2024-bbbbbb"])
    assert rules(named, *two) == set()


def test_a_permit_needs_no_second_officer_before_its_agency_says_so() -> None:
    permit = {"act": "行政许可", "content": "准予设置户外广告设施。"}
    one = officer("ry-2024-aaaaaa")
    assert rules(decision(**permit, officers=["ry-2024-aaaaaa"]), one) == set()
    assert rules(decision(**permit)) == set()
    later = agency(officers_from="2024-05-07")
    assert "two-officers" not in rules(decision(), later)
    assert "two-officers" in rules(decision(decided_on="2024-05-07"), later)


def test_an_officer_of_a_joint_agency_belongs() -> None:
    other = item("agency", "jg-2024-b2c3d4", {"name": "云溪市水利局"})
    two = [officer("ry-2024-aaaaaa"), officer("ry-2024-bbbbbb", agency="jg-2024-b2c3d4")]
    named: dict[str, Any] = {"officers": ["ry-2024-aaaaaa", "ry-2024-bbbbbb"]}
    assert rules(decision(**named), other, *two) == {"officer-agency"}
    assert rules(decision(**named, joint_agencies=["jg-2024-b2c3d4"]), other, *two) == set()


def test_a_law_on_its_first_and_last_day_is_in_force() -> None:
    cited = decision(basis=[{"law": "fl-2021-aaaaaa", "article": "第九条"}])
    for dates, broken in (
        ({"in_force_from": "2024-05-06", "in_force_until": "2024-05-06"}, set()),
        ({"in_force_from": "2024-05-07"}, {"law-in-force"}),
        ({"in_force_from": "2018-01-01", "in_force_until": "2024-05-05"}, {"law-in-force"}),
    ):
        assert rules(cited, law("fl-2021-aaaaaa", **dates)) == broken


def test_versions_of_a_law_in_a_row_are_no_cycle() -> None:
    old = law("fl-2017-aaaaaa", in_force_from="2018-01-01")
    new = law("fl-2021-aaaaaa", replaces="fl-2017-aaaaaa")
    branch = law("fl-2022-aaaaaa", replaces="fl-2017-aaaaaa")
    assert rules(old, new, branch) == set()


def test_a_cycle_is_told_of_each_record_in_it_and_of_no_other() -> None:
    one, two, three = (f"fl-2021-{name * 6}" for name in "abc")
    found = problems(law(one, replaces=two), law(two, replaces=one), law(three, replaces=one))
    assert [problem.path.rpartition("/")[2] for problem in found] == [f"{one}.yaml", f"{two}.yaml"]


def test_publication_on_the_last_day_is_in_time() -> None:
    on_time = [{"kind": "published", "date": "2024-05-14"}]
    late = [{"kind": "published", "date": "2024-05-15"}]
    portal = decision("cf-2024-aaaaaa", changes=[{"kind": "published", "date": "2024-05-06"}])
    assert rules(decision(changes=on_time), portal, rule()) == set()
    assert rules(decision(changes=late), portal, rule()) == {"publication-late"}
    first = {"first_published": {"date": "2024-05-10", "where": "市政府网站"}}
    elsewhere = [{**late[0], **first}]
    assert rules(decision(changes=elsewhere), portal, rule()) == set()


def test_withdrawal_within_three_working_days_is_in_time() -> None:
    period = rule(purpose="撤回期限", amount="3", starts="生效日期")
    for day, broken in (("2024-06-07", set()), ("2024-06-11", {"withdrawal-late"})):
        withdrawn = decision(changes=[PUBLISHED, {**WITHDRAWN, "date": day}])
        assert rules(withdrawn, period) == broken


def test_a_natural_person_may_be_public_where_the_law_says_so() -> None:
    person: dict[str, Any] = {"party": {"name": "王某", "kind": "自然人"}}
    basis = {"text": "云溪市城市管理条例", "article": "第五条"}
    assert rules(decision(**person)) == {"sealed"}
    assert rules(decision(**person, publication_basis=basis)) == set()


@pytest.mark.parametrize("circumstance", SENSITIVE)
def test_no_sealed_circumstance_is_public(circumstance: str) -> None:
    assert rules(decision(sensitive=[circumstance])) == {"sealed"}


def test_a_decision_entered_anew_after_its_withdrawal_is_no_duplicate() -> None:
    number = {"document_number": "云城罚字〔2024〕15号"}
    again = decision("cf-2024-p4x8d2", **number)
    assert rules(decision(**number), again) == {"duplicate"}
    assert rules(decision(**number, changes=[PUBLISHED, WITHDRAWN]), again) == set()
    other = {"name": "云溪明月商贸有限公司", "kind": "法人及非法人组织"}
    assert rules(decision(**number), decision("cf-2024-p4x8d2", **number, party=other)) == set()


def test_a_name_corrected_to_a_longer_one_may_stand_in_notes() -> None:
    long = {"name": "云溪星河环保科技有限公司", "kind": "法人及非法人组织"}
    corrected = {
        "kind": "corrected",
        "date": "2024-06-03",
        "found_by": "agency",
        "note": "云溪星河环保科技有限公司的全称漏写“有限公司”。",
        "was": {"party": {**long, "name": "云溪星河环保科技"}},
    }
    assert rules(decision(party=long, changes=[PUBLISHED, corrected])) == set()


def test_a_certificate_may_be_renewed_after_it_ran_out() -> None:
    renewed = {
        "kind": "amended",
        "date": "2025-03-01",
        "effective": "2025-03-01",
        "note": "换发新证。",
        "was": {"valid_until": "2024-12-31"},
    }
    fields = {"valid_until": "2029-12-31", "changes": [PUBLISHED, renewed]}
    assert rules(officer("ry-2024-aaaaaa", **fields)) == set()


def test_a_permit_older_than_its_decision_and_one_for_ever_are_right() -> None:
    permit = {"act": "行政许可", "content": "准予延续。", "valid_from": "2003-03-24"}
    assert rules(decision(**permit, valid_until="长期")) == set()
    assert rules(decision(**permit, valid_until="2099-12-31")) == set()


def test_a_scheduled_amendment_with_all_that_it_needs_is_right() -> None:
    scheduled = {
        "effective": "2027-01-01",
        "set": {"remark": "分期缴纳完毕。"},
        "note": "分期缴纳。",
        "ground": "变更",
        "authority": {"body": "云溪市城市管理局"},
    }
    assert rules(decision(scheduled=scheduled)) == set()


@pytest.mark.parametrize(
    ("stated", "day", "broken"),
    [
        ({"publicity_until": "2099-12-31"}, "2025-08-01", set()),
        ({"publicity_until": "2025-07-31"}, "2025-08-01", {"change-order"}),
        ({}, "2025-08-01", {"change-order"}),
    ],
)
def test_what_was_corrected_before_the_stated_last_day_is_right_though_a_rule_now_ends_it_before(
    stated: dict[str, str], day: str, broken: set[str]
) -> None:
    period = rule(purpose="公示期", amount="1", unit="年")
    corrected = {
        "kind": "corrected",
        "date": day,
        "found_by": "agency",
        "note": "补录备注。",
        "added": ["remark"],
    }
    fields: dict[str, Any] = {**stated, "remark": "已缴清。", "changes": [PUBLISHED, corrected]}
    assert rules(decision(**fields), period) == broken


def test_a_withdrawal_that_names_nobody_is_right() -> None:
    assert rules(decision(changes=[PUBLISHED, WITHDRAWN])) == set()
