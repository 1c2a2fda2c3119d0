"""Former and coming values, typed by the fields that they name (原值与预定值)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, get_type_hints

from pydantic import BaseModel, TypeAdapter, ValidationError

from portal.model.faults import MOST_FAULTS, Fault, no_such_field, translate
from portal.model.shape import Shape


@cache
def _adapter(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    return TypeAdapter(_hints(model)[name])


@cache
def _hints(model: type[BaseModel]) -> dict[str, Any]:
    return get_type_hints(model, include_extras=True)


Typed = dict[tuple[str | int, ...], dict[str, Any]]


def _declared(raw: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
    """Yield the maps of former and coming values in `raw`, with their places."""
    changes = raw.get("changes")
    for index, change in enumerate(changes if isinstance(changes, list) else ()):
        if isinstance(change, dict) and isinstance(change.get("was"), dict):
            yield ("changes", index, "was"), change["was"]
    scheduled = raw.get("scheduled")
    if isinstance(scheduled, dict) and isinstance(scheduled.get("set"), dict):
        yield ("scheduled", "set"), scheduled["set"]


def _named(raw: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield the names of fields that changes in `raw` declare without values, with their places."""
    changes = raw.get("changes")
    for index, change in enumerate(changes if isinstance(changes, list) else ()):
        for key in ("added", "withheld") if isinstance(change, dict) else ():
            names = change.get(key)
            for position, name in enumerate(names if isinstance(names, list) else ()):
                if isinstance(name, str):
                    yield ("changes", index, key, position), name


def former_values(
    cls: type[BaseModel], fields: Sequence[Shape], called: str, raw: Mapping[str, Any]
) -> tuple[Typed, list[Fault]]:
    """Type the values of every `was` and `set` by the fields that they name."""
    typed: Typed = {}
    faults: list[Fault] = []
    own = {shape.name: shape for shape in fields}
    names = list(own)
    for loc, name in _named(raw):
        if len(faults) >= MOST_FAULTS:
            break
        if name not in own:
            message = no_such_field(called, names, name)
            faults.append(Fault(loc, "was-field", f"“{loc[-2]}”里的{message}"))
        elif loc[-2] == "added" and own[name].required:
            message = f"“{name}”是必填字段，不会原来没有；请在 was 里写它的原值。"
            faults.append(Fault(loc, "added-field", message))
    for loc, former in _declared(raw):
        typed[loc] = {}
        for name, value in former.items():
            if len(faults) >= MOST_FAULTS:
                return typed, faults
            if name not in names:
                message = no_such_field(called, names, name)
                faults.append(Fault((*loc, name), "was-field", f"“{loc[-1]}”里的{message}"))
                continue
            try:
                typed[loc][name] = _adapter(cls, name).validate_python(value)
            except ValidationError as error:
                faults += translate(cls, error, prefix=(*loc, name), base=(name,))
    return typed, faults


def with_former_values(record: Any, typed: Typed) -> Any:
    """Return `record` with its former and coming values typed."""
    changes = list(record.changes)
    update: dict[str, Any] = {}
    for loc, former in typed.items():
        if loc[0] == "changes":
            index = int(loc[1])
            changes[index] = changes[index].model_copy(update={"was": former})
        else:
            update["scheduled"] = record.scheduled.model_copy(update={"set": former})
    return record.model_copy(update={"changes": tuple(changes), **update})
