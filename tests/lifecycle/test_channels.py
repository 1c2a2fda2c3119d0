"""Where to object: an agency's own channels and those of all, and who is named beside its agency."""

from datetime import date
from pathlib import Path

import pytest

from portal.lifecycle import Gate
from portal.source import load
from tests.lifecycle.test_leaks import DECISION, PUBLISHED, Portal
from tests.site.conftest import AS_OF, SPECIMEN

REMEDY = "kind: {}\nto: 某机关\n{}basis: [{{text: 某法}}]\nchanges:\n" + PUBLISHED
OTHER = "name: 云溪市乙局\nchanges: [{kind: published, date: 2020-01-02}]\n"


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    """Two agencies; a channel of the first, one of the second, one of all, one not yet public."""
    portal = Portal(tmp_path)
    portal.put("agencies/jg-2024-bbbbbb", OTHER)
    portal.put("remedies/jq-2024-cccccc", REMEDY.format("投诉举报", "agency: jg-2024-aaaaaa\n"))
    portal.put("remedies/jq-2024-dddddd", REMEDY.format("投诉举报", "agency: jg-2024-bbbbbb\n"))
    term = "term: {amount: 60, unit: 日}\nstarts: 知道之日\n"
    portal.put("remedies/jq-2024-eeeeee", REMEDY.format("行政复议", term))
    later = REMEDY.format("国家赔偿", "").replace("2024-05-08", "2027-05-08")
    portal.put("remedies/jq-2024-ffffff", later)
    portal.put("decisions/cf-2024-aaaaaa", f"{DECISION}changes:\n{PUBLISHED}")
    return portal


def channels(gate: Gate, record_id: str) -> list[str]:
    """The ids of the channels that a record leads to."""
    view = gate.view(record_id)
    assert view
    return [link.id for link in view.channels]


def test_an_agency_has_its_own_channels_and_those_of_all_in_their_order(portal: Portal) -> None:
    gate = portal.gate()
    assert channels(gate, "jg-2024-aaaaaa") == ["jq-2024-eeeeee", "jq-2024-cccccc"]
    assert channels(gate, "jg-2024-bbbbbb") == ["jq-2024-eeeeee", "jq-2024-dddddd"]
    assert [link.title for link in gate.referrers.channels("jg-2024-aaaaaa")] == [
        "行政复议（60日内）：某机关",
        "投诉举报：某机关",
    ]


def test_a_decision_leads_to_those_of_its_agency(portal: Portal) -> None:
    gate = portal.gate()
    assert channels(gate, "cf-2024-aaaaaa") == channels(gate, "jg-2024-aaaaaa")
    assert channels(gate, "jq-2024-cccccc") == []


def test_a_tombstone_leads_nowhere(portal: Portal) -> None:
    ended = "  - {kind: ended, date: 2025-06-03, route: 修复}\n"
    portal.put("decisions/cf-2024-aaaaaa", f"{DECISION}changes:\n{PUBLISHED}{ended}")
    assert channels(portal.gate(), "cf-2024-aaaaaa") == []


def test_an_agency_page_names_what_names_it_beside_its_own_agency() -> None:
    gate = Gate(load(SPECIMEN / "data"), as_of=AS_OF)
    view = gate.view("jg-2024-g3t8z5")
    assert view
    told = {group.type: [link.id for link in group.links] for group in view.referrers}
    assert told["delegation"] == ["wt-2026-k9g3s7"]
    own = gate.view("jg-2024-z6h2f9")
    assert own
    assert "delegation" not in {group.type for group in own.referrers}


def test_a_letter_whose_term_is_over_stays_readable() -> None:
    gate = Gate(load(SPECIMEN / "data"), as_of=AS_OF)
    over = gate.view("wt-2024-c5j8t4")
    assert over
    assert (over.state, over.state_label, over.listed, over.full) == (
        "expired",
        "已失效",
        False,
        True,
    )
    assert over.last_day == date(2025, 12, 31)
