"""A merge keeps what both sides had, whichever of them the main line goes on from."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.evidence.repository import Repo, rules
from tests.evidence.test_steps import CASE, DAY, PATH, PUBLIC, Raw, agency, case, corrected, removed
from tests.lifecycle.histories import least

OTHER = "agencies/jg-2024-b2c3d4.yaml"
DISPUTED = least("disputed", DAY, "有异议。")
NEW = {**agency(), "changes": [least("published", DAY, "")]}


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A repository with one agency and a branch `work` that has gone on from it."""
    repo = Repo.new(tmp_path)
    repo.write(PATH, agency(phone="0500-6810000"))
    repo.commit(PUBLIC)
    repo.git("switch", "--quiet", "--create", "work")
    (repo.root / "README.md").write_text("说明\n", "utf-8")
    repo.commit(DAY)
    repo.git("switch", "--quiet", "main")
    return repo


def along(repo: Repo) -> list[str]:
    """Return the rules that audit finds broken, as errors."""
    return sorted(rules([one for one in repo.audited() if one.severity == "error"]))


def foxtrot(repo: Repo, main: dict[str, Raw], result: dict[str, Raw | None]) -> list[str]:
    """Merge what is on main into the branch with this result, and let main go on from there."""
    for path, content in main.items():
        repo.write(path, content)
    repo.commit(DAY)
    repo.git("switch", "--quiet", "work")
    repo.git("merge", "--quiet", "--no-ff", "--no-commit", "main")
    for path, after in result.items():
        if after is None:
            (repo.data / path).unlink()
        else:
            repo.write(path, after)
    repo.commit(DAY)
    repo.git("switch", "--quiet", "main")
    repo.git("merge", "--quiet", "--ff-only", "work")
    return along(repo)


PHONED = agency(DISPUTED, phone="0500-6810000")
DECLARED = agency(corrected(was={"phone": "0500-6810000"}), phone="0500-6810001")
OTHERWISE = agency(
    {**corrected(was={"phone": "0500-6810000"}), "note": "改号。"}, phone="0500-6810001"
)
WITHHELD = agency(corrected(withheld=["phone"]), phone="0500-6810001")
LOST: dict[str, tuple[dict[str, Raw], dict[str, Raw | None], list[str]]] = {
    "nothing": ({OTHER: NEW, PATH: DECLARED}, {}, []),
    "a record": ({OTHER: NEW}, {OTHER: None}, ["evidence-file"]),
    "a change": ({PATH: PHONED}, {PATH: agency(phone="0500-6810000")}, ["evidence-history"]),
    "a correction": ({PATH: DECLARED}, {PATH: agency(phone="0500-6810000")}, ["evidence-history"]),
    "a value": (
        {PATH: DECLARED},
        {PATH: {**DECLARED, "phone": "0500-6810000"}},
        ["evidence-value"],
    ),
    "a withholding": ({PATH: WITHHELD}, {PATH: OTHERWISE}, ["evidence-history"]),
    "a note": ({PATH: DECLARED}, {PATH: OTHERWISE}, []),
}  # fmt: skip


@pytest.mark.parametrize("what", LOST)
def test_what_main_had_may_not_be_lost_in_a_merge_that_main_follows(what: str, repo: Repo) -> None:
    main, result, expected = LOST[what]
    assert foxtrot(repo, main, result) == expected


def test_a_record_that_main_removed_may_not_come_back_in_a_merge(repo: Repo) -> None:
    repo.write(CASE, case())
    repo.commit(PUBLIC)
    repo.git("switch", "--quiet", "work")
    repo.git("merge", "--quiet", "--no-ff", "main")
    repo.git("switch", "--quiet", "main")
    assert foxtrot(repo, {CASE: removed()}, {CASE: case()}) == ["evidence-history"]


