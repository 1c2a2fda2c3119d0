"""Random edits of merged history: every one is caught, against the branch and along the line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from portal.lifecycle.history import settle
from portal.model import BY_PLURAL, Record, Removed
from portal.model.base import Record as AnyRecord
from portal.model.removed import is_removed
from portal.source.yamlfile import parse
from portal.staff.writer import dump
from tests.evidence.clerk import files
from tests.evidence.repository import Repo, told

TODAY = date(2024, 8, 1)
PER_REPOSITORY = 30
Raw = dict[str, Any]
Edit = Callable[..., bool]


def merged(folder: Path, seed: int) -> Repo:
    """Return a repository with records that have a history, all of it honest."""
    repo, day = Repo.new(folder), date(2024, 1, 2)
    here = files(repo.data, PER_REPOSITORY, seed)
    for file in here:
        file.publish(day)
    repo.commit(day)
    for _ in range(5):
        day += timedelta(days=20)
        for file in here:
            file.act(day)
        repo.commit(day)
    for file in here:
        file.fold(TODAY)
    repo.commit(TODAY)
    assert told(repo.audited()) == []
    return repo


def value(raw: Raw, dice: Random) -> bool:
    """Alter, drop or add a field."""
    names = [name for name in raw if isinstance(raw[name], str) and name not in ("act", "agency")]
    if not names:
        return False
    name = dice.choice(names)
    if dice.random() < 0.3 and name not in ("content", "name", "decided_on", "kind", "year"):
        del raw[name]
    elif name in ("decided_on", "publicity_until"):
        raw[name] = "2023-12-28"
    elif name == "year":
        raw[name] = "1999"
    elif name in ("kind", "category"):
        return False
    else:
        raw[name] += "改"
    return True


def inner(raw: Raw, dice: Random) -> bool:
    """Alter the party."""
    if "party" not in raw:
        return False
    raw["party"] = {**raw["party"], dice.choice(("name", "legal_representative")): "云溪改名公司"}
    return True


def dated(raw: Raw, dice: Random) -> bool:
    """Move a change by some days."""
    change = dice.choice(raw["changes"])
    moved = date.fromisoformat(change["date"]) + timedelta(days=dice.choice((-40, -1, 1, 30)))
    change["date"] = str(moved)
    return True


def noted(raw: Raw, dice: Random) -> bool:
    """Alter or drop a note."""
    changes = [change for change in raw["changes"] if "note" in change]
    if not changes:
        return False
    change = dice.choice(changes)
    if dice.random() < 0.3:
        del change["note"]
    else:
        change["note"] += "，另有原因"
    return True


def reordered(raw: Raw, dice: Random) -> bool:
    """Swap two changes."""
    if len(raw["changes"]) < 2:
        return False
    one = dice.randrange(len(raw["changes"]) - 1)
    changes = raw["changes"]
    changes[one], changes[one + 1] = changes[one + 1], changes[one]
    return bool(changes[one] != changes[one + 1])


def shortened(raw: Raw, dice: Random) -> bool:
    """Drop a change."""
    if len(raw["changes"]) < 2:
        return False
    del raw["changes"][dice.randrange(len(raw["changes"]))]
    return True


def former(raw: Raw, dice: Random) -> bool:
    """Alter a former value."""
    changes = [change for change in raw["changes"] if change.get("was")]
    if not changes:
        return False
    was = dice.choice(changes)["was"]
    name = dice.choice(list(was))
    if isinstance(was[name], str):
        was[name] += "改"
    else:
        was[name] = {**was[name], "name": "云溪从来不是公司"}
    return True


def lied(raw: Raw, dice: Random) -> bool:
    """Alter a field and declare something else."""
    if not value(raw, dice) or is_removed(raw):
        return False
    change = {"kind": "corrected", "date": str(TODAY), "note": "更正", "found_by": "agency"}
    raw["changes"].append({**change, "was": {"remark": "从来没有这样写过"}})
    return True


def backdated(raw: Raw, dice: Random) -> bool:
    """Add a change that claims to have been made long ago."""
    last = date.fromisoformat(raw["changes"][-1]["date"])
    if last > TODAY - timedelta(days=5) or is_removed(raw):
        return False
    raw["changes"].append({"kind": "disputed", "date": str(last), "note": "当事人申请复议。"})
    return True


def hidden(raw: Raw, dice: Random) -> bool:
    """Take a former value or a note away without withholding anything anew."""
    edits = [change for change in raw["changes"] if change.get("was")]
    if not edits:
        return False
    change = dice.choice(edits)
    name = dice.choice(list(change["was"]))
    del change["was"][name]
    if not change["was"]:
        del change["was"]
    change["withheld"] = [*change.get("withheld", ()), name]
    return True


EDITS: dict[str, Edit] = {
    edit.__name__: edit
    for edit in (
        *(value, inner, dated, noted, reordered),
        *(shortened, former, lied, backdated, hidden),
    )
}
FILE_EDITS = ("deleted", "renamed", "retyped", "moved under another id")


def typed(path: str, raw: Raw) -> Record | Removed | None:
    """Return the record that a file declares, with what was due; None where it is not right."""
    kind: type[AnyRecord] | type[Removed] = (
        Removed if is_removed(raw) else BY_PLURAL[path.split("/")[0]]
    )
    record, faults = kind.read(raw)
    if record is None or faults:
        return None
    return settle(record, TODAY) if isinstance(record, Record) else record


def spoilt(repo: Repo, path: str, dice: Random) -> str:
    """Spoil one file; return how. Formatting alone is no edit: something else is tried."""
    text = repo.read(path)
    while True:
        how = dice.choice((*EDITS, *EDITS, *FILE_EDITS))
        if how in FILE_EDITS:
            _misplaced(repo, path, how)
            return how
        raw = parse(text).content
        if not EDITS[how](raw, dice):
            continue
        before, after = typed(path, parse(text).content), typed(path, raw)
        if after is None or after == before:
            continue  # refused by the loader, or the same in other words
        repo.write(path, dump(raw))
        return how


def _misplaced(repo: Repo, path: str, how: str) -> None:
    file = repo.data / path
    folder, stem = file.parent, file.stem
    other = repo.data / ("duties" if folder.name == "decisions" else "decisions")
    targets = {
        "renamed": folder / f"{stem.replace('xx', 'yy')}.yaml",
        "retyped": other / file.name,
        "moved under another id": folder / "2024" / f"{stem.replace('xx', 'zz')}.yaml",
    }
    if how == "deleted":
        file.unlink()
        return
    targets[how].parent.mkdir(exist_ok=True)
    file.rename(targets[how])


def of(path: str, found: list[str]) -> list[str]:
    """Return the findings that name the record."""
    return [line for line in found if Path(path).stem in line]


def caught(folder: Path, count: int, seed: int) -> Counter[str]:
    """Return how many edits of each kind were caught; fail where one was not."""
    kinds: Counter[str] = Counter()
    for number in range(count // PER_REPOSITORY):
        repo, dice = merged(folder / str(number), seed + number), Random(seed + number)
        paths = sorted(str(path.relative_to(repo.data)) for path in repo.data.glob("*/xx-*"))
        edits = {path: spoilt(repo, path, dice) for path in paths}
        against = told(repo.against("main", TODAY))
        repo.commit(TODAY)
        along = told(repo.audited())
        for path, how in edits.items():
            assert of(path, against), f"--base did not see that {path} was {how}"
            assert of(path, along), f"audit did not see that {path} was {how}"
            kinds[how] += 1
    assert kinds.total() == count
    return kinds


def test_60_edits_of_merged_history_are_caught(tmp_path: Path, seed: int) -> None:
    assert len(caught(tmp_path, 60, seed)) >= 8


@pytest.mark.long
def test_300_edits_of_merged_history_are_caught(tmp_path: Path, seed: int) -> None:
    assert len(caught(tmp_path, 300, seed)) == len(EDITS) + len(FILE_EDITS)
