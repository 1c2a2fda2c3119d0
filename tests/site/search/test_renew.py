"""An index that is changed in part is the index that is written whole, byte for byte."""

import gzip
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lifecycle.digest import digest_of
from portal.site.exports import as_json
from portal.site.search import (
    Entry,
    Index,
    Proof,
    Roll,
    SearchFailed,
    Spool,
    grams,
    keys,
    level,
    posting,
    prove,
    prove_renewed,
    renew,
    renew_index,
    spool,
    write_index,
)
from portal.site.search.entry import Key
from portal.site.search.files import Shelf
from portal.site.search.former import Former
from portal.site.search.posting import Posting

FACTS = {"as_of": "2024-05-08", "traders": False}
SIGNS = "甲乙丙丁戊abc1\U0002070e"


class Site(NamedTuple):
    """An index in a folder, of these entries."""

    folder: Path
    entries: tuple[Entry, ...]
    roll: Roll
    made: Index
    proof: Proof


def an_entry(name: str, head: str, body: str) -> Entry:
    """An entry of which words, keys and facets are told by these."""
    pieces = [[["", one] for one in text.split("\n")] for text in (head, body)]
    row = (name, "decision", "current", "", "2024-05-08", "", pieces[0][0][1])
    content = as_json([*row, *pieces]).rstrip()
    facets = (("", ""), (body[:1], body[:1]), ("", ""), (head[:1], head[:1]), ("", ""))
    keys = tuple(Key("名称", one, one) for one in {head[:2], body[:1], name} if one)
    return Entry(name, row, content, f"{head}\n", f"{body}\n", keys, facets, len(body))


def gone(entry: Entry) -> Entry:
    """The entry of a record whose publicity has ended."""
    keys = (Key("记录编号", entry.id),)
    return entry._replace(content=b"", head="", body="", keys=keys, facets=(), day=0)


class Maker:
    """Makes indexes below a folder, of entries whose words are kept from one to the next."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made = 0
        self.kept = Spool(folder / "words", lasting=True)

    def whole(self, entries: tuple[Entry, ...]) -> Site:
        """The index that is written whole."""
        self.made += 1
        output, order, roll = self._put(entries)
        index = write_index(output, self.kept, order, FACTS, jobs=1)
        proof = prove(output, entries)
        return Site(output, entries, roll, index, proof)

    def renewed(self, former: Site, entries: tuple[Entry, ...], jobs: int = 1) -> Site | None:
        """The index that is made of a former one; None where it cannot be."""
        output, order, roll = self._put(entries)
        below, was = former.folder / "search", (former.made, former.roll)
        made = renew_index(
            output, self.kept, order, FACTS, jobs=jobs, below=below, was=was, roll=roll
        )
        if made is None:
            return None
        proof = prove_renewed(output, entries, made, former.proof, below=below)
        return Site(output, entries, roll, made.index, proof)

    def _put(self, entries: tuple[Entry, ...]) -> tuple[Path, list[str], Roll]:
        self.made += 1
        self.kept.entries.clear()
        for one in entries:
            self.kept.add(self.kept.keep(one))
        order = [one.id for one in entries]
        places = [self.kept.places[one] for one in order]
        roll = Roll.of([digest_of(one) for one in entries], places)
        return self.folder / f"{self.made}", order, roll


@pytest.fixture
def maker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Maker]:
    """A maker of indexes, however much changes; children stand apart where they are not few."""
    monkeypatch.setattr(renew, "FEW_WORDS", 0)
    monkeypatch.setattr(renew, "FEW_RUNS", 0)
    monkeypatch.setattr(posting, "LARGE", 16)
    monkeypatch.setattr(level, "INLINE", 96)
    monkeypatch.setattr(level, "SHARE", 96)
    made = Maker(tmp_path)
    with made.kept:
        yield made


def contents(site: Site, *below: Site) -> dict[str, bytes]:
    """Every file that belongs to an index, from the newest folder that has it."""
    shelves = [Shelf(one.folder / "search") for one in (site, *below)]
    return {
        name: next(path for shelf in shelves if (path := shelf.find(name)).is_file()).read_bytes()
        for name in site.made.files
    }


def same(maker: Maker, former: Site, entries: tuple[Entry, ...], jobs: int = 1) -> bool:
    """Whether the index could be changed in part, and then is the one that is written whole."""
    changed, whole = maker.renewed(former, entries, jobs), maker.whole(entries)
    if changed is None:
        return False
    assert contents(changed, former) == contents(whole)
    assert changed.made == whole.made
    assert changed.proof == whole.proof
    written = {path for path in (changed.folder / "search").rglob("*") if path.is_file()}
    assert {path.relative_to(changed.folder / "search").as_posix() for path in written} <= {
        *changed.made.files
    }
    return True


def some_entries(dice: random.Random, count: int) -> tuple[Entry, ...]:
    """Entries that share much, so that there are deep trees and whole sets."""
    clauses = ["".join(dice.choices(SIGNS, k=dice.randint(1, 12))) for _ in range(20)]
    return tuple(
        an_entry(f"cf-{number:04d}", said(dice, clauses, 2), said(dice, clauses, 9))
        for number in range(count)
    )


def said(dice: random.Random, clauses: list[str], most: int) -> str:
    """Some pieces of words."""
    return "甲乙丙丁" + "".join(
        f"{one}\n" for one in dice.choices(clauses, k=dice.randint(0, most))
    )


def edited(dice: random.Random, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The entries after something was done to one or two of them."""
    those = list(entries)
    for _ in range(dice.randint(1, 2)):
        at = dice.randrange(len(those) + 1)
        match dice.choice(("words", "words", "head", "gone", "came", "deleted", "twin")):
            case "came":
                (new,) = some_entries(dice, 1)
                name = f"cf-{dice.randrange(1 << 40)}"
                those.insert(at, an_entry(name, new.head[:-1], new.body[:-1]))
            case "words" if at < len(those):
                body, place = those[at].body, dice.randrange(len(those[at].body) or 1)
                told = body[:place] + dice.choice(SIGNS) + body[place + dice.randint(0, 3) :]
                those[at] = an_entry(those[at].id, those[at].head[:-1], told.rstrip("\n"))
            case "head" if at < len(those):
                those[at] = an_entry(
                    those[at].id, those[at].body[:9].strip(), those[at].head.strip()
                )
            case "twin" if at < len(those):
                other = dice.choice(those)
                those[at] = an_entry(those[at].id, other.head[:-1], other.body[:-1])
            case "gone" if at < len(those):
                those[at] = gone(those[at])
            case "deleted" if at < len(those):
                del those[at]
    return tuple(those)


