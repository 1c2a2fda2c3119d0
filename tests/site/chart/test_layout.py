"""Charts by geometry: five hundred random processes, the demonstration's, and the awkward ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from portal.lifecycle import Gate
from portal.site.chart.flow import Flow, Step, Way
from portal.site.chart.layout import Layout, layout
from portal.site.chart.reading import flow_of
from portal.site.chart.shapes import Label
from portal.site.chart.sizes import label
from portal.site.language import SOURCE, language
from portal.source import load
from tests.site.chart.flows import flow
from tests.site.chart.geometry import faults

DATA = Path(__file__).parents[3] / "data"
LONG = "当事人提出的事实理由和证据成立依法不再实施或者变更强制措施范围"


def made(kinds: str, *ways: tuple[int, int] | tuple[int, int, str]) -> Flow:
    """A flow of steps by the first characters of their kinds."""
    names = {"开": "开始", "办": "办理", "判": "判断", "结": "结束"}
    return Flow(
        tuple(Step(f"环节{at}", names[kind]) for at, kind in enumerate(kinds)),
        tuple(Way(*way) for way in ways),
    )


def demonstrated() -> Iterator[Flow]:
    """The processes of the demonstration, every version that may be read."""
    gate = Gate(load(DATA), as_of=date(2026, 11, 23))
    for item in gate.corpus.of("process"):
        view = gate.view(item.id)
        assert view
        shown = [view, *filter(None, (gate.earlier(item.id, number) for number in view.versions))]
        for one in shown:
            found = flow_of(one.fields, language(SOURCE))
            assert found
            yield found


@pytest.mark.parametrize("hundred", range(5))
def test_random_processes_are_drawn_without_fault(hundred: int) -> None:
    for seed in range(100 * hundred, 100 * hundred + 100):
        process = flow(seed)
        assert faults(process, layout(process)) == [], f"seed {seed}"


def test_the_demonstration_is_drawn_without_fault() -> None:
    for process in demonstrated():
        assert faults(process, layout(process)) == []


AWKWARD = {
    "one step": made("开"),
    "one step, twice back to itself": made("开", (0, 0, "再来"), (0, 0)),
    "several ways between the same two": made("开结", (0, 1, "甲"), (0, 1, "乙"), (0, 1), (0, 1)),
    "there and back": made("开办结", (0, 1), (1, 0, "退回"), (1, 0), (1, 2)),
    "an end that nothing reaches": made("开办结结", (0, 1), (1, 2)),
    "no end at all": made("开办办", (0, 1), (1, 2), (2, 1, "再办")),
    "no start": made("办办结", (0, 1), (1, 2)),
    "loops within loops": made(
        *("开办判办判办判结", (0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 7)),
        *((2, 1, "甲"), (4, 1, "乙"), (6, 1, LONG), (4, 3), (6, 5), (6, 3), (5, 2)),
    ),
    "a loop between branches": made(
        *("开判办办判判结", (0, 1), (1, 2, "甲"), (1, 3, "乙"), (2, 4), (3, 5), (4, 6), (5, 6)),
        *((4, 3), (5, 2, LONG), (5, 1), (4, 4, "重做")),
    ),
    "branches that change places": made(
        *("开判办办办办结", (0, 1), (1, 2), (1, 3), (2, 5), (3, 4), (2, 4), (3, 5), (4, 6), (5, 6))
    ),
    "a wide choice": made("开判" + "结" * 12, (0, 1), *((1, n, LONG) for n in range(2, 14))),
    "many into one": made("开" + "办" * 12 + "结", *((0, n) for n in range(1, 13)), *((n, 13) for n in range(1, 13))),
    "all with all": made("开办办办办", *((a, b, "条件") for a in range(5) for b in range(5))),
}  # fmt: skip


@pytest.mark.parametrize("process", AWKWARD.values(), ids=AWKWARD.keys())
def test_awkward_processes_are_drawn_without_fault(process: Flow) -> None:
    assert faults(process, layout(process)) == []


def test_the_main_path_is_straight_and_its_start_on_top() -> None:
    process = AWKWARD["loops within loops"]
    drawn = layout(process)
    assert len({box.x for box in drawn.boxes}) == 1
    assert [box.y for box in drawn.boxes] == sorted(box.y for box in drawn.boxes)
    assert all(len(line.points) == 2 for line in drawn.lines[:7])


def test_ways_back_run_left_and_skips_right() -> None:
    process = made("开办办办结", (0, 1), (1, 2), (2, 3), (3, 4), (3, 1, "退回"), (1, 3, "免办"))
    drawn = layout(process)
    back, skip, main = drawn.lines[4].points, drawn.lines[5].points, drawn.boxes[0].x
    assert max(x for x, _ in back) < main < max(x for x, _ in skip)
    assert min(x for x, _ in skip) == main


def test_alternatives_stand_side_by_side() -> None:
    drawn = layout(
        made("开判办办办结", (0, 1), *((1, n) for n in (2, 3, 4)), *((n, 5) for n in (2, 3, 4)))
    )
    assert len({box.top for box in drawn.boxes[2:5]}) == 1


def test_the_order_of_the_record_decides_nothing_but_ties() -> None:
    process = AWKWARD["loops within loops"]
    turned = Flow(process.steps, process.ways[::-1])
    assert layout(turned).boxes == layout(process).boxes


def test_the_same_flow_has_the_same_layout() -> None:
    assert layout(flow(7)) == layout(flow(7))


SPOILT = {
    "step 0 lies on step 1": lambda drawn: replace(drawn, boxes=moved(drawn, 1, 0, -60)),
    "step 1 lies on label 1": lambda drawn: replace(drawn, labels=(at_box(drawn, 1),)),
    "way 2 runs through step 1": lambda drawn: replace(drawn, boxes=moved(drawn, 1, 70, 0)),
    "way 0 runs through the label of 1": lambda drawn: replace(drawn, labels=(on_way(drawn, 0),)),
    "way 0 does not touch step 1": lambda drawn: replace(drawn, boxes=moved(drawn, 1, 0, 4)),
    "way 0 is outside": lambda drawn: replace(drawn, width=60),
    "ways 0 and 1 lie on each other": lambda drawn: replace(
        drawn, lines=(drawn.lines[0], replace(drawn.lines[1], points=drawn.lines[0].points))
    ),
}  # fmt: skip


def moved(drawn: Layout, step: int, right: int, down: int) -> tuple[object, ...]:
    """The boxes with one of them moved."""
    return tuple(
        replace(box, x=box.x + right, y=box.y + down) if box.step == step else box
        for box in drawn.boxes
    )


def at_box(drawn: Layout, step: int) -> Label:
    return Label(1, drawn.boxes[step].x, drawn.boxes[step].y, label("条件"))


def on_way(drawn: Layout, way: int) -> Label:
    (x, y), (_, lower) = drawn.lines[way].points
    return Label(1, x - 12, (y + lower) // 2, label("条件"))


@pytest.mark.parametrize("fault", SPOILT)
def test_the_judge_finds_what_is_wrong(fault: str) -> None:
    process = made("开办结", (0, 1), (1, 2, "条件"), (0, 2))
    drawn = layout(process)
    assert faults(process, drawn) == []
    short = Flow(process.steps, process.ways[:2]) if fault.startswith("ways") else process
    found: Sequence[str] = faults(short, SPOILT[fault](drawn))
    assert fault in found
