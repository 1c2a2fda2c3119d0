"""Rules for the end of publicity: not before the shortest period, not after the longest (终止公示)."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.checks.base import Context, Findings, Subject, check
from portal.checks.changes import numbered
from portal.lifecycle.outlook import cited, term
from portal.lifecycle.view import READABLE
from portal.model import Record
from portal.model.changes import EARLY_ROUTES, Ended
from portal.model.commitment import Commitment
from portal.model.decision import Decision
from portal.model.entry import Entry
from portal.model.regulation import LEAST, NEVER_EARLY, PERIOD
from portal.model.terms import counted


@check("early-end", "国办发〔2025〕22号")
def early_end_is_allowed(subject: Subject[Record], context: Context) -> Findings:
    """修复、提前停止公示的，不早于规则规定的最短公示期届满；规则规定不得提前终止的，公示到期满。"""
    for index, change in numbered(subject.record):
        if isinstance(change, Ended) and change.route in EARLY_ROUTES:
            day = min(change.date, change.effective or change.date)
            if message := _why_not(subject.record, context, change.route, day):
                yield ("changes", index, "route"), message


@check("publicity-too-long", "国办发〔2025〕22号", "warning")
def publicity_is_not_longer_than_the_rule(subject: Subject[Decision], context: Context) -> Findings:
    """执法决定写明的公示截止期不晚于规则规定的最长公示期；晚了的，到最长公示期满自动停止公示。"""
    yield from _too_long(subject, context)


@check("entry-too-long", "浙江省公共信用信息管理条例第十六条、第二十五条")
def entry_is_not_public_longer_than_the_rule(
    subject: Subject[Entry | Commitment], context: Context
) -> Findings:
    """名单条目、信用承诺写明的公示截止期不能晚于规则规定的最长公示期；到最长公示期满，自动停止公示。"""
    yield from _too_long(subject, context)


def _too_long(subject: Subject[Any], context: Context) -> Findings:
    """Say where a record states a later end than the rule; one that ended can no longer be corrected."""
    record: Record = subject.record
    longest = term(context.gate, record, PERIOD)
    stated, public = record.last_day, context.gate.state(subject.item.id) in (*READABLE, None)
    if stated and longest and stated > longest.day and public:
        message = (
            f"公示截止期 {stated} 晚于 {longest.day}：依规则“{longest.rule}”"
            f"（{longest.provision}），自 {longest.start} 起最长"
            f"{counted(longest.amount, longest.unit)}，{longest.over} 起自动停止公示，"
            f"不论写到哪天；请把公示截止期更正为 {longest.day} 或者更早。"
        )
        yield (record.LAST_DAY,), message


def _why_not(record: Record, context: Context, route: str, day: date) -> str:
    """Return why publicity may not end by `route` on `day`; empty where it may."""
    if bar := context.rulebook.find(NEVER_EARLY, record.facts):
        return (
            f"依规则“{bar.name}”（{cited(context.gate, bar.basis)}），本记录不能以“{route}”提前终止公示；"
            "请公示到期满，或核对终止方式、处罚类别、所属名单是否写对。"
        )
    least = term(context.gate, record, LEAST)
    if least is None or day > least.day:
        return ""
    return (
        f"{day} 还在最短公示期内，不能以“{route}”终止：依规则“{least.rule}”（{least.provision}），"
        f"自 {least.start} 起公示满{counted(least.amount, least.unit)}，最早 {least.over}；"
        "请核对日期、失信信息分类，未满期的等到期再办。"
    )
