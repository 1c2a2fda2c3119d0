"""On which day does a commit follow? By the committers' clocks, as far as they agree (提交日期)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from portal.source.gitlog import Commit

SKEW = timedelta(days=1)  # what clocks of different machines may differ by


@dataclass(slots=True)
class Clock:
    """The day of a commit on the line, and the latest one `reached` so far; none is after `today`."""

    today: date = date.max
    previous: date = date.min
    reached: date = date.min + SKEW

    def take(self, commit: Commit) -> str:
        """Go on to the day of a commit; return why it proves nothing, empty where it does."""
        wrong = ""
        if commit.day - self.today > SKEW:
            wrong = "还没有到"
        elif self.previous - commit.day > SKEW:
            wrong = f"早于前一个提交的 {self.previous}"
        self.previous = min(commit.day, self.today)
        self.reached = max(self.reached, self.previous)
        if not wrong:
            return ""
        return (
            f"提交 {commit.short} 的日期 {commit.day} {wrong}；"
            "凭它的日期，不能证明变更是何时作出的，请核对提交者的时钟。"
        )

    @property
    def day(self) -> date:
        """The day on which the commit follows: not long before the day of any that it comes from."""
        return max(self.previous, self.reached - SKEW)
