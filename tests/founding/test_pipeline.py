"""The pipelines of a new portal run there, with the program that its requirements name."""

import os
import re
import subprocess
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


@pytest.mark.parametrize(
    "name",
    [".gitlab-ci.yml", ".github/workflows/portal.yml", ".github/workflows/portal-watch.yml"],
)
def test_the_pipelines_are_those_of_the_repository(newcomer: Newcomer, name: str) -> None:
    assert newcomer.files()[name] == (ROOT / name).read_text("utf-8")


def test_the_readme_leads_from_the_first_commit_to_a_public_site(
    portal: Newcomer, tmp_path: Path
) -> None:
    """Every line of its blocks of git and of the hub, as somebody would type them."""
    text = portal.files()["README.md"].replace("/srv", str(tmp_path / "srv"))
    blocks = re.findall(r"^```sh\n(.*?)```", text, re.M | re.S)
    typed = [line for block in blocks if "git " in block for line in block.splitlines()]
    assert [line for line in typed if "hub init" in line]
    told = {**os.environ, "HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1"}
    said = ""
    for line in typed:
        line = line.replace(".venv/bin/pre-commit", ".venv/bin/python -m pre_commit")
        done = subprocess.run(
            line, shell=True, cwd=portal.folder, env=told, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{line}: {done.stdout}{done.stderr}"
        said += done.stderr
    assert "发布到" in said
    assert (tmp_path / "srv" / "portal" / "current" / "index.html").is_file()


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
