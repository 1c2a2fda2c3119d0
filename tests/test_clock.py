"""Working days against the State Council's notices, periods, and years nobody knows yet."""

from datetime import date, timedelta

import pytest

from portal.clock import Deadline, WorkCalendar, YearPlan, add_months

KNOWN = WorkCalendar()
# 国办发明电〔2023〕7号 and 〔2024〕12号: days off on weekdays, and weekend days worked.
OFF_2024 = [
    (1, 1),
    *((2, day) for day in range(12, 17)),
    (4, 4),
    (4, 5),
    (5, 1),
    (5, 2),
    (5, 3),
    (6, 10),
    (9, 16),
    (9, 17),
    *((10, day) for day in (1, 2, 3, 4, 7)),
]
WORKED_2024 = [(2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12)]
OFF_2025 = [
    (1, 1),
    *((1, day) for day in (28, 29, 30, 31)),
    (2, 3),
    (2, 4),
    (4, 4),
    (5, 1),
    (5, 2),
    (5, 5),
    (6, 2),
    *((10, day) for day in (1, 2, 3, 6, 7, 8)),
]
WORKED_2025 = [(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)]


@pytest.mark.parametrize(
    ("year", "off", "worked"), [(2024, OFF_2024, WORKED_2024), (2025, OFF_2025, WORKED_2025)]
)
def test_every_day_of_a_year_is_as_the_notice_says(
    year: int, off: list[tuple[int, int]], worked: list[tuple[int, int]]
) -> None:
    for number in range(366 if year == 2024 else 365):
        day = date(year, 1, 1) + timedelta(days=number)
        key = (day.month, day.day)
        expected = key in worked or (day.weekday() < 5 and key not in off)
        assert KNOWN.is_working_day(day) is expected, day


def test_working_days_skip_the_spring_festival_and_do_not_count_the_first_day() -> None:
    assert KNOWN.add_working_days(date(2024, 2, 7), 7).day == date(2024, 2, 22)


def test_three_working_days_over_a_weekend_that_is_worked() -> None:
    assert KNOWN.add(date(2024, 9, 27), 3, "工作日").day == date(2024, 10, 8)


@pytest.mark.parametrize(
    ("amount", "unit", "end"),
    [
        (10, "日", date(2024, 2, 10)),
        (1, "月", date(2024, 2, 29)),
        (13, "月", date(2025, 2, 28)),
        (3, "年", date(2027, 1, 31)),
    ],
)
def test_periods(amount: int, unit: str, end: date) -> None:
    assert KNOWN.add(date(2024, 1, 31), amount, unit).day == end


def test_a_leap_day_a_year_later_is_the_last_of_february() -> None:
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)


def test_a_year_nobody_knows_makes_a_deadline_provisional() -> None:
    deadline = KNOWN.add_working_days(date(2031, 3, 3), 5)
    assert deadline.provisional
    assert deadline.day == date(2031, 3, 10)
    assert not KNOWN.add_working_days(date(2025, 3, 3), 5).provisional


def test_a_notice_in_the_data_makes_it_known() -> None:
    plan = YearPlan(frozenset({date(2031, 3, 4)}), frozenset({date(2031, 3, 8)}))
    deadline = WorkCalendar({2031: plan}).add_working_days(date(2031, 3, 3), 5)
    assert not deadline.provisional
    assert deadline.day == date(2031, 3, 10)


def test_counting_is_the_inverse_of_adding() -> None:
    start = date(2024, 9, 1)
    for count in range(1, 60):
        end = KNOWN.add_working_days(start, count).day
        assert KNOWN.working_days_between(start, end) == count


def test_a_period_ends_on_a_working_day() -> None:
    assert KNOWN.postponed(Deadline(date(2024, 10, 1))) == Deadline(date(2024, 10, 8))
    assert KNOWN.postponed(Deadline(date(2024, 9, 30), True)) == Deadline(date(2024, 9, 30), True)
    assert KNOWN.postponed(Deadline(date(2031, 3, 8))) == Deadline(date(2031, 3, 10), True)
