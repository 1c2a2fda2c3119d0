"""What a purge note stands for, what it never stands for, and what is asked of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.evidence.repository import Repo, rules, told
from tests.evidence.test_steps import (
    CASE,
    DAY,
    PATH,
    PUBLIC,
    agency,
    case,
    corrected,
    removed,
)
from tests.lifecycle.histories import AGENCY

OTHER = "agencies/jg-2024-b2c3d4.yaml"
REMOVED = Path(CASE).stem
GONE = "a" * 40


def note(*ids: str, day: date = DAY, head: str = GONE) -> str:
    """Return a file of one purge note."""
    return f"""purges:
  - date: {day}
    ids: [{", ".join(ids)}]
    ground: 个人隐私
    roles: {{drafted: 法规科, reviewed: 保密审查岗, approved: 分管负责人}}
    former_head: {head}
"""


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A repository with two agencies that have long been public."""
    repo = Repo.new(tmp_path)
    for path in (PATH, OTHER):
        repo.write(path, agency(phone="0500-6810000"))
    repo.commit(PUBLIC)
    return repo


def along(repo: Repo) -> list[str]:
    """Return the rules that audit finds broken, the beginning of the line apart."""
    found = [one for one in repo.audited() if "第一个有记录的提交" not in one.message]
    return sorted(rules([one for one in found if one.severity == "error"]))


def test_no_note_stands_for_a_value_that_is_still_there(repo: Repo) -> None:
    repo.write(PATH, agency(phone="0500-6810001"))
    repo.write("purges.yaml", note(AGENCY, day=date(2099, 12, 31)))
    assert "evidence-value" in rules(repo.against("main", DAY))
    repo.commit(DAY)
    assert along(repo) == ["evidence-purge", "evidence-purge", "evidence-value"]
    withheld = agency(corrected(withheld=["phone"]), phone="0500-6810002")
    repo.write(PATH, withheld)
    repo.write("purges.yaml", note(AGENCY))
    repo.commit(DAY)
    assert along(repo) == ["evidence-value"], "withheld later, altered before"


def test_no_note_stands_for_a_record_that_is_gone(repo: Repo) -> None:
    (repo.data / PATH).unlink()
    repo.write("purges.yaml", note(AGENCY))
    repo.commit(DAY)
    assert along(repo) == ["evidence-file", "evidence-purge"]


def test_a_note_stands_for_the_history_of_what_was_removed(repo: Repo) -> None:
    repo.write(CASE, removed())
    repo.commit(DAY)
    assert along(repo) == ["evidence-date"], "the history that it had is purged"
    repo.write("purges.yaml", note(REMOVED))
    repo.commit(DAY)
    assert along(repo) == []
    assert "evidence-purge" in rules(repo.audited())
    repo.write("purges.yaml", note(REMOVED, day=date(2024, 3, 3)))
    repo.commit(DAY)
    assert along(repo) == ["evidence-date"], "a note stands for what was before its day"


UNFOUNDED = {
    "a purge to come": (note(REMOVED, day=date(2024, 3, 5)), "晚于写这份说明的 2024-03-04"),
    "nothing removed": (note(AGENCY), f"{AGENCY} 既没有删除"),
    "nobody known": (note("jg-2024-zzzzzz"), "jg-2024-zzzzzz 既没有删除"),
    "no former head": (note(REMOVED).replace(f"    former_head: {GONE}\n", ""), "former_head"),
    "no commit": (note(REMOVED, head="昨天"), "“昨天”不是提交的编号"),
    "the history is still there": (note(REMOVED, head="HEAD"), "还在现在的历史里"),
}  # fmt: skip


@pytest.mark.parametrize("how", UNFOUNDED)
def test_a_note_that_cannot_be_true_is_refused(
    how: str, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, said = UNFOUNDED[how]
    repo.write(CASE, case())
    before = repo.commit(DAY)
    repo.write(CASE, removed())
    base = repo.commit(DAY)
    repo.write("purges.yaml", text.replace("head: HEAD", f"head: {before[:12]}"))
    arguments: Any = ("check", "--base", base, "--as-of", str(DAY))
    monkeypatch.setattr("portal.cli.check.today", lambda: DAY)
    assert said in repo.portal(*arguments, patch=monkeypatch).stdout
    if how != "the history is still there":
        assert said in repo.portal("check", "--as-of", str(DAY), patch=monkeypatch).stdout
    repo.commit(DAY)
    assert any(said in line for line in told(repo.audited()))


def test_a_new_note_is_for_people_to_review(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write(CASE, case())
    repo.commit(DAY)
    repo.write(CASE, removed())
    repo.commit(DAY)
    repo.write("purges.yaml", note(REMOVED))
    arguments = ("check", "--base", "main", "--as-of", str(DAY))
    told = repo.portal(*arguments, patch=monkeypatch).stdout
    assert f"提醒 [evidence-purge] 新写的清除说明：{REMOVED}" in told
    repo.commit(DAY)
    assert "新写的清除说明" not in repo.portal(*arguments, patch=monkeypatch).stdout
    repo.write("purges.yaml", note(REMOVED).replace("个人隐私", "国家秘密"))
    assert "新写的清除说明" in repo.portal(*arguments, patch=monkeypatch).stdout
