"""What the commands refuse, and how they are broken off: the file stays as it was."""

from __future__ import annotations

import os
import pty
import re
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import click
import pytest
from click.testing import CliRunner
from pydantic_core import PydanticCustomError

from portal.cli import main
from portal.cli.changes import add
from portal.model.changes import (
    CHANGE_KINDS,
    Amended,
    Change,
    Corrected,
    Published,
    Replacement,
    Withdrawn,
)
from portal.model.fields import Day, field, parse_day
from portal.staff.questions import Unclear, missing, questions, read
from tests.staff.desk import AGENCY, FIRM
from tests.staff.office import (
    COURT,
    DECISION,
    ENTRY,
    LIST,
    MEASURE,
    PENALTY,
    PERMIT,
    RENEWED,
    ROLES,
    TODAY,
    Office,
)

NOTE = ("--note", "经核实。", "--yes")
FOUND = ("--found-by", "party", *NOTE)
WITHDRAWAL = ("--ground", "撤销", "--effective", "2024-06-02", *COURT, *ROLES, *NOTE)

REFUSED: list[tuple[str, Sequence[str], str]] = [
    ("correct", (PENALTY, *FOUND), "没有改动：文件和上次提交的内容相同"),
    ("correct", (PENALTY, "--set", "fine=100000.0", *FOUND), "没有改动"),
    ("correct", (PENALTY, "--set", "fine=一万", *FOUND), "“一万”不是规定的金额写法"),
    ("correct", (PENALTY, "--set", "fin=1", *FOUND), "没有“fin”这个字段，是不是 fine？"),
    ("correct", (PENALTY, "--set", "fine", *FOUND), "应写成 字段=新值"),
    ("correct", (PENALTY, "--set", "fine=", *FOUND), "用 --unset 字段"),
    ("correct", (PENALTY, "--set", "party=甲", *FOUND), "请写到分项：party.name"),
    ("correct", (PENALTY, "--set", "basis.text=甲", *FOUND), "请写明第几项，如 basis.1.text"),
    ("correct", (PENALTY, "--set", "basis.1.text=甲", *FOUND), "没有第 1 项"),
    ("correct", (PENALTY, "--unset", "remark", *FOUND), "没有“remark”，不用删"),
    ("correct", (PENALTY, "--unset", "act", *FOUND), "缺少“行为类别”"),
    ("correct", (PENALTY, "--set", "certificate=甲", *FOUND), "“certificate”只用于行政许可"),
    ("correct", (PENALTY, "--set", "agency=jg-2024-nobody", *FOUND), "不存在"),
    ("correct", ("cf-2024-k7m3qq", *FOUND), "是不是 cf-2024-k7m3q9？"),
    ("correct", ("x", *FOUND), "没有记录“x”"),
    (
        "correct",
        (PENALTY, "--set", "fine=1", "--date", "2024-05-01", *FOUND),
        "早于前一项变更的 2024-05-10",
    ),
    ("amend", (PENALTY, "--set", "fine=1", "--effective", TODAY, *NOTE), "--ground、--body"),
    (
        "amend",
        (LIST, "--unset", "publication_basis", "--from", "2024-07-01", *NOTE),
        "预定变更只能写新值，不能删去字段",
    ),
    (
        "amend",
        (LIST, "--set", "period=一年", "--from", "2024-07-01", *ROLES, *NOTE),
        "预定变更不写 roles",
    ),
    ("end-dispute", (PENALTY, *NOTE), "此前没有未终结的异议"),
    ("reinstate", (PENALTY, *COURT, *NOTE), "记录此时为“公示中”，不能再写 reinstated"),
    ("supersede", (PENALTY, "--by", RENEWED, "--yes"), "行政处罚不能写 superseded"),
    ("supersede", (PERMIT, "--by", PERMIT, "--yes"), "引用绕回了自己"),
    ("supersede", (PERMIT, "--by", "xk-2024-nobody", "--yes"), "不存在"),
    ("withdraw", (PENALTY, "--date", "2024-06-09", *WITHDRAWAL), "应立即办理"),
    (
        "withdraw",
        (MEASURE, *WITHDRAWAL),
        "没有在目录中公布；请先公布，或删去这一项",
    ),
    ("publish-record", (PENALTY, "--yes"), "这条记录已经公布"),
    ("withhold", (PENALTY, "--field", "nothing", *FOUND), "没有“nothing”这个字段"),
    ("withhold", (PENALTY, *FOUND), "或用 --hide-note 写明"),
    (
        "withhold",
        (PENALTY, "--hide-note", "1=个人隐私", *FOUND),
        "第 1 项变更没有说明",
    ),
    ("withhold", (PENALTY, "--field", "fine", "--hide-note", "1", *FOUND), "应写成 第几项=事由"),
    ("remove", (PENALTY, "--ground", "个人隐私", *ROLES, *NOTE), "这一项变更里的 note 应当删去"),
]


