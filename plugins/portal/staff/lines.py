"""Change single values in a YAML text and leave every other character as it is (逐处改动)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from portal.model.shape import Loc
from portal.source.text import Refused
from portal.source.yamlfile import parse
from portal.staff.edit import BYTE_ORDER_MARK, NotEditable
from portal.staff.writer import dump

Pair = tuple[yaml.Node, yaml.Node]


def without(text: str, locs: Sequence[Loc]) -> str:
    """Return `text` without the entries at `locs`; a map that is left empty goes with its last.

    Raises :class:`portal.staff.edit.NotEditable` where an entry cannot be cut out.
    """
    mark, body = (BYTE_ORDER_MARK, text[1:]) if text.startswith(BYTE_ORDER_MARK) else ("", text)
    for loc in locs:
        whole = _map_at(yaml.compose(body, Loader=yaml.SafeLoader), loc[:-1])
        gone = loc if len(whole.value) > 1 else loc[:-1]
        expected = parse(body).content
        del inner(expected, gone[:-1])[gone[-1]]
        body = cut(body, gone)
        if not says(body, expected):
            raise NotEditable("这个文件的写法不能自动改动，请手工删去原值。")
    return mark + body


def renamed(text: str, loc: Loc, name: str, value: str) -> str:
    """Return `text` with the entry at `loc` called `name` and saying `value`, on its line."""
    pair = _entry(yaml.compose(text, Loader=yaml.SafeLoader), loc)
    start, end = pair[0].start_mark.index, _end(text, pair)
    expected = parse(text).content
    entries = inner(expected, loc[:-1])
    changed = {
        name if k == loc[-1] else k: value if k == loc[-1] else v for k, v in entries.items()
    }
    entries.clear()
    entries.update(changed)
    after = text[:start] + dump({name: value}).rstrip("\n") + text[end:]
    if not says(after, expected):
        raise NotEditable("这个文件的写法不能自动改动，请手工修改。")
    return after


def says(text: str, content: Any) -> bool:
    """Return whether a file of this text says `content`."""
    try:
        parsed = parse(text)
    except Refused:
        return False
    return bool(parsed.content == content)


def inner(content: Any, loc: Loc) -> Any:
    """Return what stands at `loc` in the content of a file."""
    for step in loc:
        content = content[step]
    return content


def node_at(root: Any, loc: Loc) -> yaml.Node:
    """Return the node at `loc`."""
    for step in loc:
        if isinstance(step, int):
            root = root.value[step]
        else:
            root = next(value for key, value in root.value if key.value == step)
    assert isinstance(root, yaml.Node)
    return root


def key_at(root: Any, loc: Loc) -> yaml.Node:
    """Return the node of the key of the entry at `loc`."""
    return _entry(root, loc)[0]


def _map_at(root: Any, loc: Loc) -> yaml.MappingNode:
    found = node_at(root, loc)
    assert isinstance(found, yaml.MappingNode)
    return found


def _entry(root: Any, loc: Loc) -> Pair:
    entries = _map_at(root, loc[:-1]).value
    found: Pair = next(pair for pair in entries if pair[0].value == loc[-1])
    return found


def cut(text: str, loc: Loc) -> str:
    """Cut the entry at `loc` out: whole lines where it has lines of its own."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    entries = _map_at(root, loc[:-1]).value
    place = next(number for number, (key, _) in enumerate(entries) if key.value == loc[-1])
    start = entries[place][0].start_mark.index
    line_start = text.rfind("\n", 0, start) + 1
    if not text[line_start:start].strip():
        return text[:line_start] + text[_block_end(text, line_start, start - line_start) :]
    if place + 1 < len(entries):
        return text[:start] + text[entries[place + 1][0].start_mark.index :]
    if place:
        return text[: _end(text, entries[place - 1])] + text[_end(text, entries[place]) :]
    raise NotEditable("这个文件的写法不能自动改动，请手工删去原值。")


def _block_end(text: str, start: int, indent: int) -> int:
    """Return where the lines of an entry end: those that follow and are indented deeper."""
    end = after = text.find("\n", start) + 1 or len(text)
    while after < len(text):
        stop = text.find("\n", after) + 1 or len(text)
        line = text[after:stop]
        told = line.strip()
        deeper = len(line) - len(line.lstrip(" ")) > indent
        if told and not deeper and not line[indent:].startswith("- "):
            break
        if told:
            end = stop
        after = stop
    return end


def _end(text: str, pair: Pair) -> int:
    """Return where the value of an entry ends, blanks and breaks behind it left out."""
    end = pair[1].end_mark.index
    return len(text[:end].rstrip())
