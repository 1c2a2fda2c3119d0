"""How long was shown what a correction put right: as long as the public saw it, part by part."""

from pathlib import Path

import pytest

from portal.lifecycle.view import Difference
from tests.lifecycle.test_leaks import DECISION, PUBLISHED, ROLES, Portal

FINE = "  - {{kind: corrected, date: {}, found_by: agency, note: 金额有误。, was: {{fine: {}}}}}\n"
OUT_AND_BACK = (
    "  - kind: withdrawn\n    date: 2024-06-03\n    ground: 撤销\n    effective: 2024-06-01\n"
    f"    authority: {{body: 法院}}\n    {ROLES}\n    note: 撤销。\n"
    "  - {kind: reinstated, date: 2024-12-02, note: 改判。, authority: {body: 法院}}\n"
)
UNITS = """
name: 云溪市乙局
responsibilities: 管甲。管乙。管丙。
units:
  - {name: 甲科, phone: 0500-1111111}
  - {name: 乙科, phone: 0500-2222222}
changes:
  - {kind: published, date: 2024-01-02}
  - kind: corrected
    date: 2024-03-01
    found_by: public
    note: 甲写错。
    was:
      responsibilities: 管错。管误。管丙。
      units: [{name: 甲科, phone: 0500-9999999}, {name: 乙科, phone: 0500-8888888}]
  - kind: corrected
    date: 2024-06-01
    found_by: public
    note: 乙写错。
    was:
      responsibilities: 管甲。管误。管丙。
      units: [{name: 甲科, phone: 0500-1111111}, {name: 乙科, phone: 0500-8888888}]
"""


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return Portal(tmp_path / "data")


def differences(portal: Portal, record_id: str) -> list[tuple[Difference, ...]]:
    """What every correction changed, oldest first."""
    view = portal.gate().view(record_id)
    assert view
    return [step.differences for step in view.history if step.kind == "corrected"]


def said(difference: Difference) -> list[str]:
    """The periods of a difference as text."""
    return [f"{start} {end}" for start, end in difference.wrong]


def of_a_decision(portal: Portal, changes: str) -> list[tuple[Difference, ...]]:
    portal.put("decisions/cf-2024-aaaaaa", f"{DECISION}fine: 1.00\nchanges:\n{PUBLISHED}{changes}")
    return differences(portal, "cf-2024-aaaaaa")


def test_while_a_case_was_withdrawn_nothing_wrong_was_shown(portal: Portal) -> None:
    ((fine,),) = of_a_decision(portal, OUT_AND_BACK + FINE.format("2024-12-10", "2.00"))
    assert said(fine) == ["2024-05-08 2024-06-03", "2024-12-02 2024-12-10"]


def test_a_change_of_no_field_does_not_part_a_period(portal: Portal) -> None:
    dispute = "  - {kind: disputed, date: 2024-06-01, note: 复议。}\n"
    ((fine,),) = of_a_decision(portal, dispute + FINE.format("2024-07-01", "2.00"))
    assert said(fine) == ["2024-05-08 2024-07-01"]


def test_a_value_wrong_again_is_wrong_from_that_day(portal: Portal) -> None:
    twice = FINE.format("2024-06-01", "2.00") + FINE.format("2024-07-01", "3.00")
    (first,), (second,) = of_a_decision(portal, twice)
    assert said(first) == ["2024-05-08 2024-06-01"]
    assert said(second) == ["2024-06-01 2024-07-01"]


def test_what_is_corrected_second_was_wrong_from_the_first_day(portal: Portal) -> None:
    portal.put("agencies/jg-2024-bbbbbb", UNITS)
    first, second = differences(portal, "jg-2024-bbbbbb")
    assert [said(one) for one in second] == [["2024-01-02 2024-06-01"]] * 2
    text, units = first
    assert said(text) == ["2024-01-02 2024-03-01"]
    assert (said(units), [part.label for part in units.parts]) == (said(text), ["甲科"])


def test_parts_that_were_wrong_for_different_times_say_so_each(portal: Portal) -> None:
    third = (
        "  - kind: corrected\n    date: 2024-08-01\n    found_by: public\n    note: 又错。\n"
        "    was:\n      units: [{name: 甲科, phone: 0500-1111111, responsibilities: 管},"
        " {name: 乙科, phone: 0500-2222222}]\n"
    )
    portal.put(
        "agencies/jg-2024-bbbbbb",
        UNITS.replace(
            "甲科, phone: 0500-1111111}\n  - {name: 乙科, phone: 0500-2222222",
            "甲科, phone: 0500-7777777}\n  - {name: 乙科, phone: 0500-2222222",
        )
        + third,
    )
    (units,) = differences(portal, "jg-2024-bbbbbb")[2]
    assert said(units) == []
    (unit,) = units.parts
    told = {part.label: said(part) for part in unit.parts}
    assert told == {
        "电话": ["2024-03-01 2024-08-01"],
        "职责分工": ["2024-06-01 2024-08-01"],
    }


def test_an_untold_value_says_how_long_it_was_wrong(portal: Portal) -> None:
    party = (
        "  - {kind: corrected, date: 2024-06-01, found_by: party, note: 当事人有误。,"
        " was: {party: {name: 甲公司, kind: 法人及非法人组织}}}\n"
    )
    ((difference,),) = of_a_decision(portal, party)
    assert difference.untold
    assert said(difference) == ["2024-05-08 2024-06-01"]
