"""Change a record's file and leave every other line, comment and quote as it was (改动文件)."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from portal.source.text import Refused
from portal.source.yamlfile import parse
from portal.staff.writer import dump, dump_item

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_BETWEEN_BLOCKS = re.compile(r"(#.*|\s*)$")
_DOCUMENT_END = re.compile(r"(\.\.\.|---)(\s|$)")
_ITEM = re.compile(r"(\s*)- ")
_COMMENT = re.compile(r"\s+#[^\r\n]*")
BYTE_ORDER_MARK = "\ufeff"


class NotEditable(Exception):
    """The file is written in a way that cannot be changed line by line."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What shall change: top-level fields to set, fields to drop, one change to append."""

    values: Mapping[str, Any]
    dropped: Sequence[str] = ()
    change: Mapping[str, Any] | None = None

    def applied(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return what `content` becomes."""
        kept = {name: value for name, value in content.items() if name not in self.dropped}
        told = {**kept, **self.values}
        changes = [*told.get("changes", ()), *([self.change] if self.change else ())]
        return {**told, **({"changes": changes} if changes else {})}


def edit(text: str, order: Sequence[str], change: Edit) -> str:
    """Return `text` with `change` made; new fields stand where `order` of keys puts them.

    The result is read again: what does not say exactly what was meant raises
    :class:`NotEditable`.
    """
    mark, body = (BYTE_ORDER_MARK, text[1:]) if text.startswith(BYTE_ORDER_MARK) else ("", text)
    before = parse(body).content
    document = _Document(body)
    for name in change.dropped:
        document.drop(name)
    for name, value in change.values.items():
        document.put(name, value, order)
    if change.change:
        document.append("changes", change.change, before.get("changes", ()))
    after = document.text()
    if not _says(after, change.applied(before)):
        raise NotEditable("这个文件的写法不能自动改动，请手工修改。")
    return mark + after


def put_back(text: str, former: str, names: Sequence[str]) -> str:
    """Return `text` with the fields `names`, where both have them, as they stand in `former`."""
    mark, body = (BYTE_ORDER_MARK, text[1:]) if text.startswith(BYTE_ORDER_MARK) else ("", text)
    here, there = _Document(body), _Document(former.removeprefix(BYTE_ORDER_MARK))
    for name in names:
        if name in here.blocks and name in there.blocks and here.newline == there.newline:
            here.blocks[name] = there.blocks[name]
    return mark + here.text()


def _says(text: str, content: Mapping[str, Any]) -> bool:
    try:
        parsed = parse(text)
    except Refused:
        return False
    return bool(parsed.content == content and not parsed.findings)


class _Document:
    """The lines of a file, cut into its top-level blocks."""

    def __init__(self, text: str) -> None:
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self.lines: list[str] = _LINE.findall(text)
        if self.lines and not self.lines[-1].endswith(("\r", "\n")):
            self.lines[-1] += self.newline
        keys = [(loc[0], line) for loc, line in parse(text).lines.items() if len(loc) == 1]
        starts = [line - 1 for _, line in keys]
        if len(set(starts)) != len(starts) or not keys or "{" in self.lines[starts[0]][:1]:
            raise NotEditable("这个文件写成了一行（{…}），请改成每行一个字段再试。")
        first = self.lines[starts[0]]
        self.indent = first[: len(first) - len(first.lstrip())]
        self.head = self.lines[: starts[0]]
        ends = [*starts[1:], len(self.lines)]
        self.blocks: dict[str, list[str]] = {}
        self.gaps: dict[str, list[str]] = {}
        for (name, _), start, end in zip(keys, starts, ends, strict=True):
            stop = self._end_of_block(start, end)
            self.blocks[str(name)] = self.lines[start:stop]
            self.gaps[str(name)] = self.lines[stop:end]

    def _end_of_block(self, start: int, end: int) -> int:
        """Return where the block ends: blank lines and comments after it are not its own."""
        for number in range(start + 1, end):
            if _DOCUMENT_END.match(self.lines[number]):
                end = number
                break
        while end > start + 1 and _BETWEEN_BLOCKS.match(self.lines[end - 1].rstrip("\r\n")):
            end -= 1
        return end

    def text(self) -> str:
        parts = (line for name in self.blocks for line in (*self.blocks[name], *self.gaps[name]))
        return "".join((*self.head, *parts))

    def drop(self, name: str) -> None:
        """Take the block away; a comment that stood above it stays."""
        names = list(self.blocks)
        gap = self.gaps.pop(name)
        del self.blocks[name]
        above = names.index(name) - 1
        (self.gaps[names[above]] if above >= 0 else self.head).extend(gap)

    def put(self, name: str, value: Any, order: Sequence[str]) -> None:
        lines = self._written(dump({name: value}))
        if name in self.blocks:
            comment = _comment(self.blocks[name][0])
            lines[0] = lines[0].rstrip("\r\n") + comment + self.newline
            self.blocks[name] = lines
            return
        position = self._position(name, order)
        self.blocks = _inserted(self.blocks, position, name, lines)
        self.gaps = _inserted(self.gaps, position, name, self._gap_moved(position))

    def _position(self, name: str, order: Sequence[str]) -> int:
        """Return behind how many blocks a new field stands: after the last that precedes it."""
        before = set(order[: order.index(name)]) if name in order else set(order) - {"changes"}
        places = [place for place, other in enumerate(self.blocks, 1) if other in before]
        return max(places, default=0)

    def _gap_moved(self, position: int) -> list[str]:
        """Blank lines and comments above the next block stay above it."""
        if position == 0:
            return []
        above = list(self.blocks)[position - 1]
        gap, self.gaps[above] = self.gaps[above], []
        return gap

    def append(self, name: str, item: Mapping[str, Any], before: Sequence[Any]) -> None:
        first = next(filter(None, map(_ITEM.match, self.blocks[name][1:])), None)
        if first is None:
            self.blocks[name] = self._written(dump({name: [*before, item]}))
            return
        lines = textwrap.indent(dump_item(item), first[1])
        self.blocks[name] += self._broken(lines)

    def _written(self, text: str) -> list[str]:
        return self._broken(textwrap.indent(text, self.indent))

    def _broken(self, text: str) -> list[str]:
        return [line.rstrip("\n") + self.newline for line in text.splitlines(keepends=True)]


def _inserted(
    blocks: dict[str, list[str]], position: int, name: str, lines: list[str]
) -> dict[str, list[str]]:
    items = list(blocks.items())
    return dict([*items[:position], (name, lines), *items[position:]])


def _comment(line: str) -> str:
    """Return the comment behind a value, with the space before it, or nothing."""
    taken: set[int] = set()
    try:
        for event in yaml.parse(line, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.ScalarEvent) and event.style not in ("|", ">"):
                taken.update(_columns(event, len(line)))
    except yaml.YAMLError:
        return ""  # the value goes on below: what looks like a comment may belong to it
    found = (m for m in _COMMENT.finditer(line) if line.index("#", m.start()) not in taken)
    return next((match[0].rstrip() for match in found), "")


def _columns(event: yaml.ScalarEvent, length: int) -> range:
    start, end = event.start_mark, event.end_mark
    assert start is not None
    assert end is not None
    return range(start.column, end.column if end.line == 0 else length)
