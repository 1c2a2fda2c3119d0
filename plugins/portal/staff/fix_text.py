"""A record's file made to say something else, in as few lines as can be (改写文件)."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from portal.model import Record
from portal.source.text import Refused
from portal.source.yamlfile import parse
from portal.staff.edit import Edit, NotEditable, edit
from portal.staff.rewrite import rewritten
from portal.staff.writer import dump_item, order


def saying(text: str, kind: type[Record], target: Mapping[str, Any]) -> str:
    """Return `text` so changed that it says `target`: of the ways there are, the smallest.

    Raises :class:`portal.staff.edit.NotEditable`.
    """
    ways: tuple[Callable[[], str], ...] = (
        lambda: rewritten(text, order(kind), target),
        lambda: _by_items(text, order(kind), target),
    )
    found = [after for way in ways for after in _tried(way, target)]
    if not found:
        raise NotEditable("这个文件的写法不能自动改动，请手工修改。")
    return min(found, key=lambda after: _distance(text, after))


def _tried(way: Callable[[], str], target: Mapping[str, Any]) -> Iterator[str]:
    try:
        after = way()
        if parse(after.removeprefix("\ufeff")).content == target:
            yield after
    except (NotEditable, Refused):
        return


def _distance(before: str, after: str) -> int:
    """Return how many lines a diff would show."""
    old, new = before.splitlines(), after.splitlines()
    same = sum(block.size for block in SequenceMatcher(None, old, new, False).get_matching_blocks())
    return len(old) + len(new) - 2 * same


def _by_items(text: str, keys: Sequence[str], target: Mapping[str, Any]) -> str:
    """Set the fields that differ, then the changes one by one: those that stay keep their lines."""
    now = parse(text.removeprefix("\ufeff")).content
    values = {n: v for n, v in target.items() if n != "changes" and now.get(n) != v}
    dropped = [name for name in now if name not in target]
    after = edit(text, keys, Edit(values, dropped)) if values or dropped else text
    return with_changes(after, target["changes"])


def with_changes(text: str, wanted: Sequence[Mapping[str, Any]]) -> str:
    """Return `text` with the changes `wanted`; what it has of them is moved line by line.

    Raises :class:`portal.staff.edit.NotEditable` where the changes do not stand one below another.
    """
    parsed = parse(text.removeprefix("\ufeff"))
    items = _items(text, parsed.lines)
    told: list[Mapping[str, Any]] = parsed.content["changes"]
    free = list(range(len(told)))
    lines = text.splitlines(keepends=True)
    newline = "\r\n" if "\r\n" in text else "\n"
    indent = lines[items[0][0]][: len(lines[items[0][0]]) - len(lines[items[0][0]].lstrip())]
    written: list[str] = []
    for change in wanted:
        place = next((number for number in free if told[number] == change), None)
        if place is None:
            place = next((number for number in free if _is_same_one(told[number], change)), None)
            block = "".join(lines[slice(*items[place])]) if place is not None else ""
            written.append(_patched(block, change, indent, newline))
        else:
            written.append(_ended("".join(lines[slice(*items[place])]), newline))
        if place is not None:
            free.remove(place)
    return "".join((*lines[: items[0][0]], *written, *lines[items[-1][1] :]))


def _items(text: str, places: Mapping[Any, int]) -> list[tuple[int, int]]:
    """Return where the lines of each change begin and end."""
    lines = text.splitlines(keepends=True)
    starts = [line - 1 for loc, line in places.items() if loc[:1] == ("changes",) and len(loc) == 2]
    if len(set(starts)) != len(starts) or not all(
        lines[start].lstrip().startswith("- ") for start in starts
    ):
        raise NotEditable("changes 没有写成一项一段，请手工修改。")
    below = [line - 1 for loc, line in places.items() if len(loc) == 1 and line - 1 > starts[-1]]
    end = min(below, default=len(lines))
    while end > starts[-1] + 1 and lines[end - 1].lstrip()[:1] in ("", "#"):
        end -= 1
    return list(zip(starts, (*starts[1:], end), strict=True))


def _is_same_one(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    apart = ("was", "added", "withheld", "date", "note", "note_withheld")
    return {n: v for n, v in one.items() if n not in apart} == {
        n: v for n, v in other.items() if n not in apart
    }


def _patched(block: str, change: Mapping[str, Any], indent: str, newline: str) -> str:
    """Return the lines of a change made to say `change`; anew where that cannot be."""
    anew = textwrap.indent(dump_item(change), indent).replace("\n", newline)
    if not block:
        return anew
    alone = textwrap.dedent(block.replace("- ", "  ", 1))
    try:
        now = parse(alone).content
        values = {n: v for n, v in change.items() if now.get(n) != v}
        dropped = [name for name in now if name not in change]
        after = edit(alone, list(change), Edit(values, dropped))
    except (NotEditable, Refused):
        return anew
    inner = textwrap.indent(after, indent + "  ")
    return _ended(inner.replace(indent + "  ", indent + "- ", 1), newline)


def _ended(block: str, newline: str) -> str:
    return block if block.endswith("\n") else block + newline
