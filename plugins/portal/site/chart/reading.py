"""A process as the public sees it becomes a flow; what the gate withholds is not in it (读取)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup

from portal.lifecycle.path import CasePath, Stop
from portal.lifecycle.phrase import Phrase
from portal.lifecycle.view import Shown
from portal.site.chart.flow import Flow, Mark, Step, Way
from portal.site.language import Language

MARKS = ("reviewed", "heard", "recorded")
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


def path_of(path: CasePath, language: Language) -> Flow | None:
    """Return the flow of a process with the path of a case in it: what was taken, when, how timely.

    The number of a step is its place on the path; of one taken again it has each.
    """
    flow = flow_of(path.fields, language)
    if flow is None:
        return None
    stops: list[list[Stop]] = [[] for _ in flow.steps]
    for stop in path.stops:
        if stop.node >= 0:
            stops[stop.node].append(stop)
    steps = (_taken(step, on, language) for step, on in zip(flow.steps, stops, strict=True))
    ways = (replace(way, taken=(way.source, way.target) in path.ways) for way in flow.ways)
    return Flow(tuple(steps), tuple(ways))


def _taken(step: Step, stops: Sequence[Stop], language: Language) -> Step:
    if not stops:
        return replace(step, facts=(), number="", mark="idle")
    facts = [fact for stop in stops for fact in (str(stop.date), *_kept(stop, language))]
    late = any(stop.limit and stop.limit.kept is False for stop in stops)
    number = "/".join(str(stop.number) for stop in stops)
    mark: Mark = "late" if late else "taken"
    return replace(step, facts=tuple(facts), number=number, mark=mark)


def _kept(stop: Stop, language: Language) -> Iterator[str]:
    """Yield how the limit of a step was kept; nothing where there is none, or nobody can know."""
    limit = stop.limit
    if limit is None or limit.kept is None:
        return
    amount, unit = limit.amount, Phrase(limit.unit)
    if limit.kept:
        yield _said(language, Phrase("{limit} {unit}，按时", limit=amount, unit=unit))
    elif limit.at_least:
        yield _said(language, Phrase("{limit} {unit}，时间不足", limit=amount, unit=unit))
    else:
        yield _said(language, Phrase("{limit} {unit}，超过时限", limit=amount, unit=unit))


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
        least = "at_least" in node and node["at_least"].value is True
        values = {"limit": int(limit), "unit": Phrase(unit)}
        no_less, within = (
            Phrase("不少于 {limit} {unit}", **values),
            Phrase("时限 {limit} {unit}", **values),
        )
        yield _said(language, no_less if least else within)
    for name in MARKS:
        told = name in node and node[name].value is True
        if told and node[name].label not in _text(node, "name"):
            yield _said(language, node[name].label)


def _said(language: Language, text: str) -> str:
    return Markup(language.translate(text)).striptags()
