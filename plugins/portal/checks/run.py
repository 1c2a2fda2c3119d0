"""All rules over all records (校验)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from portal.checks import (
    amounts,
    changes,
    commitments,
    dates,
    delegations,
    discretion,
    duplicates,
    duties,
    endings,
    evidence_purges,
    evidence_rules,
    guides,
    history,
    inspections,
    law,
    lists,
    officers,
    owner,
    parties,
    privacy,
    publicity,
    references,
    remedies,
    reviews,
    text,
    trace,
    untold_lists,
)
from portal.checks.base import Check, Context, Subject
from portal.lifecycle.digest import digest_of
from portal.lifecycle.ledger import Ledger
from portal.model import Record, Removed
from portal.problem import Problem, Rule, visible
from portal.source import Corpus, Item
from portal.source import rules as source_rules
from portal.stages import stage

MODULES = (
    references,
    changes,
    history,
    publicity,
    privacy,
    lists,
    untold_lists,
    endings,
    commitments,
    officers,
    delegations,
    guides,
    inspections,
    remedies,
    parties,
    duties,
    discretion,
    reviews,
    trace,
    law,
    dates,
    amounts,
    text,
    duplicates,
)
CHECKS: tuple[Check, ...] = tuple(
    value for module in MODULES for value in vars(module).values() if isinstance(value, Check)
)
KIND = "judged"
RULES: tuple[Rule, ...] = (
    *source_rules.RULES,
    *(check.rule for check in CHECKS),
    *evidence_rules.RULES,
    *owner.RULES,
)


@stage("check")
def run(
    corpus: Corpus,
    as_of: date,
    since: date | None = None,
    *,
    jobs: int = 1,
    paths: Sequence[Path] | None = None,
    today: date | None = None,
    ledger: Ledger | None = None,
) -> list[Problem]:
    """Return the problems of `corpus` on the day `as_of`, sorted, those of its files included.

    `since` is the portal's first day, `paths` limits what is reported to these files and folders,
    `today` is the day on which the question is asked, where it is not `as_of`. What the `ledger`
    knows and still holds is not looked for again.
    """
    ledger = ledger or Ledger(corpus, as_of, since, None, jobs=jobs)
    context = Context(corpus, as_of, since, today, ledger.gate)
    within = _within(paths)
    files = [*corpus.problems, *evidence_purges.examine(corpus, context.today)]
    problems = [problem for problem in files if within(Path(problem.path))]
    ledger.take(context.tables)
    ids = [item.id for item in selected(corpus, paths)]

    def judge(record_id: str) -> tuple[Problem, ...]:
        return tuple(examine(context.corpus.items[record_id], context))

    for found in ledger.each(KIND, _around(context), ids, judge, "校验").values():
        problems += found
    return sorted(problems)


def _around(context: Context) -> bytes:
    """Return what the problems of all records depend on, besides the rules of law."""
    corpus, later = context.corpus, context.today is not context.as_of
    places = str(corpus.root.absolute()), str(Path.cwd())
    today = context.today if later else None
    return digest_of((places, corpus.broken, context.since, today))


def selected(corpus: Corpus, paths: Sequence[Path] | None) -> list[Item]:
    """Return the items below `paths`; all where there are none."""
    if paths is None:
        return [*corpus.items.values()]
    within = _within(paths)
    return [item for item in corpus.items.values() if within(corpus.root / item.path)]


def _within(paths: Sequence[Path] | None) -> Callable[[Path], bool]:
    """Return the question whether a path is one of `paths` or below one; all are, without any.

    Paths are compared as findings spell them: of a name with a line break, nothing else is left.
    """
    if paths is None:
        return lambda path: True
    wanted = {_spelt(path.absolute()) for path in paths}
    return lambda path: any(
        _spelt(one) in wanted for one in (path.absolute(), *path.absolute().parents)
    )


def _spelt(path: Path) -> str:
    return visible(str(path))


@cache
def _checks_of(kind: type[Record] | type[Removed]) -> tuple[Check, ...]:
    return tuple(check for check in CHECKS if check.applies_to(kind))


def examine(item: Item, context: Context) -> Iterator[Problem]:
    """Yield the problems of one record."""
    subject = Subject(item, item.record)
    found = [
        (check.rule, loc, message)
        for check in _checks_of(type(item.record))
        for loc, message in check.find(subject, context)
    ]
    if found:
        where, line = context.corpus.shown_path(item.path), context.corpus.lines(item)
        yield from (rule.at(where, line(loc), message) for rule, loc, message in found)
