"""Files of every kind become rows; a cell keeps its type, so that lost digits are noticed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlwt

from portal.staff.tables import Unreadable, guarded, read_table, unguarded
from tests.staff.desk import FIRM, PENALTY, PENALTY_HEADER, TRADER_CODE, Desk, counts, workbook

ROW = [PENALTY.get(name) for name in PENALTY_HEADER]


def changed(**cells: object) -> list[object]:
    """A row of the penalty template with some cells changed, by their beginning."""
    row = list(ROW)
    for start, value in cells.items():
        (place,) = [n for n, name in enumerate(PENALTY_HEADER) if name.startswith(start)]
        row[place] = value
    return row


@pytest.mark.parametrize(
    ("encoding", "told"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030")]
)
def test_csv_in_both_encodings(desk: Desk, encoding: str, told: str) -> None:
    rare = {**PENALTY, "备注": "𠮷字", "违法事实": "第一段\n第二段，含逗号"}
    result = desk.run(desk.table([rare], encoding=encoding))
    assert counts(result) == (1, 1, 0, 0, 0)
    assert f"（{told}，双公示·行政处罚（2018））" in result.output
    decision = desk.decision()
    assert (decision.remark, decision.facts_found) == ("𠮷字", "第一段\n第二段，含逗号")
    assert "facts_found: |-\n  第一段\n  第二段" in desk.decision_file().read_text(encoding="utf-8")


def test_xlsx_with_title_dates_numbers_and_two_sheets(desk: Desk) -> None:
    day = datetime(2024, 5, 8)
    rows = [
        ["附件2　行政处罚信息公示表"],
        PENALTY_HEADER,
        changed(处罚决定日期=day, 罚款金额=0.2, 行政处罚决定书文号="1号"),
        [],
        changed(处罚决定日期=45420, 罚款金额=1, 行政处罚决定书文号="2号"),
        changed(处罚决定日期=20240508, 行政处罚决定书文号="3号"),
    ]
    path = workbook(desk.folder / "处罚.xlsx", {"处罚": rows, "说明": [["填表说明"], ["……"]]})
    result = desk.run(path)
    assert counts(result) == (3, 3, 0, 0, 0)
    assert "没有认出表头的工作表，没有读：说明" in result.output
    found: list[Any] = list(desk.decisions())
    decisions = {decision.document_number: decision for decision in found}
    assert {d.decided_on for d in decisions.values()} == {date(2024, 5, 8)}
    assert [decisions[f"{n}号"].fine for n in (1, 2)] == [Decimal("2000"), Decimal("10000")]


def test_a_code_that_arrives_as_a_number_is_refused(desk: Desk) -> None:
    rows = [
        PENALTY_HEADER,
        changed(行政相对人代码_2=339901000123456),
        changed(行政处罚决定书文号=20240007),
        changed(行政处罚决定书文号=datetime(2024, 7, 1)),
        changed(行政相对人代码_1=9.13399010020304e17),
    ]
    path = workbook(desk.folder / "处罚.xlsx", {"处罚": rows})
    result = desk.run(path)
    assert counts(result) == (4, 0, 0, 0, 4)
    reasons = [row["退回原因"] for row in desk.rejected("处罚.xlsx")]
    assert "“339901000123456”在表格里是数字，不是文本" in reasons[0]
    assert "“20240007”在表格里是数字" in reasons[1]
    assert "在表格里是日期或时间" in reasons[2]
    assert "第 15 位以后的数字可能已经丢失" in reasons[3]
    assert [row["原工作表"] for row in desk.rejected("处罚.xlsx")] == ["处罚"] * 4


def test_xls(desk: Desk) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("处罚")
    row = changed(处罚决定日期=date(2024, 5, 8), 罚款金额=0.123456)
    for column, (name, value) in enumerate(zip(PENALTY_HEADER, row, strict=True)):
        sheet.write(0, column, name)
        style = xlwt.easyxf(num_format_str="YYYY/MM/DD" if isinstance(value, date) else "General")
        sheet.write(1, column, value, style)
    path = desk.folder / "处罚.xls"
    book.save(str(path))
    assert counts(desk.run(path)) == (1, 1, 0, 0, 0)
    assert desk.decision().fine == Decimal("1234.56")


def test_a_second_header_of_codes_is_no_row(desk: Desk) -> None:
    codes = ["CF_XDR_MC", "CF_XDR_LB", "CF_NR", "CF_JDRQ", "CF_CFJG"]
    names = ["行政相对人名称", "行政相对人类别*", "处罚内容", "处罚决定日期", "处罚机关"]
    row = [FIRM, "法人", "罚款", "2024.5.8", "云溪市水利局"]
    path = workbook(desk.folder / "处罚.xlsx", {"甲": [names, codes, row, [*row[:2], "警告"]]})
    result = desk.run(path)
    assert counts(result) == (2, 1, 0, 0, 1)


def test_a_row_longer_than_its_header_is_refused(desk: Desk) -> None:
    names = "行政相对人名称,处罚内容,处罚决定日期,处罚机关"
    text = f"{names}\n{FIRM},罚款,2024-05-08,云溪市水利局,多出来的\n"
    result = desk.run(desk.file("处罚.csv", text.encode()))
    assert counts(result) == (1, 0, 0, 0, 1)
    assert "这一行的格子比表头多" in result.output


def test_json_object_of_arrays(desk: Desk) -> None:
    path = desk.json({"处罚": [{**PENALTY, "罚款金额(万元)": 1.5}], "其他": [{"甲": 1}]})
    result = desk.run(path)
    assert counts(result) == (1, 1, 0, 0, 0)
    assert "没有认出表头的工作表，没有读：其他" in result.output
    assert desk.decision().fine == Decimal("15000.00")


def test_json_with_a_code_as_a_number(desk: Desk) -> None:
    path = desk.json([{**PENALTY, "行政处罚决定书文号": 20240007}])
    assert "“20240007”在表格里是数字" in desk.run(path).output


UNREADABLE: list[tuple[str, bytes, str]] = [
    ("表.csv", "甲,乙".encode("utf-16"), "UTF-16"),
    ("表.csv", b"\xff\xff,\x80", "既不是 UTF-8 也不是 GB18030"),
    ("表.csv", '"甲"乙,丙\n'.encode(), "引号或逗号不合 CSV 的写法"),
    ("表.xls", b"<html><table>", "这其实是网页文件"),
    ("表.xlsx", b"PK\x03\x04 no", "不是完好的 xlsx 或 xls 文件"),
    ("表.json", b"[{]", "JSON 写法不对"),
    ("表.json", b'{"a": [1]}', "“a”不是由对象组成的数组"),
    ("表.json", b"3", "JSON 的文件不是由对象组成的数组"),
]


@pytest.mark.parametrize(("name", "data", "reason"), UNREADABLE)
def test_what_cannot_be_read_is_an_error_of_use(
    desk: Desk, name: str, data: bytes, reason: str
) -> None:
    result = desk.run(desk.file(name, data))
    assert result.exit_code == 2
    assert reason in result.output


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="文件打不开"):
        read_table(tmp_path / "没有.csv")


@pytest.mark.parametrize("text", ["=1+1", "-3", "+8", "@甲", TRADER_CODE, "'甲", ""])
def test_no_cell_is_a_formula(text: str) -> None:
    assert not guarded(text).startswith(tuple("=+-@"))
    assert unguarded(guarded(text)) == text
