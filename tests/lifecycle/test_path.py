"""The path of a case: which step follows which, how limits were kept, what must not be told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal.clock import WorkCalendar
from portal.lifecycle import Gate
from portal.lifecycle.course import course
from portal.lifecycle.limits import Judge, Limit
from portal.lifecycle.path import CasePath
from portal.source import Item
from tests.checks.records import AS_OF, corpus, decision, item
from tests.lifecycle.processes import PROCESS, model, node, process, steps

CALENDAR = WorkCalendar()

FORKED = process(
    node("甲", "开始"), node("乙"), node("丙"), node("丁", "结束"), ways="甲乙 甲丙 乙丁 丙丁"
)
CHOSEN = process(
    node("甲", "开始"), node("乙", "判断"), node("丙"), node("丁", "结束"),
    ways="甲乙 乙丙:要 乙丁:不要 丙丁",
)  # fmt: skip


@pytest.mark.parametrize(
    ("flow", "told", "after", "led"),
    [
        (FORKED, "甲04-01 乙04-02 丙04-03 丁04-04", [-1, 0, 0, 2], [True] * 4),
        (FORKED, "甲04-01 丙04-02 丁04-03", [-1, 0, 1], [True] * 3),
        (FORKED, "甲04-01 丁04-03", [-1, 0], [True, False]),
        (CHOSEN, "甲04-01 乙04-02 丁04-03", [-1, 0, 1], [True] * 3),
        (CHOSEN, "甲04-01 乙04-02 丁04-03 丙04-04", [-1, 0, 1, 2], [True, True, True, False]),
        (CHOSEN, "乙04-02 丙04-03", [-1, 0], [False, True]),
    ],
)
def test_a_step_follows_the_one_whose_way_leads_to_it(
    flow: Item, told: str, after: list[int], led: list[bool]
) -> None:
    taken = course(model(flow), steps(told))
    assert [one.after for one in taken] == after
    assert [one.led for one in taken] == led


def test_what_no_way_avoids_comes_in_the_order_of_the_way() -> None:
    flow = model(CHOSEN)
    assert flow.unavoidable("甲", "丁", frozenset()) == ("乙",)
    long = model(
        process(
            *(node("甲", "开始"), node("乙"), node("丙"), node("丁", "结束")),
            ways="甲乙 乙丙 丙乙:退回 丙丁:通过",
        )
    )
    assert long.unavoidable("甲", "丁", frozenset()) == ("乙", "丙")


def limit(told: str, **last: str) -> Limit:
    """The limit of the last step of a trace 甲 乙 丙."""
    flow = process(
        node("甲", "开始"), node("乙"), node("丙", "结束", **last), ways="甲乙 乙丙"
    )  # fmt: skip
    trace = steps(told)
    judged = Judge(model(flow), trace, course(model(flow), trace), CALENDAR).limit(2)
    assert judged is not None
    return judged


def test_working_days_run_from_the_step_before() -> None:
    kept = limit("甲04-01 乙04-29 丙05-13", limit="7", unit="工作日")  # five days off in May
    assert (kept.origin_name, kept.deadline, kept.kept, kept.over) == (
        *("办乙", date(2024, 5, 11)),
        *(False, 1),
    )
    assert limit("甲04-01 乙04-29 丙05-11", limit="7", unit="工作日").kept is True


def test_a_limit_may_run_from_an_earlier_step_and_from_its_own_beginning() -> None:
    earlier = limit("甲04-01 乙04-29 丙06-30", limit="90", unit="日", counted_from="甲")
    assert (earlier.origin, earlier.deadline, earlier.kept) == (0, date(2024, 7, 1), True)
    own = limit("甲04-01 乙04-02 丙04-03~04-12", limit="7", unit="工作日", counted_from="丙")
    assert (own.origin, own.started, own.kept) == (2, date(2024, 4, 3), True)
    unknown = limit("甲04-01 乙04-02 丙04-12", limit="7", unit="工作日", counted_from="丙")
    assert (unknown.started, unknown.kept) == (None, None)


@pytest.mark.parametrize(
    ("told", "amount", "unit", "last"),
    [
        ("甲04-01 乙04-02 丙04-08", "3", "日", date(2024, 4, 7)),  # a holiday, then a Sunday worked
        ("甲04-01 乙04-02 丙04-08", "1", "月", date(2024, 5, 6)),
        ("甲04-01 乙04-03 丙04-08", "2", "年", date(2026, 4, 3)),
        ("甲04-01 乙04-02 丙04-08", "96", "小时", date(2024, 4, 6)),
    ],
)
def test_a_last_day_off_is_put_off(told: str, amount: str, unit: str, last: date) -> None:
    assert limit(told, limit=amount, unit=unit).deadline == last


def test_a_longer_limit_is_put_off_once_and_a_shortest_time_never() -> None:
    flow = process(
        *(node("甲", "开始"), node("乙", allowance="延长", limit="2", unit="日")),
        node("丙", "结束", limit="4", unit="日", counted_from="甲"),
        ways="甲乙 乙丙",
    )
    trace = steps("甲04-01 乙04-02 丙04-08")  # 04-05 is a day off, 04-07 a Sunday worked
    judged = Judge(model(flow), trace, course(model(flow), trace), CALENDAR).limit(2)
    assert judged
    assert (judged.more, judged.deadline, judged.over) == (2, date(2024, 4, 7), 1)
    least = limit("甲04-01 乙04-02 丙04-05", limit="3", unit="日", at_least="是")
    assert (least.deadline, least.kept) == (date(2024, 4, 5), True)


def test_a_shortest_time_must_have_passed() -> None:
    least = {"limit": "7", "unit": "日", "at_least": "是"}
    assert limit("甲04-01 乙04-02 丙04-09", **least).kept is True
    short = limit("甲04-01 乙04-02 丙04-08", **least)
    assert (short.kept, short.over) == (False, 0)


@pytest.mark.parametrize(
    ("done", "hours", "kept"),
    [("02", "24", True), ("03", "24", None), ("04", "24", False), ("02", "2", None)],
)
def test_hours_are_judged_only_where_days_suffice(
    done: str, hours: str, *, kept: bool | None
) -> None:
    assert limit(f"甲04-01 乙04-02 丙04-{done}", limit=hours, unit="小时").kept is kept


def between(told: str, allowance: str, **more: str) -> Limit | None:
    """The limit of 丙, twenty working days from 甲, with 乙 in between."""
    flow = process(
        *(node("甲", "开始"), node("乙", allowance=allowance, **more)),
        node("丙", "结束", limit="20", unit="工作日", counted_from="甲"),
        ways="甲乙 乙丙",
    )
    trace = steps(told)
    return Judge(model(flow), trace, course(model(flow), trace), CALENDAR).limit(2)


def test_an_extension_and_time_not_counted_lengthen_what_runs_over_them() -> None:
    extended = between("甲06-03 乙06-28 丙07-15", "延长", limit="10", unit="工作日")
    assert extended
    assert (extended.more, extended.deadline, extended.kept) == (10, date(2024, 7, 16), True)
    left_out = between("甲06-03 乙06-11~06-14 丙07-05", "不计入")
    assert left_out
    assert (left_out.more, left_out.deadline, left_out.kept) == (3, date(2024, 7, 5), True)
    unknown = between("甲06-03 乙06-14 丙07-05", "不计入")
    assert unknown
    assert unknown.kept is None


TRACE = [
    {"stage": "甲", "date": "2024-04-01", "document": "对云溪松涛公司的笔录"},
    {"stage": "乙", "date": "2024-05-06"},
]
SIMPLE_NODES = (node("甲", "开始"), node("乙", "结束"))
SIMPLE = process(node("甲", "开始"), node("乙", "结束", limit="90", unit="日"), ways="甲乙")


def path(*others: Item, **fields: Any) -> CasePath | None:
    case = decision(process=PROCESS, trace=TRACE, **fields)
    view = Gate(corpus(case, *others), as_of=AS_OF).view(case.id)
    assert view
    return view.path


def test_a_path_needs_a_trace_and_a_public_process() -> None:
    assert path(SIMPLE)
    assert path() is None
    later = {"kind": "published", "date": "2027-01-04"}
    assert path(process(*SIMPLE_NODES, ways="甲乙", changes=[later])) is None


def test_a_document_does_not_name_who_was_wrongly_named() -> None:
    wrong = {"name": "云溪松涛公司", "kind": "法人及非法人组织"}
    corrected = {
        "kind": "corrected",
        "date": "2024-06-03",
        "note": "误录。",
        "found_by": "party",
        "was": {"party": wrong},
    }
    there = path(SIMPLE, changes=[{"kind": "published", "date": "2024-05-08"}, corrected])
    assert there
    (document,) = there.stops[0].told
    assert (document.value, bool(document.withheld)) == (None, True)


def test_where_a_rule_hides_the_day_it_hides_the_trace() -> None:
    rule = item(
        "rule",
        "gz-2024-a1x6k3",
        {
            "name": "隐去决定日期",
            "purpose": "隐去字段",
            "hides": ["decided_on"],
            "valid_from": "2024-01-01",
            "basis": [{"text": "某办法"}],
        },
    )
    assert path(SIMPLE, rule) is None


def test_a_path_goes_with_its_case() -> None:
    end = {"kind": "ended", "date": "2024-06-03", "route": "修复"}
    assert path(SIMPLE, changes=[{"kind": "published", "date": "2024-05-08"}, end]) is None


def test_a_case_leads_to_what_was_in_force_on_its_day() -> None:
    amended = {
        "kind": "amended",
        "date": "2024-06-03",
        "effective": "2024-06-01",
        "note": "修订。",
        "was": {"name": "旧程序"},
    }
    first = {"kind": "published", "date": "2024-01-02"}
    there = path(process(*SIMPLE_NODES, ways="甲乙", changes=[first, amended]))
    assert there
    assert (there.link.number, there.link.url) == (1, f"/processes/{PROCESS}/v/1/")
    assert there.dated
    later = {**first, "date": "2024-05-20"}
    unknown = path(process(*SIMPLE_NODES, ways="甲乙", changes=[later]))
    assert unknown
    assert (unknown.link.number, unknown.dated) == (0, False)


def test_days_that_do_not_count_are_taken_off_once_and_only_while_the_limit_runs() -> None:
    flow = process(
        *(node("甲", "开始"), node("乙", allowance="不计入"), node("丙", allowance="不计入")),
        node("丁", "结束", limit="20", unit="日", counted_from="甲"),
        ways="甲乙 甲丙 乙丁 丙丁",
    )
    for told, more in (
        ("甲04-01 乙04-05~04-15 丙04-05~04-15 丁05-06", 10),
        ("甲04-01 乙04-05~04-15 丙04-10~04-18 丁05-06", 13),
        ("甲04-10 乙04-01~04-15 丙04-16~04-18 丁05-06", 7),
    ):
        trace = steps(told)
        judged = Judge(model(flow), trace, course(model(flow), trace), CALENDAR).limit(3)
        assert judged
        assert judged.more == more
