"""A clerk's desk: an empty portal with two agencies, tables of every kind, the `portal` command."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from click.testing import CliRunner, Result

from portal.cli import main
from portal.model import Record, Removed
from portal.source import Corpus, load

AS_OF = "2024-06-03"
AGENCY, OTHER_AGENCY = "jg-2024-k7m3q9", "jg-2024-p4x8d2"
AGENCY_NAME, AGENCY_CODE = "云溪市网信办", "11339901000002030A"
FIRM, FIRM_CODE = "云溪星河科技有限公司", "91339901MA2KYXHE0R"
TRADER, TRADER_CODE = "云溪老街面馆", "92339901MA2KYXHE1R"

ROLES = ("--drafted", "法规科", "--reviewed", "保密审查岗", "--approved", "分管负责人")

PENALTY_HEADER = [
    "行政相对人名称",
    "行政相对人类别",
    "行政相对人代码_1(统一社会信用代码)",
    "行政相对人代码_2(工商注册号)",
    "行政相对人代码_3(组织机构代码)",
    "行政相对人代码_4(税务登记号)",
    "行政相对人代码_5(事业单位证书号)",
    "行政相对人代码_6(社会组织登记证号)",
    "法定代表人",
    "法定代表人证件类型",
    "法定代表人证件号码",
    "证件类型",
    "证件号码",
    "行政处罚决定书文号",
    "违法行为类型",
    "违法事实",
    "处罚依据",
    "处罚类别",
    "处罚内容",
    "罚款金额(万元)",
    "没收违法所得、没收非法财物的金额(万元)",
    "暂扣或吊销证照名称及编号",
    "处罚决定日期",
    "处罚有效期",
    "公示截止期",
    "处罚机关",
    "处罚机关统一社会信用代码",
    "数据来源单位",
    "数据来源单位统一社会信用代码",
    "备注",
]
PENALTY: dict[str, Any] = {
    "行政相对人名称": FIRM,
    "行政相对人类别": "法人及非法人组织",
    "行政相对人代码_1(统一社会信用代码)": FIRM_CODE,
    "行政处罚决定书文号": "云网信罚〔2024〕7号",
    "违法行为类型": "未履行网络安全保护义务",
    "违法事实": "未留存网络日志。",
    "处罚依据": "《中华人民共和国网络安全法》第五十九条第一款",
    "处罚类别": "罚款",
    "处罚内容": "罚款一万元",
    "罚款金额(万元)": "1.000000",
    "处罚决定日期": "2024/5/8",
    "处罚有效期": "2099/12/31",
    "处罚机关": AGENCY_NAME,
    "数据来源单位": AGENCY_NAME,
}

Rows = Sequence[dict[str, Any]]


class Desk:
    """One data folder and the commands that a clerk gives."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.write(
            f"agencies/{AGENCY}.yaml",
            f"name: 云溪市互联网信息办公室\ncode: {AGENCY_CODE}\naliases:\n  - {AGENCY_NAME}\n",
        )
        self.write(f"agencies/{OTHER_AGENCY}.yaml", "name: 云溪市水利局\n")

    def write(self, path: str, text: str) -> Path:
        """Write a record published on 2024-01-02, unless `text` declares its own history."""
        file = self.data / path
        file.parent.mkdir(parents=True, exist_ok=True)
        published = "changes:\n  - kind: published\n    date: 2024-01-02\n"
        text = text if "changes:" in text or path == "aliases.yaml" else text + published
        file.write_text(text, encoding="utf-8")
        return file

    def table(self, rows: Rows, name: str = "处罚.csv", encoding: str = "utf-8-sig") -> Path:
        """Write rows as a CSV file; columns of the penalty template first."""
        header = list(dict.fromkeys([*PENALTY_HEADER, *(key for row in rows for key in row)]))
        if not any("处罚内容" in row for row in rows):
            header = list(dict.fromkeys(key for row in rows for key in row))
        text = io.StringIO()
        writer = csv.DictWriter(text, header, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
        return self.file(name, text.getvalue().encode(encoding))

    def file(self, name: str, data: bytes) -> Path:
        """Write any file."""
        path = self.folder / name
        path.write_bytes(data)
        return path

    def json(self, content: object, name: str = "表.json") -> Path:
        """Write a JSON file."""
        return self.file(name, json.dumps(content, ensure_ascii=False).encode())

    def run(self, *arguments: str | Path, as_of: str = AS_OF) -> Result:
        """Run `portal import`."""
        options = ["--data", str(self.data), "--as-of", as_of]
        return self.portal("import", *map(str, arguments), *options)

    def check(self, as_of: str = AS_OF) -> Result:
        """Run `portal check`."""
        return self.portal("check", "--data", str(self.data), "--as-of", as_of)

    def edit(self, replaced: dict[str, str], change: str) -> None:
        """Change the one decision by hand: some of its text, and a change at the end."""
        path = self.decision_file()
        text = path.read_text(encoding="utf-8")
        for before, after in replaced.items():
            assert before in text
            text = text.replace(before, after)
        path.write_text(text + change, encoding="utf-8")

    def portal(self, *arguments: str) -> Result:
        """Run any `portal` command."""
        return CliRunner().invoke(main, list(arguments))

    def corpus(self) -> Corpus:
        """Load what is there; it is always without a fault."""
        corpus = load(self.data)
        assert corpus.problems == ()
        return corpus

    def decisions(self) -> list[Record]:
        """Return the decisions."""
        items = self.corpus().of("decision")
        return [item.record for item in items if not isinstance(item.record, Removed)]

    def decision(self) -> Any:
        """Return the one decision."""
        (only,) = self.decisions()
        return only

    def decision_file(self) -> Path:
        """Return the file of the one decision."""
        (only,) = (self.data / "decisions").rglob("*.yaml")
        return only

    def rejected(self, name: str = "处罚.csv") -> list[dict[str, str]]:
        """Return the rows of the table of rejected rows."""
        path = self.folder / f"{name}.rejected.csv"
        return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def workbook(path: Path, sheets: dict[str, Any]) -> Path:
    """Write an XLSX file; dates get a date format."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy/m/d"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def counts(result: Result) -> tuple[int, int, int, int, int]:
    """Return rows, new, unchanged, changed, rejected as the command said them, and add up."""
    (line,) = [one for one in result.output.splitlines() if one.strip().startswith("共 ")]
    rows, new, unchanged, changed, rejected = map(int, re.findall(r"\d+", line))
    assert rows == new + unchanged + changed + rejected
    return rows, new, unchanged, changed, rejected
