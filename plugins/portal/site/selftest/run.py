"""A whole test: draw questions, ask them in the browser, hold the answers against the truth (自测)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from portal.parallel import watcher
from portal.site.search.reader import Reader as Index
from portal.site.selftest import browser
from portal.site.selftest.figures import Report
from portal.site.selftest.judge import THROUGH, Due
from portal.site.selftest.sample import Sampler
from portal.site.selftest.truth import Truth

LATER = 4  # further questions of one visit


def examine(
    output: Path, *, seed: int, scale: float, visits: int, slowdown: float, jobs: int
) -> Report:
    """Test the search of the site below `output`.

    `scale` is the share of a whole test's questions; `visits` are as many opened on a phone, so many
    times slower than this machine.
    Raises :class:`~portal.site.selftest.browser.NoBrowser` where there is none.
    """
    watch = watcher.get() or (lambda *_: None)
    truth, index = Truth.of(output, jobs), Index(output)
    sampler = Sampler(truth, random.Random(seed))
    questions = list(sampler.questions(scale))
    ids = _ids(index)
    report = Report(index.manifest["as_of"], len(truth.living), slowdown)
    with browser.opened(output, slowdown) as reader:
        for question in questions:
            due = Due.of(question, truth)
            try:
                answer = reader.ask(question, ids, through=len(due.true) <= THROUGH)
                report.add(question, answer, due, truth)
            except browser.Unanswered as error:
                report.fail(question, str(error), due)
            watch("提问", 1, len(questions))
        for _ in range(visits if questions else 0):
            first, *later = sampler.dice.sample(questions, min(1 + LATER, len(questions)))
            report.visits.append(reader.visit(first, later))
            watch("手机访问", 1, visits)
    return report


def _ids(index: Index) -> Sequence[str]:
    """Return the records by their numbers; what is gone has none."""
    rows = map(index.row, range(index.manifest["numbers"]))
    return [row[0] if row else "" for row in rows]
