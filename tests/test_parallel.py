"""Work spread over processes: in order, whole, and by no process for longer than it may."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from portal.parallel import LIFE, Ended, at_once, in_chunks

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


def test_work_is_done_while_something_else_goes_on() -> None:
    here, there = os.pipe()
    with at_once(lambda: (os.getpid(), os.read(here, 1), LARGE)) as result:
        os.write(there, b"!")  # without which it would never end
        who, heard, large = result()
    assert who != os.getpid()
    assert heard == b"!"
    assert large == LARGE


def test_a_failure_of_the_other_process_is_raised_here_with_its_place() -> None:
    def fails_elsewhere() -> None:
        raise ValueError("elsewhere")

    with at_once(fails_elsewhere) as result, pytest.raises(ValueError, match="elsewhere") as raised:
        result()
    assert "in fails_elsewhere" in str(raised.value.__cause__)


def test_a_process_that_dies_is_not_waited_for() -> None:
    with at_once(lambda: os._exit(1)) as result, pytest.raises(Ended):
        result()


def test_one_that_dies_while_it_tells_has_told_nothing() -> None:
    here, there = os.pipe()
    with at_once(lambda: (os.write(there, str(os.getpid()).encode()), LARGE)) as result:
        child = int(os.read(here, 20))
        while "pipe" not in Path(f"/proc/{child}/wchan").read_text(encoding="ascii"):
            time.sleep(0.01)
        os.kill(child, signal.SIGKILL)
        with pytest.raises(Ended):
            result()


def test_what_fails_here_ends_the_other_process_and_what_that_has_started() -> None:
    here, there = os.pipe()
    whose: list[int] = []

    def works() -> None:
        started = subprocess.Popen(["sleep", "600"])
        try:
            os.write(there, f"{os.getpid()} {started.pid}".encode())
            started.wait()
        finally:
            started.kill()
            started.wait()

    def fails_here() -> None:
        with at_once(works):
            whose.extend(map(int, os.read(here, 40).split()))
            raise ValueError("here")

    with pytest.raises(ValueError, match="here"):
        fails_here()
    assert len(whose) == 2
    assert not any(map(_lives, whose))


def test_nobody_is_left_where_the_process_that_waits_is_killed() -> None:
    """Else it would hold the locks that it inherited for ever."""
    here, there = os.pipe()
    waiting = os.fork()
    if not waiting:
        with at_once(lambda: (os.write(there, str(os.getpid()).encode()), LARGE)):
            time.sleep(600)
    other = int(os.read(here, 20))
    os.kill(waiting, signal.SIGKILL)
    os.waitpid(waiting, 0)
    for _ in range(500):
        if not _lives(other):
            return
        time.sleep(0.02)
    os.kill(other, signal.SIGKILL)
    pytest.fail("the process is still there")


def _lives(process: int) -> bool:
    """Whether a process is there that does not only wait for somebody to ask how it ended."""
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="ascii")
    except FileNotFoundError:
        return False
    return told.rpartition(")")[2].split()[0] != "Z"
