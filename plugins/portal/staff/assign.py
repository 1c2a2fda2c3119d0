"""Values given on the command line, put where they belong: `party.name=…`, `fine=…` (赋值)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel

from portal.model import Record
from portal.model.shape import Shape, shape_of
from portal.staff.talk import NotWritten

Content = dict[str, Any]


def assigned(
    model: type[Record], content: Mapping[str, Any], sets: Sequence[str], unset: Sequence[str]
) -> Content:
    """Return `content` with the values of `sets` (`field=value`) and without the fields `unset`.

    A list of texts is what all its `field=value` say; a part of a list is named by its number,
    from 1 (`basis.2.article=第三条`). Raises :class:`NotWritten`.
    """
    result = deepcopy(dict(content))
    begun: set[tuple[str | int, ...]] = set()
    for told in sets:
        name, equals, value = told.partition("=")
        if not equals or not value.strip():
            raise NotWritten(f"“{told}”应写成 字段=新值；要删去一个字段，用 --unset 字段。")
        steps, shape = located(model, name.strip())
        _put(result, steps, shape, value.strip(), begun)
    for name in unset:
        _drop(result, located(model, name.strip())[0], name)
    return result


def located(model: type[Record], name: str) -> tuple[tuple[str | int, ...], Shape]:
    """Return the place that a dotted name means, and the field there."""
    owner: type[BaseModel] | None = model
    known = {shape.name: shape for shape in model.fields()}
    steps: list[str | int] = []
    shape: Shape | None = None
    for word in name.split("."):
        if shape and shape.many and shape.part and word.isdigit() and isinstance(steps[-1], str):
            steps.append(int(word) - 1)
            continue
        if owner is None or word not in known:
            raise NotWritten(f"{model.LABEL}没有“{name}”这个字段{_near(word, known)}")
        if shape and shape.many and isinstance(steps[-1], str):
            raise NotWritten(f"“{shape.label}”有多项，请写明第几项，如 {steps[-1]}.1.{word}。")
        shape = known[word]
        steps.append(word)
        owner = shape.part
        known = shape_of(owner) if owner else {}
    assert shape is not None
    return tuple(steps), shape


def _near(word: str, known: Mapping[str, Shape]) -> str:
    if called := [name for name, shape in known.items() if shape.label == word]:
        return f"：这是它的名称，字段名是 {called[0]}。"
    near = get_close_matches(word, known, n=1)
    return f"，是不是 {near[0]}？" if near else "；字段名见网站“字段与规则说明”页。"


def _put(
    content: Content,
    steps: tuple[str | int, ...],
    shape: Shape,
    value: str,
    begun: set[tuple[str | int, ...]],
) -> None:
    if shape.part and not isinstance(steps[-1], int):
        names = "、".join(f"{steps[-1]}.{name}" for name in shape_of(shape.part))
        raise NotWritten(f"“{shape.label}”分项写，请写到分项：{names}。")
    inner: Any = content
    for step in steps[:-1]:
        inner = _entered(inner, step, shape)
    if not shape.many:
        inner[steps[-1]] = value
    elif steps in begun:
        inner[steps[-1]].append(value)
    else:
        inner[steps[-1]] = [value]
        begun.add(steps)


def _entered(inner: Any, step: str | int, shape: Shape) -> Any:
    if isinstance(step, str):
        found = inner.setdefault(step, {})
        if isinstance(found, str):
            raise NotWritten(f"文件里的“{step}”没有分项写，请先改好文件。")
        return found
    if not isinstance(inner, list) or not 0 <= step < len(inner):
        raise NotWritten(f"没有第 {step + 1} 项，写不了它的“{shape.label}”；新增一项请改文件。")
    return inner[step]


def _drop(content: Content, steps: tuple[str | int, ...], name: str) -> None:
    inner: Any = content
    try:
        for step in steps[:-1]:
            inner = inner[step]
        del inner[steps[-1]]
    except (KeyError, IndexError):
        raise NotWritten(f"记录里没有“{name}”，不用删。") from None
