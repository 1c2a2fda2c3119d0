"""Process (执法流程): nodes and edges as data; the page shows the ordered steps (执法流程图)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Annotated

from portal.model.base import Citation, Record
from portal.model.changes import Part
from portal.model.faults import Fault
from portal.model.fields import Count, LongText, Text, YesNo, choice, field
from portal.model.glance import Glance
from portal.model.graph import reached
from portal.model.terms import MOST, Act, AgencyRef, LimitUnit

SHOWN_KEYS = 20
DECIDING, HOURS = "判断", "小时"
EXTENDS, NOT_COUNTED = "延长", "不计入"


class Node(Part):
    """A step (环节): who does what, within what time, on what law."""

    key: Text = field("环节代号", "流程内唯一，如 立案", required=True)
    name: Text = field("环节名称", required=True)
    kind: Annotated[str, choice("开始", "办理", DECIDING, "结束")] = field(
        "环节类型", required=True
    )
    who: Text | None = field("办理人")
    limit: Count | None = field("时限", "与时限单位一起写")
    unit: LimitUnit | None = field("时限单位")
    basis: tuple[Citation, ...] = field("依据", many=True)
    documents: tuple[Text, ...] = field("文书", many=True)
    counted_from: Text | None = field(
        "时限起算环节",
        "环节代号，自办完这个环节之日起算；不写即自上一个环节起算，写本环节即自开始之日起算",
    )
    at_least: YesNo | None = field("最短时限", "写“是”，时限为不少于的期限，如 七日前通知")
    allowance: Annotated[str, choice(EXTENDS, NOT_COUNTED)] | None = field(
        "时限宽展", "对正在计算的其他时限：延长的加上本环节的时限，不计入的扣除本环节所用的时间"
    )
    reviewed: YesNo | None = field("法制审核")
    heard: YesNo | None = field("听证")
    recorded: YesNo | None = field("全过程记录")
    note: LongText | None = field("说明")


class Edge(Part):
    """A way from one step to the next, under a condition or none (走向)."""

    source: Text = field("从", "环节代号", required=True)
    target: Text = field("到", "环节代号", required=True)
    condition: Text | None = field("条件")


class Process(Record):
    """How an act is done, from the first step to the last."""

    TYPE = "process"
    PLURAL = "processes"
    LABEL = "执法流程"
    GATE = "norm"
    ID_PREFIX = "lc"
    STAGE = "事前"
    IN_PROSE = True
    FACET = "act"
    GLANCE = Glance(who=("agency",), what=("name", "act"), law=("basis",))

    name: Text = field("名称", required=True)
    act: Act = field("行为类别", required=True)
    agency: AgencyRef | None = field("机关", "不写即各机关通用")
    basis: tuple[Citation, ...] = field("依据", many=True)
    nodes: tuple[Node, ...] = field("环节", required=True, many=True)
    edges: tuple[Edge, ...] = field("走向", many=True)
    decides: Text | None = field(
        "决定环节", "作出决定的环节的代号；权责事项的法定时限与它的时限核对", private=True
    )

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong with the graph: names, the start, steps that nothing reaches."""
        keys = [node.key for node in self.nodes]
        known: set[str] = set()
        for index, key in enumerate(keys):
            if key in known:
                yield _fault(("nodes", index, "key"), f"环节代号“{key}”重复，请换一个。")
            known.add(key)
        some = "、".join(keys[:SHOWN_KEYS]) + ("……" if len(keys) > SHOWN_KEYS else "")
        for loc, what, step in self._named():
            if step and step not in known:
                yield _fault(loc, f"{what}“{step}”不是本流程的环节；已有：{some}。")
        yield from self._unfit_limits()
        starts = [node.key for node in self.nodes if node.kind == "开始"]
        if len(starts) != 1:
            yield _fault(("nodes",), f"流程应当有且只有一个“开始”环节，现有 {len(starts)} 个。")
            return
        there = self.reached(starts[0])
        for index, key in enumerate(keys):
            if key not in there:
                message = f"从“开始”走不到环节“{key}”，请补上通向它的走向。"
                yield _fault(("nodes", index), message)

    def _named(self) -> Iterator[tuple[tuple[str | int, ...], str, str | None]]:
        """Yield where the process names a step of its own, what it is there, and which one."""
        for index, edge in enumerate(self.edges):
            yield ("edges", index, "source"), "走向里的", edge.source
            yield ("edges", index, "target"), "走向里的", edge.target
        yield ("decides",), "决定环节", self.decides
        for index, node in enumerate(self.nodes):
            yield ("nodes", index, "counted_from"), "时限起算环节", node.counted_from

    def _unfit_limits(self) -> Iterator[Fault]:
        """Yield limits of which nobody can say how long they are, or that no law sets."""
        for index, node in enumerate(self.nodes):
            limit, unit = node.limit, node.unit
            if limit is not None and unit is None:
                message = f"环节“{node.key}”写了时限，没有写时限单位；请加一行 unit:，如 工作日。"
                yield _fault(("nodes", index, "limit"), message)
            elif unit is not None and limit is None:
                message = f"环节“{node.key}”写了时限单位，没有写时限；请加一行 limit:，或删去单位。"
                yield _fault(("nodes", index, "unit"), message)
            elif limit is not None and unit is not None and limit > MOST[unit]:
                message = f"时限“{limit}{unit}”不合理，至多 {MOST[unit]}；请核对。"
                yield _fault(("nodes", index, "limit"), message)

    @property
    def start(self) -> str:
        """The key of the step with which every path begins; empty where there is none."""
        return next((node.key for node in self.nodes if node.kind == "开始"), "")

    def leaving(self, key: str) -> tuple[Edge, ...]:
        """Return the ways that leave a step."""
        return tuple(edge for edge in self.edges if edge.source == key)

    def reached(self, source: str, without: frozenset[str] = frozenset()) -> frozenset[str]:
        """Return the steps to which ways lead from `source`, itself included, past none of `without`."""
        ways: defaultdict[str, set[str]] = defaultdict(set)
        for edge in self.edges:
            ways[edge.source].add(edge.target)
        return frozenset(reached([source], lambda key: ways[key] - without))

    def unavoidable(self, source: str, target: str, without: frozenset[str]) -> tuple[str, ...]:
        """Return the steps that every path from `source` to `target` past none of `without` takes.

        Those are the dominators of `target` (R. T. Prosser 1959), both ends left out, in the order
        in which a path takes them.
        """
        between = self.reached(source, without) - {source, target}
        must = [key for key in between if target not in self.reached(source, without | {key})]
        return tuple(
            sorted(must, key=lambda key: len(self.reached(source, without | {key}) & set(must)))
        )


def _fault(loc: tuple[str | int, ...], message: str) -> Fault:
    return Fault(loc, "process-graph", message)
