"""Exact look-up: an identifier means its bearers, all of them and nobody else."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal.site.search import Entry, SearchFailed, keys, proof, prove
from portal.site.search.entry import ID, Key
from portal.site.search.reader import Reader
from portal.site.selftest.truth import Truth
from tests.conftest import ServeFolder
from tests.site.conftest import SPECIMEN, Build

FIRM = "云溪星河网络科技有限公司"
CODES = ("91339901MA314177XP", "91339901MA27XYNB0K")


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory, build: Build) -> Path:
    """A site with two firms of one name."""
    folder = tmp_path_factory.mktemp("twins")
    shutil.copytree(SPECIMEN / "data", folder / "data")
    (original,) = folder.glob("data/decisions/**/cf-2024-k7m3q9.yaml")
    text = original.read_text(encoding="utf-8")
    assert CODES[0] in text
    other = text.replace(CODES[0], CODES[1]).replace("〔2024〕3号", "〔2024〕303号")
    original.with_name("cf-2024-twn2b7.yaml").write_text(other, encoding="utf-8")
    return build(folder, search=True)


def test_firms_of_one_name_stand_apart_with_their_codes(
    twins: Path, page: Page, serve_folder: ServeFolder
) -> None:
    told = {group[2]: [row[0] for row in group[4]] for group in Reader(twins).exact(FIRM)}
    assert told.keys() == set(CODES)
    assert told[CODES[1]] == ["cf-2024-twn2b7"]
    assert "cf-2024-twn2b7" not in told[CODES[0]]
    page.goto(f"{serve_folder(twins)}/search/?q={FIRM}")
    headings = page.locator("#exact h3")
    expect(headings).to_have_count(2)
    for code in CODES:
        expect(headings.filter(has_text=code)).to_have_count(1)


def test_a_code_never_leads_to_its_namesake(twins: Path) -> None:
    ids = [row[0] for group in Reader(twins).exact(CODES[1]) for row in group[4]]
    assert ids == ["cf-2024-twn2b7"]


def test_every_identifier_of_every_record_leads_to_it(site: Path) -> None:
    reader, truth = Reader(site), Truth.of(site)
    asked = 0
    for record in truth.records:
        for _, name in (("id", record.id), *record.names):
            found = reader.exact(name)
            assert record.id in [row[0] for group in found for row in group[4]], (record.id, name)
            asked += 1
    assert asked > 150


def test_of_what_is_gone_only_its_number_and_state_are_known(site: Path) -> None:
    reader, gone = Reader(site), [one for one in Truth.of(site).records if one.gone]
    assert {one.state for one in gone} == {"ended", "expired", "removed"}
    for one in gone:
        (group,) = reader.exact(one.id)
        assert group[0] == ID
        assert group[4][0][2] == one.state
        assert reader.find(one.id) == []


def test_the_proof_finds_an_index_that_leads_elsewhere(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = {number: row for number in range(77) if (row := Reader(site).row(number))}
    entries = [_entry("cf-2024-aaaaaa", "甲"), _entry("cf-2024-bbbbbb", "乙")]
    told = {key: (1, [list(entry.row)]) for entry in entries for key in entry.keys}
    monkeypatch.setattr(proof, "_told", lambda reader: told)
    monkeypatch.setattr(Reader, "row", lambda self, number: entries[number].row)
    assert prove(site, entries).keys == 2
    first, second = (entry.keys[0] for entry in entries)
    told[first], told[second] = told[second], told[first]
    with pytest.raises(SearchFailed, match="cf-2024-bbbbbb"):
        prove(site, entries)
    del told[second]
    with pytest.raises(SearchFailed, match="查到的不是它"):
        prove(site, entries)
    assert rows


def _entry(record_id: str, name: str) -> Entry:
    row = (record_id, "decision", "current", "公示中", "2024-05-08", "", name)
    return Entry(record_id, row, b"", "", "", (Key("名称", name, name),), (("", ""),) * 5, 0)


def test_only_the_newest_rows_stand_under_a_key_but_all_are_counted() -> None:
    entries = [_entry(f"cf-2024-{number:06d}", "甲") for number in range(25)]
    ((what, name, _, count, rows),) = keys.found(entries)["甲"]
    assert (what, name, count) == ("名称", "甲", 25)
    assert [row[0] for row in rows] == [f"cf-2024-{number:06d}" for number in range(24, 14, -1)]
