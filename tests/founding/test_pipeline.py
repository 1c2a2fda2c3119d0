"""The pipelines of a new portal run there, with the program that its requirements name."""

import os
from pathlib import Path

import pytest

from tests.founding.newcomer import ROOT, Newcomer

pytestmark = pytest.mark.xdist_group("founding")
SCRIPTS = ("ci-check", "ci-comment", "ci-preview", "ci-publish", "ci-watch")


@pytest.fixture
def main(portal: Newcomer) -> Newcomer:
    """A new portal with its first commit, which is the main line."""
    for name in SCRIPTS:
        (portal.folder / "scripts" / name).chmod(0o755)
    portal.git("init", "--quiet", "--initial-branch=main")
    portal.git("add", "--all")
    portal.git("commit", "--quiet", "--message", "开办门户")
    portal.git("update-ref", "refs/remotes/origin/main", "HEAD")
    return portal


def test_the_scripts_can_be_run(newcomer: Newcomer) -> None:
    paths = [newcomer.folder / "scripts" / name for name in SCRIPTS]
    assert all(os.access(path, os.X_OK) for path in paths)


@pytest.mark.parametrize("name", [".gitlab-ci.yml", ".github/workflows/portal.yml"])
def test_the_pipelines_are_those_of_the_repository(newcomer: Newcomer, name: str) -> None:
    assert newcomer.files()[name] == (ROOT / name).read_text("utf-8")


def test_a_merge_request_is_checked_and_the_main_line_published(
    main: Newcomer, tmp_path: Path
) -> None:
    (path,) = (main.folder / "data" / "agencies").glob("*.yaml")
    main.run("portal", "publish-record", path.stem, "--yes")
    main.git("commit", "--all", "--quiet", "--message", "公布")
    done = main.told(["scripts/ci-check", "origin/main"], 0)
    assert "按 requirements.txt 安装程序" in done.stderr
    main.told(["scripts/ci-publish", str(tmp_path / "public")], 0)
    assert (tmp_path / "public" / "current" / "agencies" / path.stem / "index.html").is_file()
