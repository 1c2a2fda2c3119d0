"""What is looked for after a removal, however it is written, in whatever encoding (查找的内容)."""

from __future__ import annotations

import codecs
import gzip
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from portal.lifecycle.history import versions
from portal.lifecycle.names import every_name
from portal.model import Record
from portal.model.numbers import folded
from portal.model.shape import Shape, shape_of, shapes
from portal.source.text import Refused
from portal.source.yamlfile import parse
from portal.staff.edit import BYTE_ORDER_MARK

GZIP = b"\x1f\x8b"
MOST_LINES = 8  # over which a value may be broken
_WORD = r"""(?:"([^"\n]*)|'([^'\n]*)|([^,}#"'\n]+))"""
WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Sought:
    """Values to be found in every width, case and kind of bracket, broken over lines or not."""

    values: tuple[str, ...]

    @cached_property
    def _folded(self) -> tuple[str, ...]:
        return tuple(filter(None, map(folded, self.values)))

    def told_in(self, text: str) -> bool:
        """Return whether the text tells one of the values."""
        plain = folded(text)
        return any(value in plain for value in self._folded)

    def in_bytes(self, data: bytes) -> bool:
        """Return whether a file of this content tells one of the values."""
        return self.told_in(text_in(data))

    def lines(self, text: str) -> list[int]:
        """Return the lines on which values stand, or begin, by number."""
        if not self.told_in(text):
            return []
        lines = text.splitlines()
        found = [number for number, line in enumerate(lines, 1) if self.told_in(line)]
        return found or list(self._broken(lines))

    def _broken(self, lines: Sequence[str]) -> Iterator[int]:
        """Yield the lines on which values begin that end on a later one."""
        for number in range(len(lines)):
            rest = "\n".join(lines[number + 1 : number + MOST_LINES])
            if self.told_in(f"{lines[number]}\n{rest}") and not self.told_in(rest):
                yield number + 1


def text_in(data: bytes) -> str:
    """Return the text of a file, unpacked, in the encoding that it is in."""
    try:
        data = gzip.decompress(data) if data[:2] == GZIP else data
    except (OSError, EOFError):
        return ""
    if data.startswith(WIDE):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return f"{data.decode('utf-8', 'replace')}\n{data.decode('gb18030', 'replace')}"


def content_of(text: str) -> dict[str, Any]:
    """Return what a record's file says; nothing where it cannot be read."""
    try:
        return dict(parse(text.removeprefix(BYTE_ORDER_MARK)).content)
    except Refused:
        return {}


def names_in(kind: type[Record], text: str) -> set[str]:
    """Return the names, codes and numbers by which a version of a record, or somebody in it, is known.

    Of a version that is not right, whatever stands in the fields that would tell.
    """
    content = content_of(text)
    record = kind.read(content)[0]
    if record is None:
        return set(_roughly(kind, content, text))
    numbers = {getattr(at.record, name) for at in versions(record) for name in kind.KNOWN_BY}
    return {*every_name(record).hidden, *filter(None, numbers)}


def _roughly(kind: type[Record], content: Mapping[str, Any], text: str) -> Iterator[str]:
    telling = {s.name: s for s in kind.fields() if s.identifying or s.name in kind.KNOWN_BY}
    if not content:
        keys = "|".join(sorted({name for shape in telling.values() for name in _inner(shape)}))
        for match in re.finditer(rf"(?m)(?:^|[{{,])[\s-]*(?:{keys}):[ \t]*{_WORD}", text):
            yield next(filter(None, match.groups()), "").strip()
        return
    changes = content.get("changes")
    edits = (
        [one.get("was") for one in changes if isinstance(one, dict)]
        if isinstance(changes, list)
        else []
    )
    for told in (content, *(was for was in edits if isinstance(was, dict))):
        for name, shape in telling.items():
            yield from _words(shape, told.get(name))


def _inner(shape: Shape) -> list[str]:
    """Return the keys under which a telling field has its words."""
    inner = shapes(shape.part) if shape.part else (shape,)
    return [one.name for one in inner if one.kind and not one.kind.options]


def _words(shape: Shape, value: object) -> Iterator[str]:
    """Yield the texts in a telling field, but for choices."""
    if isinstance(value, str) and not (shape.kind and shape.kind.options):
        yield value.strip()
    elif isinstance(value, list):
        for one in value:
            yield from _words(shape, one)
    elif isinstance(value, dict) and shape.part:
        inner = shape_of(shape.part)
        for name, one in value.items():
            if name in inner:
                yield from _words(inner[name], one)
