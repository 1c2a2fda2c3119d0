"""Every kind of change by its command: what it writes, to the line, and what must be said."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from datetime import date

import pytest

from portal.lifecycle import Gate
from portal.source import load
from tests.staff.desk import AGENCY, FIRM
from tests.staff.office import (
    COURT,
    COURT_LINES,
    DECISION,
    ENTRY,
    FOUNDED_ON,
    LIST,
    PENALTY,
    PERMIT,
    RENEWED,
    ROLE_LINES,
    ROLES,
    TODAY,
    Office,
    changed,
)

NOTE = ("--note", "经核实。")


def head(kind: str, *, note: bool = True) -> tuple[str, ...]:
    return (f"+- kind: {kind}", f"+  date: {TODAY}", *(("+  note: 经核实。",) if note else ()))


ACCEPTED: list[tuple[str, str, Sequence[str], Sequence[str]]] = [
    (
        "correct",
        PENALTY,
        ("--set", "fine=10000.00", "--found-by", "party", *NOTE),
        (
            "-fine: '100000.00'   # 见缴款书",
            "+fine: '10000.00'   # 见缴款书",
            *head("corrected"),
            "+  found_by: party",
            "+  was:",
            "+    fine: '100000.00'".replace("'", ""),
        ),
    ),
    (
        "amend",
        PENALTY,
        (
            *("--set", f"party.name={FIRM}（新）", "--effective", "2024-06-01", "--ground", "更名"),
            *(*COURT, *NOTE),
        ),
        (
            f'-party: {{name: "{FIRM}",   kind: 法人及非法人组织, code: 91339901MA2KYXHE0R}}',
            f'+party: {{name: "{FIRM}（新）",   kind: 法人及非法人组织, code: 91339901MA2KYXHE0R}}',
            *head("amended"),
            "+  ground: 更名",
            "+  effective: 2024-06-01",
            *COURT_LINES,
            "+  was:",
            "+    party:",
            f"+      name: {FIRM}",
            "+      kind: 法人及非法人组织",
            "+      code: 91339901MA2KYXHE0R",
        ),
    ),
    (
        "amend",
        AGENCY,
        ("--set", "short_name=市网信办", "--from", "2024-06-01", *NOTE),
        (
            "+short_name: 市网信办",
            "+  - kind: amended",
            f"+    date: {TODAY}",
            "+    note: 经核实。",
            "+    effective: 2024-06-01",
            "+    added:",
            "+      - short_name",
        ),
    ),
    (
        "amend",
        AGENCY,
        ("--set", "short_name=市网信办", "--from", "2027-07-01", *NOTE),
        (
            "+scheduled:",
            "+  effective: 2027-07-01",
            "+  set:",
            "+    short_name: 市网信办",
            "+  note: 经核实。",
        ),
    ),
    ("dispute", PENALTY, NOTE, head("disputed")),
    (
        "supersede",
        PERMIT,
        ("--by", RENEWED),
        (*head("superseded", note=False), f"+  replaced_by: {RENEWED}"),
    ),
    (
        "withdraw",
        PENALTY,
        ("--ground", "撤销", "--effective", "2024-06-02", *COURT, *ROLES, *NOTE),
        (
            *head("withdrawn"),
            "+  ground: 撤销",
            "+  effective: 2024-06-02",
            *COURT_LINES,
            *ROLE_LINES,
        ),
    ),
    ("end", ENTRY, ("--route", "移出"), (*head("ended", note=False), "+  route: 移出")),
    (
        "withhold",
        PENALTY,
        (
            "--field",
            "facts_found",
            "--set",
            "facts_found=未留存日志。",
            "--found-by",
            "机关",
            *NOTE,
        ),
        (
            "-facts_found: |",
            "-  未留存网络日志。",
            "-  # 这一行是正文",
            "+facts_found: 未留存日志。",
            *head("corrected"),
            "+  found_by: agency",
            "+  withheld:",
            "+    - facts_found",
        ),
    ),
]


@pytest.mark.parametrize(("command", "record_id", "arguments", "lines"), ACCEPTED)
def test_a_command_writes_its_change_and_nothing_else(
    office: Office, command: str, record_id: str, arguments: Sequence[str], lines: Sequence[str]
) -> None:
    before, former = office.read(record_id), office.record(record_id)
    result = office.run_command(command, record_id, *arguments, "--yes")
    assert result.exit_code == 0, result.output
    assert changed(before, office.read(record_id)) == list(lines)
    assert "公众将看到：" in result.output
    assert (
        f"git add {office.file(record_id).relative_to(office.folder)} && git commit"
        in result.output
    )
    office.sound_after(record_id, former)


@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_marks_and_line_ends_stay(office: Office, mark: str, newline: str) -> None:
    path = office.file(PENALTY)
    path.write_bytes((mark + DECISION.replace("7号", "9号").replace("\n", newline)).encode())
    office.commit("换行")
    result = office.run_command(
        *("correct", PENALTY, "--set", "fine=1.00", "--found-by", "4", *NOTE, "--yes")
    )
    assert result.exit_code == 0, result.output
    written = path.read_bytes().decode()
    assert written.startswith(mark)
    assert written.count("\n") == written.count("\r\n") or newline == "\n"
    assert f"fine: '1.00'   # 见缴款书{newline}" in written


def test_a_value_edited_in_the_file_is_compared_with_the_last_commit(office: Office) -> None:
    path, former = office.file(PENALTY), office.record(PENALTY)
    path.write_text(DECISION.replace("'100000.00'", "10000  "), "utf-8")
    result = office.run_command("correct", PENALTY, typed="笔误。\n当事人\ny\n")
    assert result.exit_code == 0, result.output
    assert "罚款金额：100,000.00 元 → 10,000.00 元" in result.output
    assert office.last_change(PENALTY)["was"] == {"fine": "100000.00"}
    assert office.last_change(PENALTY)["found_by"] == "party"
    assert "fine: 10000     # 见缴款书" in office.read(PENALTY)
    office.sound_after(PENALTY, former)


def test_only_the_fields_that_come_or_go_are_listed(office: Office) -> None:
    note = (*NOTE, "--found-by", "1", "--dry-run")
    same = office.run_command("correct", PENALTY, "--set", "fine=1", *note).output
    assert "公开的字段" not in same
    more = office.run_command("correct", PENALTY, "--set", "remark=甲", *note).output
    assert "\n  新公开的字段：备注\n" in more
    less = office.run_command("correct", PENALTY, "--unset", "fine", *note).output
    assert "\n  不再公开的字段：罚款金额\n" in less


def test_a_field_taken_away_is_told_too(office: Office) -> None:
    former = office.record(PENALTY)
    arguments = ("--unset", "facts_found", "--found-by", "公众提出", *NOTE, "--yes")
    assert office.run_command("correct", PENALTY, *arguments).exit_code == 0
    assert office.last_change(PENALTY)["was"] == {
        "facts_found": "未留存网络日志。\n# 这一行是正文\n"
    }
    office.sound_after(PENALTY, former)


def test_a_later_amendment_of_the_file_goes_back_until_its_day(office: Office) -> None:
    path = office.file(LIST)
    before = path.read_text("utf-8")
    path.write_text(before.replace("exit_conditions: 改正", "exit_conditions: 改正满一年"), "utf-8")
    arguments = ("--from", "2024-07-01", *NOTE, "--yes")
    result = office.run_command("amend", LIST, *arguments)
    assert result.exit_code == 0, result.output
    assert "2024-07-01 起公众将看到：" in result.output
    added = [
        "+scheduled:",
        "+  effective: 2024-07-01",
        "+  set:",
        "+    exit_conditions: 改正满一年",
    ]
    assert changed(before, path.read_text("utf-8")) == [*added, "+  note: 经核实。"]
    assert office.errors() == ""


@pytest.mark.parametrize("flag", ["--from", "--effective", None])
def test_an_amendment_of_a_coming_day_waits_for_it_however_it_is_told(
    office: Office, flag: str | None
) -> None:
    arguments = ("amend", AGENCY, "--set", "short_name=市网信办", *NOTE)
    if flag:
        result = office.run_command(*arguments, flag, "2027-07-01", "--yes")
    else:
        result = office.run_command(*arguments, typed="2027-07-01\ny\n")
        assert "生效日期（从哪天起；以后的日期到那天自动变更）：" in result.output
    assert result.exit_code == 0
    assert "2027-07-01 起公众将看到：" in result.output
    record = office.record(AGENCY)
    assert getattr(record, "short_name", "") is None
    assert record.scheduled
    assert str(record.scheduled.effective) == "2027-07-01"
    assert len(record.changes) == 1


def test_an_amendment_that_has_come_due_is_folded_in(office: Office) -> None:
    first = ("--set", "exit_conditions=改正满一年", "--from", "2024-07-01", *NOTE, "--yes")
    assert office.run_command("amend", LIST, *first).exit_code == 0
    office.commit("预定")
    second = ("--set", "period=一年", "--found-by", "1", *NOTE, "--yes")
    result = office.run_command("correct", LIST, *second, as_of="2024-07-05")
    assert result.exit_code == 0, result.output
    assert "预定变更已于 2024-07-01 生效，一并写进 changes" in result.output
    record = office.record(LIST)
    assert record.scheduled is None
    assert [change.kind for change in record.changes] == ["published", "amended", "corrected"]
    assert [str(change.date) for change in record.changes[1:]] == ["2024-07-01", "2024-07-05"]
    assert office.errors("2024-07-05") == ""


def test_the_earlier_end_of_a_dispute_and_a_withdrawal(office: Office) -> None:
    steps: list[tuple[str, Sequence[str]]] = [
        ("dispute", NOTE),
        ("end-dispute", NOTE),
        ("withdraw", ("--ground", "撤销", "--effective", TODAY, *COURT, *ROLES, *NOTE)),
        ("reinstate", (*COURT, *NOTE)),
    ]
    for command, arguments in steps:
        former = office.record(PENALTY)
        result = office.run_command(command, PENALTY, *arguments, "--yes")
        assert result.exit_code == 0, result.output
        office.sound_after(PENALTY, former)
        office.commit(command)
    kinds = ["published", "disputed", "dispute_ended", "withdrawn", "reinstated"]
    assert [change.kind for change in office.record(PENALTY).changes] == kinds


def test_withholding_acts_backwards(office: Office) -> None:
    note = ("--found-by", "1", "--yes", "--note")
    assert not office.run_command(
        *("correct", PENALTY, "--set", "fine=1.00", "--set", "remark=甲", *note, "原写十万元。")
    ).exit_code
    office.commit()
    assert not office.run_command(
        "correct", PENALTY, "--set", "fine=2.00", *note, "又错。"
    ).exit_code
    office.commit()
    former, before = office.record(PENALTY), office.read(PENALTY)
    hidden = ("--field", "fine", "--hide-note", "2=个人隐私")
    result = office.run_command("withhold", PENALTY, *hidden, *note, "隐去。")
    assert result.exit_code == 0, result.output
    assert "“罚款金额”现在的值没有改，仍会公开" in result.output
    assert changed(before, office.read(PENALTY)) == [
        "-  note: 原写十万元。",
        "+  note_withheld: 个人隐私",
        "-  was:",
        "-    fine: 100000.00",
        "-  was:",
        "-    fine: 1.00",
        "+- kind: corrected",
        f"+  date: {TODAY}",
        "+  note: 隐去。",
        "+  found_by: party",
        "+  withheld:",
        "+    - fine",
    ]
    office.sound_after(PENALTY, former)
    after = office.run_command("dispute", PENALTY, *NOTE, "--yes")
    assert after.exit_code == 0, "what is withheld and not committed yet is no forgery"


def test_withholding_what_is_public_still_is_refused(office: Office) -> None:
    note = ("--found-by", "1", *NOTE, "--yes")
    result = office.run_command("withhold", PENALTY, "--field", "facts_found", *note)
    assert result.exit_code == 1
    assert "“事实”现在的值没有改，以前各项变更里也没有它的原值，什么也隐不去" in result.output
    assert office.read(PENALTY) == DECISION


def test_withholding_one_of_two_values_leaves_the_other(office: Office) -> None:
    flow = "- {kind: corrected, date: 2024-05-20, note: 误, found_by: party, was: {fine: 1.00, remark: 乙}}\n"
    text = (
        office.read(PENALTY)
        .replace("# 完\n", f"{flow}# 完\n")
        .replace("changes:", "remark: 甲\nchanges:")
    )
    office.file(PENALTY).write_text(text, "utf-8")
    office.commit()
    arguments = ("--field", "fine", "--found-by", "1", *NOTE, "--yes")
    result = office.run_command("withhold", PENALTY, *arguments)
    assert result.exit_code == 0, result.output
    assert "was: {remark: 乙}}\n" in office.read(PENALTY)
    assert office.errors() == ""


# -- a new record --------------------------------------------------------------------------------


def drafted(office: Office, changes: str) -> str:
    text = DECISION.split("changes:")[0].replace("7号", "8号")
    office.write("decisions/2024/cf-2024-z9z9z9.yaml", "x: y\nchanges: z\n")
    office.file("cf-2024-z9z9z9").write_text(text + changes, "utf-8")
    return text


PLACEHOLDER = "changes:\n  - kind: published\n    date: 2024-05-30\n"


@pytest.mark.parametrize("changes", ["", PLACEHOLDER])
def test_a_drafted_record_gets_its_publication(office: Office, changes: str) -> None:
    text = drafted(office, changes)
    earlier = ("--first-published-date", "2024-05-20", "--where", "信用云溪")
    result = office.run_command("publish-record", "cf-2024-z9z9z9", *earlier, *ROLES, "--yes")
    assert result.exit_code == 0, result.output
    begin = (
        ["-    date: 2024-05-30", f"+    date: {TODAY}"]
        if changes
        else ["+changes:", "+  - kind: published", f"+    date: {TODAY}"]
    )
    assert changed(text + changes, office.read("cf-2024-z9z9z9")) == [
        *begin,
        "+    first_published:",
        "+      date: 2024-05-20",
        "+      where: 信用云溪",
        "+    roles:",
        "+      drafted: 法规科",
        "+      reviewed: 法制岗",
        "+      approved: 分管负责人",
    ]
    assert office.errors() == ""


@pytest.mark.parametrize(
    ("typed", "roles"),
    [
        ("\n\n\ny\n", None),
        ("法规科\n法制岗\n分管负责人\ny\n", ("法规科", "法制岗", "分管负责人")),
        ("法规科\n\n\n法制岗\n分管负责人\ny\n", ("法规科", "法制岗", "分管负责人")),
    ],
)
def test_a_publication_asks_who_did_it(
    office: Office, typed: str, roles: tuple[str, ...] | None
) -> None:
    drafted(office, "")
    result = office.run_command("publish-record", "cf-2024-z9z9z9", typed=typed)
    assert result.exit_code == 0, result.output
    told = office.record("cf-2024-z9z9z9").changes[0].roles
    assert (told and (told.drafted, told.reviewed, told.approved)) == roles


def test_a_draft_is_nowhere_and_nothing_is_wrong_with_it(office: Office) -> None:
    drafted(office, "")
    assert office.errors() == ""
    told = office.run_command("check").output
    assert "提醒 [draft] 还没有公布，谁也看不到；" in told
    assert "portal publish-record cf-2024-z9z9z9" in told
    gate = Gate(load(office.data), as_of=date(2999, 1, 1))
    assert gate.state("cf-2024-z9z9z9") is None
    office.commit("草稿")
    assert office.run_command("check", "--base", "HEAD").exit_code == 0
    assert office.run_command("publish-record", "cf-2024-z9z9z9", "--yes").exit_code == 0
    assert office.run_command("check", "--base", "HEAD").exit_code == 0


def test_a_publication_may_be_on_a_coming_day(office: Office) -> None:
    drafted(office, "")
    result = office.run_command("publish-record", "cf-2024-z9z9z9", "--date", "2024-06-10", "--yes")
    assert result.exit_code == 0, result.output
    assert office.last_change("cf-2024-z9z9z9") == {"kind": "published", "date": "2024-06-10"}
    assert "\n2024-06-10 起公众将看到：" in result.output


# -- what depends on it --------------------------------------------------------------------------


def test_a_withdrawal_names_what_rests_on_the_record(office: Office) -> None:
    arguments = ("--ground", "撤销", "--effective", TODAY, *COURT, *ROLES, *NOTE, "--dry-run")
    result = office.run_command("withdraw", PENALTY, *arguments)
    assert result.exit_code == 0, result.output
    assert "有 1 条记录依据或引用它" in result.output
    assert f"名单条目 {ENTRY}　名单条目：{FIRM}" in result.output
    assert (
        f"在“所依据的决定”里写着它。列入的依据没有了：核实后移出名单（portal end {ENTRY}"
        in result.output
    )
    assert "统计：" in result.output
    assert office.read(PENALTY) == DECISION


def test_the_end_of_a_list_entry_is_told_with_its_command(office: Office) -> None:
    told = ("--ground", "撤销", "--effective", TODAY, *COURT, *ROLES, *NOTE, "--yes")
    output = office.run_command("withdraw", PENALTY, *told).output
    (command,) = re.findall(r"（portal (end .*)），没有移出以前 portal due 会一直列出", output)
    assert office.run_command(*shlex.split(command), "--yes").exit_code == 0
    assert office.last_change(ENTRY)["note"] == "列入所依据的决定已撤回。"


def test_the_end_asks_for_a_note_that_may_be_left_out(office: Office) -> None:
    result = office.run_command("end", ENTRY, "--route", "移出", typed="\ny\n")
    assert "说明（法律、机关等的写给公众看；" in result.output
    assert "决定、名单条目、执法人员的只留底，不公开" in result.output
    assert "note" not in office.last_change(ENTRY)


def test_a_withdrawal_is_written_and_the_check_demands_the_exit_of_the_entry(
    office: Office,
) -> None:
    arguments = ("--ground", "撤销", "--effective", TODAY, *COURT, *ROLES, *NOTE, "--yes")
    assert FOUNDED_ON in office.run_command("withdraw", PENALTY, *arguments).output
    assert f"{FOUNDED_ON} 所依据的决定 {PENALTY} 已经撤回" in office.errors()
    assert office.run_command("end", ENTRY, "--route", "移出", "--yes").exit_code == 0
    assert office.errors() == ""


def test_dependents_that_are_down_already_are_only_counted(office: Office) -> None:
    assert office.run_command("end", ENTRY, "--route", "移出", "--yes").exit_code == 0
    office.commit()
    arguments = ("--ground", "撤销", "--effective", TODAY, *COURT, *ROLES, *NOTE, "--dry-run")
    told = office.run_command("withdraw", PENALTY, *arguments).output
    assert "另有 1 条引用它的记录已不公开" in told
    assert f"名单条目 {ENTRY}" not in told


def test_a_superseded_record_is_missed_by_what_it_replaced(office: Office) -> None:
    assert office.run_command("supersede", PERMIT, "--by", RENEWED, "--yes").exit_code == 0
    office.commit()
    arguments = ("--ground", "撤销", "--effective", TODAY, *COURT, *ROLES, *NOTE, "--dry-run")
    told = office.run_command("withdraw", RENEWED, *arguments).output
    assert f"执法决定 {PERMIT}" in told
    assert "portal reinstate" in told


DOWN = {
    "withdraw": ("--ground", "撤销", "--effective", "TODAY", *COURT, *ROLES, *NOTE, "--yes"),
    "end": ("--route", "修复", "--yes"),
    "remove": ("--ground", "个人隐私", *ROLES, "--yes"),
}


@pytest.mark.parametrize("command", DOWN)
def test_what_comes_down_takes_its_coming_amendment_with_it(office: Office, command: str) -> None:
    plan = (
        "scheduled:   # 分期\n  effective: 2024-07-01\n  set: {remark: 乙}\n  note: 甲\n"
        "  ground: 变更\n  authority: {body: 云溪市人民政府}\n"
    )
    office.file(PENALTY).write_text(DECISION.replace("changes:", f"{plan}changes:"), "utf-8")
    office.commit("预定")
    arguments = [TODAY if one == "TODAY" else one for one in DOWN[command]]
    result = office.run_command(command, PENALTY, *arguments)
    assert result.exit_code == 0, result.output
    assert "定于 2024-07-01 生效的预定变更不会再生效，一并取消" in result.output
    assert "scheduled" not in office.read(PENALTY)
    if command != "remove":
        assert office.read(PENALTY).startswith(DECISION.split("changes:")[0])


KEPT = f"""\
act: 行政处罚   # 一般程序
agency: {AGENCY}
party:
  name: {FIRM}   # 登记的全称
  kind: 法人及非法人组织
  legal_representative: 白某   # 不公开
  # 以上核对过执照
