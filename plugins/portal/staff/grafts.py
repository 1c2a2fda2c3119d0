"""Entries and items cut out of lists and maps, or put in, every other line as it was (逐项增删)."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import yaml

from portal.model.shape import Loc
from portal.source.text import Refused
from portal.source.yamlfile import parse
from portal.staff.edit import NotEditable
from portal.staff.lines import cut, inner, node_at
from portal.staff.writer import dump, dump_inline


@dataclass(frozen=True, slots=True)
class Graft:
    """One entry more or less: at `loc`, an entry to cut, a list to lengthen or a map to widen."""

    loc: Loc
    name: str = ""  # of the entry to put in
    value: Any = None

    def made(self, content: Any) -> None:
        """Do to `content` what is done to the text."""
        if self.name:
            inner(content, self.loc)[self.name] = self.value
        elif self.value is not None:
            inner(content, self.loc).append(self.value)
        else:
            del inner(content, self.loc[:-1])[self.loc[-1]]

    def written(self, text: str) -> str:
        """Return `text` with it; raise :class:`NotEditable` where it does not fit in."""
        if not self.name and self.value is None:
            return cut(text, self.loc)
        node = node_at(yaml.compose(text, Loader=yaml.SafeLoader), self.loc)
        if not isinstance(node, yaml.CollectionNode) or not node.value:
            raise NotEditable
        if node.flow_style:
            end = _last(node).end_mark.index
            entry = f"{self.name}: " if self.name else ""
            return f"{text[:end]}, {entry}{dump_inline(self.value)}{text[end:]}"
        return self._on_lines(text, node)

    def _on_lines(self, text: str, node: yaml.CollectionNode) -> str:
        """Return `text` with lines of its own for what is put in, below the last that is there."""
        last = _last(node)
        while isinstance(last, yaml.CollectionNode) and not last.flow_style:
            last = _last(last)
        end = last.end_mark.index
        if isinstance(last, yaml.ScalarNode) and last.style in ("|", ">"):
            end = len(text[:end].rstrip()) - 1
        stop = text.find("\n", end)
        stop = len(text) if stop < 0 else stop + 1
        newline = "\r\n" if "\r\n" in text else "\n"
        above = text[:stop] if text[:stop].endswith("\n") else text[:stop] + newline
        told = dump({self.name: self.value}) if self.name else _item(self.value)
        lines = textwrap.indent(told, " " * node.start_mark.column)
        return above + lines.replace("\n", newline) + text[stop:]


def _item(value: Any) -> str:
    """Return one item of a list, on lines of its own."""
    return textwrap.dedent(dump({"k": [value]}).removeprefix("k:\n"))


def _last(node: yaml.CollectionNode) -> yaml.Node:
    last: Any = node.value[-1]
    found: yaml.Node = last[1] if isinstance(last, tuple) else last
    return found


def grafted(text: str, target: Mapping[str, Any], fits: Callable[[Loc], bool]) -> str:
    """Return `text` with what `target` has more, and has less, inside its fields, as far as it goes.

    Only what stands at a place that `fits` is touched.
    """
    for graft in _grafts(parse(text).content, target, ()):
        if fits(graft.loc):
            text = _tried(text, graft)
    return text


def _tried(text: str, graft: Graft) -> str:
    expected = deepcopy(parse(text).content)
    try:
        graft.made(expected)
        after = graft.written(text)
        return after if parse(after).content == expected else text
    except (NotEditable, Refused, yaml.YAMLError, KeyError, IndexError):
        return text


def _grafts(before: Any, after: Any, loc: Loc) -> Iterator[Graft]:
    if isinstance(before, dict) and isinstance(after, Mapping):
        for name in (*before, *(one for one in after if one not in before)):
            if name not in after:
                yield Graft((*loc, name))
            elif name not in before:
                yield Graft(loc, name, after[name])
            else:
                yield from _grafts(before[name], after[name], (*loc, name))
    elif isinstance(before, list) and isinstance(after, Sequence) and not isinstance(after, str):
        for index, pair in enumerate(zip(before, after, strict=False)):
            yield from _grafts(*pair, (*loc, index))
        yield from (Graft(loc, value=value) for value in after[len(before) :])
