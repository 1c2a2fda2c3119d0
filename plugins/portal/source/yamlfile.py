"""YAML that carries text and nothing else, with the line of every key and value.

PyYAML's C parser yields events; the builder makes strings, lists and maps of them. `NO`, `010`,
`12:30` and `9133010079965505E8` stay what was typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from portal.model.faults import MOST_FAULTS
from portal.model.shape import Loc
from portal.problem import Rule
from portal.source import rules
from portal.source.text import Refused

MAX_DEPTH = 20
_FULL_WIDTH_COLON = re.compile(r"^ *(?:- +)*[a-z_]+ *：", re.MULTILINE)
_NO_SPACE = re.compile(r" *(?:- +)*([a-z_]+):(?!//)\S")
_TAB_INDENT = re.compile(r"^ *\t", re.MULTILINE)


@dataclass(slots=True)
class Parsed:
    """A parsed file: its content, the line of every place, and what is wrong with it."""

    content: Any = None
    lines: dict[Loc, int] = field(default_factory=dict)
    findings: list[tuple[Rule, int, str]] = field(default_factory=list)

    def line(self, loc: Loc) -> int:
        """Return the line of `loc`, or of the nearest place above it."""
        while loc not in self.lines and loc:
            loc = loc[:-1]
        return self.lines.get(loc, 1)


@dataclass(slots=True)
class _Open:
    """A list or map that is still being filled."""

    content: dict[str, Any] | list[Any]
    loc: Loc
    key: str | None = None

    def place(self) -> Loc:
        return (*self.loc, len(self.content) if self.key is None else self.key)


def parse(text: str) -> Parsed:
    """Parse `text`; raise :class:`Refused` where it cannot be read on."""
    builder = _Builder()
    try:
        parser = yaml.CLoader(text)  # the C parser, asked for events alone
        while not isinstance(event := parser.get_event(), yaml.StreamEndEvent):
            builder.take(event)
    except yaml.YAMLError as error:
        raise _refusal(text, error) from None
    parsed = builder.parsed
    if not isinstance(parsed.content, dict):
        raise Refused(rules.YAML, *_cause(text, 1, "文件应由“字段名: 值”组成，现在不是。"))
    return parsed


class _Builder:
    """Turns parser events into text, lists and maps."""

    def __init__(self) -> None:
        self.parsed = Parsed()
        self.open: list[_Open] = []
        self.documents = 0

    def take(self, event: Any) -> None:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._refuse_features(event)
            self._scalar(event)
        elif kind in (yaml.MappingStartEvent, yaml.SequenceStartEvent):
            self._refuse_features(event)
            self._start({} if kind is yaml.MappingStartEvent else [], event)
        elif kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
            self._end(event)
        elif kind is yaml.AliasEvent:
            raise _feature(event, f"用了别名 *{event.anchor}")
        elif kind is yaml.DocumentStartEvent:
            self._document(event)

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            raise _feature(event, "一个文件里有多个文档（---）")
        if event.version or event.tags:
            raise _feature(event, "用了 YAML 指令（%）")

    def _refuse_features(self, event: Any) -> None:
        if event.anchor is not None:
            raise _feature(event, f"用了锚点 &{event.anchor}")
        if event.tag is not None:
            raise _feature(event, f"用了标签 {event.tag}")

    def _scalar(self, event: Any) -> None:
        line = event.start_mark.line + 1
        holder = self.open[-1] if self.open else None
        if holder and holder.key is None and isinstance(holder.content, dict):
            self._key(holder, event.value, line)
            return
        if not event.value.strip():
            self._find(rules.EMPTY, line, f"“{self._here()}”后面没有值；没有这一项就删去整行。")
        elif event.style is None or event.style == "":
            self._plain(event, line)
        self._add(event.value, line)

    def _plain(self, event: Any, line: int) -> None:
        colon = "：" in event.value and event.end_mark.line > event.start_mark.line
        if colon and (match := re.search(r"(?:^|\s)([a-z_]+) *：", event.value)):
            message = f"“{match[1]}”后面用了全角冒号“：”，请改成半角冒号加空格“: ”。"
            self._find(rules.YAML, line, message)

    def _key(self, holder: _Open, key: str, line: int) -> None:
        if key == "<<":
            raise Refused(rules.YAML_FEATURE, line, "用了合并键 <<，请把内容直接写出来。")
        if key in holder.content:
            first = self.parsed.lines[(*holder.loc, key)]
            message = f"“{key}”写了两次（第一次在第 {first} 行），请合并成一处。"
            self._find(rules.DUPLICATE_KEY, line, message)
        holder.key = key
        self.parsed.lines[(*holder.loc, key)] = line

    def _start(self, content: dict[str, Any] | list[Any], event: Any) -> None:
        line = event.start_mark.line + 1
        holder = self.open[-1] if self.open else None
        if holder and holder.key is None and isinstance(holder.content, dict):
            raise Refused(rules.YAML, line, "字段名只能是一个词，不能是列表或分项。")
        if len(self.open) >= MAX_DEPTH:
            raise Refused(rules.DEPTH, line, f"嵌套超过 {MAX_DEPTH} 层，请检查缩进。")
        loc = holder.place() if holder else ()
        if holder and isinstance(holder.content, list):
            self.parsed.lines[loc] = line
        self.open.append(_Open(content, loc))

    def _end(self, event: Any) -> None:
        closed = self.open.pop()
        line = event.start_mark.line + 1
        if not closed.content and self.open:
            line = self.parsed.lines.get(closed.loc, line)
            self._find(rules.EMPTY, line, f"“{closed.loc[-1]}”是空的；没有这一项就删去整行。")
        self._add(closed.content, line)

    def _add(self, value: Any, line: int) -> None:
        if not self.open:
            self.parsed.content = value
            return
        holder = self.open[-1]
        if isinstance(holder.content, list):
            self.parsed.lines.setdefault(holder.place(), line)
            holder.content.append(value)
        else:
            assert holder.key is not None
            holder.content[holder.key] = value
            holder.key = None

    def _here(self) -> str:
        return str(self.open[-1].place()[-1]) if self.open else "文件"

    def _find(self, rule: Rule, line: int, message: str) -> None:
        if len(self.parsed.findings) < MOST_FAULTS:
            self.parsed.findings.append((rule, line, message))


def _feature(event: Any, what: str) -> Refused:
    line = event.start_mark.line + 1
    return Refused(rules.YAML_FEATURE, line, f"{what}，请把内容直接写出来。")


def _refusal(text: str, error: yaml.YAMLError) -> Refused:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 1
    return Refused(
        rules.YAML,
        *_cause(text, line, "写法不对，请检查缩进（空格）、冒号后的空格和引号是否成对。"),
    )


def _cause(text: str, line: int, otherwise: str) -> tuple[int, str]:
    """Name the usual causes: a full-width colon, a tab, a missing space."""
    for pattern, message in (
        (_TAB_INDENT, "行首用了制表符（Tab）缩进，请改成空格。"),
        (_FULL_WIDTH_COLON, "字段名后面用了全角冒号“：”，请改成半角冒号加空格“: ”。"),
    ):
        if match := pattern.search(text):
            return text.count("\n", 0, match.start()) + 1, message
    lines = text.splitlines()
    for number in (line, line - 1):  # the parser notices it on the next line only
        if 0 < number <= len(lines) and (match := _NO_SPACE.match(lines[number - 1])):
            return number, f"“{match[1]}”的冒号后面少了一个空格，应写成“{match[1]}: 值”。"
    return line, otherwise
