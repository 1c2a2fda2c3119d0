"""Rules for what an agency may do: its own duties, their codes and their time limits (权责事项)."""

from __future__ import annotations

from collections.abc import Iterator

from portal.checks.base import Context, Findings, Subject, check
from portal.lifecycle.history import versions
from portal.model.decision import Decision
from portal.model.duty import BASIC_CODE, Duty
from portal.model.process import Process

Limit = tuple[int, str]


@check("duty-agency", "国办发〔2018〕118号（四）")
def agency_acts_on_its_own_duty(subject: Subject[Decision], context: Context) -> Findings:
    """决定所依的权责事项，要在决定机关或联合机关公布的权责清单里。"""
    decision = subject.record
    duty = context.record(decision.duty, Duty) if decision.duty else None
    if duty is None:
        return
    owners = {getattr(version.record, "agency", "") for version in versions(duty)}
    if owners.isdisjoint((decision.agency, *decision.joint_agencies)):
        message = (
            f"权责事项 {decision.duty}“{duty.title}”由 {duty.agency} 实施，"
            f"不是决定机关 {decision.agency} 的事项；请核对事项编号和决定机关。"
        )
        yield ("duty",), message


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
def limits_agree(subject: Subject[Duty], context: Context) -> Findings:
    """权责事项的法定时限，要与所用流程里决定环节的时限一致。"""
    duty = subject.record
    process = context.record(duty.process, Process) if duty.process else None
    if process is None or duty.limit is None:
        return
    own = (duty.limit.amount, duty.limit.unit)
    told = dict(_limits(process))
    if told and own not in told.values():
        said = "、".join(f"“{name}”{limit}{unit}" for name, (limit, unit) in told.items())
        message = (
            f"法定时限写的是 {own[0]}{own[1]}，流程 {duty.process} 里是{said}；"
            "请照法律条文核对，改成一致。"
        )
        yield ("limit", "amount"), message


def _limits(process: Process) -> Iterator[tuple[str, Limit]]:
    """Yield the limits that may be that of the whole: of the deciding step, where it is named."""
    for node in process.nodes:
        if node.limit is not None and node.unit and process.decides in (None, node.key):
            yield node.name, (node.limit, node.unit)
