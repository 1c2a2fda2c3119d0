"""Rules for the trace of a case: it must be a way through the process of its day (办理经过)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from portal.checks.base import Context, Finding, Findings, Subject, check
from portal.lifecycle.course import Taken, course
from portal.lifecycle.limits import Judge
from portal.lifecycle.path import version_on
from portal.model.decision import Decision
from portal.model.process import Node, Process

SHOWN = 20
# Of these penalties the party is always told that it may ask for a hearing (行政处罚法第六十三条).
HEARD = frozenset({"降低资质等级", "吊销许可证件", "责令停产停业", "责令关闭", "限制从业"})


class Walk:
    """A decision's trace laid over its process as it stood on the day of the decision."""

    def __init__(self, decision: Decision, process: Process) -> None:
        self.decision = decision
        self.process = process
        self.trace = decision.trace
        self.nodes: dict[str, Node] = {node.key: node for node in process.nodes}

    @cached_property
    def taken(self) -> tuple[Taken, ...]:
        """The steps, each with the one that it follows."""
        return course(self.process, self.trace)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The stages in the order of the trace."""
        return tuple(step.stage for step in self.trace)

    @property
    def is_known(self) -> bool:
        """Whether every stage is one of the process: else its order says nothing."""
        return all(key in self.nodes for key in self.keys)

    def named(self, *keys: str) -> str:
        """Return the names of steps, as a sentence has them."""
        known = (self.nodes[key].name if key in self.nodes else key for key in keys)
        return "、".join(f"“{name}”" for name in known)

    def before(self, place: int) -> frozenset[str]:
        """Return the stages taken before the one that a step follows: no way to it leads past them."""
        return frozenset(self.keys[:place]) - {self.keys[place]}

    def needed(self, place: int) -> tuple[str, ...] | None:
        """Return the steps that every way to this one takes; None where there is no way."""
        target = self.keys[place]
        if place == 0:
            must = self.process.unavoidable(self.process.start, target, frozenset())
            return (self.process.start, *must)
        source, before = self.keys[place - 1], self.before(place) - {self.keys[place - 1]}
        if target == source or target not in self.process.reached(source, before):
            return None
        return self.process.unavoidable(source, target, before)


def _walk(subject: Subject[Decision], context: Context) -> Walk | None:
    decision = subject.record
    process = context.record(decision.process, Process) if decision.process else None
    if not decision.trace or process is None:
        return None
    at = version_on(context.gate, decision.process or "", decision.decided_on)
    there = at.record if at and isinstance(at.record, Process) else process
    return Walk(decision, there) if there.start else None


@check("trace-stage", "国办发〔2018〕118号（七）")
def stages_are_of_the_process(subject: Subject[Decision], context: Context) -> Findings:
    """办理经过要写明依哪个流程，每个环节都是该流程在决定之日的环节，办理结果是流程里写的走向条件。"""
    decision = subject.record
    if decision.trace and not decision.process:
        yield ("trace",), "写了办理经过，没有写流程；请加一行 process:（流程记录的编号）。"
    walk = _walk(subject, context)
    if walk is None:
        return
    for place, step in enumerate(walk.trace):
        if step.stage not in walk.nodes:
            some = "、".join([*walk.nodes][:SHOWN]) + ("……" if len(walk.nodes) > SHOWN else "")
            message = (
                f"流程“{walk.process.name}”在 {decision.decided_on} 没有环节“{step.stage}”；"
                f"环节代号可写：{some}。"
            )
            yield ("trace", place, "stage"), message
            continue
        known = [edge.condition for edge in walk.process.leaving(step.stage) if edge.condition]
        if step.outcome and step.outcome not in known:
            could = f"可写：{'、'.join(known)}" if known else "这个环节之后没有分支，请删去这一行"
            message = f"“{step.outcome}”不是环节“{step.stage}”之后走向的条件；{could}。"
            yield ("trace", place, "outcome"), message


@check("trace-order", "国办发〔2018〕118号（七）")
def stages_follow_the_ways(subject: Subject[Decision], context: Context) -> Findings:
    """办理经过的次序要走得通：每个环节都沿流程的走向，接在前一个环节之后。"""
    walk = _walk(subject, context)
    if walk is None or not walk.is_known:
        return
    astray = (one.place for one in walk.taken if not one.led)
    for place, message in ((at, _astray(walk, at)) for at in astray):
        if message:  # what comes after the first is its consequence
            yield ("trace", place, "stage"), message
            return


def _astray(walk: Walk, place: int) -> str:
    """Return why no way leads to a step; empty where others were passed over: another rule's."""
    needed, key = walk.needed(place), walk.keys[place]
    before = walk.keys[place - 1]
    if needed is None:
        said = f"{walk.named(key)}不能接在{walk.named(before)}之后，流程里没有这样的走向；"
        return said + _after(walk, before)
    if not needed:
        said = f"从{walk.named(before)}到{walk.named(key)}有几条路，经过哪一条没有写；"
        return said + _after(walk, before)
    later = [one for one in needed if one in walk.keys]
    if not later:
        return ""
    return f"{walk.named(key)}之前要先经过{walk.named(*later)}，办理经过里却写在后面；请核对次序。"


def _after(walk: Walk, key: str) -> str:
    targets = dict.fromkeys(edge.target for edge in walk.process.leaving(key))
    return f"其后可以是{walk.named(*targets)}。" if targets else "它是最后一个环节。"


