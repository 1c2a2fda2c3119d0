"""An index that is changed in part is the index that is written whole, byte for byte."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from portal.lifecycle.digest import digest_of
from portal.site.exports import as_json
from portal.site.search import (
    Entry,
    Index,
    Proof,
    Roll,
    Spool,
    level,
    prove,
    prove_renewed,
    renew,
    renew_index,
    write_index,
)
from portal.site.search.entry import Key
from portal.site.search.files import Shelf

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
    return replace(entry, content=b"", head="", body="", keys=keys, facets=(), day=0)


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

    def renewed(self, former: Site, entries: tuple[Entry, ...]) -> Site | None:
        """The index that is made of a former one; None where it cannot be."""
        output, order, roll = self._put(entries)
        below, was = former.folder / "search", (former.made, former.roll)
        made = renew_index(output, self.kept, order, FACTS, below=below, was=was, roll=roll)
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


def same(maker: Maker, former: Site, entries: tuple[Entry, ...]) -> bool:
    """Whether the index could be changed in part, and then is the one that is written whole."""
    changed, whole = maker.renewed(former, entries), maker.whole(entries)
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
