"""What happened to a record, the ends included that come by themselves, each at its own address."""

from datetime import date
from pathlib import Path

import pytest

from portal.lifecycle.view import View
from tests.lifecycle.test_leaks import DECISION, PUBLISHED, ROLES, RULE, Portal

CASE = "cf-2024-aaaaaa"
OFFICER = (
    "name: 程予安\nagency: jg-2024-aaaaaa\ncertificate: 云执0101\nvalid_from: 2020-01-01\n"
    "valid_until: {}\nchanges:\n  - {{kind: published, date: 2024-01-02}}\n"
)
RENEWED = "  - {{kind: amended, date: {}, effective: {}, note: 换证。, was: {{valid_until: {}}}}}\n"
DISPUTED = "  - {kind: disputed, date: 2024-08-01, note: 复议。}\n"
SETTLED = "  - {kind: dispute_ended, date: 2025-09-01, note: 维持。}\n"


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return Portal(tmp_path / "data")


def seen(portal: Portal, record_id: str, as_of: str = "2026-06-30") -> View:
    """What the public sees of a record on a day."""
    view = portal.gate(date.fromisoformat(as_of)).view(record_id)
    assert view
    return view


def told(view: View) -> list[tuple[str, str]]:
    """Address and day of every step, oldest first."""
    return [(step.anchor, str(step.date)) for step in view.history]


def test_what_comes_after_an_end_does_not_move_its_address(portal: Portal) -> None:
    portal.put("rules/gz-2020-aaaaaa", RULE)
    for after in ("", SETTLED):
        portal.put(f"decisions/{CASE}", f"{DECISION}changes:\n{PUBLISHED}{DISPUTED}{after}")
        view = seen(portal, CASE)
        assert told(view) == [("ended", "2025-05-07")]
        assert [one.anchor for one in view.former] == ["change-1", "change-2"]


def test_a_declared_end_leaves_out_what_came_after_it(portal: Portal) -> None:
    ended = "  - {kind: ended, date: 2024-09-02, route: 修复}\n"
    portal.put(f"decisions/{CASE}", f"{DECISION}changes:\n{PUBLISHED}{DISPUTED}{ended}{SETTLED}")
    view = seen(portal, CASE)
    assert told(view) == [("change-3", "2024-09-02")]
    assert [one.anchor for one in view.former] == ["change-1", "change-2"]


def test_an_expired_certificate_that_was_renewed_keeps_its_end(portal: Portal) -> None:
    renewed = RENEWED.format("2025-04-20", "2025-04-20", "2025-03-31")
    portal.put("officers/ry-2024-aaaaaa", OFFICER.format("2026-03-31") + renewed)
    first = [("change-1", "2024-01-02"), ("ended", "2025-04-01"), ("change-2", "2025-04-20")]
    assert told(seen(portal, "ry-2024-aaaaaa", "2025-12-31")) == first
    view = seen(portal, "ry-2024-aaaaaa")
    assert told(view) == [("ended-2", "2026-04-01")]
    assert [one.anchor for one in view.former] == [anchor for anchor, _ in first]


def test_a_certificate_renewed_in_time_never_ended(portal: Portal) -> None:
    renewed = RENEWED.format("2025-04-01", "2025-04-01", "2025-03-31")
    portal.put("officers/ry-2024-aaaaaa", OFFICER.format("2029-03-31") + renewed)
    assert [anchor for anchor, _ in told(seen(portal, "ry-2024-aaaaaa"))] == [
        "change-1",
        "change-2",
    ]


def test_a_norm_that_lapses_says_so_in_its_history(portal: Portal) -> None:
    portal.put("rules/gz-2020-aaaaaa", f"valid_until: 2025-12-31{RULE}")
    view = seen(portal, "gz-2020-aaaaaa")
    assert told(view) == [("change-1", "2020-01-02"), ("ended", "2026-01-01")]
    assert (view.history[-1].label, view.changed) == ("已失效", date(2026, 1, 1))


def test_a_norm_published_after_its_end_did_not_end_here(portal: Portal) -> None:
    portal.put("rules/gz-2020-aaaaaa", f"valid_until: 2020-01-01{RULE}")
    view = seen(portal, "gz-2020-aaaaaa")
    assert (view.state, told(view)) == ("expired", [("change-1", "2020-01-02")])


def test_an_end_put_earlier_comes_with_the_correction(portal: Portal) -> None:
    corrected = (
        "  - {kind: corrected, date: 2024-09-02, note: 日期有误。, found_by: agency,"
        " was: {publicity_until: 2027-05-05}}\n"
    )
    dated = f"{DECISION}publicity_until: 2024-08-08\n"
    portal.put(f"decisions/{CASE}", f"{dated}changes:\n{PUBLISHED}{corrected}")
    view = seen(portal, CASE)
    assert told(view) == [("ended", "2024-09-02")]
    assert [one.anchor for one in view.former] == ["change-1"]


def test_what_was_withdrawn_in_time_does_not_end_again(portal: Portal) -> None:
    portal.put("rules/gz-2020-aaaaaa", RULE)
    withdrawn = (
        "  - kind: withdrawn\n    date: 2024-06-01\n    ground: 撤销\n    effective: 2024-06-01\n"
        f"    authority: {{body: 法院}}\n    {ROLES}\n    note: 撤销。\n"
    )
    portal.put(f"decisions/{CASE}", f"{DECISION}changes:\n{PUBLISHED}{withdrawn}")
    assert told(seen(portal, CASE)) == [("change-1", "2024-05-08"), ("change-2", "2024-06-01")]
