"""From when a record may be repaired, and until when a remedy is open."""

from datetime import date

import pytest

from portal.lifecycle.outlook import Outlook
from portal.source import load
from tests.lifecycle.test_leaks import DECISION, PUBLISHED, Portal, portal  # noqa: F401

RULE = """
name: {name}
purpose: {purpose}
acts: [{act}]
valid_from: {since}
basis: [{{text: 某办法, article: 第三条}}]
changes:
  - {{kind: published, date: 2020-01-02}}
{more}
"""
LIST = """
name: 严重失信名单
colour: 黑名单
agency: jg-2024-aaaaaa
public: 是
publication_basis: [{text: 某条例}]
grounds: [{key: 甲, text: 拒不履行。}]
exit_conditions: 履行全部义务。
changes: [{kind: published, date: 2020-01-02}]
"""
ACTS = {"行政处罚": "决定日期", "行政许可": "决定日期", "列入名单": "列入日期"}
ENTRY = """
listing: md-2024-aaaaaa
agency: jg-2024-aaaaaa
party: {name: 云溪秘密有限公司, kind: 法人及非法人组织}
grounds: [甲]
entered_on: 2024-05-06
changes: [{kind: published, date: 2024-05-08}]
"""


def rule(place: Portal, name: str, purpose: str, more: str, **told: str) -> None:
    """Put one rule there."""
    said = {"act": "行政处罚", "since": "2020-01-01", **told}
    text = RULE.format(name=name, purpose=purpose, more=more, **said)
    place.put(f"rules/gz-2020-{name}", text)


def outlook(place: Portal, record_id: str) -> Outlook:
    """What lies before a record."""
    view = place.gate().view(record_id)
    assert view
    return view.outlook


@pytest.fixture
def place(portal: Portal) -> Portal:  # noqa: F811
    """A portal with one penalty that suspended business, and one entry."""
    text = f"{DECISION}severity: 一般\npenalties: [罚款, 责令停产停业]\nchanges:\n{PUBLISHED}"
    portal.put("decisions/cf-2024-aaaaaa", text)
    portal.put("lists/md-2024-aaaaaa", LIST)
    portal.put("entries/tm-2024-aaaaaa", ENTRY)
    return portal


def test_repair_is_open_on_the_day_after_the_shortest_period(place: Portal) -> None:
    assert outlook(place, "cf-2024-aaaaaa") == Outlook(unsaid=True)
    rule(place, "aaaaaa", "最短公示期", "severities: [一般]\namount: 3\nunit: 月\nstarts: 决定日期")
    rule(place, "bbbbbb", "最短公示期", "severities: [严重]\namount: 1\nunit: 年\nstarts: 决定日期")
    least = outlook(place, "cf-2024-aaaaaa").least
    assert least
    assert (least.day, least.over) == (date(2024, 8, 6), date(2024, 8, 7))
    assert (least.rule, least.provision) == ("aaaaaa", "某办法第三条")


def test_a_rule_of_a_later_day_says_nothing(place: Portal) -> None:
    more = "amount: 3\nunit: 月\nstarts: 决定日期"
    rule(place, "aaaaaa", "最短公示期", more, since="2024-05-07")
    assert outlook(place, "cf-2024-aaaaaa") == Outlook(unsaid=True)


def test_one_penalty_of_those_named_bars_an_early_end(place: Portal) -> None:
    rule(place, "aaaaaa", "最短公示期", "amount: 3\nunit: 月\nstarts: 决定日期")
    rule(place, "bbbbbb", "不得提前终止", "involving: [限制从业, 责令停产停业]")
    found = outlook(place, "cf-2024-aaaaaa")
    assert (found.least, found.barred, found.barred_by) == (None, "bbbbbb", "某办法第三条")
    rule(place, "bbbbbb", "不得提前终止", "involving: [限制从业]")
    assert not outlook(place, "cf-2024-aaaaaa").barred


