"""Read and judge all records, but nothing that is as it was the last time (校验一遍).

What is kept for the next time stands in a folder beside the data, `.data.cache/`. It may be deleted
at any time; where it cannot be written, everything is looked at.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from portal.checks.report import refused
from portal.checks.run import run, selected
from portal.lifecycle import Gate
from portal.lifecycle.digest import digest_of
from portal.lifecycle.ledger import Ledger
from portal.lifecycle.notes import Notebook
from portal.problem import Problem
from portal.source import load
from portal.source.memory import Memory
from portal.source.program import program_key
from portal.source.recall import Recall
from portal.source.signature import now, signature_of_all

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

    def made_of(self, memory: Memory) -> bytes | None:
        """Return by what all that the answer depends on is known; None where that is not sure."""
        files = signature_of_all([self.data], now(memory.path.parent))
        later = self.today if self.today > self.as_of else None
        places = str(self.data), str(self.data.absolute()), str(Path.cwd())
        return digest_of((files, places, self.since, later)) if files else None


class _Kept(NamedTuple):
    """What was found, of what, and the days (ordinals) on which the same would be found."""

    made_of: bytes
    first: int
    last: int
    found: Found


def examined(question: Question, *, jobs: int) -> Found:
    """Return what is wrong with the records."""
    with _kept_beside(question.data) as memory:
        if memory is None or question.paths:
            return _looked_at(question, memory, jobs)
        made_of = question.made_of(memory)
        there = memory.get(_FOUND, _FOUND)
        if there:
            kept: _Kept = pickle.loads(there)
            if kept.made_of == made_of and kept.first <= question.as_of.toordinal() <= kept.last:
                return kept.found
        return _judged(question, memory, made_of, jobs)


def _looked_at(question: Question, memory: Memory | None, jobs: int) -> Found:
    """Judge the records, of which those are not read again that are as they were."""
    corpus = load(question.data, jobs=jobs, recall=Recall(memory) if memory else None)
    problems = run(
        corpus,
        question.as_of,
        question.since,
        jobs=jobs,
        paths=question.paths,
        today=question.today,
    )
    taken = len(selected(corpus, question.paths))
    return Found(problems, taken, len(refused(corpus, problems)))


def _judged(question: Question, memory: Memory, made_of: bytes | None, jobs: int) -> Found:
    """Judge all records but those of which the same would be found; keep that for the next time."""
    corpus = load(question.data, jobs=jobs, recall=Recall(memory))
    gate = Gate(corpus, as_of=question.as_of, since=question.since, notebook=Notebook(on=True))
    ledger = Ledger(gate, question.as_of, memory)
    problems = run(
        corpus, question.as_of, question.since, jobs=jobs, today=question.today, ledger=ledger
    )
    ledger.close()
    found = Found(problems, len(corpus.items), len(refused(corpus, problems)))
    if made_of:
        days = ledger.days
        kept = _Kept(made_of, max(days.first, question.as_of.toordinal()), days.last, found)
        memory.put(_FOUND, [(_FOUND, pickle.dumps(kept))])
    memory.commit()
    return found


@contextmanager
def _kept_beside(data: Path) -> Iterator[Memory | None]:
    """Give what was kept the last time; nothing where there is no such data, or no room beside it."""
    folder = data.absolute().with_name(f".{data.absolute().name}.cache")
    try:
        memory = Memory(folder, program_key()) if data.is_dir() else None
    except OSError:
        memory = None
    try:
        yield memory
    finally:
        if memory:
            memory.close()
