"""Rules for service guides: whole, and at one with themselves (服务指南)."""

from __future__ import annotations

from portal.checks.base import Context, Findings, Subject, check
from portal.clock import DAYS, WORKING_DAYS
from portal.lifecycle.view import READABLE
from portal.model.duty import Duty
from portal.model.guide import CHARGED, Guide
from portal.model.limit import Limit


@check("guide-complete", "国办发〔2018〕118号（四）（五）", "warning")
def guide_tells_every_element(subject: Subject[Guide], context: Context) -> Findings:
    """服务指南要写全各项要素：条件、材料、流程、时限、收费、地点、岗位、咨询、查询、投诉等。"""
    missing = subject.record.lacking
    if missing and context.gate.state(subject.item.id) in (None, *READABLE):
        yield (), f"服务指南没有写：{'、'.join(missing)}；请补上，没有的写明“无”或“不限”。"


@check("guide-decider")
def one_agency_decides(subject: Subject[Guide], context: Context) -> Findings:
    """决定机构只写一次：在本门户的写编号，不在的写全称。"""
    if subject.record.deciding_agency and subject.record.deciding_body:
        message = "决定机构写了两次；在本门户的只写 deciding_agency，不在的只写 deciding_body。"
        yield ("deciding_body",), message


@check("guide-fee", "行政许可法第五十九条")
def charges_are_told(subject: Subject[Guide], context: Context) -> Findings:
    """收费的要写明项目、标准和依据；没有写收费的不能有收费项目。"""
    guide = subject.record
    if guide.fee == CHARGED and not guide.fees:
        yield ("fee",), "写了收费，却没有收费项目；请加 fees:，写明项目、标准和依据。"
    if guide.fees and guide.fee != CHARGED:
        yield ("fees",), "列了收费项目，fee 就应写“收费”；不收费的请删去 fees。"


@check("guide-limit", "国办发〔2018〕118号（四）")
def promise_is_no_longer_than_the_law(subject: Subject[Guide], context: Context) -> Findings:
    """承诺时限不能长于法定时限。"""
    promised, statutory = subject.record.promised, subject.record.statutory
    if promised and statutory and _longer(promised, statutory):
        message = f"承诺时限{promised}，长于法定时限{statutory}；请核对哪一个写错了。"
        yield ("promised",), message


def _longer(one: Limit, other: Limit) -> bool:
    """Whether a limit is longer for certain: so many working days are at least so many days."""
    comparable = one.unit == other.unit or (one.unit, other.unit) == (WORKING_DAYS, DAYS)
    return comparable and one.amount > other.amount


@check("guide-duty", "国办发〔2018〕118号（四）")
def guide_serves_a_duty_of_its_agency(subject: Subject[Guide], context: Context) -> Findings:
    """服务指南的权责事项，应属于受理机构或决定机构。"""
    guide = subject.record
    duty = context.record(guide.duty, Duty)
    if duty and duty.agency not in (guide.agency, guide.deciding_agency):
        message = (
            f"权责事项“{duty.name}”属于 {duty.agency}，不是本指南的受理机构或决定机构；"
            "请核对事项，或写上 deciding_agency。"
        )
        yield ("duty",), message
