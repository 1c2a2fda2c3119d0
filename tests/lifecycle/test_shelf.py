"""What is kept of a kind, told in parts: nobody who asked is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.lifecycle.notes import Notes
from portal.lifecycle.shelf import Made, Shelf, packed
from portal.lifecycle.watched_day import FIRST, LAST
from portal.source.memory import Memory

DAY = (FIRST + LAST) // 2
LAW, OTHER = ("link", "law"), ("link", "other")


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    memory = Memory(tmp_path, "key")
    yield memory
    memory.close()


def made(value: str, *asks: tuple[str, str], last: int = LAST) -> Made:
    return packed(value), Notes(set(asks), FIRST, last)


def shelf(memory: Memory) -> Shelf:
    return Shelf(memory, "unit", b"around")


def test_who_asked_is_known_of_every_part(memory: Memory) -> None:
    first = shelf(memory)
    first.keep({"a": made("A", LAW)})
    first.keep({"b": made("B", LAW), "c": made("C", OTHER)})
    first.settle()
    assert shelf(memory).outdated([LAW], DAY) == {"a", "b"}
    assert shelf(memory).all() == {"a": "A", "b": "B", "c": "C"}


def test_parts_of_a_later_time_join_what_was_known(memory: Memory) -> None:
    first = shelf(memory)
    first.keep({"a": made("A", LAW), "b": made("B", LAW)})
    first.settle()
    later = shelf(memory)
    assert later.outdated([LAW], DAY) == {"a", "b"}
    later.keep({"a": made("A2", OTHER)})
    later.keep({"c": made("C", LAW)})
    later.settle()
    assert shelf(memory).outdated([LAW], DAY) == {"b", "c"}
    assert shelf(memory).outdated([OTHER], DAY) == {"a"}


def test_settled_twice_is_settled_once(memory: Memory) -> None:
    first = shelf(memory)
    first.keep({"a": made("A", LAW)})
    first.settle()
    first.keep({"b": made("B", LAW)})
    first.settle()
    first.settle()
    assert shelf(memory).outdated([LAW], DAY) == {"a", "b"}


def test_what_is_gone_asks_for_nothing(memory: Memory) -> None:
    first = shelf(memory)
    first.keep({"a": made("A", LAW), "b": made("B", LAW)})
    first.settle()
    later = shelf(memory)
    waiting, gone = later.lacking(["b"], [LAW], DAY)
    assert (waiting, gone) == (["b"], ["a"])
    later.keep({}, gone)
    later.settle()
    assert shelf(memory).outdated([LAW], DAY) == {"b"}
    assert shelf(memory).all() == {"b": "B"}


def test_what_holds_until_a_day_is_outdated_after_it(memory: Memory) -> None:
    first = shelf(memory)
    first.keep({"a": made("A", last=DAY)})
    first.settle()
    assert shelf(memory).outdated([], DAY) == set()
    assert shelf(memory).outdated([], DAY + 1) == {"a"}


def test_a_full_disk_can_be_taken_back(memory: Memory) -> None:
    memory.put("kind", [("a", b"A")])
    assert memory.commit()
    memory._base.execute("PRAGMA max_page_count = 1")
    memory.put("kind", [(str(one), b"x" * 10_000) for one in range(100)])
    memory.rollback()
    assert memory.get("kind", "a") == b"A"
    assert not memory.commit()
