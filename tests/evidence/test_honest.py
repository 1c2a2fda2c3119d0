"""Whatever is done honestly raises no alarm: not against the branch, not along the line."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from portal.problem import Problem
from tests.evidence.clerk import File, files
from tests.evidence.repository import Repo

PER_REPOSITORY, STEPS = 25, 8
ALL_KINDS = {
    *("corrected", "amended", "disputed", "dispute_ended", "superseded", "withdrawn", "ended"),
    *("removed", "reinstated", "scheduled", "called off", "folded", "withheld", "reformatted"),
}


def alarms(found: list[Problem]) -> list[str]:
    """Return everything but the one reminder that the line begins somewhere."""
    return [str(one) for one in found if "第一个有记录的提交" not in one.message]


def written_before(file: File, step: int) -> timedelta:
    """Return how long before the merge a change is written; what is scheduled may fall due then."""
    busy = step < 2 or "scheduled" in file.content
    return timedelta(days=0 if busy else file.dice.choice((0, 0, 1, 3)))


def honest(folder: Path, seed: int) -> Counter[str]:
    """Let a clerk work on some records, a day a commit; fail at the first alarm."""
    repo, day = Repo.new(folder), date(2024, 1, 2)
    here = files(repo.data, PER_REPOSITORY, seed)
    for file in here[: PER_REPOSITORY // 2]:
        file.publish(day)
    repo.commit(day)
    for file in here[PER_REPOSITORY // 2 :]:
        file.publish(day)
    for step in range(STEPS):
        base = repo.git("rev-parse", "HEAD")
        for file in here if step else ():
            file.act(day - written_before(file, step))
        assert alarms(repo.against(base, day)) == []
        repo.commit(day)
        day += timedelta(days=(step * 7 + seed) % 30 + 4)
    assert alarms(repo.audited()) == []
    return Counter(kind for file in here for kind in file.done)


def sequences(folder: Path, count: int, seed: int) -> Counter[str]:
    """Return what was done in `count` honest sequences."""
    done: Counter[str] = Counter()
    for number in range(count // PER_REPOSITORY):
        done += honest(folder / str(number), seed + number)
    return done


def test_no_false_alarm_in_150_honest_sequences(tmp_path: Path, seed: int) -> None:
    done = sequences(tmp_path, 150, seed)
    assert len(ALL_KINDS - set(done)) <= 2


@pytest.mark.long
def test_no_false_alarm_in_1000_honest_sequences(tmp_path: Path, seed: int) -> None:
    done = sequences(tmp_path, 1000, seed)
    assert set(done) == ALL_KINDS
