"""What pydantic finds, said in plain Chinese with what would be right (校验信息)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from portal.model.changes import BY_KIND
from portal.model.shape import Loc, Shape, shape_of, shapes

MOST_FAULTS = 100  # of one file; more help nobody


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong inside a record: where, which rule, and what would be right."""

    loc: Loc
    rule: str
    message: str


def translate(
    model: type[BaseModel], error: ValidationError, prefix: Loc = (), base: Loc = ()
) -> Iterator[Fault]:
    """Yield the faults in `error`; `prefix` is put before places, `base` locates their labels."""
    details = error.errors(include_url=False, include_input=False)
    for detail in details[:MOST_FAULTS]:
        loc = _without_tag(detail["loc"])
        rule, message = _say(model, (*base, *loc), detail)
        yield Fault((*prefix, *loc), rule, message)
    if left := len(details[MOST_FAULTS:]):
        yield Fault(prefix, "malformed", f"另有 {left} 处问题，改好以上各处后再校验。")


def _without_tag(loc: Loc) -> Loc:
    """Drop the kind of change, which pydantic puts behind the place of the change."""
    tagged = len(loc) > 2 and loc[0] == "changes" and loc[2] in BY_KIND
    return (*loc[:2], *loc[3:]) if tagged else loc


def _say(model: type[BaseModel], loc: Loc, detail: ErrorDetails) -> tuple[str, str]:
    name, kind = (loc[-1] if loc else ""), detail["type"]
    if kind == "missing":
        return "missing-field", _missing(model, loc, detail)
    if kind == "extra_forbidden":
        return "unknown-field", _unknown(model, loc, detail)
    if kind == "empty-value":
        return kind, _empty(model, loc, detail)
    if kind.startswith("union_tag"):
        tag = detail.get("ctx", {}).get("tag")
        wrong = f"没有“{tag}”这种变更；" if tag else "缺少变更的种类；"
        return "change-kind", f"{wrong}kind 应为：{'、'.join(BY_KIND)}。"
    if "ctx" in detail and "message" in detail["ctx"]:
        return kind, f"{_label(model, loc)}{detail['ctx']['message']}"
    shapes = {
        "tuple_type": "列表，每项前加“- ”",
        "too_short": "至少一项",
        "too_long": "至多 1,000 项",
    }
    return (
        "malformed",
        f"“{name}”的写法不对，应写成{shapes.get(kind, '分项（下一行缩进，名称: 值）')}。",
    )


def _missing(model: type[BaseModel], loc: Loc, detail: ErrorDetails) -> str:
    owner = _owner(model, loc, detail)
    shape = _find(owner, loc)
    if shape is None:
        info = owner.model_fields.get(str(loc[-1])) if owner else None
        return f"缺少“{info.title if info else loc[-1]}”（{loc[-1]}）。"
    form = f"，写法：{shape.kind.form}" if shape.kind else ""
    hint = f"（{shape.help}）" if shape.help else ""
    return f"缺少“{shape.label}”，请加一行 {shape.name}: …{form}{hint}。"


def _empty(model: type[BaseModel], loc: Loc, detail: ErrorDetails) -> str:
    """Say what an empty field wants: to be filled in, or to go."""
    owner = _owner(model, loc, detail)
    shape = _find(owner, loc)
    if shape is None or shape.kind is None:
        return f"“{loc[-1]}”后面没有值；没有这一项就删去整行。"
    needed = shape.required or (shape.name == "note" and getattr(owner, "NEEDS_NOTE", False))
    if not needed:
        return f"“{shape.name}”（{shape.label}）后面没有值；没有这一项就删去整行。"
    options = "、".join(shape.kind.options) or shape.kind.form
    hint = f"（{shape.help}）" if shape.help else ""
    return f"“{shape.name}”（{shape.label}）还没有填；必填，写法：{options}{hint}。"


def _unknown(model: type[BaseModel], loc: Loc, detail: ErrorDetails) -> str:
    owner = _owner(model, loc, detail)
    names = list(owner.model_fields) if owner else []
    if called := [one.name for one in (shapes(owner) if owner else ()) if one.label == loc[-1]]:
        return f"“{loc[-1]}”是名称，请写字段名 {called[0]}。"
    near = get_close_matches(str(loc[-1]), names, n=1)
    if near:
        return f"没有“{loc[-1]}”这个字段，是不是 {near[0]}？"
    return f"没有“{loc[-1]}”这个字段；{available(names)}。"


def no_such_field(label: str, names: list[str], name: str) -> str:
    """Say that records called `label`, with the fields `names`, have no field `name`."""
    near = get_close_matches(name, names, n=1)
    hint = f"是不是 {near[0]}？" if near else f"{available(names)}。"
    return f"“{name}”不是{label}的字段；{hint}"


def available(names: list[str]) -> str:
    """Say which fields there are; a long list is left to the reference."""
    if len(names) > 12:
        return "可用的字段见“字段说明”页，或用编辑器的自动补全"
    return f"可用的字段：{'、'.join(names)}"


def _label(model: type[BaseModel], loc: Loc) -> str:
    shape = _find(_owner(model, loc, None), loc)
    return f"{shape.label}：" if shape else ""


def _find(owner: type[BaseModel] | None, loc: Loc) -> Shape | None:
    names = [part for part in loc if isinstance(part, str)]
    return shape_of(owner).get(names[-1]) if owner and names else None


def _owner(model: type[BaseModel], loc: Loc, detail: ErrorDetails | None) -> type[BaseModel] | None:
    """Return the model to which the last name in `loc` belongs."""
    owner: type[BaseModel] | None = model
    names = [part for part in loc if isinstance(part, str)]
    if names[:1] == ["changes"] and detail and len(detail["loc"]) > 2:
        owner, names = BY_KIND.get(str(detail["loc"][2])), names[1:]
    for name in names[:-1]:
        shape = shape_of(owner).get(name) if owner else None
        owner = shape.part if shape else None
    return owner
