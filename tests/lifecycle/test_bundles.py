"""Values kept many to a row: what is read back is what was kept, and little is written for one change."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.lifecycle.phrase import Phrase
from portal.lifecycle.view import Link
from portal.source import bundles
from portal.source.bundles import Bundles
from portal.source.memory import Aside, Memory, Unreadable
from portal.source.sharing import alike

KIND = "unit"


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    memory = Memory(tmp_path, "key")
    yield memory
    memory.close()


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "SIZE", 4)


def kept(memory: Memory, values: dict[str, object], changed: set[str]) -> int:
    """Keep values in the place of what is there; return how many rows are written."""
    there = Bundles(memory, KIND)
    there.all(())
    before = memory.all(KIND)
    there.keep(values, changed)
    after = memory.all(KIND)
    return sum(before.get(place) != row for place, row in after.items())


def test_after_any_edits_all_is_there_and_nothing_else(memory: Memory) -> None:
    chance, values = random.Random(7), dict[str, object]()
    for _ in range(60):
        gone = {one for one in values if chance.random() < 0.1}
        new = {f"id-{chance.randrange(80)}": chance.random() for _ in range(chance.randrange(12))}
        values = {key: value for key, value in values.items() if key not in gone} | new
        kept(memory, values, gone | new.keys())
        assert Bundles(memory, KIND).all(values) == values


def test_one_change_writes_one_row(memory: Memory) -> None:
    values: dict[str, object] = {f"id-{number}": number for number in range(64)}
    assert kept(memory, values, {*values}) == 16
    assert kept(memory, {**values, "id-7": 0}, {"id-7"}) == 1
    assert kept(memory, {**values, "id-7": 0}, set()) == 0


def test_of_what_is_gone_nothing_is_kept(memory: Memory) -> None:
    values: dict[str, object] = {f"id-{number}": f"name {number}" for number in range(64)}
    kept(memory, values, {*values})
    values.pop("id-7")
    kept(memory, values, {"id-7"})
    assert not any(b"name 7" in row for row in memory.all(KIND).values())


def test_what_is_lost_is_said(memory: Memory) -> None:
    kept(memory, {"a": 1}, {"a"})
    with pytest.raises(Unreadable):
        Bundles(memory, KIND).all(["a", "b"])


def test_what_values_say_alike_is_one_thing_again(memory: Memory) -> None:
    def link() -> Link:
        title = "".join(["云溪市", "城管局"])
        return Link("jg-1", "agency", title, "/agencies/jg-1/", "current", Phrase("现行有效"))

    kept(memory, {key: alike((link(), "".join(["公", "示"]))) for key in "ab"}, {"a", "b"})
    found = Bundles(memory, KIND).all("ab")
    assert found["a"][0] is found["b"][0]
    assert found["a"][1] is found["b"][1]
    assert isinstance(found["a"][0].state_label, Phrase)


def test_what_is_not_wanted_of_what_is_there_is_gone_or_another(memory: Memory) -> None:
    before = dict.fromkeys(map(str, range(40)), 1)
    Bundles(memory, KIND).keep(before, before)
    there = Bundles(memory, KIND)
    wanted = before.keys() - {"7", "8"}
    assert there.those(wanted) == dict.fromkeys(wanted, 1)
    after = {**before, "7": 2}
    del after["8"]
    there.keep(after, ())
    assert Bundles(memory, KIND).all() == after


def test_without_a_memory_nothing_is_kept() -> None:
    there = Bundles(None, KIND)
    there.keep({"a": 1}, {"a"})
    assert there.those(()) == {}


@pytest.mark.parametrize("row", [b"", b"\0", b"\x80\x05K\x01."], ids=["empty", "noise", "a number"])
def test_a_damaged_bundle_is_unreadable(memory: Memory, row: bytes) -> None:
    Bundles(memory, KIND).keep({"a": 1}, {"a"})
    memory.put(KIND, [("0", row)])
    with pytest.raises(Unreadable, match=KIND):
        Bundles(memory, KIND).all()


def test_what_is_kept_aside_is_kept_when_the_memory_hears_of_it(memory: Memory) -> None:
    before = {"a": 1, "b": 2}
    Bundles(memory, KIND).keep(before, before)
    aside = Aside(memory, [], [KIND])
    there = Bundles(aside, KIND)
    assert there.all(before) == before
    there.keep({"b": 3}, before)
    assert Bundles(memory, KIND).all() == before
    memory.hear(aside.told)
    assert Bundles(memory, KIND).all() == {"b": 3}
    with pytest.raises(Unreadable):
        Bundles(aside, KIND).all(["c"])
    assert Bundles(memory, KIND).all() == {"b": 3}  # whoever holds the file deletes it, nobody else
