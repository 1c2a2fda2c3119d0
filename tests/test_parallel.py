"""Work spread over processes: in order, whole, and by no process for longer than it may."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

import pytest

from portal.parallel import LIFE, beside, in_chunks

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


LARGE = bytes(1_000_000)  # more than a line between processes holds


def test_work_is_done_beside_what_goes_on_here() -> None:
    here, there = os.pipe()
    with beside(lambda: (os.getpid(), os.read(here, 1), LARGE), apart=True) as result:
        os.write(there, b"!")  # without which it would never end
        who, heard, large = result()
    assert who != os.getpid()
    assert heard == b"!"
    assert large == LARGE


def test_work_that_is_not_apart_is_done_here_and_first() -> None:
    done: list[int] = []
    with beside(lambda: done.append(os.getpid()), apart=False) as result:
        assert done == [os.getpid()]
        result()
    assert done == [os.getpid()]


def test_a_failure_beside_is_raised_where_its_result_is_asked_for() -> None:
    def fails() -> None:
        raise ValueError("beside")

    with beside(fails, apart=True) as result, pytest.raises(ValueError, match="beside"):
        result()


def test_a_process_that_dies_is_not_waited_for() -> None:
    with (
        beside(lambda: os._exit(1), apart=True) as result,
        pytest.raises(RuntimeError, match="ended before its work did"),
    ):
        result()


def test_what_fails_here_ends_the_process_beside() -> None:
    here, there = os.pipe()
    whose: list[int] = []

    def works() -> None:
        os.write(there, str(os.getpid()).encode())
        time.sleep(600)

    def fails_here() -> None:
        with beside(works, apart=True):
            whose.append(int(os.read(here, 20)))
            raise ValueError("here")

    with pytest.raises(ValueError, match="here"):
        fails_here()
    with pytest.raises(ProcessLookupError):
        os.kill(whose[0], 0)
