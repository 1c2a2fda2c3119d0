"""The same records give the same bytes, wherever and however the site is built."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.site.conftest import ROOT, SPECIMEN

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


def test_two_builds_in_different_surroundings_are_the_same(tmp_path: Path) -> None:
    here = built(tmp_path / "one", 1, TZ="UTC", LC_ALL="C", PYTHONHASHSEED="1")
    there = built(
        tmp_path / "另一个 文件夹",
        3,
        TZ="America/Los_Angeles",
        LC_ALL="C.UTF-8",
        PYTHONHASHSEED="2",
    )
    assert len(here) > 300
    assert here == there


def test_files_written_in_another_order_give_the_same_site(tmp_path: Path) -> None:
    here = built(tmp_path / "one", 1, PYTHONHASHSEED="1")
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
    assert digests(copy / "output") == here


def test_pelican_itself_builds_the_same_site(tmp_path: Path) -> None:
    here = built(tmp_path / "one", 1)
    copy = tmp_path / "one" / "portal"
    pelican = str(Path(sys.executable).with_name("pelican"))
    command = [pelican, "-s", "pelicanconf.py", "-o", "by-pelican", "-t", "theme"]
    subprocess.run([*command, "--fatal", "errors"], cwd=copy, check=True, capture_output=True)
    assert digests(copy / "by-pelican") == here


def test_a_data_folder_outside_git_builds(tmp_path: Path) -> None:
    shutil.copytree(SPECIMEN / "data", tmp_path / "data")
    command = [PORTAL, "build", "--as-of", "2026-06-30", "--no-search"]
    subprocess.run(command, cwd=tmp_path, check=True)
    assert (tmp_path / "output" / "index.html").is_file()
    assert not (tmp_path / "output" / "about").exists()