@pytest.mark.parametrize(
    "seed", [*range(6), *(pytest.param(n, marks=pytest.mark.long) for n in range(100, 400))]
)
def test_an_index_changed_in_part_is_the_index_written_whole(maker: Maker, seed: int) -> None:
    dice = random.Random(seed)
    entries = some_entries(dice, dice.choice((9, 30, 60)))
    for _ in range(3):
        former = maker.whole(entries)
        entries = edited(dice, entries)
        same(maker, former, entries)


def test_it_is_the_same_however_many_work(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grams, "SHARE", 512)
    monkeypatch.setattr(grams, "AT_LEAST", 1)
    entries = some_entries(random.Random(7), 60)
    assert same(maker, maker.whole(entries), (gone(entries[0]), *entries[1:]), jobs=2)


def test_an_index_of_nothing_comes_to_hold_something_and_nothing_again(maker: Maker) -> None:
    one = an_entry("cf-0000", "甲乙", "丙丁")
    assert same(maker, maker.whole(()), (one,))
    assert same(maker, maker.whole((one,)), (gone(one),))
    assert same(maker, maker.whole((one,)), ())


def test_a_run_that_more_than_a_few_come_to_have_grows_children_and_loses_them_again(
    maker: Maker,
) -> None:
    many = tuple(an_entry(f"cf-{n:04d}", f"甲{n}乙丙丁戊", "乙丙丁戊" * 40) for n in range(9))
    fewer = (*many[:-1], an_entry(many[-1].id, "甲", "丁"))
    assert same(maker, maker.whole(fewer), many)
    assert same(maker, maker.whole(many), fewer)


def test_records_of_equal_words_may_come_and_go_between_others(maker: Maker) -> None:
    twins = tuple(an_entry(f"cf-{n:04d}", "甲乙丙", "丁戊甲乙丙" * 3) for n in range(24))
    other = an_entry("cf-9999", "丁戊", "丙丁戊甲")
    assert same(maker, maker.whole(twins), (*twins[:20], other, *twins[20:]))
    assert same(maker, maker.whole(twins), (*twins[:3], *twins[5:]))


def test_where_more_numbers_are_due_all_is_written_anew(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "ROOM", 16)
    entries = some_entries(random.Random(1), 17)
    assert same(maker, maker.whole(entries[:14]), entries[:15])
    assert not same(maker, maker.whole(entries[:15]), entries[:16])


