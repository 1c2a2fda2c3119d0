"""Killed at any moment, on a full disk, or with readers: the site is whole, and the next run repairs."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.conftest import Reader
from tests.deploy.client import poll
from tests.deploy.conftest import Nginx, Portal, decision
from tests.deploy.test_publish import same

COMMAND = (sys.executable, "-m", "portal", "publish", "srv", "--jobs", "1")
MARK = re.compile(r"<!-- (\d+) -->\n$")


@pytest.fixture
def today(tmp_path: Path) -> Portal:
    """A portal built today by the command, as people do it."""
    portal = Portal(tmp_path)
    rebuild(portal)
    return portal


def rebuild(portal: Portal) -> None:
    command = [sys.executable, "-m", "portal", "build", "--jobs", "1"]
    done = subprocess.run(command, cwd=portal.folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def mark(portal: Portal, number: int) -> None:
    """Change every page, and but for every third time what is said, too."""
    if number % 3:
        (portal.site / "mark.json").write_text(str(number))
    for page in portal.site.rglob("*.html"):
        text = MARK.sub("", page.read_text("utf-8"))
        page.write_text(f"{text}<!-- {number} -->\n", "utf-8")


def marks(portal: Portal) -> set[str]:
    """Of which changes the pages online are."""
    pages = portal.online().rglob("*.html")
    found = (MARK.search(page.read_text("utf-8")) for page in pages)
    return {one[1] if one else "" for one in found}


def publish(portal: Portal, *more: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([*COMMAND, *more], cwd=portal.folder, capture_output=True, text=True)
    return done


def killed(portal: Portal, seconds: float, *, whole: bool) -> None:
    """Publish and be killed after a while, with all that was started or alone."""
    with subprocess.Popen(
        COMMAND, cwd=portal.folder, process_group=0, stdout=subprocess.DEVNULL
    ) as process:
        time.sleep(seconds)
        (os.killpg if whole else os.kill)(process.pid, signal.SIGKILL)


def kill_often(portal: Portal, times: int) -> None:
    """Kill that many publications; after each the site is whole, and the next one completes it."""
    dice = random.Random(9)
    mark(portal, 0)
    begun = time.monotonic()
    assert publish(portal).returncode == 0
    lasts = time.monotonic() - begun
    for number in range(1, times + 1):
        mark(portal, number)
        killed(portal, dice.uniform(0.3, 1.1) * lasts, whole=dice.random() < 0.5)
        assert marks(portal) in ({str(number - 1)}, {str(number)})
        while (done := publish(portal)).returncode and "另一次发布" in done.stderr:
            time.sleep(0.1)  # what was started and not killed still holds the lock
        assert done.returncode == 0, done.stderr
        same(portal)
        assert len(portal.releases()) <= 2


def test_killed_publications_leave_the_site_whole(today: Portal) -> None:
    kill_often(today, 4)


@pytest.mark.long
def test_killed_at_fifty_moments(today: Portal) -> None:
    kill_often(today, 50)


def test_a_full_disk_leaves_the_site_as_it_was(today: Portal) -> None:
    mark(today, 0)
    assert publish(today).returncode == 0
    mark(today, 1)
    assert publish(today, "--dry-run").returncode == 0  # packs
    full = ["sh", "-c", 'ulimit -f 8; exec "$0" "$@"', *COMMAND]
    done = subprocess.run(full, cwd=today.folder, capture_output=True, text=True)
    assert done.returncode == 1
    assert "线上的网站不变" in done.stderr
    assert marks(today) == {"0"}
    assert publish(today).returncode == 0
    same(today)
    assert marks(today) == {"1"}


@pytest.mark.long
@pytest.mark.browser
def test_readers_notice_nothing(today: Portal, nginx: Nginx, reader: Reader) -> None:
    """Records come one after another; a client polls, and a page that stays open goes on searching."""
    assert publish(today).returncode == 0
    address = nginx(today.target)
    page = reader(ignore_https_errors=True)
    page.goto(f"{address}/search/?q=罚款")
    expect(page.locator("#outcome")).to_contain_text("找到")
    renewed = 0
    with poll(address) as seen:
        for number in range(3, 15):
            today.desk.write(f"decisions/cf-2024-b{number:05}.yaml", decision(number))
            rebuild(today)
            assert publish(today).returncode == 0
            page.locator("#q").fill("网络日志" if number % 2 else "未按规定留存")
            page.locator("#q").press("Enter")
            expect(page.locator("#outcome")).to_contain_text("找到")
            renewed += "按新的索引" in page.locator("#renewed").inner_text()
    assert seen.faults == []
    assert seen.whole > 10
    assert renewed > 0
