"""Rules for the end of publicity: not before the shortest period, not after the longest (终止公示)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from portal.checks.base import Context, Findings, Subject, check
from portal.checks.changes import numbered
from portal.lifecycle.outlook import cited, term
from portal.lifecycle.view import IN_FORCE
from portal.model import Record
from portal.model.base import Facts
from portal.model.changes import EARLY_ROUTES, Ended
from portal.model.decision import Decision
from portal.model.entry import Entry
from portal.model.listing import Listing
from portal.model.regulation import LEAST, NEVER_EARLY, PERIOD
from portal.model.terms import LISTED, PARTY_KINDS, SEVERITIES, counted


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
def entry_is_not_public_longer_than_the_rule(subject: Subject[Entry], context: Context) -> Findings:
    """名单条目写明的公示截止期不能晚于规则规定的最长公示期；到最长公示期满，自动停止公示。"""
    yield from _too_long(subject, context)


def _too_long(subject: Subject[Any], context: Context) -> Findings:
    """Say where a record states a later end than the rule; one that ended can no longer be corrected."""
    record: Record = subject.record
    longest = term(context.gate, record, PERIOD)
    stated, is_open = record.last_day, context.is_open(subject.item.id)
    if stated and longest and stated > longest.day and is_open:
        message = (
            f"公示截止期 {stated} 晚于 {longest.day}：依规则“{longest.rule}”"
            f"（{longest.provision}），自 {longest.start} 起最长"
            f"{counted(longest.amount, longest.unit)}，{longest.over} 起自动停止公示，"
            f"不论写到哪天；请把公示截止期更正为 {longest.day} 或者更早。"
        )
        yield (record.LAST_DAY,), message


@check("entry-last-day", "浙江省公共信用信息管理条例第十六条、第二十五条")
def entry_has_a_last_day(subject: Subject[Entry], context: Context) -> Findings:
    """红名单以外的名单条目，公示到哪天为止要算得出来：写明公示截止期，或者有适用的公示期规则。"""
    record, listing = subject.record, context.record(subject.record.listing, Listing)
    if listing is None or listing.praises or not context.is_open(subject.item.id):
        return
    sealed = record.sealed or listing.sealed or context.rulebook.unpublished(record)
    if not sealed and context.rulebook.last_day(record) is None:
        message = (
            "算不出公示到哪天为止，会一直公开下去：没有写公示截止期，也没有“公示期”规则适用于"
            f" {record.entered_on} 列入{listing.colour}的这一条；"
            "请写 publicity_until: 和日期，或者补上规则。"
        )
        yield ("listing",), message


@check("list-period", "浙江省公共信用信息管理条例第十六条、第二十五条")
def list_has_a_longest_period(subject: Subject[Listing], context: Context) -> Findings:
    """公开的名单，红名单以外，要有适用的公示期规则，条目公示到哪天为止算得出来；没有的不能公开。"""
    if not subject.record.praises and not _governed(subject, context, PERIOD):
        message = (
            f"{_ungoverned(subject, PERIOD)}，算不出公示到哪天为止；{_missing(subject, PERIOD)}"
        )
        yield ("colour",), message


@check("list-early-end", "浙江省公共信用信息管理条例第三十二条")
def serious_list_says_of_early_end(subject: Subject[Listing], context: Context) -> Findings:
    """公开的黑名单要有规则写明能不能提前终止公示：“不得提前终止”，或者“最短公示期”。"""
    if subject.record.serious and not _governed(subject, context, NEVER_EARLY, LEAST):
        message = (
            f"没有规则写明“{subject.record.name}”的条目能不能修复、提前停止公示"
            "（严重失信名单不适用修复，见第三十二条第二款）；"
            f"{_missing(subject, NEVER_EARLY)}法律另有规定的，用“{LEAST}”。"
        )
        yield ("colour",), message


@check("list-repair", "浙江省公共信用信息管理条例第三十二条", "warning")
def list_says_from_when_there_is_repair(subject: Subject[Listing], context: Context) -> Findings:
    """公开的名单，红名单、黑名单以外，要有规则写明从哪天起可以修复：“最短公示期”，或者“不得提前终止”。"""
    listing = subject.record
    if listing.praises or listing.serious or _governed(subject, context, NEVER_EARLY, LEAST):
        return
    message = (
        f"{_ungoverned(subject, LEAST)}，条目的页面不说从哪天起可以修复，也没有申请的入口；"
        f"{_missing(subject, LEAST)}义务履行完即可修复的，期限写 amount: 0；"
        f"不能修复的，用“{NEVER_EARLY}”。"
    )
    yield ("colour",), message


def _governed(subject: Subject[Listing], context: Context, *purposes: str) -> bool:
    """Return whether a rule governs what is entered, of some class; so if nothing ever is.

    It is enough that one does on some day since the list last changed. A rule that runs out later
    makes no portal fail overnight: each entry has to have its own last day.
    """
    listing = subject.record
    if listing.sealed or listing.is_draft or not context.is_open(subject.item.id, IN_FORCE):
        return True
    since, kind = listing.changes[-1].date, PARTY_KINDS[0]
    entered = Facts(listing.agency, LISTED, party_kind=kind, listing=subject.item.id)
    classes = [replace(entered, colour=listing.colour, severity=s) for s in ("", *SEVERITIES)]
    rules = [rule for name in purposes for rule in context.rulebook.by_purpose.get(name, ())]
    return any(rule.applies(one, max(since, rule.valid_from)) for rule in rules for one in classes)


def _ungoverned(subject: Subject[Listing], purpose: str) -> str:
    listing = subject.record
    return f"没有“{purpose}”规则适用于 {listing.changes[-1].date} 起列入“{listing.name}”的条目"


def _missing(subject: Subject[Listing], purpose: str) -> str:
    return (
        f"请添加规则，写 purpose: {purpose}、acts: [{LISTED}]、"
        f"lists: [{subject.item.id}]（或者 colours: [{subject.record.colour}]）和依据。"
    )


def _why_not(record: Record, context: Context, route: str, day: date) -> str:
    """Return why publicity may not end by `route` on `day`; empty where it may."""
    if bar := context.rulebook.find(NEVER_EARLY, context.rulebook.facts(record)):
        return (
            f"依规则“{bar.name}”（{cited(context.gate, bar.basis)}），本记录不能以“{route}”提前终止公示；"
            "请公示到期满，或核对终止方式、处罚类别、所属名单是否写对。"
        )
    least = term(context.gate, record, LEAST)
    if least is None or day >= least.over:
        return ""
    return (
        f"{day} 还在最短公示期内，不能以“{route}”终止：依规则“{least.rule}”（{least.provision}），"
        f"自 {least.start} 起公示满{counted(least.amount, least.unit)}，最早 {least.over}；"
        "请核对日期、失信信息分类，未满期的等到期再办。"
    )
