"""Two people change one record on two branches: both changes stay, in order, with the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from portal.lifecycle.history import versions
from portal.model import Record
from portal.source.yamlfile import parse
from tests.evidence.clerk import File, files
from tests.evidence.repository import Repo, told

START, TODAY = date(2024, 1, 2), date(2024, 3, 4)
PER_REPOSITORY = 40
KINDS = ("corrected", "corrected", "amended", "withheld", "disputed")


@dataclass(frozen=True)
class State:
    """What a file said: its changes, and the fields after each of them."""

    changes: list[dict[str, Any]]
    fields: list[dict[str, Any]]

    @classmethod
    def of(cls, file: File) -> State:
        """Return the state of a file that is right."""
        record = file.record
        assert record is not None
        names = [shape.name for shape in type(record).fields()]
        every = versions(record)
        told = [{n: getattr(v.record, n) for n in names if n not in v.withheld} for v in every]
        return cls(file.content["changes"], told)


def work(here: Sequence[File], dice: Random, day: date) -> None:
    """Change every record once or twice, within the last three days."""
    for file in here:
        for back in sorted(dice.choices((0, 1, 2, 3), k=dice.choice((1, 1, 2))), reverse=True):
            kind = dice.choice(KINDS)
            assert file.do(kind, day - timedelta(days=back)) == kind


def conflicting(
    folder: Path, seed: int
) -> tuple[Repo, list[File], dict[str, State], dict[str, State]]:
    """Return a repository in the midst of a merge, and what main and the branch say of each record."""
    repo, dice = Repo.new(folder), Random(seed)
    here = files(repo.data, PER_REPOSITORY, seed)
    for file in here:
        file.publish(START)
        file.drops = 0
    repo.commit(START)
    work(here, dice, START + timedelta(days=20))
    repo.commit(START + timedelta(days=20))
    repo.git("switch", "--quiet", "--create", "work")
    work(here, dice, TODAY)
    ours = {file.path: State.of(file) for file in here}
    repo.commit(TODAY)
    repo.git("switch", "--quiet", "main")
    work(here, dice, TODAY)
    theirs = {file.path: State.of(file) for file in here}
    repo.commit(TODAY)
    repo.git("switch", "--quiet", "work")
    repo.git("merge", "main", fails=True)
    return repo, here, ours, theirs


def expected(ours: State, theirs: State, common: int) -> list[dict[str, Any]]:
    """Return the fields after each change of the branch, made on what main says."""
    now = dict(theirs.fields[-1])
    found = []
    for number in range(common, len(ours.changes)):
        change = ours.changes[number]
        named = (*change.get("was", ()), *change.get("added", ()), *change.get("withheld", ()))
        for name in named:
            now[name] = ours.fields[number].get(name)
        found.append(dict(now))
    return found


def assert_joined(file: File, ours: State, theirs: State, common: int) -> None:
    """Fail unless the record has main's changes, then the branch's, and each version is right."""
    record = file.record
    assert isinstance(record, Record)
    here = file.content["changes"]
    start = len(theirs.changes)
    assert [c["kind"] for c in here[start:]] == [c["kind"] for c in ours.changes[common:]]
    assert [c["note"] for c in here[start:] if "note" in c] == [
        c["note"] for c in ours.changes[common:] if "note" in c
    ]
    assert [c["date"] for c in here] == sorted(c["date"] for c in here)
    for version, fields in zip(
        versions(record)[start:], expected(ours, theirs, common), strict=True
    ):
        for name, value in fields.items():
            if name not in version.withheld:
                assert getattr(version.record, name) == value, (file.path, version.number, name)


def pairs(folder: Path, count: int, seed: int, patch: pytest.MonkeyPatch) -> None:
    """Let `count` records be changed on two branches, merge, repair, and look at each."""
    for number in range(count // PER_REPOSITORY):
        repo, here, ours, theirs = conflicting(folder / str(number), seed + number)
        common = {
            f.path: len(parse(repo.git("show", f"HEAD~1:data/{f.path}") + "\n").content["changes"])
            for f in here
        }
        marked = [file for file in here if "<<<<<<< " in file.text]
        assert len(marked) > PER_REPOSITORY * 0.9
        assert (
            "evidence-conflict"
            in repo.portal("check", "--base", "main", "--as-of", str(TODAY), patch=patch).stdout
        )
        done = repo.portal("check", "--base", "main", "--fix", "--as-of", str(TODAY), patch=patch)
        assert done.exit_code == 0, done.output
        for file in here:
            assert_joined(file, ours[file.path], theirs[file.path], common[file.path])
        assert told(repo.against("main", TODAY)) == []
        repo.commit(TODAY)
        repo.git("switch", "--quiet", "main")
        repo.git("merge", "--quiet", "--no-ff", "work", day=TODAY)
        assert told(repo.audited()) == []


def test_40_pairs_of_changes_are_put_in_order(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs(tmp_path, 40, seed, monkeypatch)


@pytest.mark.long
def test_200_pairs_of_changes_are_put_in_order(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs(tmp_path, 200, seed, monkeypatch)
