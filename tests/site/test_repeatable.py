"""The same records give the same bytes, wherever and however the site is built."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from portal.site.search.prose import spaced
from tests.site.conftest import ROOT, SPECIMEN
from tests.site.test_canary import everything

pytestmark = pytest.mark.xdist_group("repeatable")  # its site is built once

PORTAL = str(Path(sys.executable).with_name("portal"))


def digests(site: Path) -> dict[str, str]:
    """The digest of every file, Pagefind's included."""
    files = sorted(path for path in site.rglob("*") if path.is_file())
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def built(folder: Path, jobs: int, **environment: str) -> dict[str, str]:
    """Build a copy of the specimen in `folder` with its own process and surroundings."""
    copy = folder / "portal"
    shutil.copytree(SPECIMEN, copy, ignore=shutil.ignore_patterns("site"))
    shutil.copytree(ROOT / "theme", copy / "theme")
    command = [PORTAL, "build", "--as-of", "2026-06-30", "--jobs", str(jobs)]
    subprocess.run(command, cwd=copy, check=True, env={**os.environ, **environment})
    return digests(copy / "output")


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of the specimen that was built by one process."""
    folder = tmp_path_factory.mktemp("one")
    built(folder, 1, TZ="UTC", LC_ALL="C", PYTHONHASHSEED="1")
    return folder / "portal"


def test_two_builds_in_different_surroundings_are_the_same(one: Path, tmp_path: Path) -> None:
    here = digests(one / "output")
    there = built(
        tmp_path / "另一个 文件夹",
        3,
        TZ="America/Los_Angeles",
        LC_ALL="C.UTF-8",
        PYTHONHASHSEED="2",
    )
    assert len(here) > 300
    assert here == there


def test_files_written_in_another_order_give_the_same_site(one: Path, tmp_path: Path) -> None:
    copy = tmp_path / "two" / "portal"
    shutil.copytree(ROOT / "theme", copy / "theme")
    shutil.copytree(SPECIMEN / "content", copy / "content")
    shutil.copy(SPECIMEN / "pelicanconf.py", copy)
    for path in sorted((SPECIMEN / "data").rglob("*.yaml"), reverse=True):
        target = copy / path.relative_to(SPECIMEN)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    command = [PORTAL, "build", "--as-of", "2026-06-30", "--jobs", "2"]
    subprocess.run(command, cwd=copy, check=True)
    assert digests(copy / "output") == digests(one / "output")


def test_pelican_itself_builds_the_same_site(one: Path) -> None:
    pelican = str(Path(sys.executable).with_name("pelican"))
    command = [pelican, "-s", "pelicanconf.py", "-o", "by-pelican", "-t", "theme"]
    subprocess.run([*command, "--fatal", "errors"], cwd=one, check=True, capture_output=True)
    assert digests(one / "by-pelican") == digests(one / "output")


@pytest.fixture
def portal(tmp_path: Path) -> Path:
    """A portal folder that `pelican -s pelicanconf.py` builds."""
    shutil.copytree(SPECIMEN, tmp_path / "portal", ignore=shutil.ignore_patterns("site"))
    shutil.copytree(ROOT / "theme", tmp_path / "portal" / "theme")
    return tmp_path / "portal"


def by_pelican(portal: Path, as_of: str, *settings: str) -> subprocess.CompletedProcess[str]:
    """Build with plain Pelican as of a day."""
    with (portal / "pelicanconf.py").open("a", encoding="utf-8") as file:
        print("THEME = 'theme'", f"PORTAL_AS_OF = '{as_of}'", *settings, sep="\n", file=file)
    pelican = str(Path(sys.executable).with_name("pelican"))
    return subprocess.run(
        [pelican, "-s", "pelicanconf.py"], cwd=portal, capture_output=True, text=True
    )


def test_pelican_leaves_nothing_of_what_was_withdrawn_since(portal: Path) -> None:
    record = portal / "data" / "decisions" / "2025" / "cf-2025-y4e7f2.yaml"
    notice = portal / "content" / "notice.md"
    withdrawn = record.read_text("utf-8")
    record.write_text(withdrawn.partition("  - kind: ended")[0], encoding="utf-8")
    notice.write_text("Title: 通知\nSlug: notice\n\n旧通知", encoding="utf-8")
    firm = "云溪远帆信息技术有限公司"
    words = (firm, spaced("旧通知"), "旧通知")
    assert by_pelican(portal, "2026-06-30").returncode == 0
    said = everything(portal / "output")
    assert [word for word in words if word not in said] == []
    record.write_text(withdrawn, encoding="utf-8")
    notice.unlink()
    assert by_pelican(portal, "2026-06-30").returncode == 0
    said = everything(portal / "output")
    assert [word for word in words if word in said] == []
    assert not (portal / "output" / "notice").exists()


def test_pelican_keeps_the_old_site_where_the_records_are_at_fault(portal: Path) -> None:
    assert by_pelican(portal, "2026-06-30", "DELETE_OUTPUT_DIRECTORY = True").returncode == 0
    before = digests(portal / "output")
    (portal / "data" / "laws" / "bad.yaml").write_text("nmae: 甲\n", encoding="utf-8")
    done = by_pelican(portal, "2026-06-30")
    assert done.returncode != 0
    assert "bad.yaml" in done.stdout + done.stderr
    assert digests(portal / "output") == before


def test_pelican_empties_nobody_elses_folder(portal: Path) -> None:
    (portal / "output").mkdir()
    (portal / "output" / "precious.txt").write_text("mine")
    assert by_pelican(portal, "2026-06-30").returncode != 0
    assert os.listdir(portal / "output") == ["precious.txt"]
    assert by_pelican(portal, "2026-06-30", "OUTPUT_RETENTION = ['precious.txt']").returncode == 0
    assert (portal / "output" / "precious.txt").is_file()


def test_pelican_says_what_is_wrong_with_a_day(portal: Path) -> None:
    done = by_pelican(portal, "2026-13-01")
    assert done.returncode != 0
    assert "PORTAL_AS_OF" in done.stdout + done.stderr
    assert "2026-13-01" in done.stdout + done.stderr


def test_a_data_folder_outside_git_builds(tmp_path: Path) -> None:
    shutil.copytree(SPECIMEN / "data", tmp_path / "data")
    command = [PORTAL, "build", "--as-of", "2026-06-30", "--no-search"]
    subprocess.run(command, cwd=tmp_path, check=True)
    assert (tmp_path / "output" / "index.html").is_file()
    assert not (tmp_path / "output" / "about" / "index.html").exists()
