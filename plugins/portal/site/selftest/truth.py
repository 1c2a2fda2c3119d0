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
from portal.site.search.entry import SUBJECT
from portal.site.search.fold import fold, fold_key

GONE = ("ended", "expired", "removed")
EXACT = frozenset({"number", "credit_code", "domain"})
"""The kinds of field by which a record is looked up exactly, beside its id and names."""
_DAY = re.compile(r"^(\d{4})-(\d\d)-(\d\d)$")
_MONEY = re.compile(r"^\d+\.\d\d$")
_SCHEME = re.compile(r"^https?://", re.IGNORECASE)
_PATH = re.compile(r"^([\w-]+(?:\.[\w-]+)+)[/?#]\S*$", re.ASCII)
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

    def has(self, words: Iterable[str]) -> bool:
        """Whether every folded word stands in one of the texts."""
        return all(word in self.text for word in words)

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
    def by_id(self) -> dict[str, Told]:
        """The records by their ids."""
        return {one.id: one for one in self.records}

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

    @cached_property
    def alike(self) -> list[str]:
        """The names that others come so near that they differ in marks alone, in order."""
        names = {name for one in self.living for field, name in one.names if field == "name"}
        forms: defaultdict[str, set[str]] = defaultdict(set)
        for name in names:
            forms[fold_key(name)].add(fold(name))
        return sorted(name for name in names if len(forms[fold_key(name)]) > 1)

    def meant(self, query: str) -> set[str]:
        """Return the ids of the records that bear what is asked for, or something as near as that.

        Of an address of the web its domain is meant.
        """
        keys = {fold_key(query), fold_key(domain_of(query))}
        return {one for key in keys for one in self.bearers.get(key, ())}

    @lru_cache(maxsize=8)  # noqa: B019 - facets are counted for the same words one by one
    def _having(self, words: tuple[str, ...]) -> tuple[Told, ...]:
        return tuple(one for one in self.living if one.has(words))

    def having(
        self, words: tuple[str, ...], chosen: Mapping[str, str], without: Sequence[str] = ()
    ) -> set[str]:
        """Return the ids of the records that have all folded words and every chosen facet.

        None of them has a word of `without`.
        """
        return {
            one.id
            for one in self._having(words)
            if all(one.facets[name] == value for name, value in chosen.items())
            and not any(one.has((word,)) for word in without)
        }


def domain_of(query: str) -> str:
    """Return the domain that an address of the web has; what is no such address stays."""
    return _PATH.sub(r"\1", _SCHEME.sub("", query.strip()))


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
def _fields(kind: str, kinds: frozenset[str]) -> frozenset[str]:
    """Return the names of the fields of some `kinds`, at any depth, that a type of record has."""
    found, models = set(), [BY_TYPE[kind]]
    for model in models:
        for shape in shapes(model):
            if shape.kind and shape.kind.name in kinds:
                found.add(shape.name)
            if shape.part and shape.part not in models:
                models.append(shape.part)  # type: ignore[arg-type]
    return frozenset(found)


def _groups(kind: str, fields: dict[str, Any]) -> Iterator[tuple[dict[str, Any], bool]]:
    """Yield the fields of a record and of whom its title names, and whether their name is in it."""
    titling = {*BY_TYPE[kind].TITLED_BY, *BY_TYPE[kind].KNOWN_BY}
    yield fields, "name" in titling
    for name, value in fields.items():
        if name in titling and isinstance(value, dict) and value.keys() != {"withheld"}:
            yield value, True


def _names(kind: str, fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the identifiers of a record and of whom its title names, and their full names."""
    exact = _fields(kind, EXACT)
    for group, named in _groups(kind, fields):
        for name, value in group.items():
            if isinstance(value, str) and (name in exact or (named and name == "name")):
                yield name, value


def _subjects(kind: str, fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield name and credit code of whom a record is about."""
    codes = _fields(kind, frozenset({SUBJECT}))
    for group, named in _groups(kind, fields):
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
