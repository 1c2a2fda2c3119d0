"""Change single values in a YAML text and leave every other character as it is (逐处改动)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from portal.model.shape import Loc
from portal.source.text import Refused
from portal.source.yamlfile import parse
from portal.staff.edit import BYTE_ORDER_MARK, Edit, NotEditable, edit
from portal.staff.writer import dump

Pair = tuple[yaml.Node, yaml.Node]


def rewritten(text: str, order: Sequence[str], target: Mapping[str, Any]) -> str:
    """Return `text` so changed that it says `target`, in as few places as can be.

    A value that stands alone is replaced where it stands, in the quotes it has; a field whose
    parts changed is written anew; a change that is not there yet is appended. Raises
    :class:`portal.staff.edit.NotEditable`.
    """
    mark, body = (BYTE_ORDER_MARK, text[1:]) if text.startswith(BYTE_ORDER_MARK) else ("", text)
    for loc, value in _single_differences(parse(body).content, target):
        body = _replaced(body, loc, value) or body
    now = parse(body).content
    told, wanted = now.get("changes", []), target["changes"]
    appended = wanted[len(told) :] if told and wanted[: len(told)] == told else []
    values = {
        name: value
        for name, value in target.items()
        if now.get(name) != value and not (name == "changes" and appended)
    }
    dropped = [name for name in now if name not in target]
    if values or dropped:
        body = edit(body, order, Edit(values, dropped))
    for change in appended:
        body = edit(body, order, Edit({}, change=change))
    if parse(body).content != target:
        raise NotEditable("这个文件的写法不能自动改动，请手工修改。")
    return mark + body


def without(text: str, locs: Sequence[Loc]) -> str:
    """Return `text` without the entries at `locs`; a map that is left empty goes with its last.

    Raises :class:`portal.staff.edit.NotEditable` where an entry cannot be cut out.
    """
    mark, body = (BYTE_ORDER_MARK, text[1:]) if text.startswith(BYTE_ORDER_MARK) else ("", text)
    for loc in locs:
        whole = _map_at(yaml.compose(body, Loader=yaml.SafeLoader), loc[:-1])
        cut = loc if len(whole.value) > 1 else loc[:-1]
        expected = parse(body).content
        del _inner(expected, cut[:-1])[cut[-1]]
        body = _cut(body, cut)
        if not _says(body, expected):
            raise NotEditable("这个文件的写法不能自动改动，请手工删去原值。")
    return mark + body


def renamed(text: str, loc: Loc, name: str, value: str) -> str:
    """Return `text` with the entry at `loc` called `name` and saying `value`, on its line."""
    pair = _pair(yaml.compose(text, Loader=yaml.SafeLoader), loc)
    start, end = pair[0].start_mark.index, _end(text, pair)
    expected = parse(text).content
    entries = _inner(expected, loc[:-1])
    changed = {
        name if k == loc[-1] else k: value if k == loc[-1] else v for k, v in entries.items()
    }
    entries.clear()
    entries.update(changed)
    after = text[:start] + dump({name: value}).rstrip("\n") + text[end:]
    if not _says(after, expected):
        raise NotEditable("这个文件的写法不能自动改动，请手工修改。")
    return after


def _single_differences(before: Any, after: Any, loc: Loc = ()) -> Iterator[tuple[Loc, str]]:
    """Yield the single texts that differ, where everything around them is the same."""
    if isinstance(before, str) and isinstance(after, str):
        if before != after:
            yield loc, after
    elif isinstance(before, dict) and isinstance(after, Mapping):
        for name in before.keys() & after.keys():
            yield from _single_differences(before[name], after[name], (*loc, name))
    elif isinstance(before, list) and isinstance(after, Sequence):
        for index, pair in enumerate(zip(before, after, strict=False)):
            yield from _single_differences(*pair, (*loc, index))


def _replaced(text: str, loc: Loc, value: str) -> str | None:
    """Return `text` with `value` at `loc`, or nothing where it does not fit on the line."""
    node = _node(yaml.compose(text, Loader=yaml.SafeLoader), loc)
    if not isinstance(node, yaml.ScalarNode) or node.style in ("|", ">") or "\n" in value:
        return None
    expected = parse(text).content
    _inner(expected, loc[:-1])[loc[-1]] = value
    for style in dict.fromkeys((node.style, None, '"')):
        if (written := _written(value, style)) is None:
            continue
        after = text[: node.start_mark.index] + written + text[node.end_mark.index :]
        if _says(after, expected):
            return after
    return None


def _written(value: str, style: str | None) -> str | None:
    if style == "'":
        return "'" + value.replace("'", "''") + "'"
    if style == '"':
        told = yaml.dump(value, default_style='"', allow_unicode=True, width=float("inf"))
        return str(told).rstrip("\n")
    line = dump({"k": value}).removeprefix("k: ").rstrip("\n")
    return None if "\n" in line else line


def _says(text: str, content: Any) -> bool:
    try:
        parsed = parse(text)
    except Refused:
        return False
    return bool(parsed.content == content)


def _inner(content: Any, loc: Loc) -> Any:
    for step in loc:
        content = content[step]
    return content


def _node(root: Any, loc: Loc) -> yaml.Node:
    for step in loc:
        if isinstance(step, int):
            root = root.value[step]
        else:
            root = next(value for key, value in root.value if key.value == step)
    assert isinstance(root, yaml.Node)
    return root


def _map_at(root: Any, loc: Loc) -> yaml.MappingNode:
    found = _node(root, loc)
    assert isinstance(found, yaml.MappingNode)
    return found


def _pair(root: Any, loc: Loc) -> Pair:
    entries = _map_at(root, loc[:-1]).value
    found: Pair = next(pair for pair in entries if pair[0].value == loc[-1])
    return found


def _cut(text: str, loc: Loc) -> str:
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
