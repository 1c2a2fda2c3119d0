"""Rules for what an agency may do: its own duties, in force, by their process and in time (权责事项)."""

from __future__ import annotations

from collections.abc import Iterator

from portal.checks.base import Context, Findings, Subject, check
from portal.lifecycle.editions import was_public
from portal.lifecycle.history import versions
from portal.model.decision import Decision
from portal.model.duty import BASIC_CODE, Duty
from portal.model.guide import Guide
from portal.model.limit import Limit
from portal.model.process import Process


@check("duty-agency", "国办发〔2018〕118号（四）")
def agency_acts_on_its_own_duty(subject: Subject[Decision], context: Context) -> Findings:
    """决定所依的权责事项，要在决定机关或联合机关公布的权责清单里。"""
    decision = subject.record
    duty = context.record(decision.duty, Duty)
    if duty is None:
        return
    owners = {getattr(version.record, "agency", "") for version in versions(duty)}
    if owners.isdisjoint(decision.agencies):
        message = (
            f"权责事项 {decision.duty}“{duty.title}”由 {duty.agency} 实施，"
            f"不是决定机关 {decision.agency} 的事项；请核对事项编号和决定机关。"
        )
        yield ("duty",), message


@check("duty-in-force", "国办发〔2018〕118号（四）", "warning")
def duty_was_in_force(subject: Subject[Decision], context: Context) -> Findings:
    """决定所依的权责事项，在决定之日应已公布、还没有终止。"""
    decision = subject.record
    duty = context.record(decision.duty, Duty)
    if duty and not was_public(context.gate, duty, decision.decided_on):
        message = (
            f"权责事项 {decision.duty}“{duty.title}”在决定之日 {decision.decided_on} 还没有公布"
            "或者已经终止；请核对事项编号，此前已在别处公布的在该事项里写 first_published。"
        )
        yield ("duty",), message


@check("process-act", "国办发〔2018〕118号（四）")
def process_is_of_the_act(subject: Subject[Decision], context: Context) -> Findings:
    """决定所依的流程，要是同一行为类别的流程。"""
    decision = subject.record
    process = context.record(decision.process, Process)
    if process and process.act != decision.act:
        message = (
            f"流程 {decision.process}“{process.name}”是{process.act}的流程，本决定是"
            f"{decision.act}；请核对流程编号。"
        )
        yield ("process",), message


@check("duty-code", severity="warning")
def code_agrees_with_kind(subject: Subject[Duty], context: Context) -> Findings:
    """职权编码是十二位基本编码的，第3、4位的类型代码（01至10、20）要与职权类型一致。"""
    duty = subject.record
    basic = BASIC_CODE.fullmatch(duty.code) if duty.code else None
    if basic and basic["kind"] != duty.kind_number:
        message = (
            f"“{duty.code}”的第3、4位是 {basic['kind']}，{duty.kind}的类型代码应为 "
            f"{duty.kind_number}；请核对编码和职权类型。"
        )
        yield ("code",), message


@check("time-limit", "国办发〔2018〕118号（四）")
def limits_agree(subject: Subject[Duty | Guide], context: Context) -> Findings:
    """权责事项、服务指南的法定时限，要与所用流程里决定环节的时限一致，指南的还要与权责事项的一致；指南没有写流程的，看权责事项的流程。"""
    own = subject.record.statutory
    for source, limits in _others(subject.record, context) if own else ():
        if own and limits and not any(own.equals(one) for one in limits):
            said = "、".join(map(str, limits))
            message = f"法定时限写的是{own}，{source}里是{said}；请照法律条文核对，改成一致。"
            yield ("statutory", "amount"), message


def _others(record: Duty | Guide, context: Context) -> Iterator[tuple[str, list[Limit]]]:
    """Yield what other records say of the same time limit."""
    duty = context.record(record.duty, Duty) if isinstance(record, Guide) else None
    followed = record.process or (duty.process if duty else None)
    process = context.record(followed, Process)
    if process:
        yield f"流程 {followed} ", [*_deciding(process)]
    if duty and isinstance(record, Guide):
        yield f"权责事项 {record.duty} ", [duty.statutory] if duty.statutory else []


def _deciding(process: Process) -> Iterator[Limit]:
    """Yield the limits that may be that of the whole: of the deciding step, where it is named."""
    for node in process.nodes:
        if node.limit is not None and node.unit and process.decides in (None, node.key):
            yield Limit(amount=node.limit, unit=node.unit)