def everything(office: Office) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in office.data.rglob("*.yaml")}


@pytest.mark.parametrize(("command", "arguments", "message"), REFUSED)
def test_what_is_refused_leaves_the_file(
    office: Office, command: str, arguments: Sequence[str], message: str
) -> None:
    before = everything(office)
    result = office.run_command(command, *arguments)
    assert result.exit_code in (1, 2), result.output
    assert message in result.output
    assert "Traceback" not in result.output
    assert everything(office) == before


def test_after_the_end_hardly_anything_may_follow(office: Office) -> None:
    assert office.run_command("end", ENTRY, "--route", "移出", "--yes").exit_code == 0
    office.commit()
    before = everything(office)
    result = office.run_command("correct", ENTRY, "--set", "remark=甲", *FOUND)
    assert "记录此时为“已终止公示”，不能再写 corrected" in result.output
    assert everything(office) == before


def test_two_scheduled_amendments_are_one_too_many(office: Office) -> None:
    later = ("--set", "period=一年", "--from", "2024-07-01", *NOTE)
    assert office.run_command("amend", LIST, *later).exit_code == 0
    office.commit()
    result = office.run_command("amend", LIST, *later[:1], "period=两年", *later[2:])
    assert "已有一个 2024-07-01 生效的预定变更，至多一个" in result.output


def test_an_edit_that_nobody_declared_stops_what_is_no_edit(office: Office) -> None:
    path = office.file(PENALTY)
    path.write_text(DECISION.replace("100000.00", "1.00"), "utf-8")
    result = office.run_command("withdraw", PENALTY, *WITHDRAWAL)
    assert result.exit_code == 1
    assert "文件里还有没有说明的改动：“罚款金额”" in result.output
    assert office.run_command("remove", PENALTY, "--ground", "个人隐私", *ROLES, "--yes").exit_code


def test_history_may_not_be_rewritten(office: Office) -> None:
    text = DECISION.replace("100000.00", "1.00").replace("2024-05-10", "2024-05-11")
    office.file(PENALTY).write_text(text, "utf-8")
    result = office.run_command("correct", PENALTY, *FOUND)
    assert "以前的变更和上次提交的不同；变更只能添加" in result.output


def test_a_second_change_of_the_same_value_waits_for_the_first(office: Office) -> None:
    assert not office.run_command("correct", PENALTY, "--set", "fine=1", *FOUND).exit_code
    again = office.run_command("correct", PENALTY, "--set", "fine=2", *FOUND)
    assert "“罚款金额”刚改过，那项变更还没有提交" in again.output
    other = office.run_command("correct", PENALTY, "--set", "remark=甲", *FOUND)
    assert other.exit_code == 0, other.output
    assert office.last_change(PENALTY)["added"] == ["remark"]
    assert "was" not in office.last_change(PENALTY)


def test_a_file_with_faults_shows_them_all(office: Office) -> None:
    text = DECISION.replace("2024-05-08", "2024/5/8").replace("罚款]", "罚金]")
    office.file(PENALTY).write_text(text, "utf-8")
    result = office.run_command("correct", PENALTY, *FOUND)
    assert result.exit_code == 1
    assert f"data/decisions/2024/{PENALTY}.yaml:7: 错误 [malformed]" in result.output
    assert f"data/decisions/2024/{PENALTY}.yaml:14: 错误" in result.output


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fine: [", "文件读不进来"),
        ("fine:\n", "“fine”（罚款金额）后面没有值"),
        ("act: 甲\nact: 乙\n", "写了两次"),
    ],
)
def test_a_file_that_cannot_be_read_is_left(office: Office, text: str, message: str) -> None:
    office.file(PENALTY).write_text(text, "utf-8")
    result = office.run_command("correct", PENALTY, *FOUND)
    assert result.exit_code == 1
    assert message in result.output
    assert office.read(PENALTY) == text


