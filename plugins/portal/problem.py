"""What is a finding? (校验问题)

A :class:`Rule` is stated once, with its provision; a :class:`Problem` is one place that breaks it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]

SEVERITY_LABELS: dict[Severity, str] = {"error": "错误", "warning": "提醒"}


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding: where it is, which rule it breaks, and what would be right."""

    path: str
    line: int
    rule: str
    message: str
    severity: Severity = "error"
    provision: str = ""

    def __str__(self) -> str:
        label = SEVERITY_LABELS[self.severity]
        basis = f"（依据：{self.provision}）" if self.provision else ""
        return f"{self.path}:{self.line}: {label} [{self.rule}] {self.message}{basis}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that records must keep: its name, the rule in one sentence, its provision (依据)."""

    name: str
    sentence: str
    provision: str = ""
    severity: Severity = "error"

    def at(self, path: str, line: int, message: str, severity: Severity | None = None) -> Problem:
        """Return the problem of breaking this rule at `path:line`."""
        return Problem(path, line, self.name, message, severity or self.severity, self.provision)


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that stop publication."""
    return [problem for problem in problems if problem.severity == "error"]
