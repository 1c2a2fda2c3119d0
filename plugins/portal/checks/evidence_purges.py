"""Purges: what was lawfully taken out of git's own history, and stands there no more (清除说明).

`data/purges.yaml` says so, one note a purge. Up to its day it stands in place of what git can no
longer prove of the records that it names, provided they are removed or withhold something. That a
record is still there, of its type and with the values declared, no purge takes from git: a note
never stands for that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, ValidationError

from portal.checks import evidence_rules as rules
from portal.checks.evidence_kept import withheld_by
from portal.model import Record, Removed
from portal.model.changes import REMOVAL_GROUNDS, Part, Roles
from portal.model.faults import translate
from portal.model.fields import Day, LongText, Text, choice
from portal.model.fields import field as label
from portal.model.kind import Kind, wrong
from portal.model.shape import Loc
from portal.problem import Problem, Rule, Severity
from portal.source.corpus import Corpus, shown
from portal.source.rules import BY_NAME
from portal.source.text import Refused, text_of
from portal.source.yamlfile import Parsed, parse

PATH = "purges.yaml"
SHORTEST = 7  # characters that name a commit
GONE_WITH_REMOVAL = (rules.HISTORY, rules.FORMER, rules.DATE, rules.ENTRY, rules.UNREADABLE)
"""What a purged and removed record may have broken."""

State = Record | Removed | None


def _commit(value: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{7,64}", value):
        raise wrong(f"“{value}”不是提交的编号，应为 git rev-parse HEAD 给出的十六进制数字。")
    return value


COMMIT = Kind("commit", "提交", "git 提交的编号", _commit, example="3f2a9c41d0")


class Purge(Part):
    """One purge: of which records, when, on what ground, by whom."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    date: Day = label("清除日期", "改写历史的日期；这以前的提交不再作证", required=True)
    ids: tuple[Text, ...] = label("记录编号", required=True, many=True)
    ground: Annotated[str, choice(*REMOVAL_GROUNDS)] = label("事由", required=True)
    roles: Roles = label("岗位", required=True)
    note: LongText | None = label("说明", "清除了什么、怎样清除，不写被清除的内容")
    former_head: Annotated[str, COMMIT] = label("原主干提交", "清除前主干最后的提交", required=True)


class Purges(Part):
    """All purges there were."""

    purges: tuple[Purge, ...] = label("清除说明", required=True, many=True)


