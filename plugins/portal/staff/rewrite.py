"""A record's file made to say something else, value by value (逐处改写)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from portal.model.shape import Loc
from portal.source.yamlfile import parse
from portal.staff.edit import BYTE_ORDER_MARK, Edit, NotEditable, edit
from portal.staff.grafts import grafted
from portal.staff.lines import inner, node_at, says
from portal.staff.writer import dump

CHANGES = ("changes",)


def rewritten(text: str, order: Sequence[str], target: Mapping[str, Any]) -> str:
    """Return `text` so changed that it says `target`, in as few places as can be.

    A value that stands alone is replaced where it stands, in the quotes it has; entries and items
    are put in and cut out; what then differs is written anew, and a change that is not there yet
    is appended. Raises
    :class:`portal.staff.edit.NotEditable`.
    """
    mark, body = (BYTE_ORDER_MARK, text[1:]) if text.startswith(BYTE_ORDER_MARK) else ("", text)
    for loc, value in _single_differences(parse(body).content, target):
        body = _replaced(body, loc, value) or body
    body = grafted(body, target, lambda loc: bool(loc) and (loc != CHANGES or _is_inline(body)))
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


def _is_inline(text: str) -> bool:
    """Return whether the changes stand in brackets."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    changes = node_at(root, CHANGES) if "changes" in parse(text).content else None
    return isinstance(changes, yaml.CollectionNode) and bool(changes.flow_style)


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
    node = node_at(yaml.compose(text, Loader=yaml.SafeLoader), loc)
    if not isinstance(node, yaml.ScalarNode) or node.style in ("|", ">") or "\n" in value:
        return None
    expected = parse(text).content
    inner(expected, loc[:-1])[loc[-1]] = value
    for style in dict.fromkeys((node.style, None, '"')):
        if (written := _written(value, style)) is None:
            continue
        after = text[: node.start_mark.index] + written + text[node.end_mark.index :]
        if says(after, expected):
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
