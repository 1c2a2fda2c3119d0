"""Holiday notices as data: `data/calendar/<year>.yaml` for a year the library does not know (节假日)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import ValidationError

from portal.clock import YearPlan
from portal.model.changes import Part
from portal.model.faults import translate
from portal.model.fields import Day, Text, field
from portal.problem import Problem
from portal.source import rules
from portal.source.corpus import shown
from portal.source.text import Refused, read_text
from portal.source.yamlfile import parse


class HolidayNotice(Part):
    """One year's arrangement (国务院办公厅关于部分节假日安排的通知)."""

    notice: Text = field("通知文号", required=True)
    days_off: tuple[Day, ...] = field("放假", required=True, many=True)
    days_worked: tuple[Day, ...] = field("调休上班", many=True)


def load_calendar(root: Path) -> tuple[dict[int, YearPlan], list[Problem]]:
    """Return the plans in `root/calendar` by year, and the problems of their files."""
    plans: dict[int, YearPlan] = {}
    problems: list[Problem] = []
    for path in sorted((root / "calendar").glob("*.yaml")):
        try:
            parsed = parse(read_text(path))
            problems += [rule.at(shown(path), line, m) for rule, line, m in parsed.findings]
            plan = HolidayNotice.model_validate(parsed.content)
            plans[_year(path, plan)] = YearPlan(
                frozenset(plan.days_off), frozenset(plan.days_worked)
            )
        except Refused as refused:
            problems.append(refused.rule.at(shown(path), refused.line, refused.message))
        except ValidationError as error:
            problems += [
                rules.BY_NAME[fault.rule].at(shown(path), parsed.line(fault.loc), fault.message)
                for fault in translate(HolidayNotice, error)
            ]
    return plans, problems


def _year(path: Path, plan: HolidayNotice) -> int:
    days: tuple[date, ...] = (*plan.days_off, *plan.days_worked)
    if not path.stem.isdigit() or any(day.year != int(path.stem) for day in days):
        message = f"文件名应为年份，且文件里的日期都在这一年；现为“{path.stem}”。"
        raise Refused(rules.MALFORMED, 1, message)
    return int(path.stem)
