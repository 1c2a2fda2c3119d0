"""What is checked out, compared with a commit: the files that differ, and no others (对照)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from portal.checks import evidence_rules as rules
from portal.checks.evidence import Step, compared, entered, is_public
from portal.checks.evidence_alike import Likeness
from portal.checks.evidence_last import last_known, last_readable
from portal.checks.evidence_model import CURRENT, PATH, Model, version_in
from portal.checks.evidence_snapshot import (
    Snapshot,
    id_of,
    is_record,
    snapshot,
    snapshot_of_file,
)
from portal.checks.evidence_told import (
    NOT_MIGRATED,
    at,
    began_anew,
    gone,
    retyped,
    told,
    unknown_step,
)
from portal.problem import Problem
from portal.source.ancestry import require_ancestor
from portal.source.corpus import shown
from portal.source.git import Repository
from portal.source.gitlog import Difference


@dataclass(frozen=True, slots=True)
class Comparison:
    """The records that differ between the commit `base` and the files below `root`, by id.

    `changed` are all the paths that differ, those of other files included.
    """

    root: Path
    base: str
    day: date
    changed: tuple[str, ...]
    before: dict[str, Snapshot] = field(default_factory=dict)
    after: dict[str, Snapshot] = field(default_factory=dict)
    versions: tuple[str, str] = ("", "")
    is_first: bool = False  # whether the commit has no record at all
    began_anew: tuple[Problem, ...] = ()
    model: Model = CURRENT


def compare(
    repository: Repository,
    name: str,
    day: date,
    paths: Sequence[Path] = (),
    model: Model = CURRENT,
) -> Comparison:
    """Return the comparison with the commit called `name`, of the files in `paths` or of all.

    Raises :class:`portal.source.git.NoEvidence`.
    """
    root = repository.folder
    base = last_known(repository, require_ancestor(repository, name), model)
    differences = repository.differences(base)
    versions = _versions(repository, differences)
    if versions[0] != versions[1]:
        differences = _everything(repository, base, differences)
    if paths:
        differences = [one for one in differences if _is_within(root / one.path, paths)]
    records = [one for one in differences if is_record(one.path)]
    before = {}
    for one in records:
        if one.before:
            then = snapshot(one.path, repository.blob(one.before), versions[0], model)
            readable = then.record is not None
            before[then.id] = then if readable else last_readable(repository, base, then, model)
    is_first = not before and not any(map(is_record, repository.tree(base)))
    changed = tuple(one.path for one in differences)
    after = _now(root, records, before, versions[1], model)
    anew = tuple(began_anew(repository, base, after)) if is_first else ()
    return Comparison(root, base, day, changed, before, after, versions, is_first, anew, model)


def _is_within(path: Path, paths: Sequence[Path]) -> bool:
    return any(path.absolute().is_relative_to(one.absolute()) for one in paths)


def _versions(repository: Repository, differences: Sequence[Difference]) -> tuple[str, str]:
    """Return the versions of the data model, in the commit and now."""
    file = repository.folder / PATH
    now = version_in(file.read_bytes() if file.is_file() else None)
    changed = next((one for one in differences if one.path == PATH), None)
    if changed is None:
        return now, now
    return version_in(repository.blob(changed.before) if changed.before else None), now


def _everything(
    repository: Repository, base: str, differences: Sequence[Difference]
) -> list[Difference]:
    """Return the files that differ and all the others: a migration is of every record."""
    found = {path: Difference(path, blob) for path, blob in repository.tree(base).items()}
    return list({**found, **{one.path: one for one in differences}}.values())


def _now(
    root: Path,
    records: Sequence[Difference],
    before: dict[str, Snapshot],
    version: str,
    model: Model,
) -> dict[str, Snapshot]:
    """Return the files as they are; of two with one id, the one that is where the old one was."""
    found: dict[str, Snapshot] = {}
    for one in records:
        record_id = id_of(one.path)
        former = before.get(record_id)
        at_home = former is not None and former.path == one.path
        if not one.gone and (root / one.path).exists() and (at_home or record_id not in found):
            found[record_id] = snapshot_of_file(root, one.path, version, model)
    return found


def problems(here: Comparison) -> list[Problem]:
    """Return what is wrong between the commit and the files, sorted."""
    former, now = here.versions
    if former != now or not here.model.knows(now):
        return sorted(_migration(here))
    new = [after for record_id, after in here.after.items() if record_id not in here.before]
    alike = Likeness(new)
    found = [problem for record_id in here.before for problem in _of(here, record_id, alike)]
    if here.is_first and any(one.record for one in new):
        message = f"git 里在此之前没有记录；这 {len(new)} 条记录的历史是申报的，没有佐证。"
        found.append(told(rules.ENTRY, shown(here.root), 1, message))
        found += here.began_anew
    else:
        found += [problem for one in new for problem in _entered(here, one)]
    found += [_conflict(here, one) for one in here.after.values() if one.in_conflict]
    return sorted(found)


def _of(here: Comparison, record_id: str, alike: Likeness) -> Iterator[Problem]:
    before, after = here.before[record_id], here.after.get(record_id)
    path = shown(here.root / before.path)
    if before.record is None:
        message = (
            f"这个文件改动前就不合规（{before.wrong.rstrip('。')}），无法证明改了什么；"
            f"请人工核对 git diff {here.base[:10]} -- {path}"
        )
        yield told(rules.UNREADABLE, path, 1, message)
    elif not is_public(before, here.day):
        if after is not None and after.record is not None:
            yield from at(here.root, after, entered(after, here.day))
    elif after is None:
        yield _gone(here, before, alike)
    elif after.kind is not before.kind:
        yield told(rules.RECORD_FILE, shown(here.root / after.path), 1, retyped(before, after))
    elif after.record is not None:
        yield from at(here.root, after, compared(Step(before, after, here.day, here.day)))


def _gone(here: Comparison, before: Snapshot, alike: Likeness) -> Problem:
    path = shown(here.root / before.path)
    remedy = f"请恢复：git checkout {here.base[:10]} -- {path}"
    if other := alike.most_alike(before):
        renamed = shown(here.root / other.path)
        message = f"记录 {before.id} 被改成了 {other.id}（{renamed}），编号不能变；{remedy}"
    else:
        message = gone(before) + remedy
    return told(rules.RECORD_FILE, path, 1, message)


def _entered(here: Comparison, after: Snapshot) -> list[Problem]:
    return at(here.root, after, entered(after, here.day)) if after.record else []


def _conflict(here: Comparison, after: Snapshot) -> Problem:
    lines = after.text.splitlines()
    line = next(n for n, text in enumerate(lines, 1) if text.startswith("<<<<<<< "))
    message = (
        "文件里还有合并冲突的标记；运行 portal check --base … --fix "
        "把双方的变更依次写好，或手工改好。"
    )
    return told(rules.CONFLICT, shown(here.root / after.path), line, message)


def _migration(here: Comparison) -> Iterator[Problem]:
    """Yield the records that are not what the migration makes of them."""
    former, now = here.versions
    if not all(map(here.model.knows, here.versions)):
        yield told(rules.MODEL, shown(here.root / PATH), 1, unknown_step(former, now, here.model))
        return
    for record_id in sorted({*here.before, *here.after}):
        before, after = here.before.get(record_id), here.after.get(record_id)
        if before and before.record is None:
            continue  # could not be read, so nobody migrated it
        if before is None or after is None or before.record != after.record:
            snap = after or before
            assert snap is not None
            yield told(rules.MODEL, shown(here.root / snap.path), 1, NOT_MIGRATED)
