"""Exact look-up: an identifier means its bearers, all of them and nobody else."""

import gzip
import json
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from portal.site.exports import as_json
from portal.site.search import Entry, SearchFailed, Spool, keys, proof, prove, write_index
from portal.site.search.entry import ID, Key
from portal.site.search.reader import Reader
from portal.site.selftest.truth import Truth
from tests.conftest import ServeFolder
from tests.site.conftest import AS_OF, SPECIMEN, Build

pytestmark = pytest.mark.xdist_group("exact")  # its site is built once

FIRM = "云溪星河网络科技有限公司"
CODES = ("91339901MA314177XP", "91339901MA27XYNB0K")
ALIKE = {
    "91339901MA3AAAAA0Q": "云溪（星月）科技有限公司",
    "91339901MA3BBBBB01": "云溪星月科技有限公司",
}


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory, build: Build) -> Path:
    """A site with two firms of one name, and two whose names differ in brackets alone."""
    folder = tmp_path_factory.mktemp("twins")
    shutil.copytree(SPECIMEN / "data", folder / "data")
    (original,) = folder.glob("data/decisions/**/cf-2024-k7m3q9.yaml")
    text = original.read_text(encoding="utf-8")
    assert CODES[0] in text
    other = text.replace(CODES[0], CODES[1]).replace("〔2024〕3号", "〔2024〕303号")
    original.with_name("cf-2024-twn2b7.yaml").write_text(other, encoding="utf-8")
    for place, (code, name) in enumerate(ALIKE.items()):
        other = text.replace(CODES[0], code).replace(FIRM, name)
        other = other.replace("〔2024〕3号", f"〔2024〕30{place}号")
        path = original.with_name(f"cf-2024-twn2b{place + 8}.yaml")
        path.write_text(other, encoding="utf-8")
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


@pytest.mark.parametrize(("code", "name"), ALIKE.items())
def test_who_bears_the_name_as_it_is_written_comes_before_who_bears_one_like_it(
    twins: Path, code: str, name: str, page: Page, serve_folder: ServeFolder
) -> None:
    assert Truth.of(twins).alike == sorted(ALIKE.values())
    first, second = Reader(twins).exact(name)
    assert first[1:3] == [name, code]
    assert second[2] in ALIKE.keys() - {code}
    page.goto(f"{serve_folder(twins)}/search/?q={name}")
    headings = page.locator("#exact h3")
    expect(headings).to_have_count(2)
    expect(headings.first).to_contain_text(name)
    expect(headings.first).to_contain_text(code)


@pytest.mark.parametrize("wrong", ["9133O901MA27XYNB0K", "913B9901MA27XYNB0K"])
def test_a_letter_among_the_digits_of_a_code_is_said_to_be_wrong(
    twins: Path, wrong: str, page: Page, serve_folder: ServeFolder
) -> None:
    page.goto(f"{serve_folder(twins)}/search/?q={wrong}")
    expect(page.locator("#hint")).to_contain_text(re.compile("没有字母 I、O|校验码不对"))


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


def written(folder: Path, entries: list[Entry]) -> None:
    """Write the index of `entries` below `folder`."""
    with Spool(folder) as spool:
        for entry in entries:
            spool.add(spool.keep(entry))
        write_index(
            folder, spool, [e.id for e in entries], {"as_of": str(AS_OF), "traders": False}, jobs=1
        )


def damaged(tmp_path: Path, change: Callable[[list[list[Any]]], None]) -> None:
    """Prove an index of two firms after `change` to what its look-up table says."""
    entries = [_entry("cf-2024-aaaaaa", "甲"), _entry("cf-2024-bbbbbb", "乙")]
    written(tmp_path, entries)
    assert prove(tmp_path, entries).keys == 2
    (path,) = (tmp_path / "search" / "keys").rglob("*.bin")
    lines = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    change(lines)
    path.write_bytes(gzip.compress(b"".join(map(as_json, lines))))
    prove(tmp_path, entries)