@dataclass(frozen=True, slots=True)
class Notes:
    """The purge notes of a data folder, and what is wrong with their file."""

    purges: tuple[Purge, ...] = ()
    parsed: Parsed = field(default_factory=Parsed)
    problems: tuple[Problem, ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        """The records that the notes name."""
        return frozenset(one for purge in self.purges for one in purge.ids)

    def covers(self, state: State, record_id: str, day: date, rule: Rule, loc: Loc) -> bool:
        """Return whether a note stands for the proof that the record, now `state`, broke `rule`."""
        if not any(record_id in one.ids and day <= one.date for one in self.purges):
            return False
        if isinstance(state, Removed):
            return rule in GONE_WITH_REMOVAL
        return rule == rules.UNREADABLE or (rule == rules.FORMER and loc[-1] in withheld_in(state))

    def names(self, commit: str) -> bool:
        """Return whether a note names `commit` as what the main line was before."""
        return any(_is_same(one.former_head, commit) for one in self.purges)

    def reminders(self, path: str) -> list[Problem]:
        """Return one reminder a note: what is not proved, and why."""
        return [self._at(path, place, _told(one)) for place, one in enumerate(self.purges)]

    def unread(self, former: Notes, path: str) -> list[Problem]:
        """Return one reminder for each note that the `former` ones do not have: people review it."""
        new = ((n, one) for n, one in enumerate(self.purges) if one not in former.purges)
        return [self._at(path, place, _to_review(one)) for place, one in new]

    def too_late(self, days: Mapping[Purge, date], path: str) -> Iterator[Problem]:
        """Yield the notes whose purge is dated after the day on which they were written."""
        for place, one in enumerate(self.purges):
            if one.date > days[one]:
                message = (
                    f"清除日期 {one.date} 晚于写这份说明的 {days[one]}；"
                    "说明只写已经做过的清除，请改为改写历史的那天。"
                )
                yield self._at(path, place, message, "date", severity="error")

    def unfounded(self, states: Mapping[str, State], path: str) -> Iterator[Problem]:
        """Yield the ids of records that say of themselves neither a removal nor a withholding."""
        for place, one in enumerate(self.purges):
            for number, record_id in enumerate(one.ids):
                state = states.get(record_id)
                if not isinstance(state, Removed) and not withheld_in(state):
                    message = (
                        f"{record_id} 既没有删除（removed），也没有隐去（withheld）什么，清除说明不能"
                        "代替它的证明；请先用 portal remove 或 portal withhold，或从 ids 里去掉它。"
                    )
                    yield self._at(path, place, message, "ids", number, severity="error")

    def not_purged(self, is_there: Callable[[str], bool], path: str) -> Iterator[Problem]:
        """Yield the notes whose former main line is still part of history: nothing was rewritten."""
        for place, one in enumerate(self.purges):
            if is_there(one.former_head):
                message = (
                    f"提交 {one.former_head} 还在现在的历史里，历史没有改写过，没有清除什么；"
                    "请先按 docs/removal.md 改写历史，或删去这份说明。"
                )
                yield self._at(path, place, message, "former_head", severity="error")

    def _at(
        self, path: str, place: int, message: str, *loc: str | int, severity: Severity = "warning"
    ) -> Problem:
        return rules.PURGE.at(path, self.parsed.line(("purges", place, *loc)), message, severity)


def withheld_in(state: State) -> frozenset[str]:
    """Return the fields that a record withholds."""
    return withheld_by(state.changes) if isinstance(state, Record) else frozenset()


def _is_same(one: str, other: str) -> bool:
    """Return whether both are one commit; either may be cut short."""
    length = min(len(one), len(other))
    return length >= SHORTEST and one[:length] == other[:length]


def _told(one: Purge) -> str:
    return (
        f"{'、'.join(one.ids)} 在 {one.date} 以前的历史已从 git 清除（{one.ground}），"
        "以这份说明代替证明。"
    )


def _to_review(one: Purge) -> str:
    return (
        f"新写的清除说明：{'、'.join(one.ids)}（{one.ground}，{one.date}）；"
        "合并以后，这些记录在那天以前的历史不再有佐证，请核对确实依法清除过。"
    )


def in_folder(root: Path) -> Notes:
    """Return the notes of a data folder as they are now."""
    try:
        return read_purges((root / PATH).read_bytes(), shown(root / PATH))
    except FileNotFoundError:
        return Notes()
    except OSError as error:
        message = f"文件读不出来（{error.strerror}），请检查权限。"
        return Notes(problems=(rules.PURGE.at(shown(root / PATH), 1, message, "error"),))


def examine(corpus: Corpus, today: date) -> list[Problem]:
    """Return what is wrong with the notes of a corpus, as far as the records can tell."""
    notes, path = in_folder(corpus.root), corpus.shown_path(PATH)
    states: dict[str, State] = {i: corpus.items[i].record for i in notes.ids & {*corpus.items}}
    return [
        *notes.problems,
        *notes.too_late(dict.fromkeys(notes.purges, today), path),
        *notes.unfounded(states, path),
    ]


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
    return Notes(notes, parsed, tuple(found))


def _faults(error: ValidationError, parsed: Parsed, path: str) -> list[Problem]:
    return [
        BY_NAME[fault.rule].at(path, parsed.line(fault.loc), fault.message)
        for fault in translate(Purges, error)
    ]
