"""The gram tree and the sets in it, against what plain comparison says."""

import gzip
import json
import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.site.search import Entry, SearchFailed, Spool, grams, level, sets, write_index
from portal.site.search.reader import Reader
from portal.site.search.sets import Sets

subsets = st.integers(1, 3000).flatmap(
    lambda universe: st.tuples(st.just(universe), st.sets(st.integers(0, universe - 1)))
)


@given(st.lists(subsets, min_size=1, max_size=5))
def test_sets_are_read_as_they_were_written(chosen: list[tuple[int, set[int]]]) -> None:
    universes = np.array([universe for universe, _ in chosen])
    counts = np.array([len(members) for _, members in chosen])
    members = np.array([n for _, those in chosen for n in sorted(those)], dtype=np.int64)
    written = Sets.of(members, counts, universes)
    places = np.cumsum(written.sizes) - written.sizes
    bits = np.zeros(int(written.sizes.sum()) * 8, dtype=np.uint8)
    written.write(bits, places)
    content = np.packbits(bits).tobytes()
    found, sizes = sets.read_all([content[place:] for place in places], counts, universes)
    assert [one.tolist() for one in found] == [sorted(those) for _, those in chosen]
    assert sizes == written.sizes.tolist()
    for place, (universe, those) in zip(places, chosen, strict=True):
        read = sets.read(content[place:], len(those), universe)
        assert read.tolist() == sorted(those)
        alone = sets.bits_of(read, universe)
        assert alone == content[place : int(place) + len(alone)]
        assert sets.begin(content[place:], len(those), universe)[1] == len(alone)
        assert sets.inverse(read, universe).tolist() == sorted(set(range(universe)) - those)


def entry(number: int, text: str, head: str = "") -> Entry:
    """An entry of which only the words matter."""
    row = (f"cf-2024-{number:06d}", "decision", "current", "", "2024-05-08", "", "")
    facets = (("", ""),) * 5
    pieces = ([["", head]], [["", text]])
    content = json.dumps([*row, *pieces], ensure_ascii=False).encode()
    return Entry(row[0], row, content, f"{head}\n", f"{text}\n", (), facets, 0)


def index(folder: Path, texts: list[str], jobs: int = 1, heads: Sequence[str] = ()) -> Reader:
    """The index of records with these texts, and perhaps heads."""
    folder.mkdir(exist_ok=True)
    with Spool(folder) as spool:
        told = [*heads, *[""] * (len(texts) - len(heads))]
        entries = [
            entry(number, *pair) for number, pair in enumerate(zip(texts, told, strict=True))
        ]
        for one in entries:
            spool.add(spool.keep(one))
        write_index(
            folder,
            spool,
            [e.id for e in entries],
            {"as_of": str(date(2024, 5, 8)), "traders": False},
            jobs=jobs,
        )
    return Reader(folder)


def some_texts(count: int, seed: int) -> list[str]:
    """Texts that share much, so that there are deep trees and whole sets."""
    dice = random.Random(seed)
    clauses = [
        "".join(dice.choices("甲乙丙丁戊abc1\U0002070e", k=dice.randint(1, 12))) for _ in range(40)
    ]
    return ["甲乙丙丁" + "".join(dice.choices(clauses, k=dice.randint(0, 9))) for _ in range(count)]


