"""Working days, deadlines and publicity periods (工作日、期限、公示期).

Days are counted from the day after the event (行政处罚法第八十五条: 期限中的日是指工作日, 不含法定节假日).
`as_of` is always an argument; nothing here asks what day it is.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

import chinese_calendar

ONE_DAY = timedelta(days=1)
WORKING_DAYS, DAYS, MONTHS, YEARS = "工作日", "日", "月", "年"
UNITS = (WORKING_DAYS, DAYS, MONTHS, YEARS)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a period; provisional while a year in it has no holiday notice yet."""

    day: date
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class YearPlan:
    """One year's holiday notice (国务院办公厅节假日安排): days off and weekend days worked."""

    days_off: frozenset[date]
    days_worked: frozenset[date]


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked; `plans` add years that the library does not know yet."""

    plans: Mapping[int, YearPlan] = field(default_factory=dict)

    def is_working_day(self, day: date) -> bool | None:
        """Return whether `day` is worked, or None where nobody has said so yet."""
        plan = self.plans.get(day.year)
        if plan is not None:
            return day in plan.days_worked or (day.weekday() < 5 and day not in plan.days_off)
        return _known_working_day(day)

    def add_working_days(self, start: date, count: int) -> Deadline:
        """Return the day `count` working days after `start`; `start` itself is not counted."""
        day, provisional, left = start, False, count
        while left > 0:
            day += ONE_DAY
            worked = self.is_working_day(day)
            provisional = provisional or worked is None
            left -= day.weekday() < 5 if worked is None else worked
        return Deadline(day, provisional)

    def add(self, start: date, amount: int, unit: str) -> Deadline:
        """Return the last day of a period of `amount` `unit` (工作日, 日, 月 or 年) after `start`."""
        if unit == WORKING_DAYS:
            return self.add_working_days(start, amount)
        if unit == DAYS:
            return Deadline(start + amount * ONE_DAY)
        return Deadline(add_months(start, amount * 12 if unit == YEARS else amount))

    def postponed(self, last: Deadline) -> Deadline:
        """Return the working day on which a period ends whose last day may be a day off.

        民法典第二百零三条: 期间的最后一日是法定休假日的, 以法定休假日结束的次日为期间的最后一日.
        """
        first = self.add_working_days(last.day - ONE_DAY, 1)
        return Deadline(first.day, last.provisional or first.provisional)

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after `start`, up to and including `end`."""
        days = ((start + n * ONE_DAY) for n in range(1, (end - start).days + 1))
        return sum(1 for day in days if _worked(self.is_working_day(day), day))


@cache
def _known_working_day(day: date) -> bool | None:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def _worked(known: bool | None, day: date) -> bool:
    return day.weekday() < 5 if known is None else known


def add_months(start: date, months: int) -> date:
    """Return the same day `months` later, or that month's last day (民法典第二百零二条)."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