def _exchanged(lines: list[list[Any]]) -> None:
    lines[0][1], lines[1][1] = lines[1][1], lines[0][1]


def _miscounted(lines: list[list[Any]]) -> None:
    lines[0][1][0][3] = 2


def _lost(lines: list[list[Any]]) -> None:
    del lines[1]


@pytest.mark.parametrize(
    ("change", "said"),
    [(_exchanged, "查到的不是它"), (_miscounted, "查到的不是它"), (_lost, "查不到")],
)
def test_the_proof_finds_an_index_that_leads_elsewhere(
    tmp_path: Path, change: Callable[[list[list[Any]]], None], said: str
) -> None:
    damaged(tmp_path, lambda lines: None)
    shutil.rmtree(tmp_path / "search")
    with pytest.raises(SearchFailed, match=said):
        damaged(tmp_path, change)


@pytest.mark.parametrize(
    "content", [gzip.compress(b"", mtime=0), gzip.compress(b"\0" * 99, mtime=0), b"", b"\x1f\x8b"]
)
def test_the_proof_finds_damage_in_the_gram_tree(tmp_path: Path, content: bytes) -> None:
    entries = [_entry("cf-2024-aaaaaa", "甲"), _entry("cf-2024-bbbbbb", "乙")]
    written(tmp_path, entries)
    for path in tmp_path.glob("search/grams/0/*.bin"):
        path.write_bytes(content)
    with pytest.raises(SearchFailed, match="坏了"):
        prove(tmp_path, entries)


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize("name", ["甲乙丙丁", "云溪星河网络科技有限公司", "甲", "甲\U00020bb7乙"])
def test_the_proof_finds_a_record_that_its_title_does_not_lead_to(
    tmp_path: Path, name: str, count: int
) -> None:
    entries = [_entry(f"cf-2024-{number:06d}", name) for number in range(count)]
    entries.append(_entry("cf-2024-zzzzzz", "别的"))
    written(tmp_path, entries)
    assert prove(tmp_path, entries).records == count + 1
    shutil.rmtree(tmp_path / "search")
    half = entries[0]._replace(head=f"{name[:3]}别\n" if len(name) > 3 else "别\n")
    written(tmp_path, [half, *entries[1:]])
    if count == 1 and len(name) > 3:  # so few are read, and looked at
        assert prove(tmp_path, entries).records == 2
        return
    with pytest.raises(SearchFailed, match="记录 cf-2024-000000 用标题的开头"):
        prove(tmp_path, entries)


def _entry(record_id: str, name: str) -> Entry:
    row = (record_id, "decision", "current", "公示中", "2024-05-08", "", name)
    content = as_json([*row, [["", name]], []]).rstrip()
    key = Key("名称", name, name)
    return Entry(record_id, row, content, f"{name}\n", "", (key,), (("", ""),) * 5, 0)


def test_files_stay_small_and_one_that_is_far_too_large_stops_the_build(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = list((site / "search").rglob("*.bin"))
    assert max(path.stat().st_size for path in files) <= 64 * 1024
    dice = random.Random(1)
    long = "".join(chr(dice.randrange(0x4E00, 0x9000)) for _ in range(60_000))
    written(tmp_path, [_entry("cf-2024-aaaaaa", long)])
    monkeypatch.setattr(proof, "LARGEST", 100 * 1024)
    with pytest.raises(SearchFailed, match=r"blocks/0/0\.[0-9a-f]+\.bin 有 2\d\d KB"):
        prove(tmp_path, [_entry("cf-2024-aaaaaa", long)])


def test_only_the_newest_rows_stand_under_a_key_but_all_are_counted() -> None:
    entries = [_entry(f"cf-2024-{number:06d}", "甲") for number in range(25)]
    ((what, name, _, count, rows),) = keys.found(entries, lambda _: True)["甲"]
    assert (what, name, count) == ("名称", "甲", 25)
    assert [row[0] for row in rows] == [f"cf-2024-{number:06d}" for number in range(24, 14, -1)]