@pytest.mark.parametrize("family", [grams, keys])
def test_where_another_number_of_files_is_due_all_is_written_anew(
    maker: Maker, family: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = some_entries(random.Random(2), 40)
    monkeypatch.setattr(family, "SHARE", 256)
    former = maker.whole(entries)
    assert same(maker, former, (gone(entries[0]), *entries[1:]))
    assert not same(maker, former, entries[:4])


def test_where_too_much_is_otherwise_all_is_written_anew(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = some_entries(random.Random(3), 40)
    former, after = maker.whole(entries), (gone(entries[0]), *entries[1:])
    assert same(maker, former, after)
    for name in ("FEW_WORDS", "FEW_RUNS"):
        with monkeypatch.context() as patch:
            patch.setattr(renew, name, 10_000)
            assert not same(maker, former, after)


@pytest.mark.parametrize("family", ["grams", "keys"])
def test_what_cannot_be_believed_is_written_anew(maker: Maker, family: str) -> None:
    entries = some_entries(random.Random(4), 20)
    after = (gone(entries[0]), *entries[1:])
    for damage in (Path.unlink, lambda path: path.write_bytes(b""), _of_another_kind):
        former = maker.whole(entries)
        for path in (former.folder / "search" / family).rglob("*.bin"):
            damage(path)
        assert maker.renewed(former, after) is None


def _of_another_kind(path: Path) -> None:
    path.write_bytes(gzip.compress(b"other"))


def test_an_index_of_other_words_than_was_believed_is_written_anew(maker: Maker) -> None:
    entries = some_entries(random.Random(5), 20)
    former, others = maker.whole(entries), maker.whole((gone(entries[0]), *entries[1:]))
    mistaken = former._replace(folder=others.folder)
    assert maker.renewed(mistaken, (gone(entries[0]), *entries[1:])) is None
    mistaken = others._replace(folder=former.folder)
    assert maker.renewed(mistaken, entries) is None


def test_what_is_renewed_is_proved(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = some_entries(random.Random(6), 20)
    former, add = maker.whole(entries), Shelf.add

    def lying(self: Shelf, family: str, number: int, content: bytes) -> bytes:
        return add(self, family, number, content.replace(b"cf-0003", b"cf-0004"))

    for family in ("keys", "blocks"):
        with monkeypatch.context() as patch:
            patch.setattr(Shelf, "add", lying)
            with pytest.raises(SearchFailed):
                maker.renewed(former, (*entries[:3], gone(entries[3]), *entries[4:]))
        assert family


def test_what_a_record_says_no_longer_leads_nowhere(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = some_entries(random.Random(7), 20)
    former, add = maker.whole(entries), Shelf.add
    there = Former(former.folder / "search")

    def stale(self: Shelf, family: str, number: int, content: bytes) -> bytes:
        kept = there.get(family, number) if family == "grams" else content
        return add(self, family, number, kept)

    monkeypatch.setattr(Shelf, "add", stale)
    with pytest.raises(SearchFailed, match="却还查得到"):
        maker.renewed(former, (*entries[:3], gone(entries[3]), *entries[4:]))


edits = st.integers(1, 40).flatmap(
    lambda universe: st.tuples(
        st.just(universe),
        *(st.sets(st.integers(0, universe - 1)) for _ in range(2)),
        st.lists(st.booleans(), max_size=50),
        st.sets(st.integers(0, 60)),
    )
)


@given(edits, st.booleans())
def test_a_set_that_is_edited_is_what_plain_sets_say(
    told: tuple[int, set[int], set[int], list[bool], set[int]], complement: bool
) -> None:
    universe, members, left, pattern, flipped = told
    written = set(range(universe)) - members if complement else members
    edited = Posting(np.array(sorted(written), dtype=np.int64), complement, universe)
    kept = [place in members for place in range(universe) if place not in left]
    after: list[bool] = []
    came: list[int] = []
    for new in pattern:
        if new:
            came.append(len(after))
        after += [False] if new else kept[:1]
        kept = kept if new else kept[1:]
    after += kept
    edited.move(sorted(left, reverse=True), came)
    for place in flipped & {*range(len(after))}:
        after[place] = not after[place]
        edited.set(place, member=after[place])
    now = [place for place, there in enumerate(after) if there]
    assert edited.size == len(now)
    assert [edited.rank(place) for place in now] == list(range(len(now)))
    assert all(edited.rank(place) is None for place in {*range(len(after))} - {*now})
    assert edited.at(np.arange(len(now))).tolist() == now
    ((code, bits),) = posting.told([edited])
    ((read, rest),) = posting.read([(bits + b"rest", code, len(after))])
    assert (read.at(np.arange(read.size)).tolist(), rest) == (now, b"rest")
