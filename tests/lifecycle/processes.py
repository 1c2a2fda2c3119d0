"""Small processes and traces, written in a line."""

from __future__ import annotations

from typing import Any

from portal.model.process import Process
from portal.model.trace import Stage
from portal.source import Item
from tests.checks.records import item

PROCESS = "lc-2024-c7f5n2"
Node = dict[str, str]


def node(key: str, kind: str = "办理", **more: str) -> Node:
    return {"key": key, "name": f"办{key}", "kind": kind, **more}


def process(*nodes: Node, ways: str, **more: Any) -> Item:
    """A process whose ways are written as `甲乙` or `甲乙:条件`, with spaces between."""
    pairs = [way.partition(":") for way in ways.split()]
    edges = [
        {"source": ends[0], "target": ends[1], **({"condition": said} if said else {})}
        for ends, _, said in pairs
    ]
    least = {"name": "程序", "act": "行政处罚", "nodes": [*nodes], "edges": edges}
    return item("process", PROCESS, {**least, **more})


def model(one: Item) -> Process:
    assert isinstance(one.record, Process)
    return one.record


def steps(told: str) -> tuple[Stage, ...]:
    """A trace written as `甲04-01 乙04-02~04-09`: the stage, then its day, or its first and last."""
    found = []
    for word in told.split():
        days = [f"2024-{day}" for day in word[1:].split("~")]
        begun = {"begun": days[0]} if len(days) > 1 else {}
        found.append(Stage.model_validate({"stage": word[0], "date": days[-1], **begun}))
    return tuple(found)