decided_on: 2024-05-08
document_number: 云网信罚〔2024〕7号
content: 给予警告。
penalties:
  - 警告   # 第一项
  - "罚款"
fine: '100000.00'   # 见缴款书
publicity_until: 2099-12-31
changes: [{{kind: published, date: 2024-05-10}}]   # 只能添加
"""


@pytest.fixture
def kept(office: Office) -> Office:
    """The penalty as somebody wrote it who comments every line."""
    office.file(PENALTY).write_text(KEPT, "utf-8")
    office.commit("另一种写法")
    return office


@pytest.mark.parametrize(
    ("sets", "lines"),
    [
        (
            ("--unset", "party.legal_representative"),
            ["-  legal_representative: 白某   # 不公开"],
        ),
        (
            [w for n in ("警告", "罚款", "没收违法所得") for w in ("--set", f"penalties={n}")],
            ["+  - 没收违法所得"],
        ),
        (("--set", "party.tax_number=123"), ["+  tax_number: '123'"]),
    ],
)
def test_a_part_more_or_less_is_a_line_more_or_less(
    kept: Office, sets: Sequence[str], lines: list[str]
) -> None:
    arguments = (*sets, "--note", "误。", "--found-by", "party", "--yes")
    result = kept.run_command("correct", PENALTY, *arguments)
    assert result.exit_code == 0, result.output
    told = [line.replace("'", "") for line in changed(KEPT, kept.read(PENALTY))]
    others = [line for line in told if "changes:" not in line]
    assert others == [line.replace("'", "") for line in lines]
    assert "}]   # 只能添加" in kept.read(PENALTY)


def test_what_is_put_off_stands_as_it_stood(kept: Office) -> None:
    kept.file(PENALTY).write_text(
        KEPT.replace("fine: '100000.00'   # 见缴款书", "fine: 1.00"), "utf-8"
    )
    arguments = ("--from", "2024-07-01", "--ground", "变更", *COURT, *NOTE, "--yes")
    result = kept.run_command("amend", PENALTY, *arguments)
    assert result.exit_code == 0, result.output
    assert "-fine" not in "".join(changed(KEPT, kept.read(PENALTY)))
    assert "fine: '100000.00'   # 见缴款书" in kept.read(PENALTY)
