"""A build that is killed, at whatever moment, leaves a working site, and the next one completes it."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portal.site.stage import Stage
from tests.site.edits import Portal, copied
from tests.site.test_renewal import RECORD, WITHDRAWAL
from tests.site.test_repeatable import digests

PORTAL = Path(sys.executable).with_name("portal")
COMMAND = [str(PORTAL), "build", "--as-of", "2026-06-30", "--no-search"]


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A portal folder with a built site, and an edit that changes, adds and deletes pages."""
    copy = copied(tmp_path / "portal")
    monkeypatch.chdir(copy)
    (copy / "content" / "extra.md").write_text("Title: 增刊\nSlug: extra\n\n增刊\n", "utf-8")
    assert Portal(copy, random.Random(0)).build("output") == 0
    (copy / "content" / "extra.md").rename(copy / "content" / "more.md")
    (copy / "content" / "more.md").write_text("Title: 附刊\nSlug: more\n\n附刊\n", "utf-8")
    with (copy / RECORD).open("a", encoding="utf-8") as file:
        file.write(WITHDRAWAL)
    return copy


def is_whole(site: dict[str, str], old: dict[str, str], new: dict[str, str]) -> bool:
    """Whether every file is the old one or the new one, and none is missing that both have."""
    right = all(digest in (old.get(path), new.get(path)) for path, digest in site.items())
    return right and old.keys() & new.keys() <= site.keys()


def kill_at(monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """End the process before that step of the change in place."""
    left = [step]

    def count(method: str) -> None:
        do = getattr(Stage, method)

        def stepped(self: Stage, path: str) -> None:
            if not left[0]:
                raise Killed
            left[0] -= 1
            do(self, path)

        monkeypatch.setattr(Stage, method, stepped)

    count("_renew")
    count("_delete")


@pytest.mark.parametrize(
    "step", [0, 20, -1, *(pytest.param(n, marks=pytest.mark.long) for n in (1, 2, 5, 60, -2))]
)
def test_a_change_in_place_that_is_cut_short_is_completed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    portal = Portal(folder, random.Random(0))
    old = digests(folder / "output")
    assert portal.afresh() == 0
    new = digests(folder / "full")
    with monkeypatch.context() as patch:
        steps = len([path for path in new if old.get(path) != new[path]]) + len(old.keys() - new)
        kill_at(patch, min(step, steps - 1) if step >= 0 else steps + step)
        with pytest.raises(Killed):
            portal.build("output")
    site = digests(folder / "output")
    assert is_whole(site, old, new)
    assert site != new
    assert portal.build("output") == 0
    assert digests(folder / "output") == new
    assert not (folder / ".output.next").exists()


def killed(folder: Path, delay: float) -> None:
    """Build in a process of its own, kill that after a while, and build again."""
    old = digests(folder / "output")
    assert Portal(folder, random.Random(0)).afresh() == 0
    new = digests(folder / "full")
    with subprocess.Popen(COMMAND, cwd=folder, start_new_session=True) as process:
        time.sleep(delay)
        os.killpg(process.pid, signal.SIGKILL)
    assert is_whole(digests(folder / "output"), old, new)
    subprocess.run(COMMAND, cwd=folder, check=True)
    assert digests(folder / "output") == new


@pytest.mark.parametrize("delay", [1.2, 1.8])
def test_a_killed_build_leaves_a_working_site(folder: Path, delay: float) -> None:
    killed(folder, delay)


@pytest.mark.long
@pytest.mark.parametrize("delay", [place / 20 for place in range(10, 60)])
def test_a_build_may_be_killed_at_any_moment(folder: Path, delay: float) -> None:
    killed(folder, delay)
