"""A change tried on the whole corpus before it is written: rules, public effect, dependents (试写)."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from portal.checks.base import Context
from portal.checks.changes import is_taking_down
from portal.checks.run import examine, run
from portal.lifecycle import Gate, Rulebook
from portal.lifecycle.state import may_follow
from portal.model import Record, Removed
from portal.model.shape import Loc
from portal.parallel import default_jobs
from portal.problem import Problem, errors
from portal.progress import shown_progress
from portal.source import Corpus, Item, load
from portal.source.loader import written
from portal.source.text import Refused
from portal.source.yamlfile import parse
from portal.staff.dependents import dependents
from portal.staff.edit import BYTE_ORDER_MARK
from portal.staff.effect import effect
from portal.staff.opened import Opened, Standing
from portal.staff.store import Batch, alone
from portal.staff.talk import NotWritten, Talk
from portal.staff.witnessed import unborne
from portal.staff.wording import differences

_LACKING = re.compile(r"请加一行 ([a-z_]+): ")
"""How the rules say that a field is lacking."""


@dataclass(frozen=True, slots=True)
class _Tried(Corpus):
    """The corpus with one file as it would be."""

    path: str = ""
    text: str = ""

    def lines(self, item: Item) -> Callable[[Loc], int]:
        """Return where the places of an item's file are."""
        if item.path != self.path:
            return Corpus.lines(self, item)
        return parse(self.text.removeprefix(BYTE_ORDER_MARK)).line


