"""Rules for periods: an end comes after its beginning (期限)."""

from __future__ import annotations

from portal.checks.base import Context, Findings, Subject, check
from portal.checks.walk import label_of
from portal.model import Record

PERIODS = (
    ("valid_from", "valid_until"),
    ("in_force_from", "in_force_until"),
    ("decided_on", "penalty_until"),
    ("entered_on", "measures_until"),
)


@check("period", severity="warning")
def period_ends_after_it_begins(subject: Subject[Record], context: Context) -> Findings:
    """有效期、施行期和处罚有效期的截止日不早于起始日；有效期早于决定日期的不在此限。"""
    for start, end in PERIODS:
        first, last = getattr(subject.record, start, None), getattr(subject.record, end, None)
        if first and last and last != "长期" and last < first:
            record = subject.record
            message = (
                f"{label_of(record, end)} {last} 早于{label_of(record, start)} {first}；"
                "请核对年月日。"
            )
            yield (end,), message
