"""Work spread over processes: in order, whole, and by no process for longer than it may."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest

from portal.parallel import LIFE, in_chunks

ITEMS = range(5 * LIFE)


def worked(part: Sequence[int]) -> tuple[int, list[int]]:
    return os.getpid(), [2 * one for one in part]


@pytest.mark.parametrize("growing", [False, True])
def test_all_is_done_in_order(growing: bool) -> None:
    made = in_chunks(worked, ITEMS, jobs=2, size=1, growing=growing)
    assert [one for _, part in made for one in part] == [2 * one for one in ITEMS]


def test_no_process_takes_more_than_its_share_where_what_it_keeps_grows() -> None:
    whose = [who for who, _ in in_chunks(worked, ITEMS, jobs=2, size=1, growing=True)]
    assert os.getpid() not in whose
    for start in range(0, len(ITEMS), 2 * LIFE):
        here = whose[start : start + 2 * LIFE]
        assert len({*here}) <= 2
        assert not {*here} & {*whose[:start]}


def test_a_failure_of_a_later_process_is_raised_here() -> None:
    def fails(part: Sequence[int]) -> None:
        if ITEMS[-1] in part:
            raise ValueError("the last one")

    with pytest.raises(ValueError, match="the last one"):
        list(in_chunks(fails, ITEMS, jobs=2, size=1, growing=True))


def test_whoever_takes_the_results_may_share_out_work_too() -> None:
    done = []
    for _, part in in_chunks(worked, ITEMS, jobs=2, size=1, growing=True):
        done += part
        list(in_chunks(worked, range(2), jobs=2, size=1))
    assert done == [2 * one for one in ITEMS]
