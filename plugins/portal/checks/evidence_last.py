"""What was last readable on the main line: what cannot be read proves nothing (最近可读)."""

from __future__ import annotations

from collections.abc import Iterator

from portal.checks.evidence_model import PATH, Model, version_in
from portal.checks.evidence_snapshot import Snapshot, is_record, snapshot
from portal.source.git import Repository
from portal.source.gitlog import Commit


def last_known(repository: Repository, base: str, model: Model) -> str:
    """Return the last commit up to `base` whose version of the model is known; else `base`."""
    if model.knows(_version(repository, base)):
        return base
    for commit in _touching(repository, base, PATH):
        former = f"{commit.id}^"
        if repository.found(former) and model.knows(_version(repository, former)):
            return repository.commit(former)
    return base


def last_readable(repository: Repository, base: str, here: Snapshot, model: Model) -> Snapshot:
    """Return the last readable state of the record `here` up to `base`; `here` where there is none."""
    for commit in _touching(repository, base, f":(glob)**/{here.id}.yaml"):
        for one in commit.differences:
            if one.after and is_record(one.path):
                version = _version(repository, commit.id)
                found = snapshot(one.path, repository.blob(one.after), version, model)
                if found.record is not None:
                    return found
    return here


def _touching(repository: Repository, base: str, paths: str) -> Iterator[Commit]:
    """Yield the commits on the main line that touch `paths`, the newest first."""
    yield from reversed(repository.touching(base, paths))


def _version(repository: Repository, commit: str) -> str:
    blob = repository.tree(commit, PATH).get(PATH)
    return version_in(repository.blob(blob) if blob else None)
