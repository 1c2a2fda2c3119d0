"""Rules for those who act: two officers, each with a certificate on the day (执法人员)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from portal.checks.base import Context, Findings, Subject, check
from portal.lifecycle.cover import reviewers
from portal.lifecycle.history import held_on
from portal.lifecycle.state import standing
from portal.model.agency import Agency
from portal.model.decision import Decision
from portal.model.information import LEAST_REVIEWERS
from portal.model.officer import Officer

LEAST = 2
# Acts that the law leaves to two officers (行政处罚法第四十二条, 行政强制法第十八条).
BY_TWO = frozenset({"行政处罚", "行政强制", "行政检查"})


def _officers(decision: Decision, context: Context) -> Iterator[tuple[int, str, Officer]]:
    for index, target in enumerate(decision.officers):
        if officer := context.record(target, Officer):
            yield index, target, officer


@check("officer-certificate", "行政处罚法第四十二条")
def officers_hold_certificates(subject: Subject[Decision], context: Context) -> Findings:
    """执法人员的执法证件在决定之日必须有效。"""
    day = subject.record.decided_on
    for index, target, officer in _officers(subject.record, context):
        cancelled = _cancelled(officer)
        if not held_on(officer, day):
            message = (
                f"执法人员 {target} 的证件有效期是 {officer.valid_from} 至 {officer.valid_until}，"
                f"决定之日 {day} 不在其内；请核对人员或日期。"
            )
            yield ("officers", index), message
        elif cancelled and cancelled <= day:
            message = f"执法人员 {target} 的证件已于 {cancelled} 失效，{day} 不能执法；请核对。"
            yield ("officers", index), message


def _cancelled(officer: Officer) -> date | None:
    """Return the day from which the certificate was void: cancelled (注销) or withdrawn (撤回)."""
    stands = standing(officer.changes)
    ends = [stands[kind] for kind in ("ended", "withdrawn") if kind in stands]
    return min((change.effective or change.date for change in ends), default=None)


@check("officer-agency", "行政处罚法第四十二条", "warning")
def officers_belong_to_the_agency(subject: Subject[Decision], context: Context) -> Findings:
    """执法人员应是决定机关或联合机关的人员。"""
    for index, target, officer in _officers(subject.record, context):
        if officer.agency not in subject.record.agencies:
            message = f"执法人员 {target} 属于 {officer.agency}，不是决定机关的人员；请核对。"
            yield ("officers", index), message


@check("two-officers", "行政处罚法第四十二条")
def there_are_two_officers(subject: Subject[Decision], context: Context) -> Findings:
    """处罚、强制和检查由至少两名执法人员实施；写了执法人员的，或机关已开始列明的，必须写够。"""
    decision = subject.record
    agency = context.record(decision.agency, Agency)
    since = agency.officers_from if agency else None
    due = since is not None and since <= decision.decided_on
    given = bool(decision.officers) and decision.act in BY_TWO
    distinct = len(set(decision.officers))
    if (due or given) and distinct < LEAST:
        why = f"本机关自 {since} 起列明执法人员，" if due else ""
        loc = ("officers",) if decision.officers else ()
        yield loc, f"{why}执法人员至少写两名，现有 {distinct} 名；请补上其他执法人员的编号。"


@check("reviewer-share", "国办发〔2018〕118号（十一）", "warning")
def reviewers_are_enough(subject: Subject[Agency], context: Context) -> Findings:
    """法制审核人员原则上不少于执法人员总数的百分之五，也不会比执法人员多。"""
    found = reviewers(subject.record)
    if found is None:
        return
    told = f"法制审核人员 {found.reviewers} 名，执法人员总数 {found.officers} 名"
    if found.reviewers > found.officers:
        yield ("reviewer_count",), f"{told}，审核人员比执法人员还多；请核对是不是写反了。"
    elif not found.enough:
        least = -(-found.officers * LEAST_REVIEWERS // 100)
        message = (
            f"{told}，占 {found.share}%，不足 {LEAST_REVIEWERS}%（至少 {least} 名）；数字照实写。"
        )
        yield ("reviewer_count",), message
