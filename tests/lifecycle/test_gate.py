"""What each state shows of a case, a norm and a person: the table of the gate, cell by cell."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from portal.lifecycle import Gate, View
from portal.lifecycle.plain import plain
from portal.model.changes import Corrected
from portal.source import load

DATA = Path(__file__).parents[1] / "specimen" / "data"
AS_OF = date(2026, 6, 30)


@pytest.fixture(scope="module")
def gate() -> Gate:
    """The gate of the specimen."""
    return Gate(load(DATA), as_of=AS_OF)


def seen(gate: Gate, record_id: str) -> View:
    """The view of a record of which something may be known."""
    view = gate.view(record_id)
    assert view is not None
    return view


def names(view: View) -> set[str]:
    """The fields that can be seen."""
    return {shown.name for shown in view.fields}


def test_what_is_not_yet_published_is_nowhere(gate: Gate) -> None:
    assert gate.state("cf-2026-v3q6s9") is None
    assert gate.view("cf-2026-v3q6s9") is None
    assert gate.link("cf-2026-v3q6s9") is None


def test_a_record_that_does_not_exist_is_nowhere(gate: Gate) -> None:
    assert gate.state("cf-2024-nobody") is None
    assert gate.view("cf-2024-nobody") is None


def test_a_current_case_tells_all_and_what_was_corrected(gate: Gate) -> None:
    view = seen(gate, "cf-2024-k7m3q9")
    assert view.heading == view.title
    assert {"party", "fine", "facts_found", "basis"} <= names(view)
    fine = view.history[1].differences[0]
    assert (fine.label, plain(fine.before), plain(fine.after)) == (
        "罚款金额",
        "100000.00",
        "10000.00",
    )


def test_a_disputed_case_carries_the_mark(gate: Gate) -> None:
    view = seen(gate, "cf-2025-d8f2m6")
    assert view.state == "disputed"
    assert view.heading.startswith("[有异议]")
    assert "party" in names(view)
    assert view.listed


def test_a_withdrawn_case_is_a_tombstone(gate: Gate) -> None:
    view = seen(gate, "cf-2024-n5t8w4")
    assert view.heading.startswith("[已撤回] 行政处罚决定（")
    assert names(view) == {"act", "agency", "document_number", "decided_on"}
    assert [bool(step.note) for step in view.history] == [
        s.kind == "withdrawn" for s in view.history
    ]
    withdrawal = view.history[-1]
    assert withdrawal.ground
    assert withdrawal.authority
    assert view.replaced_by
    assert view.replaced_by.id == "cf-2024-p4x8d2"
    assert not view.listed
    assert not view.gone
    assert all(step.differences == () for step in view.history)


def test_a_tombstone_names_no_party_not_even_in_its_links(gate: Gate) -> None:
    for record_id in gate.corpus.items:
        version, state = gate.version(record_id), gate.state(record_id)
        if version is None or version.record.GATE == "norm" or state != "withdrawn":
            continue
        view = seen(gate, record_id)
        party = getattr(version.record, "party", None)
        identifying = list(party.names()) if party else [version.record.title]
        assert [name for name in identifying if name in repr(view)] == []


def test_a_withdrawn_case_stays_withdrawn_after_its_period(gate: Gate) -> None:
    record = gate.version("cf-2024-n5t8w4")
    assert record
    last_day = gate.rulebook.last_day(record.record)
    assert last_day
    assert last_day < AS_OF
    assert gate.state("cf-2024-n5t8w4") == "withdrawn"


def test_a_withdrawal_undone_shows_the_case_again(gate: Gate) -> None:
    view = seen(gate, "cf-2024-e7b5u3")
    assert view.state == "current"
    assert [step.kind for step in view.history] == ["published", "withdrawn", "reinstated"]
    assert view.replaced_by is None


@pytest.mark.parametrize(
    ("record_id", "state"),
    [
        ("cf-2025-g2p7x5", "ended"),
        ("cf-2025-y4e7f2", "ended"),
        ("cf-2023-c4n9t6", "expired"),
        ("cf-2021-m8w3h5", "expired"),
        ("ry-2024-c8p4h2", "expired"),
        ("ry-2024-d5t2w9", "ended"),
    ],
)
def test_after_the_end_nothing_identifies_anyone(gate: Gate, record_id: str, state: str) -> None:
    view = seen(gate, record_id)
    assert view.state == state
    assert names(view) == {"agency"}
    assert view.title == view.type_label
    assert view.gone
    assert view.published is None
    assert all(not step.note and not step.authority for step in view.history)
    assert gate.link(record_id) is None


def test_an_expiry_is_told_from_the_first_day_without_the_text(gate: Gate) -> None:
    view = seen(gate, "cf-2023-c4n9t6")
    version = gate.version("cf-2023-c4n9t6")
    assert version
    last_day = gate.rulebook.last_day(version.record)
    assert last_day
    assert [(step.label, step.date) for step in view.history] == [
        ("公示期满", last_day + timedelta(days=1))
    ]


def test_a_removed_record_leaves_the_fact(gate: Gate) -> None:
    view = seen(gate, "cf-2025-r5k8d3")
    assert names(view) <= {"agency"}
    assert [(step.kind, step.ground) for step in view.history] == [("removed", "个人隐私")]
    assert view.gone


def test_a_superseded_permit_names_the_new_one(gate: Gate) -> None:
    view = seen(gate, "xk-2024-f6d3q8")
    assert view.state == "superseded"
    assert view.replaced_by
    assert view.replaced_by.id == "xk-2026-k2m8w5"
    assert "party" in names(view)


def test_a_wrongly_named_firm_does_not_stay(gate: Gate) -> None:
    view = seen(gate, "cf-2025-h3v6r8")
    version = gate.version("cf-2025-h3v6r8")
    assert version
    corrected = [change for change in version.record.changes if isinstance(change, Corrected)]
    former = corrected[0].was["party"]
    whole = repr(view)
    assert former.name not in whole
    assert "当事人信息已更正" in whole


def test_an_amendment_of_a_case_tells_no_former_value(gate: Gate) -> None:
    view = seen(gate, "cf-2025-j9c4y2")
    amended = next(step for step in view.history if step.kind == "amended")
    assert amended.ground
    assert amended.authority
    assert amended.differences
    assert all(d.before is None and d.after is None and d.untold for d in amended.differences)


def test_what_is_withheld_says_so(gate: Gate) -> None:
    view = seen(gate, "cf-2026-b2x9j4")
    untold = [d.untold for step in view.history for d in step.differences if d.untold]
    assert untold
    assert any(step.note_withheld for step in view.history)


def test_norms_show_every_earlier_version(gate: Gate) -> None:
    view = seen(gate, "jg-2024-w5x8n3")
    assert view.versions == tuple(range(1, view.number))
    first = gate.earlier("jg-2024-w5x8n3", 1)
    assert first
    assert first.until
    assert len(first.history) == 1
    assert gate.earlier("jg-2024-w5x8n3", view.number) is None
    assert gate.earlier("cf-2024-k7m3q9", 1) is None


@pytest.mark.parametrize(
    ("record_id", "label"),
    [("zq-2024-m6h8y2", "已撤回"), ("fl-2017-c8f4p2", "已失效"), ("jg-2024-t4w6e8", "已失效")],
)
def test_the_text_of_a_norm_stays_under_its_mark(gate: Gate, record_id: str, label: str) -> None:
    view = seen(gate, record_id)
    assert view.heading.startswith(f"[{label}]")
    assert "name" in names(view)
    assert not view.listed
    assert not view.gone


def test_a_scheduled_amendment_applies_from_its_day(gate: Gate) -> None:
    view = seen(gate, "zq-2024-r5v2j3")
    assert view.history[-1].kind == "amended"
    assert view.history[-1].date == date(2026, 5, 1)
    before = Gate(gate.corpus, as_of=date(2026, 4, 30)).view("zq-2024-r5v2j3")
    assert before
    assert before.number == view.number - 1
    assert before.planned == date(2026, 5, 1)
    coming = seen(gate, "jg-2024-w5x8n3")
    assert coming.planned == date(2026, 9, 1)


def test_officers_who_left_are_counted_not_named(gate: Gate) -> None:
    officers = next(s for s in seen(gate, "cf-2024-k7m3q9").fields if s.name == "officers")
    assert officers.remark == "执法人员 2 名，证件有效"
    assert [link.id for link in officers.value] == ["ry-2024-a6d9k3"]


def test_references_go_both_ways_and_only_between_readable_records(gate: Gate) -> None:
    law = seen(gate, "fl-2021-c5f9p6")
    shown = {link.id for group in law.referrers for link in group.links}
    assert shown
    assert all(gate.state(one) in ("current", "disputed", "superseded") for one in shown)


def test_a_rule_hides_a_field_in_place(gate: Gate) -> None:
    remark = next(s for s in seen(gate, "xk-2026-p9r3t6").fields if s.name == "remark")
    assert remark.value is None
    assert remark.withheld


def test_of_persons_only_what_names_the_case_is_shown(gate: Gate) -> None:
    person = next(s for s in seen(gate, "xk-2026-p9r3t6").fields if s.name == "party")
    assert {shown.name for shown in person.value if not shown.withheld} == {"name", "kind"}
    trader = next(s for s in seen(gate, "cf-2026-b2x9j4").fields if s.name == "party")
    shown = {one.name: one for one in trader.value}
    assert shown["code"].value
    assert shown["legal_representative"].withheld


def test_late_publication_is_said(gate: Gate) -> None:
    late = seen(gate, "cf-2024-p4x8d2").timeliness
    in_time = seen(gate, "cf-2024-k7m3q9").timeliness
    assert late
    assert late.late is True
    assert in_time
    assert in_time.late is False


def test_as_of_a_past_day_the_record_reads_as_it_did(gate: Gate) -> None:
    past = Gate(gate.corpus, as_of=date(2024, 6, 2)).view("cf-2024-k7m3q9")
    assert past
    fine = next(s for s in past.fields if s.name == "fine")
    assert plain(fine) == "100000.00"
    assert Gate(gate.corpus, as_of=date(2024, 5, 7)).view("cf-2024-k7m3q9") is None