def test_a_branch_of_long_ago_may_be_merged(repo: Repo) -> None:
    repo.write(OTHER, NEW)
    repo.write(PATH, DECLARED)
    repo.commit(DAY)
    repo.write(CASE, {**case(), "changes": [least("published", DAY, "")]})
    repo.commit(DAY)
    repo.git("merge", "--quiet", "--no-ff", "work", day=DAY)
    assert along(repo) == []


@pytest.mark.parametrize("place", ["main", "work"])
def test_two_changes_of_one_record_brought_in_line_are_kept(
    place: str, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.write(PATH, DECLARED)
    repo.commit(DAY)
    repo.git("switch", "--quiet", "work")
    note = {"note": "改号。"}
    repo.write(PATH, agency({**corrected(was={"phone": "0500-6810000"}), **note}, phone="0500-1"))
    repo.commit(DAY)
    other = {"main": "work", "work": "main"}[place]
    repo.git("switch", "--quiet", place)
    repo.git("merge", "--quiet", other, fails=True)
    arguments = ("check", "--base", "main", "--fix", "--as-of", str(DAY))
    assert repo.portal(*arguments, patch=monkeypatch).exit_code == 0
    repo.commit(DAY)
    repo.git("switch", "--quiet", "main")
    if place == "work":
        repo.git("merge", "--quiet", "--no-ff", "work", day=DAY)
    assert along(repo) == []


SCHEDULED = {"effective": "2024-03-05", "set": {"leader": "王某"}, "note": "到任。"}


def scheduled_and_merged(repo: Repo, now: Raw) -> list[str]:
    """Merge, when an amendment is due since, what a branch wrote when it was not."""
    repo.write(PATH, agency(scheduled=SCHEDULED, phone="0500-6810000"))
    repo.commit(PUBLIC)
    repo.git("switch", "--quiet", "--create", "later")
    repo.write(PATH, now)
    repo.commit(DAY)
    repo.git("switch", "--quiet", "main")
    repo.git("merge", "--quiet", "--no-ff", "later", day=date(2024, 3, 7))
    return along(repo)


def test_what_was_in_order_when_it_was_written_is_in_order_when_merged(repo: Repo) -> None:
    assert scheduled_and_merged(repo, {**PHONED, "scheduled": SCHEDULED}) == []


def test_what_fell_due_before_the_merge_may_not_be_called_off_in_it(repo: Repo) -> None:
    assert scheduled_and_merged(repo, PHONED) == ["evidence-history"]


def test_a_clock_set_back_does_not_make_a_change_of_long_ago_new(repo: Repo) -> None:
    repo.write(OTHER, NEW)
    repo.commit(DAY)
    repo.write(PATH, agency(least("disputed", date(2024, 2, 1), "有异议。"), phone="0500-6810000"))
    repo.commit(date(2024, 2, 1))
    assert along(repo) == ["evidence-date"]


def test_a_day_that_no_calendar_has_is_told(repo: Repo) -> None:
    repo.write(OTHER, NEW)
    repo.git("add", "--all")
    tree = repo.git("write-tree")
    parent = repo.git("rev-parse", "HEAD")
    raw = (
        f"tree {tree}\nparent {parent}\nauthor a <a@b> 253402300800 +0000\n"
        "committer a <a@b> 253402300800 +0000\n\n远\n"
    )
    (repo.root / "commit").write_text(raw, "utf-8")
    repo.git("update-ref", "HEAD", repo.git("hash-object", "-t", "commit", "-w", "commit"))
    assert "evidence-clock" in rules(repo.audited())
    assert repo.against("HEAD", DAY) == []


def test_a_data_folder_that_moved_does_not_begin_anew(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = repo.git("rev-parse", "HEAD")
    repo.git("mv", "data", "records")
    repo.git("add", "--all")
    for arguments in (("check", "--base", base, "--as-of", str(DAY)), ("audit",)):
        done = repo.portal(*arguments, "--data", "records", patch=monkeypatch)
        assert done.exit_code == 1, done.output
        assert f"data/{PATH} 等 1 个文件是同样编号的记录" in done.stdout
        repo.git("commit", "--quiet", "--allow-empty", "--message", "移动", day=DAY)
