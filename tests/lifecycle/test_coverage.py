"""What agencies must make public: counted through the gate, due only of whom it is due."""

from __future__ import annotations

from typing import Any

from portal.lifecycle import Gate
from portal.lifecycle.cover import Cell, Cover, Reviewers
from portal.model import BY_TYPE
from portal.model.agency import Agency
from portal.model.information import INFORMATION
from portal.model.shape import shape_of
from portal.source import Item
from tests.checks.records import AGENCY_ID, AS_OF, PUBLISHED, corpus, decision, item

PROCESS, LAW, DUTY = "lc-2024-c7f5n2", "fl-2021-h4k8m2", "zq-2024-p3n6d8"
LATER = [{"kind": "published", "date": "2027-01-04"}]


def duty(kind: str = "行政处罚", **more: Any) -> Item:
    least = {"name": "对某行为的处罚", "kind": kind, "agency": AGENCY_ID}
    return item("duty", DUTY, {**least, **more})


def process(**more: Any) -> Item:
    nodes = [{"key": "甲", "name": "办甲", "kind": "开始"}]
    return item("process", PROCESS, {"name": "程序", "act": "行政处罚", "nodes": nodes, **more})


def law(**more: Any) -> Item:
    least = {"name": "某法", "kind": "法律", "in_force_from": "2021-07-15"}
    return item("law", LAW, {**least, **more})


def cover(*items: Item) -> Cover:
    found = Gate(corpus(*items), as_of=AS_OF).coverage.of(AGENCY_ID)
    assert found
    return found


def cells(*items: Item) -> dict[str, Cell]:
    return {cell.information.key: cell for cell in cover(*items).cells}


def test_every_type_and_field_of_the_table_is_there() -> None:
    assert {one.record for one in INFORMATION if one.record} <= set(BY_TYPE)
    fields = {name for one in INFORMATION for name in one.fields}
    assert fields <= set(shape_of(Agency))


def test_records_count_for_the_agency_that_they_name() -> None:
    told = cells(duty(), decision())
    assert [(told[key].count, told[key].state) for key in ("powers", "decisions", "officers")] == [
        (1, "published"),
        (1, "published"),
        (0, "missing"),
    ]
    assert str(told["powers"].changed) == "2024-05-08"


def test_what_belongs_to_all_counts_for_whom_names_it() -> None:
    general = (process(), law())
    assert cells(*general)["procedures"].state == "missing"
    told = cells(*general, duty(process=PROCESS, basis=[{"law": LAW}]))
    assert (told["procedures"].count, told["laws"].count) == (1, 1)


def test_what_names_an_agency_is_counted_by_nothing_else() -> None:
    case = decision(agency="jg-2024-g3t8z5", duty=DUTY)
    other = item("agency", "jg-2024-g3t8z5", {"name": "云溪市交通运输局"})
    told = Gate(corpus(duty(), case, other), as_of=AS_OF).coverage.of(AGENCY_ID)
    assert told
    decisions = next(cell for cell in told.cells if cell.information.key == "decisions")
    assert decisions.count == 0  # who names an agency is not counted by what else it names


def test_an_inspection_is_not_that_of_a_mere_partner() -> None:
    other = item("agency", "jg-2024-g3t8z5", {"name": "云溪市交通运输局"})
    least = {"name": "检查", "area": "路域", "kind": "一般检查事项", "objects": "企业"}
    said = {"basis": [{"text": "公路法"}], "ratio": "5%", "frequency": "每年一次"}
    told = {**least, **said, "methods": ["现场检查"]}
    led = item(
        "inspection", "cc-2024-pcsvbe", {**told, "agency": other.id, "partners": [AGENCY_ID]}
    )
    assert cells(led, other)["inspections"].count == 0
    own = item(
        "inspection", "cc-2024-pcsvbe", {**told, "agency": AGENCY_ID, "partners": [other.id]}
    )
    assert cells(own, other)["inspections"].count == 1


