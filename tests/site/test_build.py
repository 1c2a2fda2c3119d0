"""A build that fails, however it fails, leaves the old site whole."""

import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portal.site import build as building
from portal.site.build import swap
from tests.site.conftest import SPECIMEN
from tests.site.test_repeatable import digests

PORTAL = Path(sys.executable).with_name("portal")
COMMAND = [str(PORTAL), "build", "--as-of", "2026-06-30"]


@pytest.fixture
def portal(tmp_path: Path) -> Path:
    """A portal folder with a built site."""
    shutil.copytree(SPECIMEN, tmp_path / "portal", ignore=shutil.ignore_patterns("site"))
    subprocess.run([*COMMAND, "--no-search"], cwd=tmp_path / "portal", check=True)
    return tmp_path / "portal"


def failed(portal: Path, *options: str) -> str:
    """Build, expect failure and an untouched site; return what was said."""
    before = digests(portal / "output")
    done = subprocess.run([*COMMAND, *options], cwd=portal, capture_output=True, text=True)
    assert done.returncode != 0
    assert digests(portal / "output") == before
    assert "Traceback" not in done.stderr
    return done.stderr


def test_errors_in_the_data_stop_the_build_and_are_all_named(portal: Path) -> None:
    first, second = sorted((portal / "data" / "duties").glob("*.yaml"))[:2]
    first.write_text(first.read_text("utf-8").replace("name:", "nmae:"), encoding="utf-8")
    second.write_text("name：甲\n", encoding="utf-8")
    said = failed(portal)
    assert f"data/duties/{first.name}:1: 错误 [unknown-field]" in said
    assert f"data/duties/{second.name}:1: 错误 [yaml]" in said
    assert "原来的网站不变" in said


def test_a_template_with_an_unknown_name_stops_the_build(portal: Path) -> None:
    shutil.copytree(Path(__file__).parents[2] / "theme", portal / "theme")
    page = portal / "theme" / "templates" / "404.html"
    page.write_text("{{ nothing }}", encoding="utf-8")
    assert "nothing" in failed(portal, "--no-search")


def test_an_editorial_page_that_cannot_be_read_stops_the_build(portal: Path) -> None:
    (portal / "content" / "broken.md").write_bytes("Title: 坏\n\n坏".encode("gb18030"))
    failed(portal, "--no-search")


def test_an_editorial_page_may_not_take_a_reserved_address(portal: Path) -> None:
    (portal / "content" / "taken.md").write_text("Title: 占用\nSlug: decisions\n\n占用", "utf-8")
    assert "/decisions/" in failed(portal, "--no-search")


def test_a_full_disk_stops_the_build(portal: Path) -> None:
    """No file may grow over 4 KiB: what a full disk does to a writer, without filling one."""
    before = digests(portal / "output")

    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    done = subprocess.run(
        [*COMMAND, "--no-search", "--jobs", "1"],
        cwd=portal,
        capture_output=True,
        text=True,
        preexec_fn=small_files,
    )
    assert done.returncode != 0
    assert os.strerror(errno.EFBIG) in done.stderr
    assert digests(portal / "output") == before


@pytest.mark.parametrize("delay", [0.2, 0.5, 0.7, 0.9])
def test_a_killed_build_leaves_the_old_site_and_the_next_one_completes(
    portal: Path, delay: float
) -> None:
    before = digests(portal / "output")
    with subprocess.Popen(COMMAND, cwd=portal, start_new_session=True) as process:
        time.sleep(delay)
        os.killpg(process.pid, signal.SIGKILL)
    site = digests(portal / "output")
    assert site == before or "pagefind/pagefind.js" in site
    subprocess.run([*COMMAND, "--no-search"], cwd=portal, check=True)
    assert digests(portal / "output") == before
    assert sorted(p.name for p in portal.iterdir() if p.name.startswith(".output")) == [
        ".output.lock"
    ]


def test_two_builds_at_once_do_not_mix(portal: Path) -> None:
    with building._alone(portal / "output"):
        assert "另一次生成" in failed(portal, "--no-search")


@pytest.mark.parametrize("exchange", [True, False])
def test_the_swap_puts_the_new_site_in_place(
    tmp_path: Path, exchange: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not exchange:  # a system that cannot exchange two folders at once
        monkeypatch.setattr(building, "_exchange", lambda one, other: False)
    for name in ("new", "site"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "which").write_text(name)
    swap(tmp_path / "new", tmp_path / "site")
    assert (tmp_path / "site" / "which").read_text() == "new"
    assert (tmp_path / "new" / "which").read_text() == "site"
