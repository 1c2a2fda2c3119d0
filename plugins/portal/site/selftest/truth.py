"""What search must find, told by the public data of the pages and nothing of the index (真值)."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from portal.model import BY_TYPE, RECORD_TYPES
from portal.model.shape import shapes
from portal.parallel import in_chunks
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
    they are written, pairs of field and value; `facets` are what it is counted under.
    """

    id: str
    type: str
    state: str
    title: str
    gone: bool
    text: str
    names: tuple[tuple[str, str], ...]
    facets: dict[str, str]

    def has(self, words: Iterable[str]) -> bool:
        """Whether every folded word stands in one of the texts."""
        return all(word in self.text for word in words)


def told(data: dict[str, Any]) -> Told:
    """Return what the public data of a record says."""
    return Told(
        id=data["id"],
        type=data["type"],
        state=data["state"],
        title=data["title"],
        gone="version" not in data and data["state"] in GONE,
        text=_BREAK.join(fold(text) for text in _texts(data)),
        names=tuple(_names(data["type"], data.get("fields", {}))),
        facets=_facets(data),
    )


@dataclass(frozen=True, eq=False)
class Truth:
    """All records of a site, by their public data."""

    records: Sequence[Told]

    @classmethod
    def of(cls, output: Path, jobs: int = 1) -> Truth:
        """Read every record of the site below `output`."""
        paths = [p for kind in RECORD_TYPES for p in (output / kind.PLURAL).glob("*/index.json")]

        def work(some: Sequence[Path]) -> list[Told]:
            return [told(json.loads(path.read_bytes())) for path in some]

        read = in_chunks(work, sorted(paths), jobs=jobs, label="读取网站")
        return cls([one for part in read for one in part])

    @cached_property
    def living(self) -> list[Told]:
        """The records that can be found by their words."""
        return [one for one in self.records if not one.gone]

    @cached_property
    def facets(self) -> dict[str, dict[str, str]]:
        """What each record is counted under."""
        return {one.id: one.facets for one in self.living}

    @cached_property
    def bearers(self) -> dict[str, set[str]]:
        """The records of each identifier and full name, folded."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for one in self.records:
            for _, name in (("id", one.id), *one.names):
                found[fold_key(name)].add(one.id)
        return dict(found)

    @lru_cache(maxsize=8)  # noqa: B019 - facets are counted for the same words one by one
    def _having(self, words: tuple[str, ...]) -> tuple[Told, ...]:
        return tuple(one for one in self.living if one.has(words))

    def having(self, words: tuple[str, ...], chosen: Mapping[str, str]) -> set[str]:
        """Return the ids of the records that have all folded words and every chosen facet."""
        return {
            one.id
            for one in self._having(words)
            if all(one.facets[name] == value for name, value in chosen.items())
        }


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
def _exact_names(kind: str) -> frozenset[str]:
    """Return the names of the fields, at any depth, that are identifiers of a type of record."""
    found, models = set(), [BY_TYPE[kind]]
    for model in models:
        for shape in shapes(model):
            if shape.kind and shape.kind.name in EXACT:
                found.add(shape.name)
            if shape.part and shape.part not in models:
                models.append(shape.part)  # type: ignore[arg-type]
    return frozenset(found)


def _names(kind: str, fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the identifiers of a record and of whom its title names, and their full names."""
    titling = {*BY_TYPE[kind].TITLED_BY, *BY_TYPE[kind].KNOWN_BY}
    groups = [fields, *(value for name, value in fields.items() if name in titling)]
    for group in groups:
        if not isinstance(group, dict) or group.keys() == {"withheld"}:
            continue
        for name, value in group.items():
            own = name in _exact_names(kind) or (name == "name" and "name" in titling)
            if isinstance(value, str) and own:
                yield name, value
        if group is not fields and isinstance(group.get("name"), str):
            yield "name", group["name"]


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
