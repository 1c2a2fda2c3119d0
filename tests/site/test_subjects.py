"""One page a credit code: all that is public of a firm, and nothing of another."""

import json
import random
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from stdnum.cn import uscc

from portal.lifecycle import Gate
from portal.site.bearer import Bearer, bearer
from portal.site.listing import Summary
from portal.site.subjects import data, pages, subjects
from portal.source import load
from tests.site.conftest import AS_OF, SPECIMEN

FIRM = "91339901MA314177XP"
REPLACED = "91339901MA318354XN"  # its penalty was withdrawn and decided anew
EXPIRED = "91339901MA3559471U"
NEVER_ITS = "91339901MA3267081P"  # stood on another's penalty by mistake
TRADER = "92339901MA52417746"
WITHDRAWN = "cf-2024-n5t8w4"
READABLE = {"current", "disputed", "superseded"}


@pytest.fixture(scope="module")
def pages_of(site: Path) -> dict[str, dict[str, list[dict[str, str]]]]:
    """The data of every subject, by its code."""
    files = site.glob("subjects/*/index.json")
    return {file.parent.name: json.loads(file.read_text(encoding="utf-8")) for file in files}


def test_a_subject_has_just_the_readable_records_that_bear_its_code(
    site: Path, pages_of: dict[str, dict[str, list[dict[str, str]]]]
) -> None:
    due = defaultdict(set)
    for file in site.glob("*/*/index.json"):
        record = json.loads(file.read_text(encoding="utf-8"))
        party = record.get("fields", {}).get("party") or {}
        if record.get("state") in READABLE and party.get("code", "") not in ("", TRADER):
            due[party["code"]].add(record["id"])
    found = {code: {one["id"] for one in told["records"]} for code, told in pages_of.items()}
    assert found == due
    assert len(found) > 10


def test_what_was_withdrawn_and_whom_it_never_concerned_is_not_there(
    site: Path, pages_of: dict[str, dict[str, list[dict[str, str]]]]
) -> None:
    assert WITHDRAWN not in {one["id"] for one in pages_of[REPLACED]["records"]}
    page = (site / "subjects" / REPLACED / "index.html").read_text(encoding="utf-8")
    assert WITHDRAWN not in page
    for code in (EXPIRED, NEVER_ITS, TRADER):
        assert not (site / "subjects" / code).exists()


def test_sole_traders_have_a_page_where_the_owner_says_so() -> None:
    gate = Gate(load(SPECIMEN / "data"), as_of=AS_OF)
    view = gate.view("cf-2026-b2x9j4")
    assert view
    assert bearer(view, traders=False) is None
    allowed = bearer(view, traders=True)
    assert allowed
    assert allowed.code == TRADER


def test_the_record_leads_to_the_subject_and_the_subject_to_its_records(site: Path) -> None:
    record = (site / "decisions/cf-2024-k7m3q9/index.html").read_text(encoding="utf-8")
    assert f'href="../../subjects/{FIRM}/"' in record
    subject = (site / f"subjects/{FIRM}/index.html").read_text(encoding="utf-8")
    assert 'href="../../decisions/cf-2024-k7m3q9/"' in subject
    assert 'name="robots" content="noindex"' in subject
    withdrawn = (site / f"decisions/{WITHDRAWN}/index.html").read_text(encoding="utf-8")
    assert "/subjects/" not in withdrawn


def summary(number: int, code: str, name: str, day: date) -> Summary:
    """A decision on a firm."""
    return Summary(
        id=f"cf-2024-{number:06d}",
        type="decision",
        url=f"/decisions/cf-2024-{number:06d}/",
        title=f"行政处罚：{name}",
        state="current",
        state_label="公示中",
        listed=True,
        gone=False,
        day=day,
        changed=day,
        agency=None,
        facet=None,
        takedown=None,
        former_versions=0,
        events=(),
        bearer=Bearer(code, name, "法人及非法人组织", ((name, f"{number % 2}.example", ""),)),
    )


def test_a_former_name_stands_with_the_days_of_its_records() -> None:
    days = [date(2024, 1, 1), date(2024, 2, 1), date(2025, 3, 1)]
    names = ["云溪甲有限公司", "云溪甲有限公司", "云溪乙有限公司"]
    rows = [summary(n, FIRM, *one) for n, one in enumerate(zip(names, days, strict=True))]
    (firm,) = subjects(rows)
    assert firm.name == "云溪乙有限公司"
    assert [(one.name, one.first, one.last) for one in firm.names] == [
        ("云溪乙有限公司", days[2], days[2]),
        ("云溪甲有限公司", days[0], days[1]),
    ]
    assert len(firm.sites) == 3
    assert [one["id"] for one in data(firm)["records"]] == [row.id for row in reversed(rows)]


def test_near_codes_and_equal_names_are_never_mixed() -> None:
    dice = random.Random(7)
    rows: list[Summary] = []
    for number in range(0, 4000, 4):
        stem = "91339901MA" + "".join(dice.choices("0123456789ABCDEFGHJKLMNPQRTUWXY", k=7))
        other = stem[:-1] + ("1" if stem[-1] != "1" else "2")
        for place, one in enumerate((stem, other, stem, other)):
            code = f"{one}{uscc.calc_check_digit(one)}"
            name = f"云溪{number}有限公司" if place < 2 else f"云溪（{number}）有限公司"
            rows.append(summary(number + place, code, name, AS_OF - timedelta(days=place)))
    found = subjects(rows)
    assert len(found) == len({row.bearer.code for row in rows if row.bearer})
    for firm in found:
        assert {one.bearer.code for one in firm.records if one.bearer} == {firm.code}
    assert sum(len(firm.records) for firm in found) == len(rows)


def test_five_hundred_records_are_cut_into_pages() -> None:
    rows = [summary(number, FIRM, "云溪甲有限公司", AS_OF) for number in range(500)]
    (firm,) = subjects(rows)
    made = list(pages(firm))
    assert [page.url for page in made[:2]] == [
        f"/subjects/{FIRM}/",
        f"/subjects/{FIRM}/page/2/",
    ]
    assert sum(len(page.context["leaf"].rows) for page in made) == 500
