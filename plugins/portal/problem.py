"""What is a finding? (校验问题)

A :class:`Rule` is stated once, with its provision; a :class:`Problem` is one place that breaks it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]
LONGEST = 600  # characters of a message

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
        """Return the problem of breaking this rule at `path:line`, on one line and not too long."""
        told = visible(shortened(message))
        return Problem(
            visible(path), line, self.name, told, severity or self.severity, self.provision
        )


def visible(text: str) -> str:
    """Return `text` with control, bidirectional and broken characters spelt out (`\\u202e`).

    File names and values come from anybody; a finding is one line and says what is there.
    """
    if text.isprintable():
        return text
    return "".join(_spelt(character) for character in text)


def _spelt(character: str) -> str:
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    return f"\\u{ord(character):04x}" if hidden else character


def shortened(text: str) -> str:
    """Return `text`, the middle left out where it is very long."""
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST // 2]}……{text[-LONGEST // 2 :]}"


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that stop publication."""
    return [problem for problem in problems if problem.severity == "error"]
