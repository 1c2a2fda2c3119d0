"""Rules for the trace of a case: it must be a way through the process of its day (办理经过)."""

from __future__ import annotations

from collections.abc import Iterator

from portal.checks.base import Context, Finding, Findings, Subject, check
from portal.checks.trace_walk import Walk, walk_of
from portal.lifecycle.limits import Judge
from portal.lifecycle.outlook import cited
from portal.model.decision import Decision

SHOWN = 20
# Of these penalties the party is always told that it may ask for a hearing (行政处罚法第六十三条).
HEARD = frozenset({"降低资质等级", "吊销许可证件", "责令停产停业", "责令关闭", "限制从业"})


@check("trace-stage", "国办发〔2018〕118号（七）")
def stages_are_of_the_process(subject: Subject[Decision], context: Context) -> Findings:
    """办理经过要写明依哪个流程，每个环节都是该流程在决定之日的环节，办理结果是流程里写的走向条件。"""
    decision = subject.record
    if decision.trace and not decision.process:
        yield ("trace",), "写了办理经过，没有写流程；请加一行 process:（流程记录的编号）。"
    walk = walk_of(subject.record, context)
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
        known = walk.outcomes(step.stage)
        if step.outcome and step.outcome not in known:
            could = f"可写：{'、'.join(known)}" if known else "这个环节之后没有分支，请删去这一行"
            message = f"“{step.outcome}”不是环节“{step.stage}”之后走向的条件；{could}。"
            yield ("trace", place, "outcome"), message


@check("trace-order", "国办发〔2018〕118号（七）")
def stages_follow_the_ways(subject: Subject[Decision], context: Context) -> Findings:
    """办理经过的次序要走得通：每个环节都沿流程的走向，接在前一个环节之后。"""
    walk = walk_of(subject.record, context)
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
    """办理经过的日期只能往后：不早于前一环节，开始不晚于办完，不在将来；写了本决定文书号的、作出决定的环节，是决定日期；法制审核环节是审核日期，审核过几次的看末一次。"""
    decision, earlier = subject.record, None
    walk = walk_of(subject.record, context)
    decides = walk.decided if walk else -1
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
        if (same or place == decides) and step.date != decision.decided_on:
            why = "写的是本决定的文书号" if same else "是作出决定的环节"
            message = (
                f"环节“{step.stage}”{why}，日期 {step.date} 却不是决定日期 "
                f"{decision.decided_on}；请核对。"
            )
            yield ("trace", place, "date"), message
        earlier = step
    if walk:
        yield from _reviewed(walk)


def _reviewed(walk: Walk) -> Iterator[Finding]:
    """Yield where the last review of the trace was on another day than the review of the decision."""
    review, place = walk.decision.review, walk.reviewed
    if review and place >= 0 and walk.trace[place].date != review.reviewed_on:
        step = walk.trace[place]
        message = (
            f"{walk.named(step.stage)}的日期是 {step.date}，法制审核（review）的审核日期却是 "
            f"{review.reviewed_on}；请核对，改成一致。"
        )
        yield ("trace", place, "date"), message


@check("trace-passed-over", "行政处罚法第四十四条、第五十八条、第六十三条")
def nothing_is_passed_over(subject: Subject[Decision], context: Context) -> Findings:
    """流程里绕不开的环节不能漏：告知、法制审核等必经的，当事人要求的听证，听证之后的法制审核；要写到作出决定。"""
    walk = walk_of(subject.record, context)
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
    yield from _undecided(walk)
    yield from _outcomes(walk)
    yield from _hearing(walk)


def _undecided(walk: Walk) -> Iterator[Finding]:
    """Yield where the trace stops before the decision, so that what comes between is not told."""
    last, before = walk.keys[-1], frozenset(walk.keys[:-1])
    if not walk.decides or walk.decided >= 0 or walk.decides not in walk.process.reached(last):
        return
    between = walk.process.unavoidable(last, walk.decides, before - {last})
    message = (
        f"办理经过只写到{walk.named(last)}，决定却已作出；请补上以后的环节："
        f"{walk.named(*between, walk.decides)}。"
    )
    yield ("trace",), message


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
            message = (
                f"处罚有{told}，应当告知当事人可以要求听证；请在{walk.named(step.stage)}写明"
                f"办理结果 outcome:，可写：{'、'.join(walk.outcomes(step.stage))}。"
            )
            yield ("trace", place), message
    too_late = reviewed and reviewed.isdisjoint(walk.process.reached(last))
    if taken & heard and too_late and taken.isdisjoint(reviewed):
        names = walk.named(*sorted(reviewed))
        message = f"经过听证的，作出决定前应当法制审核；办理经过里没有{names}，请补上或者核对。"
        yield ("trace",), message


@check("trace-late", "国办发〔2018〕118号（七）", "warning")
def limits_are_kept(subject: Subject[Decision], context: Context) -> Findings:
    """各环节在流程规定的时限内办完；迟了照实写，并显示超期。"""
    walk = walk_of(subject.record, context)
    if walk is None or not walk.is_known:
        return
    judge = Judge(walk.process, walk.trace, walk.taken, context.corpus.calendar)
    for place, step in enumerate(walk.trace):
        limit = judge.limit(place)
        if limit is None or limit.kept is not False:
            continue
        bound = "不少于" if limit.at_least else "不超过"
        until = "应不早于" if limit.at_least else "应不晚于"
        basis = cited(context.gate, walk.nodes[step.stage].basis)
        named = walk.named(step.stage) + (f"（{basis}）" if basis else "")
        message = (
            f"{named}的时限是自“{limit.origin_name}”（{limit.started}）起{bound}"
            f" {limit.amount} {limit.unit}，{until} {limit.deadline}，写的是 {step.date}；日期照实写。"
        )
        yield ("trace", place, "date"), message