def test_a_file_on_one_line_is_left(office: Office) -> None:
    text = "{name: 云溪市水利局, changes: [{kind: published, date: 2024-01-02}]}\n"
    office.file("jg-2024-p4x8d2").write_text(text, "utf-8")
    result = office.run_command("correct", "jg-2024-p4x8d2", "--set", "leader=王某", *FOUND)
    assert result.exit_code == 1
    assert "请改成每行一个字段再试" in result.output
    assert office.run_command("dispute", "jg-2024-p4x8d2", *NOTE).exit_code == 0
    assert office.read("jg-2024-p4x8d2").startswith(text.removesuffix("]}\n"))
    assert len(office.read("jg-2024-p4x8d2").splitlines()) == 1


@pytest.mark.parametrize(
    ("effective", "message"),
    [
        ("2024-05-07", "生效日期 2024-05-07 早于作出决定（列入名单）的 2024-05-08"),
        ("2024-06-04", "生效日期 2024-06-04 晚于撤回日期 2024-06-03；还没有生效，请到那天再撤回"),
    ],
)
def test_a_withdrawal_is_in_effect(office: Office, effective: str, message: str) -> None:
    told = ("--ground", "撤销", "--effective", effective, *COURT, *ROLES, *NOTE, "--yes")
    result = office.run_command("withdraw", PENALTY, *told)
    assert result.exit_code == 1
    assert message in result.output
    assert office.read(PENALTY) == DECISION


def test_a_removed_record_changes_no_more(office: Office) -> None:
    removal = ("remove", PENALTY, "--ground", "个人隐私", *ROLES, "--yes")
    assert office.run_command(*removal).exit_code == 0
    again = office.run_command(*removal)
    assert f"记录 {PENALTY} 已经删除，不能再变更" in again.output


def test_a_draft_is_published_before_anything_else(office: Office) -> None:
    office.file(PENALTY).write_text(DECISION.split("changes:")[0], "utf-8")
    result = office.run_command("dispute", PENALTY, *NOTE)
    assert "请先用 portal publish-record" in result.output


def test_answers_that_are_refused_are_not_typed_twice(office: Office) -> None:
    typed = (
        "撤销对云溪星河科技有限公司的处罚。\n1\n2024-06-02\n云溪市人民法院\n\n甲岗\n乙岗\n丙岗\n"
    )
    result = office.run_command("withdraw", PENALTY, typed=typed)
    assert result.exit_code == 1
    assert "错误 [" in result.output
    told = shlex.split(result.output.splitlines()[-1])
    assert told[:4] == ["--note", "撤销对云溪星河科技有限公司的处罚。", "--ground", "撤销"]
    told[1] = "撤销处罚。"
    assert office.run_command("withdraw", PENALTY, *told, "--yes").exit_code == 0


# -- broken off ----------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["", "笔误。\n", "笔误。\n1\n"])
def test_the_end_of_input_leaves_the_file(office: Office, typed: str) -> None:
    result = office.run_command("correct", PENALTY, "--set", "fine=1", typed=typed)
    assert result.exit_code == 1
    assert "已取消，什么也没有写进文件。" in result.output
    assert office.read(PENALTY) == DECISION


def test_whoever_edited_the_file_is_told_that_it_stands(office: Office) -> None:
    edited = DECISION.replace("100000.00", "1.00")
    office.file(PENALTY).write_text(edited, "utf-8")
    result = office.run_command("correct", PENALTY, typed="笔误。\n1\nn\n")
    assert "没有写入；文件里你自己的改动还在，要回到原样用 git restore。" in result.output
    assert office.read(PENALTY) == edited