def test_a_rule_of_a_list_binds_its_entries_alone(place: Portal) -> None:
    rule(place, "aaaaaa", "不得提前终止", "lists: [md-2024-aaaaaa]", act="列入名单")
    assert outlook(place, "tm-2024-aaaaaa").barred == "aaaaaa"
    rule(place, "aaaaaa", "不得提前终止", "lists: [md-2024-bbbbbb]", act="列入名单")
    assert not outlook(place, "tm-2024-aaaaaa").barred


def test_repair_is_offered_only_where_a_rule_says_from_when(place: Portal) -> None:
    permit = f"{DECISION.replace('行政处罚', '行政许可')}changes:\n{PUBLISHED}"
    place.put("decisions/xk-2024-aaaaaa", permit.replace("1号", "2号"))
    every = ("cf-2024-aaaaaa", "tm-2024-aaaaaa", "xk-2024-aaaaaa")
    assert [outlook(place, one).repair for one in every] == [False, False, False]
    assert [outlook(place, one).unsaid for one in every] == [True, True, False]
    least = "amount: 3\nunit: 月\nstarts: {}"
    for number, (act, start) in enumerate(ACTS.items()):
        rule(place, f"aaaaa{number}", "最短公示期", least.format(start), act=act)
    assert [outlook(place, one).repair for one in every] == [True, True, False]
    rule(place, "aaaaaa", "不得提前终止", "lists: [md-2024-aaaaaa]", act="列入名单")
    assert [outlook(place, one).repair for one in every] == [True, False, False]
    assert not any(outlook(place, one).unsaid for one in every)


def test_what_may_be_repaired_at_once_has_a_shortest_period_of_nothing(place: Portal) -> None:
    rule(place, "aaaaaa", "最短公示期", "amount: 0\nunit: 日\nstarts: 决定日期")
    found = outlook(place, "cf-2024-aaaaaa")
    assert found.least
    assert (found.least.amount, found.repair) == (0, True)
    assert found.least.over == date(2024, 5, 6)


@pytest.mark.parametrize("purpose", ["公示期", "公开期限"])
def test_no_other_period_is_nothing(place: Portal, purpose: str) -> None:
    rule(place, "aaaaaa", purpose, "amount: 0\nunit: 日\nstarts: 决定日期")
    (problem,) = load(place.root).problems
    assert "应为 1 至" in problem.message


def test_nobody_is_repaired_off_a_red_list(place: Portal) -> None:
    least = "amount: 3\nunit: 月\nstarts: 列入日期"
    rule(place, "aaaaaa", "最短公示期", least, act="列入名单")
    assert outlook(place, "tm-2024-aaaaaa").repair
    place.put("lists/md-2024-aaaaaa", LIST.replace("黑名单", "红名单"))
    assert outlook(place, "tm-2024-aaaaaa") == Outlook()


def test_a_rule_may_name_the_colour_of_a_list(place: Portal) -> None:
    rule(place, "aaaaaa", "不得提前终止", "colours: [黑名单]", act="列入名单")
    assert outlook(place, "tm-2024-aaaaaa").barred == "aaaaaa"
    place.put("lists/md-2024-aaaaaa", LIST.replace("黑名单", "灰名单"))
    assert not outlook(place, "tm-2024-aaaaaa").barred
    assert not outlook(place, "cf-2024-aaaaaa").barred


def test_a_rule_that_names_the_list_is_stronger_than_a_later_one_for_its_colour(
    place: Portal,
) -> None:
    more = "amount: {}\nunit: 年\nstarts: 列入日期\n{}"
    named, coloured = "lists: [md-2024-aaaaaa]", "colours: [黑名单, 灰名单]"
    rule(place, "aaaaaa", "公示期", more.format(3, named), act="列入名单")
    rule(place, "bbbbbb", "公示期", more.format(5, coloured), act="列入名单", since="2024-01-01")
    period = outlook(place, "tm-2024-aaaaaa").period
    assert period
    assert (period.rule, period.day) == ("aaaaaa", date(2027, 5, 6))


