"""Records that came one after the other, and what of them may be known."""

from __future__ import annotations

from typing import Any

from portal.lifecycle import Gate
from portal.source import Item
from tests.checks.records import AS_OF, corpus, item

OLD, NEW, NEWEST = "fl-2017-w3a8n5", "fl-2021-h4k8m2", "fl-2026-c6j9v3"
PUBLISHED = {"kind": "published", "date": "2024-01-02"}


def law(record_id: str, since: str, **more: Any) -> Item:
    least = {"name": "某法", "kind": "法律", "in_force_from": since}
    return item("law", record_id, {**least, **more})


def line(record_id: str, *laws: Item) -> list[tuple[str, str, str]]:
    """The line of a law: each record with its first and its last day in force."""
    view = Gate(corpus(*laws), as_of=AS_OF).view(record_id)
    assert view
    return [(m.link.id, str(m.applied_from), str(m.applied_until or "")) for m in view.line]


FIRST = law(OLD, "2018-01-01", in_force_until="2021-07-14")
SECOND = law(NEW, "2021-07-15", replaces=OLD)


def test_every_law_of_a_line_leads_to_all_the_others() -> None:
    third = law(NEWEST, "2026-03-01", replaces=NEW)
    laws = (FIRST, law(NEW, "2021-07-15", in_force_until="2026-02-28", replaces=OLD), third)
    whole = [
        (OLD, "2018-01-01", "2021-07-14"),
        (NEW, "2021-07-15", "2026-02-28"),
        (NEWEST, "2026-03-01", ""),
    ]
    assert [line(one, *laws) for one in (OLD, NEW, NEWEST)] == [whole] * 3


def test_a_successor_is_of_the_line_too() -> None:
    superseded = {"kind": "superseded", "date": "2025-02-03", "replaced_by": NEW}
    old = law(OLD, "2018-01-01", changes=[PUBLISHED, superseded])
    assert [one for one, _, _ in line(OLD, old, law(NEW, "2025-02-01"))] == [OLD, NEW]


def test_a_law_that_is_alone_or_not_public_yet_has_no_line() -> None:
    assert line(NEW, law(NEW, "2021-07-15")) == []
    later = [{**PUBLISHED, "date": "2027-01-04"}]
    assert line(OLD, FIRST, law(NEW, "2021-07-15", replaces=OLD, changes=later)) == []
