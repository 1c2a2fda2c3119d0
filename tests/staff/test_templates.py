"""The shipped templates, current and of 2015, the portal's own mappings, and other record types."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from portal.model import BY_TYPE
from portal.staff.mapping import SHIPPED, mappings_in, normal, read_mappings
from portal.staff.targets import BadMapping
from tests.staff.desk import AGENCY_CODE, AGENCY_NAME, FIRM, FIRM_CODE, TRADER_CODE, Desk, counts

ROOT = Path(__file__).parents[2]

PERMIT = {
    "行政相对人名称": FIRM,
    "行政相对人代码_1（统一社会信用代码）": FIRM_CODE,
    "行政许可决定文书名称": "准予行政许可决定书",
    "行政许可决定文书号": "云网信许〔2024〕1号",
    "许可类别": "普通",
    "许可内容": "互联网新闻信息服务",
    "许可决定日期": "2024/05/08",
    "有效期自": "2003/03/24",
    "有效期至": "2099/01/31",
    "许可机关": AGENCY_NAME,
    "当前状态": "1",
}


def permit(desk: Desk, **cells: str) -> Any:
    result = desk.run(desk.table([{**PERMIT, **cells}], "许可.csv"))
    assert counts(result) == (1, 1, 0, 0, 0), result.output
    return desk.decision()


def test_permit(desk: Desk) -> None:
    decision = permit(desk)
    assert (decision.act, decision.permit_kind) == ("行政许可", "普通")
    assert (str(decision.valid_from), decision.valid_until) == ("2003-03-24", "长期")
    assert decision.certificate_state == "有效"
    assert desk.decision_file().name.startswith("xk-2024-")


def test_permit_number_stands_in_for_the_document_number(desk: Desk) -> None:
    decision = permit(desk, 行政许可决定文书号="—", 许可编号="JY33202810257113")
    assert (decision.document_number, decision.certificate_number) == (None, "JY33202810257113")
    again = desk.run(desk.folder / "许可.csv")
    assert counts(again) == (1, 0, 1, 0, 0)


@pytest.mark.parametrize(
    ("told", "kind", "detail"),
    [
        ("普通许可", "普通", None),
        ("其他-临时许可", "其他", "临时许可"),
        ("其他（备案）", "其他", "备案"),
        ("其他", "其他", "其他"),
        ("备案", "其他", "备案"),
    ],
)
def test_kinds_of_permit(desk: Desk, told: str, kind: str, detail: str | None) -> None:
    decision = permit(desk, 许可类别=told)
    assert decision.permit_kind == kind
    assert decision.permit_kind_detail == (None if told == "其他" else detail)


PENALTY_2015 = {
    "CF_WSH": "云网信罚〔2016〕7号",
    "CF_CFMC": "某案",
    "CF_CFLB1": "1",
    "CF_CFLB2": "没收违法所得",
    "CF_SY": "未备案",
    "CF_YJ": "《互联网信息服务管理办法》第十九条",
    "CF_XDR_MC": FIRM,
    "CF_XDR_SHXYM": TRADER_CODE,
    "CF_XDR_SFZ": "",
    "CF_FR": "王某",
    "CF_JG": "罚款一万元",
    "CF_JDRQ": "2016/5/8",
    "CF_XZJG": AGENCY_NAME,
    "CF_ZT": "0",
    "DFBM": "339901",
    "SJC": "2016/5/9",
    "BZ": "",
}


def test_penalty_of_2015(desk: Desk) -> None:
    result = desk.run(desk.json([PENALTY_2015]))
    assert counts(result) == (1, 1, 0, 0, 0), result.output
    assert "双公示·行政处罚（2015）" in result.output
    assert "没有读" not in result.output
    decision = desk.decision()
    assert decision.penalties == ("罚款", "没收违法所得")
    assert (decision.party.kind, decision.document) == ("个体工商户", "某案")
    assert decision.facts_found == "未备案"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"CF_ZT": "1"}, "已撤销、有异议的不能由表格公开"),
        ({"CF_XDR_SHXYM": "", "CF_XDR_MC": "王某", "CF_XDR_SFZ": "3301"}, "应是自然人"),
    ],
)
def test_penalty_of_2015_refused(desk: Desk, cells: dict[str, str], reason: str) -> None:
    result = desk.run(desk.json([{**PENALTY_2015, **cells}]))
    assert counts(result) == (1, 0, 0, 0, 1)
    assert reason in result.output


def test_permit_of_2015(desk: Desk) -> None:
    row = {
        "行政许可决定书文号": "云网信许〔2016〕1号",
        "项目名称": "互联网新闻信息服务许可",
        "审批类别": "普通",
        "许可内容": "准予许可",
        "行政相对人名称": FIRM,
        "行政相对人代码_2(组织机构代码)": "123456789",
        "许可决定日期": "2016-05-08",
        "许可截止期": "2099-12-31",
        "许可机关": AGENCY_NAME,
        "当前状态": "",
    }
    result = desk.run(desk.table([row], "许可.csv"))
    assert counts(result) == (1, 1, 0, 0, 0), result.output
    assert "双公示·行政许可（2015）" in result.output
    decision = desk.decision()
    assert (decision.document, decision.valid_until) == ("互联网新闻信息服务许可", "长期")
    assert decision.party.organisation_code == "123456789"


@pytest.mark.parametrize(
    ("told", "kinds", "detail"),
    [
        ("罚款；责令改正", ["罚款", "其他"], "责令改正"),
        ("警告、罚款", ["警告", "罚款"], None),
        ("罚款,吊销营业执照", ["罚款", "吊销许可证件"], None),
        ("没收违法所得、没收非法财物", ["没收违法所得", "没收非法财物"], None),
        ("其他-责令改正", ["其他"], "责令改正"),
        ("暂扣或者吊销许可证", ["其他"], "暂扣或者吊销许可证"),
        ("罚款；罚款", ["罚款"], None),
    ],
)
def test_kinds_of_penalty(desk: Desk, told: str, kinds: list[str], detail: str | None) -> None:
    row = {"行政相对人名称": FIRM, "处罚内容": "见决定书", "处罚决定日期": "2024-05-08"}
    rows = [{**row, "处罚机关统一社会信用代码": AGENCY_CODE, "处罚机关": "", "处罚类别": told}]
    assert counts(desk.run(desk.table(rows))) == (1, 1, 0, 0, 0)
    decision = desk.decision()
    assert (list(decision.penalties), decision.penalty_detail) == (kinds, detail)


def test_the_table_of_natural_persons_is_refused(desk: Desk) -> None:
    row = {
        "行政相对人名称": "王某某",
        "居民身份证号": "330101199001011234",
        "住址": "云溪市某路",
        "处罚内容": "警告",
        "处罚决定日期": "2024-05-08",
        "处罚机关": AGENCY_NAME,
    }
    result = desk.run(desk.table([row]))
    assert counts(result) == (1, 0, 0, 0, 1)
    assert "自然人信息默认不公开" in result.output
    (rejected,) = desk.rejected()
    assert "居民身份证号" not in rejected
    assert "住址" not in rejected


OWN = """
name: 本市许可台账
record: decision
header: [企业, 内容, 日期]
fixed: {act: 行政许可, agency: jg-2024-k7m3q9}
columns:
  - {names: [企业], to: party.name}
  - {names: [代码], to: party.code}
  - {names: [内容], to: content}
  - {names: [日期], to: decided_on}
