"""Which text was shown when, and which applied when."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from portal.lifecycle.editions import Edition, editions
from portal.model import BY_TYPE

AMENDED = {"kind": "amended", "note": "期限改了", "was": {"name": "旧名"}}
CORRECTED = {"kind": "corrected", "note": "写错了", "found_by": "agency", "was": {"name": "旧名"}}


def of(*changes: dict[str, Any], last_day: date | None = None) -> tuple[Edition, ...]:
    """The editions of a duty published on 1 March with these changes after."""
    raw = {
        "name": "新名",
        "kind": "行政处罚",
        "agency": "jg-2024-w5x8n3",
        "changes": [{"kind": "published", "date": "2024-03-01"}, *changes],
    }
    record, faults = BY_TYPE["duty"].read(raw)
    assert record is not None, faults
    return editions(record, last_day)


def periods(*found: Edition) -> list[tuple[str, str, str, str, bool]]:
    """Shown from and until, applied from and until, wrong: as text."""
    return [
        (
            str(one.shown_from),
            str(one.shown_until or ""),
            str(one.applied_from),
            str(one.applied_until or ""),
            one.wrong,
        )
        for one in found
    ]


def test_an_amendment_told_late_applied_before_it_was_shown() -> None:
    found = of({**AMENDED, "date": "2024-05-10", "effective": "2024-05-01"})
    assert periods(*found) == [
        ("2024-03-01", "2024-05-09", "2024-03-01", "2024-04-30", False),
        ("2024-05-10", "", "2024-05-01", "", False),
    ]


def test_what_was_corrected_never_applied() -> None:
    found = of({**CORRECTED, "date": "2024-06-03"})
    assert periods(*found) == [
        ("2024-03-01", "2024-06-02", "2024-03-01", "", True),
        ("2024-06-03", "", "2024-03-01", "", False),
    ]


def test_a_correction_of_an_amendment_applies_from_the_amendment_on() -> None:
    found = of(
        {**AMENDED, "date": "2024-05-10", "effective": "2024-05-01"},
        {**CORRECTED, "date": "2024-06-03", "was": {"name": "新的名字"}},
    )
    assert periods(*found)[1:] == [
        ("2024-05-10", "2024-06-02", "2024-05-01", "", True),
        ("2024-06-03", "", "2024-05-01", "", False),
    ]


def test_a_change_of_no_field_keeps_the_text_and_its_period() -> None:
    changes: list[dict[str, Any]] = [
        {"kind": "disputed", "date": "2024-04-01", "note": "有人提出异议"},
        {**AMENDED, "date": "2024-05-10", "effective": "2024-05-10"},
    ]
    found = of(*changes)
    assert [one.edited for one in found] == [True, False, True]
    assert [str(one.applied_from) for one in found] == ["2024-03-01", "2024-03-01", "2024-05-10"]


def test_after_the_last_day_nothing_applies() -> None:
    (only,) = of(last_day=date(2024, 12, 31))
    assert only.applied_until == date(2024, 12, 31)


@pytest.mark.parametrize("number", range(2, 6))
def test_what_was_shown_has_neither_gap_nor_overlap(number: int) -> None:
    changes: list[dict[str, Any]] = [
        {**CORRECTED, "date": f"2024-06-{10 + n}", "was": {"name": f"旧名{n}"}}
        for n in range(1, number)
    ]
    found = of(*changes)
    for one, following in pairwise(found):
        assert one.shown_until is not None
        assert (following.shown_from - one.shown_until).days == 1