def test_a_wrong_value_of_the_command_is_no_fault_of_the_file(office: Office) -> None:
    result = office.run_command("correct", PENALTY, "--set", "fine=一万", *FOUND)
    assert "命令里的 --set、--unset 不对，文件没有动：\n罚款金额：“一万”不是" in result.output
    assert "还有错误，请先改好" not in result.output


def test_a_line_that_is_not_there_yet_is_called_by_its_field(office: Office) -> None:
    told = ("--ground", "撤销", "--effective", "2024-06-02", *COURT, *ROLES, "--yes")
    result = office.run_command("withdraw", PENALTY, *told, "--note", f"撤销对{FIRM}的处罚。")
    assert "\n要写的 note：错误 [party-told] " in result.output


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("罚款金额", "没有“罚款金额”这个字段：这是它的名称，字段名是 fine。\n"),
        ("party.名称", "没有“party.名称”这个字段；字段名见"),
        ("fin", "没有“fin”这个字段，是不是 fine？\n"),
    ],
)
def test_a_field_is_called_by_its_name(office: Office, name: str, message: str) -> None:
    assert message in office.run_command("correct", PENALTY, "--set", f"{name}=1", *FOUND).output


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("cf-2024-k7m3q8", True),
        ("cf-2024-k7m3q", True),
        ("cf-2024-k7m3q99", True),
        ("cf-2024-k7m3x8", False),
        ("cf-2024-p4x8d2", False),
    ],
)
def test_only_a_slip_of_the_finger_is_guessed(office: Office, typed: str, near: bool) -> None:
    result = office.run_command("dispute", typed, *NOTE)
    assert (f"是不是 {PENALTY}？" in result.output) is near


@pytest.mark.parametrize("day", ["2026-02-30", "20260230", "2026-2-3"])
def test_prompt_option_and_check_say_the_same_of_a_day(office: Office, day: str) -> None:
    with pytest.raises(PydanticCustomError) as refused:
        parse_day(day)
    message = refused.value.message()
    amend = ("amend", AGENCY, "--set", "short_name=办", *NOTE)
    assert message in office.run_command(*amend, typed=f"{day}\n2024-06-03\nn\n").output
    assert message in office.run_command("due", as_of=day).output


@pytest.mark.parametrize("answer", ["", "n", "no", "不", "也许"])
def test_only_yes_is_yes(office: Office, answer: str) -> None:
    result = office.run_command(
        "correct", PENALTY, "--set", "fine=1", typed=f"笔误。\n1\n{answer}\n"
    )
    assert result.exit_code == 0
    assert "没有写入，文件没有改动。" in result.output
    assert office.read(PENALTY) == DECISION


