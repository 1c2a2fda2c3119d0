"""Read and judge all records, but nothing that is as it was the last time (校验一遍).

What is kept for the next time stands in a folder beside the data, `.data.cache/`. It may be deleted
at any time; where it cannot be written, everything is looked at.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from portal.checks.report import refused
from portal.checks.run import run, selected
from portal.lifecycle.lasting import Lasting, made_of
from portal.lifecycle.ledger import Ledger
from portal.lifecycle.notes import Notes
from portal.problem import Problem
from portal.source import load
from portal.source.memory import Memory, Taken, Unreadable, beside
from portal.source.program import program_key
from portal.source.recall import Recall
from portal.source.signature import Survey, now

_FOUND = "found"


@dataclass(frozen=True, slots=True)
class Found:
    """The problems; how many records were looked at, and how many files gave none."""

    problems: list[Problem]
    taken: int
    refused: int


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be judged: the records in `data` on the day `as_of`, asked `today`.

    `since` is the portal's first day; `paths` limit what is reported.
    """

    data: Path
    as_of: date
    today: date
    since: date | None = None
    paths: Sequence[Path] | None = None

    def made_of(self, survey: Survey) -> bytes | None:
        """Return by what all that the answer depends on is known; None where that is not sure."""
        places = str(self.data), str(self.data.absolute()), str(Path.cwd())
        return made_of(survey, self.as_of, self.today, places, self.since)


class _Kept(NamedTuple):
    """What was found, and how long the same would be."""

    lasting: Lasting
    found: Found


def examined(question: Question, *, jobs: int) -> Found:
    """Return what is wrong with the records."""
    try:
        return _examined(question, jobs, _kept_beside(question.data))
    except Unreadable:
        return _examined(question, jobs, _kept_beside(question.data))
    except Taken:
        return _examined(question, jobs, nullcontext())


def _examined(question: Question, jobs: int, held: AbstractContextManager[Memory | None]) -> Found:
    with held as memory:
        survey = None
        if memory and not question.paths:
            survey = Survey([question.data], now(memory.path.parent))
        sources = question.made_of(survey) if survey else None
        there = memory.get(_FOUND, _FOUND) if memory and sources else None
        kept: _Kept | None = pickle.loads(there) if there else None
        if kept and kept.lasting.holds(sources, question.as_of):
            return kept.found
        found, days = _judged(question, memory, jobs, survey)
        if memory and sources:
            kept = _Kept(Lasting.of(sources, question.as_of, days), found)
            memory.put(_FOUND, [(_FOUND, pickle.dumps(kept))])
        if memory:
            memory.commit()
        return found


def _judged(
    question: Question, memory: Memory | None, jobs: int, survey: Survey | None = None
) -> tuple[Found, Notes]:
    """Judge the records, all but those of which the same would be found; return also on which days.

    Where only some are judged, nothing is kept of that.
    """
    recall = Recall(memory, survey) if memory else None
    corpus = load(question.data, jobs=jobs, recall=recall)
    kept = None if question.paths else memory
    ledger = Ledger(corpus, question.as_of, question.since, kept, jobs=jobs)
    problems = run(
        corpus,
        question.as_of,
        question.since,
        paths=question.paths,
        today=question.today,
        ledger=ledger,
    )
    ledger.close()
    taken = len(selected(corpus, question.paths))
    return Found(problems, taken, len(refused(corpus, problems))), ledger.days


@contextmanager
def _kept_beside(data: Path) -> Iterator[Memory | None]:
    """Give what was kept the last time; nothing without such data, or room beside it, or in use."""
    try:
        memory = Memory(beside(data), program_key()) if data.is_dir() else None
    except (OSError, Taken):
        memory = None
    try:
        yield memory
    finally:
        if memory:
            memory.close()