@check("trace-date", "国办发〔2018〕118号（七）")
def dates_go_forward(subject: Subject[Decision], context: Context) -> Findings:
    """办理经过的日期只能往后：不早于前一环节，开始不晚于办完，不在将来；写了本决定文书号的，是决定日期。"""
    decision, earlier = subject.record, None
    for place, step in enumerate(decision.trace):
        first = step.begun or step.date
        if step.begun and step.begun > step.date:
            message = (
                f"环节“{step.stage}”的开始日期 {step.begun} 晚于办理日期 {step.date}；请核对。"
            )
            yield ("trace", place, "begun"), message
        if earlier and step.date < earlier.date:
            message = (
                f"环节“{step.stage}”的日期 {step.date} 早于前一环节“{earlier.stage}”的 "
                f"{earlier.date}；请核对日期或者次序。"
            )
            yield ("trace", place, "date"), message
        if max(first, step.date) > context.today:
            message = (
                f"环节“{step.stage}”的日期 {step.date} 在今天（{context.today}）之后；请核对。"
            )
            yield ("trace", place, "date"), message
        same = step.document_number and step.document_number == decision.document_number
        if same and step.date != decision.decided_on:
            message = (
                f"环节“{step.stage}”写的是本决定的文书号，日期 {step.date} 却不是决定日期 "
                f"{decision.decided_on}；请核对。"
            )
            yield ("trace", place, "date"), message
        earlier = step


@check("trace-passed-over", "行政处罚法第四十四条、第五十八条、第六十三条")
def nothing_is_passed_over(subject: Subject[Decision], context: Context) -> Findings:
    """流程里绕不开的环节不能漏：告知、法制审核等必经的，当事人要求的听证，听证之后的法制审核。"""
    walk = _walk(subject, context)
    if walk is None or not walk.is_known:
        return
    for one in walk.taken:
        needed = () if one.led else walk.needed(one.place) or ()
        missing = [key for key in needed if key not in walk.keys]
        if missing:
            message = (
                f"{walk.named(walk.keys[one.place])}之前漏了{walk.named(*missing)}，流程里这是必经的；"
                "办过的请补上日期，没有办的，决定不合法定程序，请先交法制机构处理。"
            )
            yield ("trace", one.place, "stage"), message
    yield from _outcomes(walk)
    yield from _hearing(walk)


def _outcomes(walk: Walk) -> Iterator[Finding]:
    """Yield the steps whose outcome led to another step than the one that came after."""
    for place, step in enumerate(walk.trace):
        follows = {walk.keys[one.place] for one in walk.taken if one.after == place}
        targets = [
            edge.target
            for edge in walk.process.leaving(step.stage)
            if step.outcome and edge.condition == step.outcome
        ]
        if targets and follows and follows.isdisjoint(targets):
            message = (
                f"{walk.named(step.stage)}的结果是“{step.outcome}”，其后应为"
                f"{walk.named(*targets)}，写的却是{walk.named(*sorted(follows))}；请核对。"
            )
            yield ("trace", place, "outcome"), message


def _hearing(walk: Walk) -> Iterator[Finding]:
    """Yield where a hearing was due and nothing is said of it, and where none reviewed after it."""
    heard, reviewed = (
        {node.key for node in walk.process.nodes if getattr(node, mark)}
        for mark in ("heard", "reviewed")
    )
    taken, last = set(walk.keys), walk.keys[-1]
    told = "、".join(kind for kind in walk.decision.penalties if kind in HEARD)
    for place, step in enumerate(walk.trace):
        asks = any(edge.target in heard for edge in walk.process.leaving(step.stage))
        if told and asks and not step.outcome and taken.isdisjoint(heard):
            known = [edge.condition for edge in walk.process.leaving(step.stage) if edge.condition]
            message = (
                f"处罚有{told}，应当告知当事人可以要求听证；请在{walk.named(step.stage)}写明"
                f"办理结果 outcome:，可写：{'、'.join(known)}。"
            )
            yield ("trace", place), message
    too_late = reviewed and reviewed.isdisjoint(walk.process.reached(last))
    if taken & heard and too_late and taken.isdisjoint(reviewed):
        names = walk.named(*sorted(reviewed))
        message = f"经过听证的，作出决定前应当法制审核；办理经过里没有{names}，请补上或者核对。"
        yield ("trace",), message


@check("trace-late", "行政许可法第四十二条、行政处罚法第六十条", "warning")
def limits_are_kept(subject: Subject[Decision], context: Context) -> Findings:
    """各环节在流程规定的时限内办完；迟了照实写，并显示超期。"""
    walk = _walk(subject, context)
    if walk is None or not walk.is_known:
        return
    judge = Judge(walk.process, walk.trace, walk.taken, context.corpus.calendar)
    for place, step in enumerate(walk.trace):
        limit = judge.limit(place)
        if limit is None or limit.kept is not False:
            continue
        bound = "不少于" if limit.at_least else "不超过"
        until = "应不早于" if limit.at_least else "应不晚于"
        message = (
            f"{walk.named(step.stage)}的时限是自“{limit.origin_name}”（{limit.started}）起{bound}"
            f" {limit.amount} {limit.unit}，{until} {limit.deadline}，写的是 {step.date}；日期照实写。"
        )
        yield ("trace", place, "date"), message