def test_ctrl_c_leaves_the_file(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(click, "prompt", interrupted)
    result = office.run_command("correct", PENALTY, "--set", "fine=1", typed="")
    assert result.exit_code == 1
    assert "已取消" in result.output
    assert office.read(PENALTY) == DECISION


def test_questions_at_a_real_terminal(office: Office) -> None:
    terminal, inside = pty.openpty()
    command = [
        sys.executable,
        "-m",
        "portal",
        "correct",
        PENALTY,
        "--set",
        "fine=1",
        "--as-of",
        TODAY,
    ]
    with subprocess.Popen(
        command, stdin=inside, stdout=inside, stderr=inside, cwd=office.folder
    ) as run:
        os.close(inside)
        os.write(terminal, "笔误。\n公众\ny\n".encode())
        assert run.wait(60) == 0
    os.close(terminal)
    assert office.last_change(PENALTY)["found_by"] == "public"


def test_without_a_terminal_the_flags_are_named(office: Office) -> None:
    result = office.run_command("withdraw", PENALTY)
    assert result.exit_code == 2
    told = "请写明 --note、--ground、--effective、--body、--drafted、--reviewed、--approved。"
    assert told in result.output
    complete = office.run_command("withdraw", PENALTY, *WITHDRAWAL[:-1])
    assert complete.exit_code == 2
    assert "请加 --yes" in complete.output
    assert office.read(PENALTY) == DECISION


def test_a_file_that_changes_while_one_answers_is_not_overwritten(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*_: object, **__: object) -> str:
        office.file(PENALTY).write_text(DECISION + "# 别人的话\n", "utf-8")
        return "y"

    monkeypatch.setattr(click, "prompt", meanwhile)
    arguments = ("--set", "fine=1", "--found-by", "1", "--note", "笔误。")
    result = office.run_command("correct", PENALTY, *arguments, typed="")
    assert result.exit_code == 1
    assert "刚才被别人改过，没有写入" in result.output
    assert office.read(PENALTY) == DECISION + "# 别人的话\n"


def test_a_disk_that_takes_no_more_leaves_the_file(office: Office) -> None:
    arguments = f"{sys.executable} -m portal dispute {PENALTY} --note 甲 --yes --as-of {TODAY}"
    full = ["bash", "-c", f"ulimit -f 0; {arguments} | cat"]
    done = subprocess.run(full, cwd=office.folder, capture_output=True, text=True)
    assert "没有写入。" in done.stderr
    assert "Traceback" not in done.stderr
    assert office.read(PENALTY) == DECISION
    assert list(office.data.rglob("*.portal-tmp")) == []


def test_a_dry_run_writes_nothing(office: Office) -> None:
    result = office.run_command("correct", PENALTY, "--set", "fine=1", *FOUND, "--dry-run")
    assert result.exit_code == 0
    assert "只是试一试，没有写入。" in result.output
    assert office.read(PENALTY) == DECISION


# -- outside git ---------------------------------------------------------------------------------


def test_outside_git_a_new_value_must_be_given(loose: Office) -> None:
    result = loose.run_command("correct", PENALTY, *FOUND)
    assert result.exit_code == 1
    assert "这里不在 git 仓库里，没有可以比较的原值；请用 --set" in result.output
    told = loose.run_command("correct", PENALTY, "--set", "fine=1", *FOUND)
    assert told.exit_code == 0, told.output
    assert "这里不在 git 仓库里，请按本单位的办法存档" in told.output
    assert loose.last_change(PENALTY)["was"] == {"fine": "100000.00"}


def test_outside_git_a_former_file_will_do(loose: Office) -> None:
    former = loose.file_of_former(DECISION)
    loose.file(PENALTY).write_text(DECISION.replace("100000.00", "1.00"), "utf-8")
    result = loose.run_command("correct", PENALTY, "--former", str(former), *FOUND)
    assert result.exit_code == 0, result.output
    assert loose.last_change(PENALTY)["was"] == {"fine": "100000.00"}


def test_outside_git_nobody_knows_what_is_public(loose: Office) -> None:
    result = loose.run_command("publish-record", PENALTY, "--yes")
    assert "看不出这条记录是否已经公布" in result.output
    loose.file(PENALTY).write_text(DECISION.split("changes:")[0], "utf-8")
    assert loose.run_command("publish-record", PENALTY, "--yes").exit_code == 0


@pytest.mark.parametrize("commits", [False, True])
def test_a_record_that_was_never_committed(loose: Office, commits: bool) -> None:
    loose.git("init", "-q")
    if commits:
        loose.git("commit", "-q", "--allow-empty", "-m", "空")
    result = loose.run_command("correct", PENALTY, *FOUND)
    assert "这条记录还没有提交过" in result.output
    assert loose.run_command("dispute", PENALTY, *NOTE).exit_code == 0


@pytest.mark.parametrize("upstream", ["origin/main", "elsewhere/work"])
def test_a_change_committed_before_it_was_declared(office: Office, upstream: str) -> None:
    office.git("update-ref", f"refs/remotes/{upstream}", "HEAD")
    remote, branch = upstream.split("/")
    office.git("config", f"remote.{remote}.url", ".")
    office.git("config", f"remote.{remote}.fetch", f"+refs/heads/*:refs/remotes/{remote}/*")
    office.git("config", "branch.main.remote", remote)
    office.git("config", "branch.main.merge", f"refs/heads/{branch}")
    before = office.read(PENALTY)
    office.file(PENALTY).write_text(before.replace("100000.00", "10000.00"), "utf-8")
    office.commit("改金额")
    result = office.run_command("correct", PENALTY, *FOUND)
    assert result.exit_code == 1
    assert "“罚款金额”的改动已经提交了，却没有声明" in result.output
    assert f"portal check --base {upstream} --fix" in result.output
    hidden = office.run_command("withhold", PENALTY, "--field", "fine", *FOUND)
    (former,) = re.findall(r"请取出改动以前的文件：(git show .*) > ", hidden.output)
    office.file_of_former(office.git(*shlex.split(former)[1:]))
    arguments = ("--field", "fine", *FOUND, "--former", "former.yaml", "--yes")
    assert office.run_command("withhold", PENALTY, *arguments).exit_code == 0
    assert office.last_change(PENALTY)["withheld"] == ["fine"]


def test_nothing_is_asked_of_a_trunk_that_says_the_same(office: Office) -> None:
    office.git("update-ref", "refs/remotes/origin/main", "HEAD")
    result = office.run_command("correct", PENALTY, *FOUND)
    assert "没有改动：文件和上次提交的内容相同" in result.output


def test_a_machine_without_git(loose: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(loose.folder))
    assert loose.run_command("dispute", PENALTY, *NOTE).exit_code == 0


def test_a_record_that_was_moved_is_found_in_the_commit(office: Office) -> None:
    moved = office.data / "decisions" / f"{PENALTY}.yaml"
    office.file(PENALTY).rename(moved)
    moved.write_text(DECISION.replace("100000.00", "1.00"), "utf-8")
    assert office.run_command("correct", f"decisions/{PENALTY}.yaml", *FOUND).exit_code == 0
    assert office.last_change(PENALTY)["was"] == {"fine": "100000.00"}


# -- read off the model --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", CHANGE_KINDS)
def test_every_value_of_a_kind_is_an_option_and_none_twice(kind: type[Change]) -> None:
    flags = [question.flag for question in questions(kind)]
    assert len(flags) == len(set(flags))
    asked = {question.path[0] for question in questions(kind)}
    assert set(kind.model_fields) - asked <= {"kind", "was", "added", "withheld"}


class Paused(Change):
    """A kind of change that nobody has thought of yet."""

    LABEL = "暂停"
    kind: Literal["paused"]
    effective: Day = field("暂停之日", required=True)
    resumed_by: Replacement | None = field("恢复记录")


def test_a_new_kind_of_change_needs_nothing_here() -> None:
    add("paused", Paused)
    try:
        shown = CliRunner().invoke(main, ["paused", "--help"]).output
    finally:
        del main.commands["paused"]
    assert "写一项变更：暂停。" in shown
    assert "--resumed-by 引用 恢复记录。" in " ".join(shown.split())
    assert [question.flag for question, _ in missing(Paused, {})] == [
        "--note",
        "--effective",
        "--date",
    ]


def test_what_must_be_said_is_what_the_model_requires() -> None:
    def must(kind: type[Change], **given: str) -> list[str]:
        return [question.flag for question, needed in missing(kind, given) if needed]

    assert must(Published) == ["--date"]
    assert must(Published, date=TODAY, first_published__where="报纸") == ["--first-published-date"]
    assert must(Corrected, date=TODAY) == ["--note", "--found-by"]
    assert must(Corrected, date=TODAY, note_withheld="个人隐私") == ["--found-by"]
    assert must(Amended, date=TODAY, note="甲", authority__document="乙") == [
        "--effective",
        "--body",
    ]
    assert [q.flag for q, needed in missing(Withdrawn, {}) if not needed] == ["--document"]


@pytest.mark.parametrize(
    ("told", "value"),
    [
        ("1", "party"),
        ("当事人", "party"),
        ("机关", "agency"),
        ("自查", "agency"),
        ("public", "public"),
        ("上级", "supervisor"),
        (" 监督机关指出 ", "supervisor"),
    ],
)
def test_who_found_it_by_number_or_word(told: str, value: str) -> None:
    (question,) = (q for q in questions(Corrected) if q.flag == "--found-by")
    assert read(question, told) == value


@pytest.mark.parametrize(
    ("flag", "told", "message"),
    [
        ("--found-by", "提出", "不止一种"),
        ("--found-by", "9", "不在可选的值之内；可选：1 当事人提出"),
        ("--found-by", "", "请写“发现途径”"),
        ("--date", "2024-02-30", "没有“2024-02-30”这一天"),
        ("--note", "甲\u202e乙", "U+202E"),
        ("--drafted", "甲\n乙", "不能换行"),
    ],
)
def test_an_answer_that_is_none(flag: str, told: str, message: str) -> None:
    (question,) = (q for q in questions(Corrected) if q.flag == flag)
    with pytest.raises(Unclear, match=message.replace("+", r"\+")):
        read(question, told)


def test_a_wrong_answer_on_the_command_line_is_exit_code_2(office: Office) -> None:
    result = office.run_command("dispute", AGENCY, "--note", "甲", "--date", "昨天")
    assert result.exit_code == 2
    assert "--date “昨天”不是规定的日期写法" in result.output


def test_only_whole_fields_are_withheld(office: Office) -> None:
    result = office.run_command("withhold", PENALTY, "--field", "party.name", *FOUND, "--yes")
    assert "“party.name”只是字段的一部分，不能单独隐去；请写整个字段 party" in result.output


def test_a_file_with_faults_is_mended_first(office: Office) -> None:
    text = DECISION.replace(
        "# 完", "- {kind: corrected, date: 2024-05-11, note: 误, found_by: party, added: [changes]}"
    )
    office.file(PENALTY).write_text(text, "utf-8")
    office.commit("误")
    for command, arguments in (("dispute", NOTE), ("correct", ("--set", "fine=1.00", *FOUND))):
        result = office.run_command(command, PENALTY, *arguments)
        assert result.exit_code == 1, result.output
        assert "“added”里的“changes”不是执法决定的字段" in result.output


def test_another_file_is_no_former_one(office: Office) -> None:
    office.write("model.yaml", "version: 1\n")
    result = office.run_command("correct", PENALTY, "--former", "data/model.yaml", *FOUND)
    assert result.exit_code == 1
    assert "--former 指明的 data/model.yaml 不是这条执法决定以前的文件" in result.output


@pytest.mark.parametrize(
    ("command", "more"),
    [("correct", ("--set", "fine=1.00")), ("dispute", ()), ("end", ("--route", "修复"))],
)
def test_what_git_has_never_seen_is_only_published(
    office: Office, command: str, more: Sequence[str]
) -> None:
    new = "cf-2024-z9z9z9"
    office.write(f"decisions/2024/{new}.yaml", DECISION.replace("7号", "8号"))
    before = everything(office)
    answers = FOUND if command == "correct" else () if command == "end" else NOTE
    result = office.run_command(command, new, *more, *answers, *(() if answers else ("--yes",)))
    assert result.exit_code == 1
    assert "git 里还没有这条记录，没有公开过，不用声明变更" in result.output
    assert everything(office) == before


def test_no_date_is_written_that_git_would_refuse(office: Office) -> None:
    arguments = ("--set", "fine=1.00", "--date", "2024-05-20", *FOUND)
    result = office.run_command("correct", PENALTY, *arguments)
    assert "日期 2024-05-20 早于 2024-06-03 三天以上" in result.output
    text = DECISION.replace("7号", "8号").split("changes:")[0]
    office.write("decisions/2024/cf-2024-z9z9z9.yaml", f"{text}changes: z\n").write_text(
        text, "utf-8"
    )
    result = office.run_command("publish-record", "cf-2024-z9z9z9", "--date", "2024-05-20", "--yes")
    assert "日期 2024-05-20 早于 2024-06-03 三天以上" in result.output
    assert "写 first_published" in result.output


@pytest.mark.parametrize("moved", [True, False])
def test_what_is_due_is_neither_called_off_nor_moved(office: Office, moved: bool) -> None:
    plan = "scheduled: {effective: 2024-06-01, set: {period: 一年}, note: 甲}\n"
    plain = office.read(LIST)
    office.file(LIST).write_text(plain.replace("changes:", f"{plan}changes:"), "utf-8")
    office.commit("预定")
    later = plan.replace("2024-06-01", "2024-07-01") if moved else ""
    office.file(LIST).write_text(plain.replace("changes:", f"{later}changes:"), "utf-8")
    result = office.run_command("correct", LIST, "--set", "contact=甲", *FOUND)
    assert result.exit_code == 1
    assert "[evidence-history]" in result.output
