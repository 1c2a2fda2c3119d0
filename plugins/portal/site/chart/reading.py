"""A process as the public sees it becomes a flow; what the gate withholds is not in it (读取)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from portal.lifecycle.phrase import Phrase
from portal.lifecycle.view import Shown
from portal.site.chart.flow import Flow, Step, Way
from portal.site.language import Language

MARKS = ("reviewed", "recorded")
"""Fields of a step that are told by their label alone, where they say yes."""


def flow_of(fields: Sequence[Shown], language: Language) -> Flow | None:
    """Return the flow that `fields` of a record tell; None where they tell of no steps."""
    named = {shown.name: shown for shown in fields}
    nodes = list(_groups(named, "nodes"))
    places = {_text(node, "key"): place for place, node in enumerate(nodes)}
    if not nodes:
        return None
    ways = tuple(
        Way(places[source], places[target], _text(edge, "condition"))
        for edge in _groups(named, "edges")
        if (source := _text(edge, "source")) in places
        and (target := _text(edge, "target")) in places
    )
    steps = (Step(_text(n, "name"), _text(n, "kind"), tuple(_facts(n, language))) for n in nodes)
    return Flow(tuple(steps), ways)


def _groups(named: Mapping[str, Shown], name: str) -> Iterator[dict[str, Shown]]:
    """Yield the groups of a field, each by the names of its own fields."""
    for group in (named[name].value or ()) if name in named else ():
        yield {shown.name: shown for shown in group}


def _text(group: Mapping[str, Shown], name: str) -> str:
    return str(group[name].value or "") if name in group else ""


def _facts(node: Mapping[str, Shown], language: Language) -> Iterator[str]:
    """Yield what small type says of a step: its time limit, whether it is reviewed, recorded."""
    limit, unit = _text(node, "limit"), _text(node, "unit")
    if limit and unit:
        yield _said(language, Phrase("时限 {limit} {unit}", limit=int(limit), unit=Phrase(unit)))
    for name in MARKS:
        told = name in node and node[name].value is True
        if told and node[name].label not in _text(node, "name"):
            yield _said(language, node[name].label)


def _said(language: Language, text: str) -> str:
    return Markup(language.translate(text)).striptags()
