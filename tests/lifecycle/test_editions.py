"""Which text was shown when, and which applied when."""

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from portal.lifecycle import Gate
from portal.lifecycle.editions import Edition, editions
from portal.model import BY_TYPE
from portal.source import load
from portal.staff.writer import dump
from tests.lifecycle.test_leaks import Portal
from tests.site.conftest import AS_OF, SPECIMEN

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


@pytest.mark.parametrize("later", [AMENDED, CORRECTED])
def test_what_happened_to_the_text_after_a_dispute_is_true_of_it_before(
    later: dict[str, Any],
) -> None:
    dispute = {"kind": "disputed", "date": "2024-04-01", "note": "有人提出异议"}
    settled = {"kind": "dispute_ended", "date": "2024-05-01", "note": "维持"}
    found = of(dispute, settled, {**later, "date": "2024-06-10", "effective": "2024-06-01"})
    wrong = later is CORRECTED
    until = "" if wrong else "2024-05-31"
    for one in periods(*found)[:3]:
        assert one[3:] == (until, wrong)
    assert periods(found[3])[0][3:] == ("", False)


TAKEN_DOWN = {
    "authority": {"body": "云溪市人民法院"},
    "roles": {"drafted": "甲", "reviewed": "乙", "approved": "丙"},
}


@pytest.mark.parametrize(
    ("change", "until"),
    [
        ({"kind": "ended", "route": "注销"}, "2024-08-31"),
        ({"kind": "ended", "route": "注销", "effective": "2024-08-20"}, "2024-08-19"),
        (
            {"kind": "withdrawn", "ground": "撤销", "effective": "2024-08-15", **TAKEN_DOWN},
            "2024-08-14",
        ),
        ({"kind": "superseded", "replaced_by": "zq-2024-bbbbbb"}, "2024-08-31"),
    ],
)
def test_what_is_no_longer_in_force_has_a_last_day(
    tmp_path: Path, change: dict[str, Any], until: str
) -> None:
    told = dump(
        {
            "changes": [
                {"kind": "published", "date": "2024-03-01"},
                {**change, "date": "2024-09-01", "note": "说明"},
            ]
        }
    )
    portal = Portal(tmp_path / "data")
    portal.put(
        "duties/zq-2024-aaaaaa", f"name: 事项\nkind: 行政处罚\nagency: jg-2024-aaaaaa\n{told}"
    )
    view = portal.gate().view("zq-2024-aaaaaa")
    assert view
    assert [str(one.applied_until) for one in view.editions] == [until, until]


def test_a_law_applies_until_the_one_that_replaces_it_is_in_force() -> None:
    view = Gate(load(SPECIMEN / "data"), as_of=AS_OF).view("fl-2017-w3a8n5")
    assert view
    assert view.editions[-1].applied_until == date(2025, 12, 31)


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