class Trial:
    """One record's file, and the corpus in which a change of it is tried."""

    def __init__(self, root: Path, here: Opened, as_of: date, since: date | None) -> None:
        self.root, self.here, self.as_of, self.since = root, here, as_of, since

    @cached_property
    def corpus(self) -> Corpus:
        """The records as they lie there, the one in hand as it was last public."""
        with shown_progress():
            corpus = load(self.root, jobs=default_jobs())
        record = self.here.model.read(self.here.former)[0] if self.here.former else None
        if record is None:
            return corpus
        item = Item(self.here.id, self.here.model, self.here.path, record)
        return dataclasses.replace(corpus, items={**corpus.items, item.id: item})

    def may_follow(self, content: Mapping[str, Any], kind: str, day: str) -> None:
        """Raise :class:`NotWritten` where a change of `kind` may not come now."""
        record, _ = self.here.model.read(content)
        assert record is not None
        is_case = record.GATE == "case"
        last_day = Rulebook.of(self.corpus, self.as_of).last_day(record) if is_case else None
        if why := may_follow(record.changes, kind, date.fromisoformat(day), last_day):
            raise NotWritten(f"记录 {self.here.id}：{why}")

    def tell_differences(self, talk: Talk, stands: Standing) -> None:
        """Say which record it is, and what changed since it was last public."""
        now, before = (self.here.model.read(one)[0] for one in (stands.now, stands.before))
        title = f"　{now.title}" if now else ""
        talk.say(f"{self.here.model.LABEL} {self.here.id}{title}")
        if now and before and stands.edited:
            talk.say(*(f"  {line}" for line in differences(before, now, stands.edited)))

    def lacking(self, target: Mapping[str, Any], names: set[str]) -> set[str]:
        """Return which of the fields `names` the rules miss in the last change of `target`."""
        record, faults = self.here.model.read(target)
        messages = [fault.message for fault in faults]
        if record is not None and not faults:
            messages += [p.message for p in self._examined(record, "")]
        found = (_LACKING.search(message) for message in messages)
        return {match[1] for match in found if match} & names

    def _tried(self, record: Record | Removed, text: str) -> _Tried:
        here, corpus = self.here, self.corpus
        item = Item(here.id, here.model, here.path, record)
        items = {**corpus.items, here.id: item}
        return _Tried(
            corpus.root,
            items,
            broken=corpus.broken - {here.id},
            calendar=corpus.calendar,
            path=here.path,
            text=text or here.text,
        )

    def _examined(self, record: Record | Removed, text: str) -> Iterator[Problem]:
        tried = self._tried(record, text)
        context = Context(tried, self.as_of, self.since)
        return examine(tried.items[self.here.id], context)

    def conclude(self, text: str, talk: Talk) -> bool:
        """Show what `text` would add and what the public would see; write it where that is agreed.

        Raises :class:`NotWritten` with every error that `portal check` would then report.
        """
        record = self._read(text)
        tried = self._tried(record, text)
        problems = list(self._examined(record, text))
        elsewhere = self._elsewhere(tried)
        urgent = self.here.model.GATE == "case" and is_taking_down(record.changes[-1])
        proved = errors(unborne(self.here, text, self.as_of))
        self._refuse([*errors(problems), *proved, *([] if urgent else elsewhere)], text)
        talk.say("", f"要写进 {self.here.shown}：", *_added(self.here.text, text), "")
        day = max(self.as_of, record.changes[-1].date)
        coming = (
            record.scheduled.effective if isinstance(record, Record) and record.scheduled else None
        )
        was, will = (Gate(one, as_of=day, since=self.since) for one in (self.corpus, tried))
        talk.say(*effect(was, will, self.here.id, since=day if day > self.as_of else None))
        if coming and coming > day:
            later = Gate(tried, as_of=coming, since=self.since)
            talk.say(*effect(will, later, self.here.id, since=coming))
        talk.say(*(str(problem) for problem in (*problems, *elsewhere)))
        talk.say(*dependents(was, will, self.here.id))
        former = self.here.former
        if not talk.agreed(edited=former is not None and former != self.here.content):
            return False
        self._write(text)
        return True

    def _read(self, text: str) -> Record | Removed:
        """Return the record that `text` declares, or raise with every fault."""
        try:
            parsed = parse(text.removeprefix(BYTE_ORDER_MARK))
        except Refused as refused:
            found = refused.rule.at(self.here.shown, refused.line, refused.message)
            raise NotWritten(f"没有写入：\n{found}") from None
        last = parsed.content["changes"][-1]
        kind: Any = Removed if last.get("kind") == "removed" else self.here.model
        record, faults = kind.read(parsed.content)
        told = written(parsed, faults)
        wrong = [rule.at(self.here.shown, line, said) for rule, line, said in told]
        self._refuse(wrong, text)
        assert isinstance(record, (Record, Removed))
        return record

    def _elsewhere(self, tried: Corpus) -> list[Problem]:
        """Return the errors that the change would make in other records.

        They put off no withdrawal of a case: that has its deadline, and the same merge mends them.
        """
        here = self.corpus.shown_path(self.here.path)
        jobs = default_jobs()
        with shown_progress():
            after = errors(run(tried, self.as_of, self.since, jobs=jobs))
            after = [problem for problem in after if problem.path != here]
            if not after:
                return []
            before = {str(one) for one in run(self.corpus, self.as_of, self.since, jobs=jobs)}
        return [problem for problem in after if str(problem) not in before]

    def _refuse(self, found: list[Problem], text: str) -> None:
        if found:
            told = (self._placed(problem, text.splitlines()) for problem in sorted(found))
            raise NotWritten("\n".join(["没有写入，这样写会有错误：", *told]))

    def _placed(self, problem: Problem, lines: list[str]) -> str:
        """Return a problem; of a line that the file does not have, by the field that it would be."""
        would = lines[problem.line - 1] if problem.path == self.here.shown else ""
        if not would or would in self.here.text.splitlines():
            return str(problem)
        name = would.strip().removeprefix("- ").partition(":")[0]
        return str(problem).replace(f"{problem.path}:{problem.line}: ", f"要写的 {name}：", 1)

    def _write(self, text: str) -> None:
        """Write the file; raise :class:`NotWritten` where somebody changed it in the meantime."""
        with alone(self.root):
            if self.here.file.read_bytes() != self.here.raw:
                raise NotWritten(f"{self.here.shown} 刚才被别人改过，没有写入；请再运行一次。")
            batch = Batch()
            batch.replace(self.here.file, text)
            try:
                batch.commit()
            except OSError as error:
                raise NotWritten(
                    f"写不进 {self.here.shown}（{error.strerror}），没有写入。"
                ) from None


def _added(before: str, after: str) -> Iterator[str]:
    """Yield the lines that go and come, as `git diff` would mark them."""
    from difflib import unified_diff

    told = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    for line in list(told)[2:]:
        if not line.startswith("@@"):
            yield f"  {line[0]} {line[1:]}"