ignored: [序号]
"""


def test_anyone_can_write_a_mapping(desk: Desk) -> None:
    rows = [{"序号": "1", "企业": FIRM, "代码": FIRM_CODE, "内容": "准予", "日期": "2024.5.8"}]
    table = desk.table(rows, "台账.csv")
    assert desk.run(table).exit_code == 2
    mapping = desk.file("台账.yaml", OWN.encode())
    assert counts(desk.run(table, "--mapping", mapping)) == (1, 1, 0, 0, 0)
    (desk.data / "mappings").mkdir()
    mapping.rename(desk.data / "mappings" / "台账.yaml")
    result = desk.run(table)
    assert counts(result) == (1, 0, 1, 0, 0)
    assert "本市许可台账" in result.output


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("record: decision", "record: 许可", ":3: 没有“许可”这类记录；可用：agency（执法主体）"),
        ("to: content", "to: contents", ":9: “contents”不是该类记录的字段"),
        ("to: party.name", "to: party", "分项请写到底，如 party.name"),
        ("to: party.name", "to: agency", "机关请写 agency.name 或 agency.code"),
        ("[企业, 内容, 日期]", "[企业, 内容, 时间]", ":4: 识别列“时间”不在 columns 的列名里"),
        ("ignored:", "ignore:", ":11: 没有“ignore”这个字段，是不是 ignored？"),
        ("name: 本市许可台账\n", "", "缺少“名称”"),
    ],
)
def test_a_wrong_mapping_says_where(desk: Desk, before: str, after: str, message: str) -> None:
    mapping = desk.file("台账.yaml", OWN.replace(before, after).encode())
    with pytest.raises(BadMapping, match=r".") as raised:
        read_mappings(mapping)
    assert message in str(raised.value)
    result = desk.run(desk.table([{"企业": FIRM}], "台账.csv"), "--mapping", mapping)
    assert result.exit_code == 2
    assert message in result.output


def test_the_mapping_in_the_handbook_works(desk: Desk) -> None:
    text = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")
    (block,) = [part for part in text.split("```yaml\n")[1:] if part.startswith("name:")]
    mapping = desk.file("台账.yaml", block.split("```")[0].encode())
    row = {
        "序号": "1",
        "企业名称": FIRM,
        "信用代码": FIRM_CODE,
        "发证机关": AGENCY_NAME,
        "种类": "一般",
        "内容": "准予",
        "日期": "2024.5.8",
        "保证金(万元)": "0.5",
        "联系人手机": "13900000000",
    }
    rows = [{**row, "是否公开": "是"}, {**row, "是否公开": "否", "日期": "2024.5.9"}]
    result = desk.run(desk.table(rows, "台账.csv"), "--mapping", mapping)
    assert counts(result) == (2, 1, 0, 0, 1), result.output
    assert "内部台账，不公开。" in result.output
    assert "不导入：“联系人手机”有 2 行有内容" in result.output
    decision = desk.decision()
    assert (decision.permit_kind, str(decision.amount)) == ("普通", "5000.00")


def test_shipped_mappings_are_sound() -> None:
    mappings = mappings_in(SHIPPED)
    assert len(mappings) == 4
    for mapping in mappings:
        assert BY_TYPE[mapping.record]
        names = [normal(name) for column in mapping.columns for name in column.names]
        assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "one", ["行政相对人代码_1（统一社会信用代码）", "行政相对人代码 _1(统一社会信用代码) *"]
)
def test_headers_are_compared_in_one_form(one: str) -> None:
    assert normal(one) == normal("行政相对人代码_1(统一社会信用代码)")


ITEMS = [
    {"department": "区水务局", "name": "取水许可", "areaCode": "339902000000",
     "itemCode": "339A0138000000-339902000000-1-00", "taskType": "1", "deptCode": "00877844X"},
    {"department": "区水务局", "name": "水费减免\n申请", "areaCode": "339902000000",
     "itemCode": "G-000007-001-339902000000-1-00", "taskType": 5, "deptCode": "3946653276082720768"},
    {"department": "区民政局", "name": "殡葬服务", "areaCode": "339902000000",
     "itemCode": "339A0138000000-339902000000-2-00", "taskType": "20", "deptCode": "11736"},
    {"department": "区民政局", "name": "无此类型", "areaCode": "339902000000",
     "itemCode": "339A0138000000-339902000000-3-00", "taskType": "30", "deptCode": "11736"},
]  # fmt: skip


def test_service_items_become_duties(desk: Desk) -> None:
    mapping = ROOT / "docs" / "mappings" / "service-items.yaml"
    arguments = (desk.json(ITEMS, "事项.json"), "--mapping", mapping, "--create-agencies")
    result = desk.run(*arguments)
    assert counts(result) == (4, 3, 0, 0, 1)
    assert "“30”不在可选的值之内" in result.output
    duties: list[Any] = [item.record for item in desk.corpus().of("duty")]
    told = sorted((duty.title, duty.kind, duty.code[:4]) for duty in duties)
    assert told == [
        ("取水许可", "行政许可", "339A"),
        ("殡葬服务", "公共服务", "339A"),
        ("水费减免申请", "行政给付", "G-00"),
    ]
    assert len(list(desk.corpus().of("agency"))) == 4
    assert counts(desk.run(*arguments)) == (4, 0, 3, 0, 1)
