"""Objections: raised, answered how and how soon; told of nothing that left public view."""

from datetime import date
from pathlib import Path

import pytest

from portal.lifecycle.objections import Objection
from portal.site.listing import summarise
from portal.site.objections import answers, data
from tests.lifecycle.test_leaks import DECISION, PUBLISHED, ROLES, Portal

RAISED = date(2024, 5, 27)  # a Monday; the week after has no holiday
DISPUTED = "  - {kind: disputed, date: 2024-05-27, note: 当事人提出异议。}\n"
CLOSED = "  - {kind: dispute_ended, date: 2024-06-03, note: 已经答复。}\n"
CORRECTED = (
    "  - {kind: corrected, date: 2024-05-30, note: 有误。, found_by: party, was: {fine: 1.00}}\n"
)
FOUND_ITSELF = CORRECTED.replace("party", "agency")
AMENDED = (
    "  - {kind: amended, date: 2024-05-30, effective: 2024-05-30, note: 部分变更。,"
    " ground: 变更, authority: {body: 某机关}, was: {fine: 1.00}}\n"
)
WITHDRAWN = (
    "  - kind: withdrawn\n    date: 2024-06-03\n    ground: 撤销\n    effective: 2024-06-03\n"
    f"    authority: {{body: 云溪市人民法院}}\n    {ROLES}\n    note: 经判决撤销。\n"
)
ENDED = "  - {kind: ended, date: 2024-07-01, route: 修复}\n"


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    """A portal with one agency."""
    return Portal(tmp_path / "data")


def told(portal: Portal, changes: str, number: int = 1) -> tuple[Objection, ...]:
    """The objections that the page of a decision tells of."""
    record_id = f"cf-2024-{'abcdefgh'[number] * 6}"
    text = DECISION.replace("1号", f"{number}号")
    portal.put(f"decisions/{record_id}", f"{text}fine: 2.00\nchanges:\n{PUBLISHED}{changes}")
    view = portal.gate().view(record_id)
    assert view
    return view.objections


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        (DISPUTED + CLOSED, "维持"),
        (DISPUTED + CORRECTED + CLOSED, "更正"),
        (DISPUTED + CORRECTED.replace("party", "public") + CLOSED, "更正"),
        (DISPUTED + CORRECTED.replace("party", "supervisor") + CLOSED, "更正"),
        (DISPUTED + FOUND_ITSELF + CLOSED, "维持"),
        (DISPUTED + FOUND_ITSELF + CORRECTED.replace("1.00", "3.00") + CLOSED, "更正"),
        (DISPUTED + FOUND_ITSELF + WITHDRAWN, "撤回"),
        (DISPUTED + AMENDED + CLOSED, "变更"),
        (DISPUTED + WITHDRAWN, "撤回"),
        (DISPUTED + CORRECTED + WITHDRAWN, "撤回"),
        (DISPUTED + CLOSED + CORRECTED.replace("05-30", "06-03"), "更正"),
        (DISPUTED + CLOSED + CORRECTED.replace("05-30", "06-04"), "维持"),
    ],
)
def test_an_objection_is_answered_by_what_was_done_until_it_was_closed(
    portal: Portal, changes: str, outcome: str
) -> None:
    assert told(portal, changes) == (Objection(RAISED, date(2024, 6, 3), outcome, 5),)


def test_one_that_is_open_has_no_answer_and_two_at_once_have_the_same(portal: Portal) -> None:
    assert told(portal, DISPUTED + CORRECTED) == (Objection(RAISED),)
    again = DISPUTED.replace("05-27", "05-31")
    first, second = told(portal, DISPUTED + again + CLOSED)
    assert first.answered == second.answered == date(2024, 6, 3)
    assert (first.days, second.days) == (5, 1)


def test_one_after_another_is_answered_by_its_own_answer(portal: Portal) -> None:
    later = DISPUTED.replace("05-27", "06-05")
    found = told(portal, DISPUTED + CORRECTED + CLOSED + later)
    assert [one.outcome for one in found] == ["更正", ""]


@pytest.mark.parametrize("end", [ENDED, CLOSED + ENDED])
def test_of_what_left_public_view_no_objection_is_told(portal: Portal, end: str) -> None:
    assert told(portal, DISPUTED + end) == ()


def test_agencies_are_told_with_numbers_alone(portal: Portal) -> None:
    told(portal, DISPUTED + CLOSED, 1)
    told(portal, DISPUTED + CORRECTED + CLOSED.replace("06-03", "05-31"), 2)
    told(portal, DISPUTED.replace("05-27", "05-29"), 3)
    told(portal, DISPUTED + CLOSED + ENDED, 4)
    told(portal, "", 5)
    gate = portal.gate()
    views = [view for one in gate.corpus.items if (view := gate.view(one))]
    (agency,) = data(answers([summarise(view) for view in views]))["agencies"]
    assert agency == {
        "id": "jg-2024-aaaaaa",
        "title": "云溪市甲局",
        "raised": 3,
        "answered": 2,
        "pending": 1,
        "outcomes": {"更正": 1, "维持": 1},
        "median_working_days": 4.5,
        "oldest_pending": "2024-05-29",
    }


def test_where_nobody_objected_there_is_no_row(portal: Portal) -> None:
    told(portal, CORRECTED)
    view = portal.gate().view("cf-2024-bbbbbb")
    assert view
    assert answers([summarise(view)]) == []
