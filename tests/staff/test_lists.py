"""Lists that rows name: found by name, made only when asked, from what the mapping says of them."""

import csv
from pathlib import Path
from typing import Any

import pytest

from portal.lifecycle import Gate
from portal.model.fields import parse_day
from portal.staff.mapping import read_mappings
from portal.staff.targets import BadMapping
from tests.staff.desk import AS_OF, FIRM, FIRM_CODE, Desk, counts

ENTRY = {
    "企业": FIRM,
    "代码": FIRM_CODE,
    "名单": "诚信企业",
    "情形": "年度优秀",
    "年度": "2023",
    "日期": "2024-05-08",
    "机关": "云溪市水利局",
}
OTHER = {**ENTRY, "名单": "重点关注企业", "日期": "2024-05-09"}
PROMISE = {"承诺人": FIRM, "承诺": "依法经营。", "日期": "2024-05-08", "机关": "云溪市水利局"}
MAPPING = """\
name: 信用
parts:
  - name: 名单条目
    record: entry
    sheets: [名单]
    header: [企业, 名单, 日期]
    columns:
      - {names: [企业], to: party.name}
      - {names: [代码], to: party.code}
      - {names: [名单], to: listing.name}
      - {names: [情形], to: grounds, values: {年度优秀: 甲}}
      - {names: [情形], to: facts_found, labelled: 是}
      - {names: [年度], to: facts_found, labelled: 是}
      - {names: [日期], to: entered_on}
      - {names: [机关], to: agency.name}
    lists:
      诚信企业:
        colour: 红名单
        agency: 云溪市水务集团
        public: 是
        publication_basis:
          - text: 某办法
        grounds:
          - key: 甲
            text: 年度优秀。
        exit_conditions: 不再优秀的，移出。
      重点关注企业:
        colour: 灰名单
        agency: 云溪市水利局
        public: 否
        grounds:
          - key: 甲
            text: 年度优秀。
        exit_conditions: 六个月后移出。
  - name: 承诺
    record: commitment
    sheets: [承诺]
    header: [承诺人, 承诺, 日期]
    fixed: {kind: 主动型, publicity: 可向社会公开}
    columns:
      - {names: [承诺人], to: party.name}
      - {names: [承诺], to: content}
      - {names: [日期], to: made_on}
      - {names: [机关], to: agency.name}
"""


@pytest.fixture
def mapping(desk: Desk) -> Path:
    """A mapping of two parts; the yaml is flow style in places, which the reader takes."""
    return desk.file("信用.yaml", MAPPING.encode())


def lists(desk: Desk) -> dict[str, Any]:
    """The lists of the portal by name."""
    return {vars(one.record)["name"]: one.record for one in desk.corpus().of("list")}


def test_parts_are_chosen_by_sheet_and_lists_made_when_asked(desk: Desk, mapping: Path) -> None:
    told = desk.json({"名单": [ENTRY], "承诺": [PROMISE], "别的": [{"甲": "乙"}]}, "信用.json")
    refused = desk.run(told, "--mapping", mapping)
    assert counts(refused) == (2, 1, 0, 0, 1)
    assert "没有登记名为“诚信企业”的名单" in refused.output
    assert "加 --create-lists 按映射里写的新建" in refused.output
    assert "没有登记的名单：“诚信企业”，第 1 行" in refused.output
    assert lists(desk) == {}
    half = desk.run(told, "--mapping", mapping, "--create-lists")
    assert "没有登记名为“云溪市水务集团”的机关" in half.output  # whose list it would be
    assert lists(desk) == {}
    done = desk.run(told, "--mapping", mapping, "--create-lists", "--create-agencies")
    assert counts(done) == (2, 1, 1, 0, 0)
    assert "新建名单：“诚信企业”" in done.output
    assert "没有认出表头的工作表，没有读：别的" in done.output
    (entry,) = (vars(item.record) for item in desk.corpus().of("entry"))
    assert entry["facts_found"] == "情形：年度优秀\n年度：2023"
    assert desk.check().exit_code == 0
    assert counts(desk.run(told, "--mapping", mapping)) == (2, 0, 2, 0, 0)


def test_a_list_that_is_there_is_found_and_none_is_made(desk: Desk, mapping: Path) -> None:
    declared = "colour: 红名单\nagency: jg-2024-p4x8d2\npublic: 否\ngrounds:\n  - key: 甲\n    text: 优秀\n"
    desk.write("lists/md-2024-k7m3q9.yaml", f"name: 诚信企业\n{declared}exit_conditions: 移出。\n")
    desk.run(desk.json({"名单": [ENTRY]}), "--mapping", mapping, "--create-lists")
    assert list(lists(desk)) == ["诚信企业"]
    (entry,) = (vars(item.record) for item in desk.corpus().of("entry"))
    assert entry["listing"] == "md-2024-k7m3q9"


def test_a_list_that_no_law_makes_public_hides_its_entries(desk: Desk, mapping: Path) -> None:
    desk.run(desk.json({"名单": [OTHER]}), "--mapping", mapping, "--create-lists")
    gate = Gate(desk.corpus(), as_of=parse_day(AS_OF))
    (entry,) = desk.corpus().of("entry")
    assert gate.view(entry.id) is None
    without = MAPPING.replace("        publication_basis:\n          - text: 某办法\n", "")
    mapping = desk.file("无依据.yaml", without.encode())
    options = ("--create-lists", "--create-agencies")
    result = desk.run(desk.json({"名单": [ENTRY]}), "--mapping", mapping, *options)
    assert counts(result) == (1, 0, 0, 0, 1)
    assert "名单写了公开，却没有公开的法律依据" in result.output
    assert "诚信企业" not in lists(desk)


def test_rejected_rows_of_several_sheets_come_back(desk: Desk, mapping: Path) -> None:
    sheets = {"名单": [{**ENTRY, "日期": ""}], "承诺": [{**PROMISE, "日期": ""}]}
    options = ("--mapping", mapping, "--create-lists", "--create-agencies")
    assert counts(desk.run(desk.json(sheets, "信用.json"), *options)) == (2, 0, 0, 0, 2)
    rows = desk.rejected("信用.json")
    assert [row["退回原因"][:8] for row in rows] == ["没有填“日期”；"] * 2
    assert [row["原工作表"] for row in rows] == ["名单", "承诺"]
    mended = [{**row, "日期": "2024-05-08"} for row in rows]
    with (desk.folder / "改.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(mended)
    result = desk.run(desk.folder / "改.csv", *options)
    assert counts(result) == (2, 2, 0, 0, 0)
    assert "映射里没有的列" not in result.output


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("to: listing.name", "to: listing.code", "名单请写 listing.name"),
        ("colour: 红名单", "colour: 红色", "不在可选的值之内"),
        ("        agency: 云溪市水务集团\n", "", "缺少“认定机关”"),
        ("        exit_conditions: 不再优秀的，移出。\n", "", "缺少“移出条件”"),
        (
            "to: entered_on",
            "to: entered_on, labelled: 是",
            "“entered_on”不是文字字段，不能几列合写",
        ),
        ("record: commitment", "record: promise", "没有“promise”这类记录"),
    ],
)
def test_a_wrong_part_says_where(desk: Desk, before: str, after: str, message: str) -> None:
    assert before in MAPPING
    path = desk.file("信用.yaml", MAPPING.replace(before, after, 1).encode())
    with pytest.raises(BadMapping, match=r".") as raised:
        read_mappings(path)
    assert message in str(raised.value)
    assert f"{path}:0" not in str(raised.value)
