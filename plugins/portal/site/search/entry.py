"""What the record index knows of a record: a row, its words, its identifiers, its facets (索引项).

Built from the public view alone: nothing can be found by what the page does not show.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from portal.lifecycle.view import Link, Shown, View
from portal.model import BY_TYPE
from portal.site.exports import as_json
from portal.site.listing import facet_value
from portal.site.search.fold import fold, fold_key

Piece = tuple[str, str]  # label and text
EPOCH = date(1900, 1, 1)
IDENTIFIERS = ("number", "credit_code", "domain")
CALLING = ("text", *IDENTIFIERS)
SUBJECT = "credit_code"
MONEY = "money"
NAME = "name"
ID = "记录编号"
BREAK = "\n"


class Key(NamedTuple):
    """Something by which a record is looked up exactly.

    `what` names the identifier; `name` and `code` tell apart subjects that share it.
    """

    what: str
    key: str
    name: str = ""
    code: str = ""


class Entry(NamedTuple):
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
    titling = {*BY_TYPE[view.type].TITLED_BY, *BY_TYPE[view.type].KNOWN_BY}
    head, body = _words(view, titling)
    facets = _facets(view)
    untold = [facets[FACETS.index(name)][0] for name in ("kind", "agency")]  # by the row itself
    return Entry(
        id=view.id,
        row=row,
        content=as_json([*row, head, body, *untold]).rstrip(),
        head=_folded(head),
        body=_folded(body),
        keys=tuple(dict.fromkeys(_keys(view, titling))),
        facets=facets,
        day=max(0, (view.day - EPOCH).days),
    )


def _folded(pieces: list[Piece]) -> str:
    return "".join([f"{fold(text)}{BREAK}" for _, text in pieces])


def _words(view: View, titling: set[str]) -> tuple[list[Piece], list[Piece]]:
    """Return what a record is called, and everything else that the page says of it today.

    The former is its title, its id, and the names and numbers in the fields that tell the title
    or by which it is known without it.
    """
    head: list[Piece] = [("", view.heading), ("", view.id)]
    body: list[Piece] = [("", view.type_label)]
    for shown in view.fields:
        calling = shown.name in titling
        for leaf, text in leaves(shown):
            if calling and leaf.kind in CALLING:
                head.append((leaf.label, text))
                continue
            body.append((leaf.label, text))
            if isinstance(leaf.value, date | Decimal):
                body += [(leaf.label, form) for form in _as_shown(leaf)]
    for step in view.history:
        for text in (step.note, step.ground, step.route, step.authority):
            if text:
                body.append((step.label, text))
    return head, body


def _as_shown(leaf: Shown) -> Iterator[str]:
    """Yield other forms in which a value stands on the page or is written in documents."""
    value = leaf.value
    if isinstance(value, date):
        yield f"{value.year}年{value.month}月{value.day}日"
    elif leaf.kind == MONEY:
        yield f"{value:,.2f}元"
        if value == value.to_integral_value():
            yield f"{value:.0f}元"


def leaves(shown: Shown) -> list[tuple[Shown, str]]:
    """Return every single value below a field, as the public data has it; nothing withheld."""
    found: list[tuple[Shown, str]] = []
    _gather(shown, shown.value if not shown.withheld else None, found)
    return found


def _gather(shown: Shown, value: Any, found: list[tuple[Shown, str]]) -> None:
    if isinstance(value, tuple):
        for item in value:
            _gather(shown, item, found)
    elif isinstance(value, Shown):
        _gather(value, value.value if not value.withheld else None, found)
    elif isinstance(value, Link):
        found.append((shown, value.title))
    elif value is not None and value != "":
        told = str(value) if not isinstance(value, bool) else "是" if value else "否"
        found.append((shown, told))


def _keys(view: View, titling: set[str]) -> Iterator[Key]:
    """Yield the identifiers: of the record itself, and of whom its title names.

    Who supplied a record (数据来源单位) is not whom it concerns, so groups that do not tell the
    title are passed over.
    """
    yield Key(ID, fold_key(view.id))
    own = tuple(s for s in view.fields if s.name in titling or not _grouped(s))
    yield from _keys_of(own, titling)


def _keys_of(fields: tuple[Shown, ...], naming: set[str]) -> Iterator[Key]:
    public = [(shown, _grouped(shown)) for shown in fields if not shown.withheld]
    told = {shown.name: shown for shown, grouped in public if not grouped}
    name = str(told[NAME].value) if NAME in told and NAME in naming else ""
    code = next((str(s.value) for s in told.values() if s.kind == SUBJECT and s.value), "")
    if name:
        yield Key(told[NAME].label, fold_key(name), name, code)
    for shown, grouped in public:
        if shown.kind in IDENTIFIERS:
            for leaf, text in leaves(shown):
                of = (name, code) if leaf.kind == SUBJECT else ("", "")
                yield Key(leaf.label, fold_key(text), *of)
        elif grouped:
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
