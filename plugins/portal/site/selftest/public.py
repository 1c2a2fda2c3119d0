"""What the data beside the page of one record tells of it (公开数据).

Nothing of the index is asked: what search must find is told a second time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import BaseModel

from portal.model import BY_TYPE
from portal.model.shape import shapes
from portal.site.search.entry import SUBJECT
from portal.site.search.fold import fold, fold_key

GONE = ("ended", "expired", "removed")
EXACT = frozenset({"number", "credit_code", "domain"})
"""The kinds of field by which a record is looked up exactly, beside its id and names."""
_DAY = re.compile(r"^(\d{4})-(\d\d)-(\d\d)$")
_MONEY = re.compile(r"^\d+\.\d\d$")
_BREAK = "\n"


@dataclass(frozen=True, slots=True)
class Told:
    """A record as the data beside its page tells it.

    `text` holds every folded text of the page, a line each; `names` are names and identifiers as
    they are written, pairs of field and value; `subjects` are whom it is about, pairs of name and
    credit code; `facets` are what it is counted under.
    """

    id: str
    type: str
    state: str
    label: str
    title: str
    url: str
    gone: bool
    text: str
    names: tuple[tuple[str, str], ...]
    subjects: tuple[tuple[str, str], ...]
    facets: dict[str, str]

    @property
    def choices(self) -> list[str]:
        """The facets under which it is counted."""
        return [name for name, value in self.facets.items() if value]

    def bears(self, key: str, folded: str) -> bool:
        """Whether an identifier is `folded` as text and `key` as identifiers are compared."""
        told = (self.id, *(name for _, name in self.names))
        return any(fold(one) == folded and fold_key(one) == key for one in told)


def told(data: dict[str, Any]) -> Told:
    """Return what the public data of a record says."""
    return Told(
        id=data["id"],
        type=data["type"],
        state=data["state"],
        label=data["state_label"],
        title=data["title"].removeprefix(f"[{data['state_label']}] "),
        url=data["url"],
        gone="version" not in data and data["state"] in GONE,
        text=_BREAK.join(fold(text) for text in _texts(data)),
        names=tuple(_names(data["type"], data.get("fields", {}))),
        subjects=tuple(_subjects(data["type"], data.get("fields", {}))),
        facets=_facets(data),
    )


def _texts(data: dict[str, Any]) -> Iterator[str]:
    yield from (data["title"], data["id"], data["type_label"])
    for text in _leaves(data.get("fields", {})):
        yield text
        if day := _DAY.match(text):
            yield "{}年{}月{}日".format(*map(int, day.groups()))
        if _MONEY.match(text):
            yield f"{Decimal(text):,.2f}元"
            if text.endswith(".00"):
                yield f"{text[:-3]}元"
    for step in data["history"]:
        yield from (step[part] for part in ("note", "ground", "route", "authority") if part in step)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if value.keys() == {"withheld"}:
            return
        if _is_link(value):
            yield value["title"]
            return
        for one in value.values():
            yield from _leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one)
    elif isinstance(value, bool):
        yield "是" if value else "否"
    elif value not in (None, ""):
        yield str(value)


def _is_link(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() >= {"id", "type", "title", "state"}


@cache
def _fields(model: type[BaseModel], kinds: frozenset[str]) -> frozenset[str]:
    """Return the names of the fields of some `kinds` that a record, or a part of one, has itself."""
    return frozenset(s.name for s in shapes(model) if s.kind and s.kind.name in kinds)


Group = tuple[dict[str, Any], type[BaseModel], bool]


def _groups(kind: str, fields: dict[str, Any]) -> Iterator[Group]:
    """Yield the fields of a record and of whom its title names, and whether their name is in it."""
    model = BY_TYPE[kind]
    titling = {*model.TITLED_BY, *model.KNOWN_BY}
    parts = {shape.name: shape.part for shape in shapes(model) if shape.part}
    yield fields, model, "name" in titling
    for name, value in fields.items():
        if name in titling and isinstance(value, dict) and value.keys() != {"withheld"}:
            yield value, parts[name], True


def _names(kind: str, fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the identifiers of a record and of whom its title names, and their full names."""
    for group, model, named in _groups(kind, fields):
        exact = _fields(model, EXACT)
        for name, value in group.items():
            if isinstance(value, str) and (name in exact or (named and name == "name")):
                yield name, value


def _subjects(kind: str, fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield name and credit code of whom a record is about."""
    for group, model, named in _groups(kind, fields):
        codes = _fields(model, frozenset({SUBJECT}))
        name = group.get("name") if named else None
        told = (value for field, value in group.items() if field in codes)
        code = next((value for value in told if isinstance(value, str)), "")
        if isinstance(name, str) or code:
            yield name if isinstance(name, str) else "", code


def _facets(data: dict[str, Any]) -> dict[str, str]:
    fields, model = data.get("fields", {}), BY_TYPE[data["type"]]
    kind = fields.get(model.FACET)
    day = fields.get(model.DAY)
    day = day if isinstance(day, str) else data.get("published", "")
    return {
        "type": data["type"],
        "kind": f"{data['type']}:{kind['id'] if _is_link(kind) else kind}" if kind else "",
        "agency": data["agency"]["id"] if "agency" in data else "",
        "year": (day if "version" in data else data["changed"])[:4],
        "state": data["state_label"],
    }
