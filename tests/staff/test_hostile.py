"""Hostile tables and moments: what `check` refuses is not written, nothing runs, nothing doubles."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from portal.staff.mapping import read_mappings
from portal.staff.store import alone
from portal.staff.tables import guarded, unguarded
from portal.staff.targets import BadMapping
from tests.staff.desk import FIRM, PENALTY, PENALTY_HEADER, Desk, counts, workbook
from tests.staff.test_templates import OWN

FINE, REMARK = "罚款金额(万元)", "备注"
NUMBER = "行政处罚决定书文号"
CORRECTED = ("--as", "corrected", "--note", "录错")

# -- what check refuses --------------------------------------------------------------------------


def test_a_row_that_a_rule_hides_is_not_written(desk: Desk) -> None:
    desk.write(
        "rules/gz-2024-k7m3q9.yaml",
        "name: 仅警告的不公开\npurpose: 不予公开\nacts: [行政处罚]\npenalties: [警告]\n"
        "valid_from: 2024-01-01\nbasis: [{text: 某办法}]\n",
    )
    rows = [{**PENALTY, "处罚类别": "警告", FINE: ""}, {**PENALTY, NUMBER: "8号"}]
    result = desk.run(desk.table(rows))
    assert counts(result) == (2, 1, 0, 0, 1)
    assert "依规则“仅警告的不公开”不予公开" in result.output
    assert "0 处错误" in desk.check().output


def test_a_refused_row_takes_its_likes_along_and_leaves_no_trace(desk: Desk) -> None:
    bad = {**PENALTY, REMARK: "电话13800138000", "处罚机关": "云溪市林业局"}
    good = {**PENALTY, NUMBER: "8号"}
    table = desk.table([bad, bad, good])
    result = desk.run(table, desk.table([{**bad, REMARK: ""}], "二.csv"), "--create-agencies")
    lines = [line.strip() for line in result.output.splitlines() if "共 " in line]
    assert lines == [
        "共 3 行 = 新增 1 + 未变 0 + 更改 0 + 退回 2",
        "共 1 行 = 新增 1 + 未变 0 + 更改 0 + 退回 0",
    ]
    assert result.output.count("新建机关：“云溪市林业局”") == 1
    assert "0 处错误" in desk.check().output


def test_a_made_agency_is_examined_too(desk: Desk) -> None:
    rows = [{**PENALTY, "处罚机关": "林业局13800138000"}]
    result = desk.run(desk.table(rows), "--create-agencies")
    assert counts(result) == (1, 0, 0, 0, 1)
    assert "像是电话号码" in result.output
    assert len(list(desk.corpus().of("agency"))) == 2


def test_a_change_that_check_refuses_is_undone(desk: Desk) -> None:
    desk.run(desk.table([PENALTY]))
    before = desk.decision_file().read_bytes()
    bad = {**PENALTY, REMARK: "电话13800138000"}
    result = desk.run(desk.table([bad]), desk.table([PENALTY], "二.csv"), *CORRECTED)
    assert "退回，“备注”：像是电话号码" in result.output
    assert "共 1 行 = 新增 0 + 未变 1" in result.output
    assert desk.decision_file().read_bytes() == before


def test_warnings_are_counted(desk: Desk) -> None:
    result = desk.run(desk.table([{**PENALTY, NUMBER: "云网信罚（2024〕7号"}]))
    assert counts(result) == (1, 1, 0, 0, 0)
    assert "收下的记录有 1 处提醒" in result.output
    assert "0 处错误，1 处提醒" in desk.check().output


# -- no amount -----------------------------------------------------------------------------------


def test_a_zero_is_no_silence(desk: Desk) -> None:
    desk.run(desk.table([{**PENALTY, "没收违法所得、没收非法财物的金额(万元)": "0"}]))
    zero = desk.table([{**PENALTY, FINE: "0.00"}])
    result = desk.run(zero)
    assert counts(result) == (1, 0, 0, 0, 1)
    assert "的“罚款金额”不同" in result.output
    assert counts(desk.run(zero, *CORRECTED)) == (1, 0, 0, 1, 0)
    decision = desk.decision()
    assert decision.fine is None
    assert decision.changes[1].was == {"fine": Decimal("10000.00")}
    assert counts(desk.run(zero)) == (1, 0, 1, 0, 0)
    assert "表格是旧的" in desk.run(desk.table([PENALTY])).output


# -- two at once, and killed ---------------------------------------------------------------------


def test_two_imports_at_once_do_not_double_rows(desk: Desk) -> None:
    table = desk.table([PENALTY])
    with alone(desk.data):
        result = desk.run(table)
    assert result.exit_code == 1
    assert f"另一个命令正在写入 {desk.data}，请等它结束再试。" in result.output
    assert not (desk.data / "decisions").exists()
    assert counts(desk.run(table)) == (1, 1, 0, 0, 0)


def test_many_imports_at_once_write_every_row_once(desk: Desk) -> None:
    table = desk.table([{**PENALTY, NUMBER: f"{number}号"} for number in range(30)])
    portal = str(Path(sys.executable).with_name("portal"))
    command = [portal, "import", str(table), "--data", str(desk.data), "--as-of", "2024-06-03"]
    runs = [subprocess.Popen(command, stdout=-3, stderr=-3) for _ in range(4)]
    assert 0 in {run.wait() for run in runs}
    assert len(desk.decisions()) == 30


def test_a_killed_import_is_no_obstacle(desk: Desk) -> None:
    table = desk.table([{**PENALTY, "处罚决定日期": ""}, PENALTY])
    folder = desk.data / "decisions" / "2024"
    folder.mkdir(parents=True)
    (folder / ".cf-2024-k7m3q9.yaml.0123abcd.portal-tmp").write_text("half", encoding="utf-8")
    (desk.folder / ".处罚.csv.rejected.csv.tmp").write_text("half", encoding="utf-8")
    (desk.folder / ".处罚.csv.rejected.csv.0123abcd.portal-tmp").write_text(
        "half", encoding="utf-8"
    )
    assert counts(desk.run(table)) == (2, 1, 0, 0, 1)
    assert not list(desk.folder.rglob("*.portal-tmp"))


# -- the table of rejected rows ------------------------------------------------------------------

FORMULAS = ["=1+1", " =1+1", "\u3000=1+1", "\t=1", "\n@a", "\u00a0+1", "＝1", "'=1", "''=1"]


@pytest.mark.parametrize("text", [*FORMULAS, "-3", "\ufeff-3", " '=1", "'", "'甲", "", "甲=1"])
def test_a_guard_is_taken_off_again(text: str) -> None:
    assert unguarded(guarded(text)) == text
    if text in FORMULAS:
        assert guarded(text) == f"'{text}"


def test_no_header_is_a_formula_and_no_column_is_lost(desk: Desk) -> None:
    header = [*PENALTY_HEADER, "=cmd|'/c calc'!A1", REMARK, REMARK]
    row = [PENALTY.get(name, "") for name in PENALTY_HEADER]
    row[PENALTY_HEADER.index("处罚决定日期")] = ""
    file = io.StringIO()
    csv.writer(file).writerows([header, [*row, "　=1+1", "一", "二"]])
    desk.run(desk.file("处罚.csv", file.getvalue().encode()))
    text = (desk.folder / "处罚.csv.rejected.csv").read_text(encoding="utf-8-sig")
    (names, cells) = csv.reader(io.StringIO(text))
    assert names[-3:] == ["'=cmd|'/c calc'!A1", REMARK, REMARK]
    assert cells[-3:] == ["'　=1+1", "一", "二"]
    again = desk.run(desk.folder / "处罚.csv.rejected.csv")
    assert counts(again) == (1, 0, 0, 0, 1)
    (row_again,) = desk.rejected("处罚.csv.rejected.csv")
    assert row_again["退回原因"].startswith("没有填“处罚决定日期”")


def test_a_guard_is_taken_off_in_a_workbook_too(desk: Desk) -> None:
    row = [{**PENALTY, REMARK: "'-5 度"}.get(name) for name in PENALTY_HEADER]
    desk.run(workbook(desk.folder / "处罚.xlsx", {"处罚": [PENALTY_HEADER, row]}))
    assert desk.decision().remark == "-5 度"


def test_a_number_that_was_no_text_is_refused_again(desk: Desk) -> None:
    row = [{**PENALTY, NUMBER: 20240007}.get(name) for name in PENALTY_HEADER]
    desk.run(workbook(desk.folder / "处罚.xlsx", {"处罚": [PENALTY_HEADER, row]}))
    (rejected,) = desk.rejected("处罚.xlsx")
    assert rejected[NUMBER] == "【不是文本】20240007"
    result = desk.run(desk.folder / "处罚.xlsx.rejected.csv")
    assert counts(result) == (1, 0, 0, 0, 1)
    assert "“20240007”在表格里是数字或日期，不是文本" in result.output


# -- mappings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("fixed: {act: 行政许可", "fixed: {party: 乱", ":5: “行政相对人”应写成分项"),
        ("fixed: {act: 行政许可", "fixed: {act: 许可", ":5: 行为类别：“许可”不在可选的值之内"),
        ("fixed: {act: 行政许可", "fixed: {akt: 行政许可", ":5: “akt”不是可以写固定值的字段"),
        ("fixed: {act: 行政许可", "fixed: {changes: []", ":5: “changes”不是可以写固定值的字段"),
        ("fixed: {act: 行政许可", "fixed: {basis: 甲法", ":5: “依据”应写成列表"),
        ("fixed: {act: 行政许可", "fixed: {party: {nme: 甲}", ":5: “nme”不是可以写固定值的字段"),
        ("fixed: {act: 行政许可", "fixed: {act: [行政许可]", ":5: “行为类别”应写成一个值或分项"),
        (
            "to: content}",
            "to: content, values: {甲: {乙: 丙}}}",
            ":9: 决定内容：这里应当只写一个值",
        ),
        ("to: content}", "to: permit_kind, values: {甲: 一般}}", ":9: 许可类别：“一般”不在可选"),
        ("to: content}", "to: permit_kind, otherwise: 别的}", ":9: 许可类别：“别的”不在可选"),
        ("to: content}", "to: agency.name, values: {甲: 乙}}", ":9: 这一列不能写取值对照"),
        ("to: content}", "to: content, detail: fine}", ":9: “fine”不是文字字段"),
        ("to: content}", "to: scheduled.note}", ":9: “scheduled.note”不是该类记录的字段"),
        ("to: content}", "to: joint_agencies.name}", ":9: “joint_agencies.name”不能由一列填写"),
        ("ignored: [序号]", "ignored: [序号]\nfixed_: 甲", "没有“fixed_”这个字段"),
    ],
)
def test_a_wrong_mapping_says_where(desk: Desk, before: str, after: str, message: str) -> None:
    assert before in OWN
    mapping = desk.file("台账.yaml", OWN.replace(before, after).encode())
    with pytest.raises(BadMapping, match=r".") as raised:
        read_mappings(mapping)
    assert message in str(raised.value)
    result = desk.run(desk.table([{"企业": FIRM}], "台账.csv"), "--mapping", mapping)
    assert result.exit_code == 2
    assert message in result.output


def test_what_is_fixed_is_not_what_another_row_said(desk: Desk) -> None:
    fixed = "fixed: {party: {kind: 法人及非法人组织}, penalties: [警告], act: 行政处罚"
    text = OWN.replace("fixed: {act: 行政许可", fixed)
    text = text.replace("ignored:", "  - {names: [类别], to: penalties}\nignored:")
    row: dict[str, Any] = {"内容": "见决定书", "日期": "2024.5.8"}
    rows = [{**row, "企业": "甲公司", "类别": "罚款"}, {**row, "企业": "乙公司", "类别": ""}]
    table = desk.table(rows, "台账.csv")
    result = desk.run(table, "--mapping", desk.file("台账.yaml", text.encode()))
    assert counts(result) == (2, 2, 0, 0, 0), result.output
    told: list[Any] = list(desk.decisions())
    assert {(one.party.name, one.penalties) for one in told} == {
        ("甲公司", ("警告", "罚款")),
        ("乙公司", ("警告",)),
    }
