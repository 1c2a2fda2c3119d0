"""The hook of a new portal lets no bad record into git."""

import re

import pytest
import yaml

from portal.source.shipped import STARTER
from tests.founding.newcomer import ROOT, Newcomer

pytestmark = pytest.mark.xdist_group("founding")


@pytest.fixture
def committed(portal: Newcomer) -> Newcomer:
    """A new portal with its first commit, and the hook in place."""
    portal.git("init", "--quiet", "--initial-branch=main")
    portal.git("add", "--all")
    portal.git("commit", "--quiet", "--message", "开办门户")
    portal.run("python", "-m", "pre_commit", "install")
    return portal


def test_others_get_the_same_hook() -> None:
    (ours,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    shipped = yaml.safe_load((STARTER / ".pre-commit-config.yaml").read_text("utf-8"))
    (theirs,) = shipped["repos"][0]["hooks"]
    assert ours == {
        **theirs,
        "entry": theirs["entry"].replace(".venv/bin/", ""),
        "language": "python",
    }


def commit(portal: Newcomer, *, status: int) -> str:
    """Commit everything; return what git and the hook say."""
    portal.git("add", "--all")
    done = portal.git("commit", "--message", "改动", status=status)
    return done.stdout + done.stderr


def test_a_bad_record_is_refused_with_its_line(committed: Newcomer) -> None:
    path = committed.folder / "data" / "agencies" / "jg-2026-a2b3c4.yaml"
    path.write_text("nmae: 青岚市城市管理局\n", encoding="utf-8")
    said = commit(committed, status=1)
    assert f"data/agencies/{path.name}:1: 错误 [unknown-field]" in said
    assert committed.git("rev-list", "--count", "HEAD").stdout == "1\n"
    path.write_text("name: 青岚市城市管理局\n", encoding="utf-8")
    assert "Passed" in commit(committed, status=0)


def test_what_a_merge_brings_is_not_asked_for_again(committed: Newcomer) -> None:
    (path,) = (committed.folder / "data" / "agencies").glob("*.yaml")
    readme = committed.folder / "data" / "README.md"
    settings = committed.folder / "pelicanconf.py"
    early = re.sub(
        'PORTAL_SINCE = ".*?"', 'PORTAL_SINCE = "2026-01-05"', settings.read_text("utf-8")
    )
    settings.write_text(early, encoding="utf-8")
    commit(committed, status=0)
    committed.git("switch", "--quiet", "--create", "work")
    readme.write_text("甲\n", encoding="utf-8")
    commit(committed, status=0)
    committed.git("switch", "--quiet", "main")
    readme.write_text("乙\n", encoding="utf-8")
    committed.run("portal", "publish-record", path.stem, "--as-of", "2026-01-05", "--yes")
    committed.git("commit", "--all", "--no-verify", "--message", "早已合并的")
    committed.git("switch", "--quiet", "work")
    committed.git("merge", "main", status=1)
    readme.write_text("甲乙\n", encoding="utf-8")
    assert "Passed" in commit(committed, status=0)


def test_a_change_that_nobody_declared_is_refused(committed: Newcomer) -> None:
    (path,) = (committed.folder / "data" / "agencies").glob("*.yaml")
    committed.run("portal", "publish-record", path.stem, "--yes")
    commit(committed, status=0)
    before = path.read_text("utf-8")
    path.write_text(before.replace("法定行政机关", "法律法规授权的组织"), encoding="utf-8")
    assert "[evidence-value]" in commit(committed, status=1)
    path.write_text(before, encoding="utf-8")
    committed.run(
        *("portal", "correct", path.stem, "--set", "kind=法律法规授权的组织"),
        *("--note", "录入错误。", "--found-by", "机关", "--yes"),
    )
    commit(committed, status=0)
