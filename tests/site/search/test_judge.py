"""How answers are judged, without a browser: figures, and whose record stands first."""

from dataclasses import replace

from portal.site.selftest.browser import Answer
from portal.site.selftest.figures import Report
from portal.site.selftest.judge import Due, faults
from portal.site.selftest.public import Told
from portal.site.selftest.sample import Question
from portal.site.selftest.screen import Row, Screen
from portal.site.selftest.truth import Truth

NAMES = ("云溪（星月）科技有限公司", "云溪星月科技有限公司")
TEXTS = ("云溪(星月)科技有限公司", "云溪星月科技有限公司")


def record(number: int) -> Told:
    """A decision on one of two firms whose names differ in brackets alone."""
    name, text = NAMES[number], TEXTS[number]
    return Told(
        id=f"cf-2024-{number:06d}",
        type="decision",
        state="current",
        label="公示中",
        title=name,
        url=f"/decisions/cf-2024-{number:06d}/",
        gone=False,
        text=text,
        names=(("name", name),),
        subjects=((name, f"9133{number}"),),
        facets={},
    )


TRUTH = Truth([record(0), record(1)])
ASKED = Question("alike", NAMES[1], (NAMES[1],), of=NAMES[1])


def answer(*order: int, count: int = 1) -> Answer:
    """The page with the records in this order, each under its name and code."""
    told = [(TRUTH.records[number], number) for number in order]
    rows = tuple(
        Row(one.id, one.title, f"http://here{one.url}", one.label, f"{one.title}（9133{number}）")
        for one, number in told
    )
    screen = Screen(f"找到 {count} 条记录", "", False, rows, (), False)
    groups = [{"count": 1, "ids": [one.id]} for one, _ in told]
    return Answer([screen], {TRUTH.records[1].id}, True, {}, groups)


def said(given: Answer, asked: Question = ASKED) -> list[str]:
    """What is wrong with an answer."""
    return list(faults(asked, given, Due.of(asked, TRUTH), TRUTH))


def test_who_bears_the_name_as_it_is_written_stands_before_who_bears_one_like_it() -> None:
    assert TRUTH.alike == sorted(NAMES)
    assert said(answer(1, 0)) == []
    assert said(answer(0, 1)) == ["第一条不是它（cf-2024-000001）"]


def test_a_name_that_nobody_bears_as_it_is_written_may_lead_to_those_like_it() -> None:
    asked = Question("alike", "云溪星月（科技）有限公司", ("云溪星月(科技)有限公司",), of=NAMES[1])
    assert said(replace(answer(0, 1, count=2), engine=set()), asked) == []
    wrong = Question("alike", "云溪星河公司", ("云溪星河公司",), of="云溪星河公司")
    assert any("多出 2 条" in fault for fault in said(answer(0, 1), wrong))


def test_a_question_that_was_not_answered_counts_all_its_records_as_missed() -> None:
    report = Report("2026-06-30", 2, 4)
    due = Due.of(ASKED, TRUTH)
    report.add(ASKED, answer(1, 0), due, TRUTH)
    assert report.tallies["alike"].recall == 1.0
    report.fail(ASKED, "没有反应", due)
    assert report.tallies["alike"].recall == 0.5
    assert len(report.faults) == 1


def test_of_what_was_not_asked_there_are_no_figures() -> None:
    report = Report("2026-06-30", 2, 4)
    report.add(ASKED, answer(1, 0), Due.of(ASKED, TRUTH), TRUTH)
    assert report.figures()["questions"].keys() == {"alike"}
