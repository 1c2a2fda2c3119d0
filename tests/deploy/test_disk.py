"""On a disk that is really full nothing is published and nothing built; with room again, all of it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.conftest import Portal, decision
from tests.deploy.test_publish import files, same
from tests.deploy.test_robust import mark, marks, rebuild

ROOM = (0, 40, 400)  # KiB that are left
SIZE = 48 << 20
HOLD = 'mount -t tmpfs -o size="$1" tmpfs "$0" && echo mounted && read wait'


class Disk:
    """A small disk that only we see, while a block runs: in a namespace of its own, as anybody may."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self._held = subprocess.Popen(
            ["unshare", "-rm", "sh", "-c", HOLD, str(folder), str(SIZE)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._held.stdout
        assert self._held.stdout.readline() == "mounted\n"
        self.seen = Path(f"/proc/{self._held.pid}/root{folder}")

    def run(self, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `portal` where the disk is seen."""
        enter = ["nsenter", "-t", str(self._held.pid), "-U", "-m", "--preserve-credentials"]
        there = ["sh", "-c", 'cd "$0" && exec "$@"', str(cwd)]
        command = [*enter, *there, sys.executable, "-m", "portal", *arguments, "--jobs", "1"]
        return subprocess.run(command, capture_output=True, text=True)

    def fill(self, room: int) -> None:
        """Leave so many KiB."""
        free = shutil.disk_usage(self.seen).free - (room << 10)
        with (self.seen / "filler").open("wb") as filler:
            os.posix_fallocate(filler.fileno(), 0, free)

    def empty(self) -> None:
        """Have room again."""
        (self.seen / "filler").unlink()

    def close(self) -> None:
        """Let the disk go."""
        self._held.communicate()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A small disk."""
    disk = Disk(tmp_path / "disk")
    yield disk
    disk.close()


def test_a_full_server_keeps_its_site(tmp_path: Path, disk: Disk) -> None:
    portal = Portal(tmp_path / "desk")
    rebuild(portal)
    portal.target = disk.seen / "srv"
    publish = ("publish", str(disk.folder / "srv"))
    mark(portal, 0)
    done = disk.run(portal.folder, *publish)
    assert done.returncode == 0, done.stderr
    for number, room in enumerate(ROOM, 1):
        mark(portal, number)
        disk.fill(room)
        done = disk.run(portal.folder, *publish)
        assert done.returncode == 1, room
        assert "线上的网站不变" in done.stderr
        assert marks(portal) == {str(number - 1)}
        disk.empty()
        done = disk.run(portal.folder, *publish)
        assert done.returncode == 0, done.stderr
        same(portal)


def test_a_full_desk_keeps_its_site(tmp_path: Path, disk: Disk) -> None:
    portal = Portal(tmp_path / "desk")
    build = ("build", "--output", str(disk.folder / "output"))
    done = disk.run(portal.folder, *build)
    assert done.returncode == 0, done.stderr
    site = disk.seen / "output"
    for number, room in enumerate(ROOM, 3):
        before = files(site)
        portal.desk.write(f"decisions/cf-2024-b{number:05}.yaml", decision(number))
        disk.fill(room)
        done = disk.run(portal.folder, *build)
        assert done.returncode == 1, (room, done.stderr)
        assert "原来的网站不变" in done.stderr
        assert "Traceback" not in done.stderr
        assert files(site) == before
        disk.empty()
        done = disk.run(portal.folder, *build)
        assert done.returncode == 0, done.stderr
    rebuild(portal)
    assert files(site) == files(portal.site)
