"""A file for a new record: every field of its type, required ones to fill, others as comments (新建)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from portal.model import Record
from portal.model.decision import ACT_FIELDS
from portal.model.kind import Kind
from portal.model.shape import Shape, shape_of, shapes
from portal.staff.places import Places, prefix
from portal.staff.store import Batch, alone

HEAD = (
    "# {label}。没有“# ”的行在冒号后面填；行首有“# ”的要用就去掉“# ”，不用就留着或删去。",
    "# 文件名就是编号，公开以后永远不变，请不要改名。",
    "# 写好以后谁也看不到；可以公开时运行 portal publish-record {id}，公布日期由它写上。",
)


def has_act(model: type[Record]) -> bool:
    """Return whether records of this type are of an act (行为类别)."""
    return "act" in shape_of(model)


def new_record(root: Path, model: type[Record], *, act: str | None, year: int) -> Path:
    """Write the skeleton of a new record below `root` and return its path.

    Raises :class:`portal.staff.store.Busy`.
    """
    with alone(root):
        places = Places(root, {path.stem for path in root.rglob("*.yaml")})
        record_id = places.new_id(prefix(model, {"act": act}), year)
        path = root / places.path(model, year, record_id)
        batch = Batch()
        batch.create(path, skeleton(model, act=act, record_id=record_id))
        batch.commit()
    return path


def skeleton(model: type[Record], *, act: str | None, record_id: str) -> str:
    """Return the text of a new record: its fields in the model's order, and not yet public."""
    given = {"act": act} if act else {}
    foreign = _foreign(act) if act else frozenset()
    label = f"{model.LABEL}（{model.TYPE}）"
    lines = [line.format(label=label, id=record_id) for line in HEAD]
    for shape in model.fields():
        if shape.name not in foreign:
            lines += _field(shape, given.get(shape.name, ""), mark="" if shape.required else "# ")
    return "\n".join(lines) + "\n"


def _foreign(act: str) -> frozenset[str]:
    """Return the fields that belong to other acts only."""
    return frozenset(name for other, names in ACT_FIELDS.items() if other != act for name in names)


def _field(shape: Shape, value: str = "", *, mark: str = "") -> Iterator[str]:
    """Yield the lines of a field, each behind `mark`; required groups open their own comments."""
    needed = "必填：" if shape.required else ""
    yield f"{mark}{shape.name}: {value}".rstrip() + f"  # {needed}{explained(shape)}"
    if shape.part:
        bullet, indent = ("  - ", "    ") if shape.many else ("  ", "  ")
        for number, line in enumerate(_part(shape.part, in_comment=bool(mark))):
            yield mark + (indent if number else bullet) + line
    elif shape.many:
        yield f"{mark}  -"


def _part(part: type[BaseModel], *, in_comment: bool) -> Iterator[str]:
    """Yield the fields of a group; the first is never a comment, for a list item needs one."""
    ordered = sorted(shapes(part), key=lambda shape: not shape.required)
    for number, shape in enumerate(ordered):
        filled_in = in_comment or shape.required or number == 0
        yield from _field(shape, mark="" if filled_in else "# ")


def explained(shape: Shape) -> str:
    """Return what a field is and how it is written, in one line."""
    told = [_form(shape.kind)] if shape.kind else ["分项"]
    if shape.many:
        told.append("可写多项，每项一行，行首加“- ”")
    if shape.help:
        told.append(shape.help)
    return f"{shape.label}（{'；'.join(told)}）"


def _form(kind: Kind) -> str:
    if kind.options:
        return f"可选：{'、'.join(kind.options)}"
    return kind.hint
