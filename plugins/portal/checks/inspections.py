"""Rules for random inspections: the list says it in figures, the results fit the list (随机抽查)."""

from __future__ import annotations

from datetime import date

from portal.checks.base import Context, Findings, Pairs, Subject, check, telling
from portal.lifecycle.editions import was_public
from portal.lifecycle.state import standing
from portal.lifecycle.tables import Part
from portal.model.decision import NOT_ACTIVE, NOTHING_FOUND, ORDERED, Decision
from portal.model.inspection import Inspection
from portal.source import Item

ALONE = frozenset({NOTHING_FOUND, NOT_ACTIVE})
Year = tuple[str, str, int]  # inspection item, inspected party, year


@check("ratio-number", "国办发〔2018〕118号（四）", "warning")
def figure_agrees_with_the_ratio(subject: Subject[Inspection], context: Context) -> Findings:
    """抽查比例另写的百分比，应是原文里最低的那个百分比。"""
    figure, told = subject.record.ratio_percent, subject.record.percentages
    if figure is not None and told and figure != min(told):
        message = (
            f"抽查比例写的是“{subject.record.ratio}”，最低 {min(told)}%，这里是 {figure}；请核对。"
        )
        yield ("ratio_percent",), message


@check("inspection-partners")
def partners_are_others(subject: Subject[Inspection], context: Context) -> Findings:
    """配合部门不能是抽查主体自己。"""
    for index, partner in enumerate(subject.record.partners):
        if partner == subject.record.agency:
            yield ("partners", index), "抽查主体自己不是配合部门；请删去，或改成别的机关。"


@check("inspection-outcome", "优化营商环境条例第五十四条")
def outcomes_fit_each_other(subject: Subject[Decision], context: Context) -> Findings:
    """“未发现问题”“未开展相关活动”不能同别的抽查结果并列；责令改正的要写整改要求。"""
    decision = subject.record
    for index, outcome in enumerate(decision.outcomes):
        if outcome in ALONE and len(decision.outcomes) > 1:
            message = f"“{outcome}”不能同别的抽查结果并列；请只留一种说法。"
            yield ("outcomes", index), message
        elif outcome == ORDERED and decision.rectification is None:
            message = f"写了“{outcome}”，请加 rectification:，写明整改要求、期限和整改状态。"
            yield ("outcomes", index), message


@check("inspection-agency", "国办发〔2024〕54号")
def inspection_is_of_the_agency(subject: Subject[Decision], context: Context) -> Findings:
    """检查所依的抽查事项，应是检查机关或联合机关自己的，或由它发起、配合的。"""
    decision = subject.record
    item = context.record(decision.inspection, Inspection)
    if item is None:
        return
    known = {item.agency, item.initiator, *item.partners}
    if known.isdisjoint(decision.agencies):
        message = f"抽查事项“{item.name}”的抽查主体是 {item.agency}，不是检查机关；请核对。"
        yield ("inspection",), message


@check("inspection-published", "国办发〔2024〕54号")
def item_was_published_before(subject: Subject[Decision], context: Context) -> Findings:
    """检查以前，所依的抽查事项就要已经公布并且有效；未经公布的不得实施检查。"""
    decision = subject.record
    item = context.record(decision.inspection, Inspection)
    if item and not was_public(context.gate, item, decision.decided_on):
        message = (
            f"检查日期 {decision.decided_on} 当日，抽查事项“{item.name}”没有公布或者已经停用；"
            "请核对事项编号和日期，此前在别处公布过的，在该事项的公布里写 first_published。"
        )
        yield ("inspection",), message


@check("inspection-cap", "国办发〔2024〕54号", "warning")
def nobody_is_inspected_too_often(subject: Subject[Decision], context: Context) -> Findings:
    """同一企业一年里按同一抽查事项接受检查，不超过公布的年度频次上限。"""
    decision = subject.record
    item = context.record(decision.inspection, Inspection)
    key = _year(decision)
    if item is None or item.yearly_cap is None or key is None:
        return
    done = [one for one, _ in sorted(context.row(inspected, key), key=_by_day)]
    number = done.index(subject.item.id) + 1 if subject.item.id in done else 0
    if number > item.yearly_cap:
        message = (
            f"这是当年按“{item.name}”对该对象的第 {number} 次检查，公布的年度上限是 "
            f"{item.yearly_cap} 次；因投诉举报、转办交办等线索检查的，请删去 inspection，"
            "在 content 写明原因。"
        )
        yield ("inspection",), message


def _year(decision: Decision) -> Year | None:
    """Return what counts for the cap: the item, the firm, and the year."""
    if not decision.inspection:
        return None
    party = decision.party.code or decision.party.name
    return decision.inspection, party, decision.decided_on.year


@telling
def inspected(item: Item) -> Pairs:
    """Tell of an inspection that stands its day, by item, firm and year."""
    record = item.record
    key = _year(record) if isinstance(record, Decision) else None
    if key and isinstance(record, Decision) and "withdrawn" not in standing(record.changes):
        yield key, record.decided_on


def _by_day(told: Part) -> tuple[date, str]:
    record_id, day = told
    return day, record_id