def test_what_is_not_public_does_not_count() -> None:
    hidden = cells(duty(process=PROCESS, changes=LATER), process())
    assert (hidden["powers"].count, hidden["procedures"].count) == (0, 0)
    ended = [
        {"kind": "published", "date": "2024-05-08"},
        {"kind": "ended", "date": "2025-05-08", "route": "修复"},
    ]
    assert cells(decision(changes=ended))["decisions"].state == "missing"


def test_of_fields_it_says_which_are_lacking() -> None:
    body = cells()["body"]
    assert (body.state, body.count) == ("missing", 0)
    assert "办公地址" in body.lacking
    found = Gate(corpus(agency(kind="法定行政机关", address="某路1号")), as_of=AS_OF).coverage
    told = found.of(AGENCY_ID)
    assert told
    part = next(cell for cell in told.cells if cell.information.key == "body")
    assert (part.state, part.count, part.short) == ("partly", 2, True)
    assert "办公地址" not in part.lacking


def agency(**fields: Any) -> Item:
    return item("agency", AGENCY_ID, {"name": "云溪市城市管理局", **fields})


def test_fields_changed_when_a_change_touched_them() -> None:
    amended = {
        "kind": "amended",
        "date": "2025-02-03",
        "effective": "2025-02-03",
        "note": "换了电话。",
        "was": {"complaint_phone": "0571-1111"},
    }
    first = {"kind": "published", "date": "2024-01-02"}
    one = agency(complaint_phone="0571-2222", address="某路1号", changes=[first, amended])
    told = Gate(corpus(one), as_of=AS_OF).coverage.of(AGENCY_ID)
    assert told
    changed = {cell.information.key: str(cell.changed) for cell in told.cells if cell.count}
    assert changed == {"complaints": "2025-02-03", "body": "2024-01-02"}


def test_an_agency_that_is_no_more_has_no_table() -> None:
    end = [
        {"kind": "published", "date": "2024-01-02"},
        {"kind": "ended", "date": "2025-01-02", "route": "注销"},
    ]
    index = Gate(corpus(agency(changes=end)), as_of=AS_OF).coverage
    assert index.of(AGENCY_ID) is None


def test_the_share_of_reviewers_is_never_made_better_than_it_is() -> None:
    assert (Reviewers(1, 20).share, Reviewers(1, 20).enough) == (5.0, True)
    assert (Reviewers(124, 2500).share, Reviewers(124, 2500).enough) == (4.9, False)
    known = Gate(corpus(agency(officer_count="40", reviewer_count="2")), as_of=AS_OF).coverage
    told = known.of(AGENCY_ID)
    assert told
    assert told.reviewers == Reviewers(2, 40)
    assert cover().reviewers is None


def test_what_another_took_the_place_of_does_not_count() -> None:
    other = "jg-2024-g3t8z5"
    replaced = {"kind": "superseded", "date": "2025-01-06"}
    gone = [PUBLISHED, {**replaced, "replaced_by": AGENCY_ID}]
    merged = item("agency", other, {"name": "云溪市交通运输局", "changes": gone})
    covered = Gate(corpus(merged), as_of=AS_OF).coverage.of
    assert covered(AGENCY_ID)
    assert covered(other) is None
    old = duty(changes=[PUBLISHED, {**replaced, "replaced_by": "zq-2024-q4r5s6"}])
    assert cells(old)["powers"].count == 0


def test_a_law_counts_until_the_day_of_the_one_that_follows() -> None:
    replaced = {"kind": "superseded", "date": "2026-06-01", "replaced_by": "fl-2026-q4r5s6"}
    for begins, count in (("2026-07-01", 1), ("2026-06-01", 0)):
        fields = {"name": "某法", "kind": "法律", "in_force_from": begins}
        new = item("law", "fl-2026-q4r5s6", {**fields, "replaces": LAW})
        old = law(changes=[PUBLISHED, replaced])
        assert cells(old, new, duty(basis=[{"law": LAW}]))["laws"].count == count