@pytest.mark.parametrize("inline", [level.INLINE, 64])
def test_every_run_is_found_where_it_stands(
    tmp_path: Path, inline: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(level, "INLINE", inline)
    monkeypatch.setattr(level, "SHARE", inline)
    texts = some_texts(300, seed=1)
    reader = index(tmp_path / "site", texts)
    dice = random.Random(2)
    for _ in range(400):
        text = dice.choice(texts)
        begin = dice.randrange(len(text))
        word = text[begin : begin + dice.randint(1, 14)]
        assert reader.find(word) == [n for n, one in enumerate(texts) if word in one], word
    assert reader.find("没有") == []
    assert (inline == 64) == (reader.shelf.folder / "grams" / "below").exists()


def test_a_run_that_many_have_tells_who_is_called_so(tmp_path: Path) -> None:
    texts, heads = some_texts(300, seed=5), some_texts(300, seed=6)
    reader = index(tmp_path / "site", texts, heads=heads)
    dice = random.Random(7)
    checked = 0
    for _ in range(300):
        text = dice.choice(heads)
        begin = dice.randrange(len(text))
        word = text[begin : begin + dice.randint(1, 8)]
        if len(word.encode("utf-16-le")) <= 16 and len(reader.find(word)) > level.FEW:
            checked += 1
            assert reader.leading(word) == [n for n, one in enumerate(heads) if word in one], word
    assert checked > 50


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    assert index(tmp_path / "none", []).find("甲") == []
    assert index(tmp_path / "empty", [""]).find("甲") == []


def test_an_index_of_another_version_is_not_read(tmp_path: Path) -> None:
    manifest = index(tmp_path, ["甲"]).shelf.folder / "index.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"version":2', b'"version":3'))
    with pytest.raises(SearchFailed, match="第 2 版"):
        Reader(tmp_path).find("甲")


def contents(reader: Reader) -> dict[str, bytes]:
    """Every file of the index."""
    folder = reader.shelf.folder
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_same_records_make_the_same_bytes_however_many_work(tmp_path: Path) -> None:
    texts = some_texts(300, seed=3)
    one, two = (index(tmp_path / str(jobs), texts, jobs) for jobs in (1, 2))
    assert contents(one) == contents(two)


def test_a_changed_record_changes_only_the_files_that_it_touches(tmp_path: Path) -> None:
    dice = random.Random(4)
    texts = ["".join(chr(dice.randrange(0x4E00, 0x9000)) for _ in range(200)) for _ in range(800)]
    before = contents(index(tmp_path / "before", texts))
    texts[5] = f"{texts[5][:-1]}變"
    after = contents(index(tmp_path / "after", texts))
    changed = {name for name in after if before.get(name) != after[name]}
    assert 3 < len(changed) < len(after) / 4
    texts.append("新的一条")
    more = contents(index(tmp_path / "more", texts))
    assert len({name for name in more if after.get(name) != more[name]}) < len(more) / 4


def test_an_index_written_over_another_keeps_what_is_the_same_and_leaves_nothing(
    tmp_path: Path,
) -> None:
    texts = some_texts(600, seed=8)
    folder = index(tmp_path / "site", texts).shelf.folder
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.bin")}
    texts[7] = "全然不同"
    over = index(tmp_path / "site", texts)
    assert contents(over) == contents(index(tmp_path / "fresh", texts))
    kept = [path for path in before if path.is_file()]
    assert len(kept) > len(before) / 4
    assert all(path.stat().st_mtime_ns == before[path] for path in kept)
    assert over.find("全然") == [7]


def test_a_root_that_no_cut_makes_smaller_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grams, "LIMIT", 8)
    with pytest.raises(SearchFailed, match="再分也分不小"):
        index(tmp_path / "site", some_texts(40, seed=10))


def test_no_file_of_children_is_larger_than_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(level, "INLINE", 64)
    monkeypatch.setattr(level, "SHARE", 1 << 30)
    texts = some_texts(400, seed=9)
    free = index(tmp_path / "free", texts)
    monkeypatch.setattr(level, "LIMIT", 250)
    bound = index(tmp_path / "bound", texts)
    sizes = [
        max(len(gzip.decompress(path.read_bytes())) for path in folder.glob("grams/below/*/*"))
        for folder in (free.shelf.folder, bound.shelf.folder)
    ]
    assert sizes[1] <= 250 < sizes[0]
    for text in texts[:50]:
        word = text[2:9]
        assert bound.find(word) == [n for n, one in enumerate(texts) if word in one]
