"""`portal check --base` and `portal audit`: ask git, print what is found, an exit code (佐证命令)."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from portal.checks import evidence_purges as purges
from portal.checks.base import Subject
from portal.checks.command import Misused, config_file, portal_start, settings_in
from portal.checks.evidence_audit import audit
from portal.checks.evidence_base import Comparison, compare, problems
from portal.checks.evidence_live import of_site
from portal.checks.owner import Website, examine
from portal.checks.report import AGAIN, FORMATS
from portal.checks.run import run
from portal.model.regulation import Regulation
from portal.problem import Problem, errors, visible
from portal.progress import shown_progress
from portal.source import Item
from portal.source.corpus import shown
from portal.source.git import Repository
from portal.source.gitlog import SHORT
from portal.source.loader import load_some


def check_against(
    *,
    base: str,
    paths: Sequence[Path],
    data: Path,
    as_of: date,
    today: date,
    config: Path | None,
    form: str,
    jobs: int,
) -> int:
    """Print what is wrong with the records that differ from the commit `base`; 1 for an error.

    They are held against that commit and checked by all rules, together with what they refer to;
    other records are not read. Raises :class:`portal.source.git.NoEvidence`.
    """
    config = config_file(config)
    for path in paths:
        if not path.absolute().is_relative_to(data.absolute()):
            raise Misused(f"“{path}”不在数据文件夹 {data} 里。")
    with _repository(data) as repository:
        here = compare(repository, base, as_of, paths)
        found = {*problems(here), *_by_rules(here, as_of, today, portal_start(config), jobs)}
        found |= {*_purges(repository, here)}
        commit = f"{here.base[:SHORT]}，{repository.day(here.base)}"
    if config and not paths:
        found |= {*examine(Website.of(settings_in(config), config))}
    count = len({*here.before, *here.after})
    unread = sum(one.record is None for one in here.after.values())
    again = AGAIN.format(unread) if unread else ""
    told = f"对照 {base}（{commit}）：改动 {count} 条记录，{{}}。{again}{OTHERS}"
    _print(sorted(found), form, told)
    return 1 if errors(found) else 0


OTHERS = "没有改动的记录不在此列，全部校验用 portal check。"


def audit_all(*, tip: str, data: Path, live: Path | None, today: date, form: str) -> int:
    """Print what is wrong on the first-parent line of `tip`; return 1 where it is an error.

    `live` is the `build.json` of a site. Raises :class:`portal.source.git.NoEvidence`.
    """
    with _repository(data) as repository:
        if tip == "HEAD" and repository.is_detached():
            print(DETACHED.format(repository.commit(tip)[:SHORT]), file=sys.stderr)
        with shown_progress():
            done = audit(repository, repository.commit(tip), today)
        found = [*done.problems, *(of_site(live, repository, tip, done.notes) if live else ())]
    head = f"{tip} 一线 {done.commits} 个提交、{done.states} 次记录改动：{{}}。"
    _print(sorted(found), form, head)
    return 1 if errors(found) else 0


DETACHED = (
    "HEAD 不在任何分支上（detached），只查到提交 {} 为止；要查主干，请写明：portal audit main"
)


@contextmanager
def _repository(data: Path) -> Iterator[Repository]:
    repository = Repository.around(data)
    try:
        yield repository
    finally:
        repository.close()


def _print(found: Sequence[Problem], form: str, summary: str) -> None:
    if told := FORMATS[form](found):
        print(told)
    wrong = len(errors(found))
    print(summary.format(f"{wrong} 处错误，{len(found) - wrong} 处提醒"), file=sys.stderr)


def _purges(repository: Repository, here: Comparison) -> Iterator[Problem]:
    """Yield what git says of the purge notes, where their file differs: a new one is reviewed."""
    if purges.PATH in here.changed:
        path, now = shown(here.root / purges.PATH), purges.in_folder(here.root)
        former = repository.tree(here.base).get(purges.PATH)
        data = repository.blob(former) if former else b""
        yield from now.unread(purges.read_purges(data, path), path)
        yield from now.not_purged(lambda head: repository.is_within(head, "HEAD"), path)


def _by_rules(
    here: Comparison, as_of: date, today: date, since: date | None, jobs: int
) -> Iterator[Problem]:
    """Yield what the rules say of the files that differ; marks of a conflict are told already."""
    wanted = [*here.changed, *purges.in_folder(here.root).ids]
    corpus = load_some(here.root, wanted, [Regulation], _named)
    files = [here.root / path for path in here.changed]
    conflicts = {
        visible(shown(here.root / one.path)) for one in here.after.values() if one.in_conflict
    }
    for problem in run(corpus, as_of, since, jobs=jobs, paths=files, today=today):
        if problem.path not in conflicts:
            yield problem


def _named(item: Item) -> Iterator[str]:
    """Yield the ids that a record names, now or formerly."""
    return (value.text for value in Subject(item, item.record).of_kind("reference"))
