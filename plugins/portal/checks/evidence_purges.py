"""Purges: what was lawfully taken out of git's own history, and stands there no more (清除说明).

`data/purges.yaml` says so, one note a purge. For the records that it names, up to its day, the note
stands in place of the proof that :mod:`portal.checks.evidence_audit` would ask of git.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import ConfigDict, ValidationError

from portal.checks import evidence_rules as rules
from portal.model.changes import REMOVAL_GROUNDS, Part, Roles
from portal.model.faults import translate
from portal.model.fields import Day, LongText, Text, choice, field
from portal.problem import Problem
from portal.source.rules import BY_NAME
from portal.source.text import Refused, text_of
from portal.source.yamlfile import Parsed, parse

PATH = "purges.yaml"
SHORTEST = 7  # characters that name a commit


class Purge(Part):
    """One purge: of which records, when, on what ground, by whom."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    date: Day = field("清除日期", "改写历史的日期；这以前的提交不再作证", required=True)
    ids: tuple[Text, ...] = field("记录编号", required=True, many=True)
    ground: Annotated[str, choice(*REMOVAL_GROUNDS)] = field("事由", required=True)
    roles: Roles = field("岗位", required=True)
    note: LongText | None = field("说明", "清除了什么、怎样清除，不写被清除的内容")
    former_head: Text | None = field("原主干提交", "清除前主干最后的提交，线上网站可能还出自它")


class Purges(Part):
    """All purges there were."""

    purges: tuple[Purge, ...] = field("清除说明", required=True, many=True)


@dataclass(frozen=True, slots=True)
class Notes:
    """The purge notes of a data folder, and the lines on which they stand."""

    purges: tuple[Purge, ...] = ()
    lines: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()

    def covers(self, record_id: str, day: date) -> bool:
        """Return whether git's history of the record up to `day` was purged."""
        return any(record_id in one.ids and day <= one.date for one in self.purges)

    def names(self, commit: str) -> bool:
        """Return whether a note names `commit` as what the main line was before."""
        heads = (one.former_head or "" for one in self.purges)
        return any(_is_same(head, commit) for head in heads)

    def reminders(self, path: str) -> list[Problem]:
        """Return one reminder a note: what is not proved, and why."""
        return [
            rules.PURGE.at(path, line, _told(one))
            for one, line in zip(self.purges, self.lines, strict=True)
        ]


def _is_same(one: str, other: str) -> bool:
    """Return whether both are one commit; either may be cut short."""
    length = min(len(one), len(other))
    return length >= SHORTEST and one[:length] == other[:length]


def _told(one: Purge) -> str:
    return (
        f"{'、'.join(one.ids)} 在 {one.date} 以前的历史已从 git 清除（{one.ground}），"
        "以这份说明代替证明。"
    )


def read_purges(data: bytes, path: str) -> Notes:
    """Return the notes in a file whose content is `data`; `path` is what problems call it."""
    try:
        parsed = parse(text_of(data))
    except Refused as refused:
        return Notes(problems=(refused.rule.at(path, refused.line, refused.message),))
    found = [rule.at(path, line, message) for rule, line, message in parsed.findings]
    try:
        notes = Purges.model_validate(parsed.content).purges
    except ValidationError as error:
        return Notes(problems=tuple(_faults(error, parsed, path)))
    lines = tuple(parsed.line(("purges", index)) for index in range(len(notes)))
    return Notes(notes, lines, tuple(found))


def _faults(error: ValidationError, parsed: Parsed, path: str) -> list[Problem]:
    return [
        BY_NAME[fault.rule].at(path, parsed.line(fault.loc), fault.message)
        for fault in translate(Purges, error)
    ]
