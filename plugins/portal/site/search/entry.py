"""What the record index knows of a record: a row, its words, its identifiers, its facets (索引项).

Built from the public view alone: nothing can be found by what the page does not show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.lifecycle.view import Link, Shown, View
from portal.model import BY_TYPE
from portal.site.exports import as_json
from portal.site.listing import facet_value
from portal.site.search.fold import fold, fold_key

Piece = tuple[str, str]  # label and text
EPOCH = date(1900, 1, 1)
IDENTIFIERS = ("number", "credit_code", "domain")
SUBJECT = "credit_code"
MONEY = "money"
NAME = "name"
ID = "记录编号"
BREAK = "\n"


@dataclass(frozen=True, slots=True)
class Key:
    """Something by which a record is looked up exactly.

    `what` names the identifier; `name` and `code` tell apart subjects that share it.
    """

    what: str
    key: str
    name: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record in the index.

    `row` is what a result shows without the words, `content` its JSON with them; `head` and
    `body` are the folded words, a break after each piece. `facets` are pairs of value and label
    in the order of :data:`FACETS`. What is gone has neither words nor facets.
    """

    id: str
    row: tuple[str, ...]
    content: bytes
    head: str
    body: str
    keys: tuple[Key, ...]
    facets: tuple[Piece, ...]
    day: int


FACETS = ("type", "kind", "agency", "year", "state")


def entry(view: View) -> Entry:
    """Return what may be found of `view`."""
    row = (
        view.id,
        view.type,
        view.state,
        view.state_label,
        str(view.day),
        view.agency.title if view.agency else "",
        view.title,
    )
    if view.gone:
        return Entry(view.id, row, b"", "", "", (Key(ID, fold_key(view.id)),), (), 0)
    head, body = list(_head(view)), list(_body(view))
    return Entry(
        id=view.id,
        row=row,
        content=as_json([*row, head, body]).rstrip(),
        head=_folded(head),
        body=_folded(body),
        keys=tuple(dict.fromkeys(_keys(view))),
        facets=_facets(view),
        day=max(0, (view.day - EPOCH).days),
    )


def _folded(pieces: list[Piece]) -> str:
    return "".join(f"{fold(text)}{BREAK}" for _, text in pieces)


def _titling(view: View) -> Iterator[Shown]:
    """Yield the fields that tell the title, and those by which the record is known without it."""
    names = {*BY_TYPE[view.type].TITLED_BY, *BY_TYPE[view.type].KNOWN_BY}
    yield from (shown for shown in view.fields if shown.name in names)


def _head(view: View) -> Iterator[Piece]:
    """Yield what a record is called: title, id, and the names and numbers in its title."""
    yield "", view.heading
    yield "", view.id
    for shown in _titling(view):
        for leaf, text in leaves(shown):
            if leaf.kind in ("text", *IDENTIFIERS):
                yield leaf.label, text


def _body(view: View) -> Iterator[Piece]:
    """Yield everything else that the page says of the record today."""
    yield "", view.type_label
    told = {id(leaf) for shown in _titling(view) for leaf, _ in leaves(shown)}
    for shown in view.fields:
        for leaf, text in leaves(shown):
            if id(leaf) in told and leaf.kind in ("text", *IDENTIFIERS):
                continue
            yield from ((leaf.label, form) for form in (text, *_as_shown(leaf)))
    for step in view.history:
        for text in (step.note, step.ground, step.route, step.authority):
            if text:
                yield step.label, text


def _as_shown(leaf: Shown) -> Iterator[str]:
    """Yield other forms in which a value stands on the page or is written in documents."""
    value = leaf.value
    if isinstance(value, date):
        yield f"{value.year}年{value.month}月{value.day}日"
    elif isinstance(value, Decimal) and leaf.kind == MONEY:
        yield f"{value:,.2f}元"
        if value == value.to_integral_value():
            yield f"{value:.0f}元"


def leaves(shown: Shown) -> Iterator[tuple[Shown, str]]:
    """Yield every single value below a field, as the public data has it; nothing withheld."""
    if not shown.withheld:
        yield from _leaves(shown, shown.value)


def _leaves(shown: Shown, value: Any) -> Iterator[tuple[Shown, str]]:
    if isinstance(value, Shown):
        yield from leaves(value)
    elif isinstance(value, tuple):
        for item in value:
            yield from _leaves(shown, item)
    elif isinstance(value, Link):
        yield shown, value.title
    elif value not in (None, ""):
        yield shown, str(value) if not isinstance(value, bool) else "是" if value else "否"


def _keys(view: View) -> Iterator[Key]:
    """Yield the identifiers: of the record itself, and of whom its title names.

    Who supplied a record (数据来源单位) is not whom it concerns, so groups that do not tell the
    title are passed over.
    """
    yield Key(ID, fold_key(view.id))
    titling = {shown.name for shown in _titling(view)}
    own = tuple(s for s in view.fields if s.name in titling or not _grouped(s))
    yield from _keys_of(own, titling)


def _keys_of(fields: tuple[Shown, ...], naming: set[str]) -> Iterator[Key]:
    told = {shown.name: shown for shown in fields if not shown.withheld and not _grouped(shown)}
    name = str(told[NAME].value) if NAME in told and NAME in naming else ""
    code = next((str(s.value) for s in told.values() if s.kind == SUBJECT and s.value), "")
    if name:
        yield Key(told[NAME].label, fold_key(name), name, code)
    for shown in fields:
        if shown.kind in IDENTIFIERS:
            for leaf, text in leaves(shown):
                of = (name, code) if leaf.kind == SUBJECT else ("", "")
                yield Key(leaf.label, fold_key(text), *of)
        elif _grouped(shown) and not shown.withheld:
            for group in shown.value if shown.many else (shown.value,):
                yield from _keys_of(group, {NAME})


def _grouped(shown: Shown) -> bool:
    """Whether a field is a group, or a list of groups."""
    value = shown.value
    if shown.many and isinstance(value, tuple) and value:
        value = value[0]
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], Shown)


def _facets(view: View) -> tuple[Piece, ...]:
    kind, agency = facet_value(view), view.agency
    key, label = (kind.id, kind.title) if isinstance(kind, Link) else (kind, kind)
    return (
        (view.type, view.type_label),
        (f"{view.type}:{key}", label) if key and label else ("", ""),
        (agency.id, agency.title) if agency else ("", ""),
        (f"{view.day.year}", f"{view.day.year}"),
        (view.state_label, view.state_label),
    )