def test_a_rule_that_names_the_list_is_stronger_than_one_of_its_agency(place: Portal) -> None:
    more = "amount: {}\nunit: 年\nstarts: 列入日期\n{}"
    whole = "agencies: [jg-2024-aaaaaa]\ncolours: [黑名单]\nparty_kinds: [法人及非法人组织]"
    rule(place, "aaaaaa", "公示期", more.format(3, "lists: [md-2024-aaaaaa]"), act="列入名单")
    rule(place, "bbbbbb", "公示期", more.format(5, whole), act="列入名单", since="2024-01-01")
    period = outlook(place, "tm-2024-aaaaaa").period
    assert period
    assert period.rule == "aaaaaa"


@pytest.mark.parametrize("colour", ["红名单", "灰名单", "黑名单", "其他名单"])
def test_a_list_and_what_is_on_it_bear_its_mark(place: Portal, colour: str) -> None:
    place.put("lists/md-2024-aaaaaa", LIST.replace("黑名单", colour))
    views = [place.gate().view(one) for one in ("md-2024-aaaaaa", "tm-2024-aaaaaa")]
    assert [view and view.mark for view in views] == [colour, colour]
    decision = place.gate().view("cf-2024-aaaaaa")
    assert decision
    assert not decision.mark


def test_where_the_list_is_hidden_neither_title_nor_mark_nor_link_tell_it(place: Portal) -> None:
    rule(place, "aaaaaa", "隐去字段", "hides: [listing]", act="列入名单")
    view = place.gate().view("tm-2024-aaaaaa")
    assert view
    assert (view.mark, view.within, view.title) == ("", None, "名单条目：云溪秘密有限公司")


def test_what_left_its_list_bears_no_mark_and_leads_nowhere(place: Portal) -> None:
    place.put(
        "entries/tm-2024-aaaaaa",
        ENTRY.replace("}]\n", "}, {kind: ended, date: 2025-01-02, route: 移出}]\n"),
    )
    view = place.gate().view("tm-2024-aaaaaa")
    assert view
    assert (view.full, view.mark, view.within) == (False, "", None)


def test_remedies_count_from_the_day_of_service_else_of_entry(place: Portal) -> None:
    more = "amount: {}\nunit: {}\nstarts: 送达日期"
    rule(place, "aaaaaa", "复议期限", more.format(60, "日"), act="列入名单")
    rule(place, "bbbbbb", "起诉期限", more.format(6, "月"), act="列入名单")
    review, suit = outlook(place, "tm-2024-aaaaaa").remedies
    assert (review.day, suit.day) == (date(2024, 7, 5), date(2024, 11, 6))
    place.put("entries/tm-2024-aaaaaa", f"{ENTRY}served_on: 2024-05-10\n")
    review, suit = outlook(place, "tm-2024-aaaaaa").remedies
    assert (review.start, review.day) == (date(2024, 5, 10), date(2024, 7, 9))
    assert suit.day == date(2024, 11, 10)


def test_where_the_day_is_hidden_nothing_counted_from_it_is_told(place: Portal) -> None:
    rule(place, "aaaaaa", "最短公示期", "amount: 3\nunit: 月\nstarts: 决定日期")
    rule(place, "bbbbbb", "隐去字段", "hides: [decided_on]")
    assert outlook(place, "cf-2024-aaaaaa") == Outlook()


def test_a_ground_is_told_in_the_words_of_its_list(place: Portal) -> None:
    assert "拒不履行。" in place.seen("tm-2024-aaaaaa")


def test_after_the_end_nothing_lies_before_a_record(place: Portal) -> None:
    rule(place, "aaaaaa", "最短公示期", "amount: 3\nunit: 月\nstarts: 决定日期")
    ended = f"{DECISION}changes:\n{PUBLISHED}  - {{kind: ended, date: 2025-01-02, route: 修复}}\n"
    place.put("decisions/cf-2024-aaaaaa", ended)
    assert outlook(place, "cf-2024-aaaaaa") == Outlook()
