"""A chart as SVG: shapes, lines, text and links, every look left to classes of the theme (绘制).

A step is a link to its details, named whole, for screen readers read its lines as separate words.
Lines and conditions are hidden from them: the list of steps beside the chart says both in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from portal.site.chart.flow import Flow, Step
from portal.site.chart.layout import Layout, layout
from portal.site.chart.shapes import Box, Label, Line
from portal.site.chart.sizes import NAME, NAME_LINE, REM, SMALL, SMALL_LINE, inset

CLASSES = {"开始": "ends", "判断": "asks", "结束": "ends"}
TIP = (
    '<marker id="tip" viewBox="0 0 9 8" refX="8.5" refY="4" markerWidth="9" markerHeight="8" '
    'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 9 4 0 8z"/></marker>'
)
ALONE = ' xmlns="http://www.w3.org/2000/svg"'
STYLE = (
    "<style>.flow{background:#fff;font:16px/1 sans-serif;fill:#000}"
    "rect,.steps-drawn path{fill:#fff;stroke:#173a5e;stroke-width:1.5}"
    ".ends rect,.asks path{fill:#f3f5f8}.ends rect{stroke-width:2.5}"
    "tspan,.fact{fill:#525d69}.fact,.conditions{font-size:13px}"
    ".ways{fill:none;stroke:#525d69;stroke-width:1.5}marker path{fill:#525d69}</style>"
)
"""What a drawing that stands alone looks like: the theme's light colours, on white."""
ASCENT = 0.36
"""How far the base of Chinese text is below its middle, in em."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a drawing says beside the flow: its title, what a kind is called, where a step leads.

    `href` may return nothing: then steps are no links. `language` is that of names and conditions
    where it is not the `page`'s.
    """

    title: str
    kind: Callable[[str], str] = str
    href: Callable[[int], str] = "#step-{}".format
    language: str = ""
    page: str = ""


def draw(flow: Flow, wording: Wording, *, alone: bool = False) -> Markup:
    """Return the drawing of `flow`: for a page, as large as its type; or to stand `alone`."""
    made = layout(flow)
    width, height = (
        (f"{made.width}", f"{made.height}")
        if alone
        else (f"{made.width / REM:g}rem", f"{made.height / REM:g}rem")
    )
    attributes, style = (ALONE, STYLE) if alone else ("", "")
    head = (
        f'<svg class="flow" role="group" aria-labelledby="flow-title" width="{width}"'
        f' height="{height}" viewBox="0 0 {made.width} {made.height}"{attributes}>'
        f'<title id="flow-title"{_language(wording)}>{escape(wording.title)}</title>{style}<defs>{TIP}</defs>'
    )
    parts = [
        head,
        *_ways(flow, made),
        *_conditions(made, wording),
        *_steps(flow, made, wording),
        "</svg>",
    ]
    return Markup("\n".join(parts))


def _ways(flow: Flow, made: Layout) -> Iterator[str]:
    """Yield the lines; those that a path goes are a group of their own, above the others."""
    for taken, name in ((False, "ways"), (True, "ways taken")):
        lines = [line for line in made.lines if flow.ways[line.way].taken == taken]
        if lines:
            yield f'<g class="{name}" marker-end="url(#tip)" aria-hidden="true">'
            yield from (f'<path d="{path(line)}"/>' for line in lines)
            yield "</g>"


def path(line: Line) -> str:
    """Return a line as path data, in absolute horizontal and vertical pieces."""
    (x, y), *_ = line.points
    pieces = (
        f"V{further_y}" if x == further_x else f"H{further_x}"
        for (x, _), (further_x, further_y) in pairwise(line.points)
    )
    return f"M{x} {y}{''.join(pieces)}"


def _conditions(made: Layout, wording: Wording) -> Iterator[str]:
    if made.labels:
        yield f'<g class="conditions" aria-hidden="true"{_language(wording)}>'
        for label in made.labels:
            yield _condition(label)
        yield "</g>"


def _condition(label: Label) -> str:
    first = label.top + 1 + SMALL_LINE / 2 + ASCENT * SMALL
    return "".join(
        f'<text x="{label.left}" y="{first + SMALL_LINE * at:.0f}">{escape(line)}</text>'
        for at, line in enumerate(label.size.lines)
    )


def _steps(flow: Flow, made: Layout, wording: Wording) -> Iterator[str]:
    comma = ", " if wording.language else "，"
    yield '<g class="steps-drawn" text-anchor="middle">'
    for box in made.boxes:
        step = flow.steps[box.step]
        kind = " ".join(filter(None, (CLASSES.get(box.kind, ""), step.mark)))
        href = wording.href(box.step + 1)
        name = comma.join((step.numbered(box.step), *step.facts, wording.kind(step.kind)))
        tag = "a" if href else "g"
        attributes = f' href="{escape(href)}"' if href else ' role="img"'
        attributes += (f' class="{kind}"' if kind else "") + _language(wording)
        written = "".join(_written(step, box, wording))
        yield f'<{tag}{attributes} aria-label="{escape(name)}">{shape(box)}{written}</{tag}>'
    yield "</g>"


def shape(box: Box) -> str:
    """Return the outline: rounded for beginnings and ends, a hexagon where something is asked."""
    width, height = box.size.width, box.size.height
    if box.kind == "判断":
        flat = width - 2 * inset(box.kind)
        corner, half = inset(box.kind), height // 2
        return f'<path d="M{box.left} {box.y}l{corner} {-half}h{flat}l{corner} {half}-{corner} {half}h-{flat}z"/>'
    radius = inset(box.kind) if box.kind in CLASSES else 2
    size = f'width="{width}" height="{height}" rx="{radius}"'
    return f'<rect x="{box.left}" y="{box.top}" {size}/>'


def _written(step: Step, box: Box, wording: Wording) -> Iterator[str]:
    """Yield the lines of a step, the number before the name, the facts in small type."""
    lines, facts = box.size.lines, box.size.facts
    page = f' lang="{wording.page}"' if wording.language else ""
    whole = NAME_LINE * len(lines) + SMALL_LINE * len(facts)
    y = box.y - whole / 2
    for at, line in enumerate(lines):
        first = not at and step.number != ""
        number, space, rest = line.partition(" ") if first else ("", "", line)
        inside = f"<tspan>{number}</tspan>{space}{escape(rest)}" if number else escape(rest)
        base = y + NAME_LINE / 2 + ASCENT * NAME
        yield f'<text x="{box.x}" y="{base:.0f}">{inside}</text>'
        y += NAME_LINE
    for fact in facts:
        base = y + SMALL_LINE / 2 + ASCENT * SMALL
        apart = "\n" if fact[0].isdigit() else ""  # two numbers side by side would be read as one
        yield f'{apart}<text class="fact"{page} x="{box.x}" y="{base:.0f}">{escape(fact)}</text>'
        y += SMALL_LINE


def _language(wording: Wording) -> str:
    return f' lang="{wording.language}"' if wording.language else ""
