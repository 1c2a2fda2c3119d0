"""Values and their differences in words that a clerk reads (字句)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from portal.lifecycle.view import Difference, Link, Shown
from portal.model import Record
from portal.model.shape import Loc, Shape, shape_of, values_of

NOTHING = "（无）"
CONTEXT = 12  # characters around what differs in a long text
SHORT = 60


def differences(before: Record, after: Record, names: Collection[str]) -> Iterator[str]:
    """Yield a line for each value that differs in the fields `names`: 罚款金额：… → …"""
    shapes = shape_of(type(after))
    for name in names:
        was, now = (_leaves(shapes[name], getattr(one, name)) for one in (before, after))
        for place in dict.fromkeys((*was, *now)):
            pair = was.get(place, NOTHING), now.get(place, NOTHING)
            if pair[0] != pair[1]:
                yield f"{place}：{contrast(*pair)}"


def _leaves(shape: Shape, value: object) -> dict[str, str]:
    """Return the single values in a field, each by what it is called."""
    if value is None or value == ():
        return {}
    if shape.kind and isinstance(value, tuple):
        return {shape.label: "、".join(map(worded, value))}
    if shape.kind:
        return {shape.label: _with_unit(shape, value)}
    return {
        _called(shape, loc): _with_unit(leaf, single)
        for loc, leaf, single in values_of(shape, value, ())
    }


def _called(shape: Shape, loc: Loc) -> str:
    """Return a place in words: 依据第2项·条."""
    words, owner = [shape.label], shape
    for step in loc:
        if isinstance(step, int):
            words[-1] += f"第{step + 1}项"
        elif owner.part:
            owner = shape_of(owner.part)[step]
            words.append(owner.label)
    return "·".join(words)


def _with_unit(shape: Shape, value: object) -> str:
    is_money = shape.kind is not None and shape.kind.name == "money"
    return f"{worded(value)} 元" if is_money else worded(value)


def worded(value: object) -> str:
    """Return a single value as people write it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, (date, int)):
        return str(value)
    return " ".join(str(value).split())


def contrast(before: str, after: str) -> str:
    """Return two texts with an arrow between; of long ones only what is around the difference."""
    if max(len(before), len(after)) <= SHORT:
        return f"{before} → {after}"
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    return f"{_part(before, start, end)} → {_part(after, start, end)}"


def _common(one: str, other: str) -> int:
    same = (a == b for a, b in zip(one, other, strict=False))
    return next((place for place, equal in enumerate(same) if not equal), min(len(one), len(other)))


def _part(text: str, start: int, end: int) -> str:
    first, last = max(start - CONTEXT, 0), min(len(text) - end + CONTEXT, len(text))
    told = text[first:last]
    if len(told) > 2 * SHORT:
        told = f"{told[:SHORT]}……{told[-SHORT:]}"
    return f"{'……' if first else ''}{told}{'……' if last < len(text) else ''}"


def shown_text(shown: Shown) -> str:
    """Return a field of a view as one line of text."""
    if shown.withheld:
        return f"（{shown.withheld}）"
    told = _value(shown.value)
    return f"{told} 元" if shown.kind == "money" else told


def _value(value: object) -> str:
    if isinstance(value, Link):
        return value.title
    if isinstance(value, Shown):
        return shown_text(value)
    if isinstance(value, tuple):
        return "、".join(filter(None, map(_value, value)))
    return "" if value is None or isinstance(value, BaseModel) else worded(value)


def difference_text(told: Difference) -> str:
    """Return a difference of the public history as one line of text."""
    if told.untold:
        return f"{told.label}：{told.untold}"
    pair = (shown_text(one) if one else NOTHING for one in (told.before, told.after))
    return f"{told.label}：{contrast(*pair)}"
