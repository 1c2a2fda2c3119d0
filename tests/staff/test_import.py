"""`portal import`: what is taken, what is the same, what is changed, what is refused and why."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.staff.desk import (
    AGENCY,
    AGENCY_CODE,
    FIRM,
    FIRM_CODE,
    OTHER_AGENCY,
    PENALTY,
    TRADER,
    TRADER_CODE,
    Desk,
    counts,
)

CODE = "行政相对人代码_1(统一社会信用代码)"
NUMBER = "行政处罚决定书文号"


def penalty(**changed: Any) -> dict[str, Any]:
    """A row of the penalty template with some cells changed."""
    names = {"code": CODE, "number": NUMBER, "fine": "罚款金额(万元)", "day": "处罚决定日期"}
    return {**PENALTY, **{names.get(name, name): value for name, value in changed.items()}}


def test_a_row_becomes_a_record(desk: Desk) -> None:
    result = desk.run(desk.table([PENALTY]))
    assert result.exit_code == 0, result.output
    assert counts(result) == (1, 1, 0, 0, 0)
    path = desk.decision_file()
    assert path.parent == desk.data / "decisions" / "2024"
    assert path.read_text(encoding="utf-8") == (
        f"act: 行政处罚\nagency: {AGENCY}\n"
        f"party:\n  name: {FIRM}\n  kind: 法人及非法人组织\n  code: {FIRM_CODE}\n"
        "document_number: 云网信罚〔2024〕7号\ndecided_on: 2024-05-08\ncontent: 罚款一万元\n"
        "facts_found: 未留存网络日志。\n"
        "basis:\n  - text: 《中华人民共和国网络安全法》第五十九条第一款\n"
        "violation: 未履行网络安全保护义务\npenalties:\n  - 罚款\nfine: 10000.00\n"
        "penalty_until: 长期\nsource:\n  name: 云溪市网信办\n"
        "changes:\n  - kind: published\n    date: 2024-06-03\n"
    )
    decision = desk.decision()
    assert (decision.fine, decision.decided_on) == (Decimal("10000.00"), date(2024, 5, 8))


def test_the_same_row_again_writes_nothing(desk: Desk) -> None:
    desk.run(desk.table([PENALTY]))
    before = desk.decision_file().stat()
    again = penalty(
        number="云网信罚[2024] 7号", day="2024年5月8日", 处罚机关="云溪市互联网信息办公室"
    )
    result = desk.run(desk.table([PENALTY, again, PENALTY]))
    assert result.exit_code == 0
    assert counts(result) == (3, 0, 3, 0, 0)
    assert desk.decision_file().stat().st_mtime_ns == before.st_mtime_ns


def test_rows_of_one_table_are_compared_too(desk: Desk) -> None:
    result = desk.run(desk.table([PENALTY, PENALTY, penalty(fine="2")]))
    assert counts(result) == (3, 1, 1, 0, 1)
    (row,) = desk.rejected()
    assert row["退回原因"] == "与第 2 行是同一机关、文号和当事人，“罚款金额”却不同；请只留一行。"


def test_several_parties_of_one_decision_are_several_records(desk: Desk) -> None:
    other = penalty(行政相对人名称=TRADER, code=TRADER_CODE)
    assert counts(desk.run(desk.table([PENALTY, other]))) == (2, 2, 0, 0, 0)
    kinds = {record.title: record.facts.party_kind for record in desk.decisions()}
    assert sorted(kinds.values()) == ["个体工商户", "法人及非法人组织"]


def test_a_row_without_number_is_known_by_its_date(desk: Desk) -> None:
    table = desk.table([penalty(number=""), penalty(number="—", day="2024-05-09")])
    assert counts(desk.run(table)) == (2, 2, 0, 0, 0)
    assert counts(desk.run(table)) == (2, 0, 2, 0, 0)


def test_a_changed_row_is_refused_without_a_reason(desk: Desk) -> None:
    desk.run(desk.table([PENALTY]))
    result = desk.run(desk.table([penalty(fine="2", 处罚内容="罚款二万元")]))
    assert result.exit_code == 1
    assert counts(result) == (1, 0, 0, 0, 1)
    assert "的“决定内容”、“罚款金额”不同" in result.output
    assert "--as corrected" in result.output


def changed(desk: Desk, *options: str, **cells: Any) -> Result:
    return desk.run(desk.table([penalty(**cells)]), *options)


def test_a_correction_keeps_the_rest_of_the_file(desk: Desk) -> None:
    desk.run(desk.table([PENALTY]))
    path = desk.decision_file()
    text = path.read_text(encoding="utf-8")
    text = text.replace("fine: 10000.00", "# 罚款\nfine: '10000'  # 见缴款书")
    text = text.replace("act: 行政处罚", 'act: "行政处罚"   # 手工改过')
    path.write_text(text, encoding="utf-8")
    result = changed(desk, "--as", "corrected", "--note", "金额录入错误。", fine="2", 备注="已缴")
    assert result.exit_code == 0, result.output
    assert counts(result) == (1, 0, 0, 1, 0)
    expected = text.replace("fine: '10000'  # 见缴款书", "fine: 20000.00  # 见缴款书")
    expected = expected.replace("changes:", "remark: 已缴\nchanges:")
    expected += (
        "  - kind: corrected\n    date: 2024-06-03\n    note: 金额录入错误。\n"
        "    found_by: agency\n    was:\n      fine: '10000'\n    added:\n      - remark\n"
    ).replace("'10000'", "10000")
    assert path.read_text(encoding="utf-8") == expected
    assert desk.decision().changes[1].was == {"fine": Decimal("10000.00")}


def test_a_correction_while_an_objection_is_open_says_who_found_it(desk: Desk) -> None:
    desk.run(desk.table([PENALTY]))
    path, dispute = desk.decision_file(), "  - {kind: disputed, date: 2024-06-03, note: 甲。}\n"
    path.write_text(path.read_text(encoding="utf-8") + dispute, encoding="utf-8")
    correction = ("--as", "corrected", "--note", "金额录入错误。")
    refused = changed(desk, *correction, fine="2")
    assert counts(refused) == (1, 0, 0, 0, 1)
    assert "--found-by（party 当事人提出" in refused.output
    assert counts(changed(desk, *correction, "--found-by", "party", fine="2"))[3] == 1
    assert "found_by: party" in path.read_text(encoding="utf-8")


def test_an_amendment_has_its_day(desk: Desk) -> None:
    desk.run(desk.table([PENALTY]))
    options = ("--as", "amended", "--note", "复议变更", "--effective", "2024-05-30")
    refused = changed(desk, *options, fine="0.5")
    assert refused.exit_code == 2
    assert "执法决定的变更要写明事由和依据文书：--ground、--authority-body" in refused.output
    ground = ("--ground", "行政复议变更", "--authority-body", "云溪市人民政府")
    document = ("--authority-document", "云复〔2024〕3号")
    assert changed(desk, *options, *ground, *document, fine="0.5").exit_code == 0
    change = desk.decision().changes[1]
    assert (change.kind, change.effective) == ("amended", date(2024, 5, 30))
    assert (change.ground, change.authority.body) == ("行政复议变更", "云溪市人民政府")
    assert change.authority.document == "云复〔2024〕3号"
    assert "0 处错误" in desk.check().output


def test_the_party_is_changed_whole_and_keeps_what_the_table_lacks(desk: Desk) -> None:
    desk.run(desk.table([PENALTY]))
    path = desk.decision_file()
    text = path.read_text(encoding="utf-8")
    sites = f"  code: {FIRM_CODE}\n  sites:\n    - name: 星河论坛\n"
    path.write_text(text.replace(f"  code: {FIRM_CODE}\n", sites), encoding="utf-8")
    options = ("--as", "corrected", "--note", "名称漏字")
    result = changed(desk, *options, 行政相对人名称="云溪市星河科技有限公司")
    assert result.exit_code == 0, result.output
    decision = desk.decision()
    assert decision.party.name == "云溪市星河科技有限公司"
    assert decision.party.sites[0].name == "星河论坛"
    assert decision.changes[1].was["party"].name == FIRM


def test_an_old_table_does_not_undo_a_correction(desk: Desk) -> None:
    desk.run(desk.table([PENALTY]))
    changed(desk, "--as", "corrected", "--note", "金额录入错误。", fine="2")
    for options in ((), ("--as", "corrected", "--note", "再来")):
        result = desk.run(desk.table([PENALTY]), *options)
        assert counts(result) == (1, 0, 1, 0, 0)
        assert "表格是旧的" in result.output
    assert desk.decision().fine == Decimal("20000.00")


def test_a_silent_row_changes_nothing(desk: Desk) -> None:
    desk.run(desk.table([PENALTY]))
    result = desk.run(desk.table([penalty(违法事实="", fine="", code="无")]))
    assert counts(result) == (1, 0, 1, 0, 0)


CLOSED = {
    "已撤回（2024-05-20，撤销）": (
        "withdrawn\n    date: 2024-05-20\n    ground: 撤销\n    effective: 2024-05-18\n"
        "    note: 判决撤销。\n    authority: {body: 法院}\n"
        "    roles: {drafted: 甲岗, reviewed: 乙岗, approved: 丙岗}"
    ),
    "已终止公示（2024-05-20，修复）": "ended\n    date: 2024-05-20\n    route: 修复",
}


@pytest.mark.parametrize("reason", CLOSED)
def test_a_closed_record_is_left_alone(desk: Desk, reason: str) -> None:
    desk.run(desk.table([PENALTY]), as_of="2024-05-10")
    path = desk.decision_file()
    text = path.read_text(encoding="utf-8") + f"  - kind: {CLOSED[reason]}\n"
    path.write_text(text, encoding="utf-8")
    for row in (PENALTY, penalty(fine="3")):
        result = desk.run(desk.table([row]), "--as", "corrected", "--note", "改")
        assert counts(result) == (1, 0, 0, 0, 1)
        assert reason in result.output
    assert path.read_text(encoding="utf-8") == text


def test_an_expired_record_is_left_alone(desk: Desk) -> None:
    desk.run(desk.table([penalty(公示截止期="2024-05-31")]), as_of="2024-05-10")
    result = desk.run(desk.table([penalty(公示截止期="2024-05-31")]))
    assert counts(result) == (1, 0, 0, 0, 1)
    assert "公示期满（公示至 2024-05-31）" in result.output


def test_what_was_withheld_does_not_come_back(desk: Desk) -> None:
    desk.run(desk.table([PENALTY]), as_of="2024-05-10")
    path = desk.decision_file()
    text = path.read_text(encoding="utf-8").replace("未留存网络日志。", "（略）")
    text += (
        "  - kind: corrected\n    date: 2024-05-20\n    note: 隐去个人信息。\n"
        "    found_by: party\n    withheld: [facts_found]\n"
    )
    path.write_text(text, encoding="utf-8")
    options = ("--as", "corrected", "--note", "改")
    assert counts(desk.run(desk.table([PENALTY]), *options)) == (1, 0, 1, 0, 0)
    result = desk.run(desk.table([penalty(fine="9")]), *options)
    assert counts(result) == (1, 0, 0, 0, 1)
    assert "“事实”原内容依法隐去" in result.output


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"day": ""}, "没有填“处罚决定日期”"),
    ({"行政相对人名称": "—"}, "没有填“行政相对人名称”"),
    ({"处罚内容": ""}, "没有填“处罚内容”"),
    ({"处罚机关": ""}, "没有填“处罚机关”"),
    ({"处罚机关": "云溪市林业局"}, "没有登记名为“云溪市林业局”的机关"),
    ({"处罚机关统一社会信用代码": "11339901000002030B"}, "末位校验码不对"),
    ({"处罚机关": "云溪市水利局", "处罚机关统一社会信用代码": AGENCY_CODE}, "指的是两个机关"),
    (
        {"处罚机关": "云溪市林业局", "处罚机关统一社会信用代码": AGENCY_CODE},
        "是“云溪市互联网信息办公室”的，表里的机关名称是“云溪市林业局”",
    ),
    ({"code": FIRM_CODE[:-1] + "A"}, "末位校验码不对，按前17位应为“R”"),
    ({"code": "9.13399E+17"}, "在表格里是数字，不是文本"),
    ({"行政相对人类别": "自然人", "code": ""}, "自然人信息默认不公开"),
    ({"行政相对人类别": "自然人"}, "自然人信息默认不公开"),
    ({"行政相对人类别": "个人"}, "自然人信息默认不公开"),
    ({"行政相对人类别": "公民（自然人）"}, "自然人信息默认不公开"),
    ({"行政相对人类别": "", "code": "", "证件号码": "330101199001011234"}, "自然人信息默认不公开"),
    ({"行政相对人类别": "", "code": "", "行政相对人名称": "云溪面馆"}, "没有填“行政相对人类别”"),
    ({"行政相对人类别": "外星人", "code": ""}, "“外星人”不在可选的值之内"),
    ({"信息使用范围": "1"}, "信息使用范围不是“公示”的，不得公开"),
    ({"行政相对人代码_4(税务登记号)": "330101199003074515"}, "税务登记号)”里像是有公民身份号码"),
    ({"违法事实": "查明王某（身份证号 330101 19900307 4515）"}, "“违法事实”里像是有公民身份号码"),
    ({"备注": "联系人电话13800138000"}, "“备注”：像是电话号码（138***00），请隐去"),
    ({"违法事实": "当事人王某，身份证130503670401001"}, "“违法事实”：像是证件号码"),
    ({"处罚依据": "《甲法》第一条，电话13800138000"}, "“处罚依据”：像是电话号码"),
    ({"day": "2024-13-08"}, "没有“2024-13-08”这一天"),
    ({"day": "八月"}, "不是认得的日期"),
    ({"day": "1900/1/1"}, "像是占位的日期"),
    ({"day": "2024/7/1"}, "晚于今天（2024-06-03）"),
    ({"fine": "一万"}, "不是金额"),
    ({"fine": "0.0000001"}, "不足一分"),
    ({"处罚依据": "《中华人民共和国治安管理处罚法》第二十九条"}, "应当封存"),
    ({"违法事实": "姓名\ue000"}, "自造字"),
]


@pytest.mark.parametrize(("cells", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_a_row_is_refused_with_the_reason(desk: Desk, cells: dict[str, Any], reason: str) -> None:
    good = penalty(number="云网信罚〔2024〕99号")
    result = desk.run(desk.table([penalty(**cells), good]))
    assert result.exit_code == 1
    assert counts(result) == (2, 1, 0, 0, 1)
    (row,) = desk.rejected()
    assert reason in row["退回原因"]
    assert row["原行号"] == "2"
    assert len(desk.decisions()) == 1


def test_a_row_too_long_for_a_file_is_refused(desk: Desk) -> None:
    result = desk.run(desk.json([penalty(备注="字" * 400_000), PENALTY]))
    assert counts(result) == (2, 1, 0, 0, 1)
    assert "内容超过 1 MiB" in result.output


def test_every_fault_of_a_row_is_told_at_once(desk: Desk) -> None:
    desk.run(desk.table([penalty(day="八月", fine="一万", 处罚机关="无名局")]))
    (row,) = desk.rejected()
    assert row["退回原因"].count("；") >= 2
    assert all(word in row["退回原因"] for word in ("八月", "一万", "无名局"))


def test_rejected_rows_are_imported_once_they_are_right(desk: Desk) -> None:
    desk.run(desk.table([penalty(day="", 备注="=1+1"), penalty(number="2号")]))
    path = desk.folder / "处罚.csv.rejected.csv"
    text = path.read_text(encoding="utf-8-sig")
    assert "'=1+1" in text
    header, row = text.splitlines()
    day = header.split(",").index("处罚决定日期")
    cells = row.split(",")
    cells[day] = "2024-05-08"
    mended = desk.file("改好.csv", f"{header}\n{','.join(cells)}\n".encode())
    result = desk.run(mended)
    assert counts(result) == (1, 1, 0, 0, 0)
    assert "没有读" not in result.output
    assert sorted(record.remark or "" for record in desk.decisions()) == ["", "=1+1"]  # type: ignore[attr-defined]


def test_the_table_of_rejected_rows_is_replaced_and_goes(desk: Desk) -> None:
    path = desk.folder / "处罚.csv.rejected.csv"
    desk.run(desk.table([penalty(day="")]))
    desk.run(desk.table([penalty(day="八月")]))
    assert "八月" in path.read_text(encoding="utf-8-sig")
    desk.run(desk.table([PENALTY]))
    assert not path.exists()


def test_numbers_of_identity_cards_are_never_written(desk: Desk) -> None:
    card = "330101199001011234"
    cells = {"法定代表人证件号码": card, "法定代表人证件类型": "身份证", "法定代表人": "王某"}
    result = desk.run(desk.table([penalty(**cells), penalty(**cells, day="")]))
    assert "不导入：“法定代表人证件号码”有 2 行有内容" in result.output
    written = [
        path for path in desk.folder.rglob("*") if path.is_file() and path.name != "处罚.csv"
    ]
    assert written
    assert not any(card in path.read_text(encoding="utf-8") for path in written)
    assert desk.decision().party.legal_representative == "王某"


def test_gaps_are_reported_and_the_row_is_taken(desk: Desk) -> None:
    bare = {
        name: PENALTY[name] for name in ("行政相对人名称", "处罚内容", "处罚决定日期", "处罚机关")
    }
    result = desk.run(desk.table([bare]))
    assert counts(result) == (1, 1, 0, 0, 0)
    assert (
        "缺项：“违法事实”（发改办财金〔2018〕424号要求填写）有 1 行没有填：第 2 行" in result.output
    )
    assert desk.decision().facts.party_kind == "法人及非法人组织"


def test_dry_run_says_and_does_nothing(desk: Desk) -> None:
    result = desk.run(desk.table([PENALTY, penalty(day="")]), "--dry-run")
    assert counts(result) == (2, 1, 0, 0, 1)
    assert f"第 2 行：新增到 {desk.data}/decisions/2024/：行政处罚：{FIRM}" in result.output
    assert not (desk.data / "decisions").exists()
    assert not (desk.folder / "处罚.csv.rejected.csv").exists()


def test_unknown_agencies_are_listed_or_made(desk: Desk) -> None:
    rows = [
        penalty(处罚机关="云溪江北区林业局", number="1号"),
        penalty(处罚机关="云溪市江北区林业局", number="2号"),
        penalty(处罚机关="环保局", number="3号", day=""),
    ]
    result = desk.run(desk.table(rows))
    assert counts(result) == (3, 0, 0, 0, 3)
    assert "没有登记的机关：“云溪江北区林业局”，第 2 行" in result.output
    result = desk.run(desk.table(rows), "--create-agencies")
    assert counts(result) == (3, 2, 0, 0, 1)
    assert "与“云溪市江北区林业局”相近，请核对是不是同一机关" in result.output
    names = {item.record.title for item in desk.corpus().of("agency")}  # type: ignore[union-attr]
    assert names >= {"云溪江北区林业局", "云溪市江北区林业局"}
    assert "环保局" not in names


def test_an_agency_is_known_by_code_and_by_alias(desk: Desk) -> None:
    desk.write("aliases.yaml", f"云溪县水务局: {OTHER_AGENCY}\n")
    rows = [
        penalty(处罚机关="云溪县水务局", number="1号"),
        penalty(处罚机关="", 处罚机关统一社会信用代码=AGENCY_CODE, number="2号"),
        penalty(
            处罚机关="云溪互联网信息办公室", 处罚机关统一社会信用代码=AGENCY_CODE, number="3号"
        ),
    ]
    assert counts(desk.run(desk.table(rows))) == (3, 3, 0, 0, 0)
    agencies = sorted(record.facts.agency for record in desk.decisions())
    assert agencies == [AGENCY, AGENCY, OTHER_AGENCY]


def test_a_bad_alias_file_is_an_error_of_use(desk: Desk) -> None:
    desk.write("aliases.yaml", "某局: jg-2024-nobody\n")
    result = desk.run(desk.table([PENALTY]))
    assert result.exit_code == 2
    assert "aliases.yaml:1: “某局”指向的“jg-2024-nobody”不是已有机关的编号" in result.output


def test_broken_records_stop_the_import(desk: Desk) -> None:
    desk.write("decisions/2024/cf-2024-broken.yaml", "act: 行政处罚\n")
    result = desk.run(desk.table([PENALTY]))
    assert result.exit_code == 2
    assert "请先改好" in result.output


CORRECTED = ("--as", "corrected", "--note", "录错")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--as", "corrected"), "--as 和 --note 要一起写"),
        (("--note", "为什么"), "--as 和 --note 要一起写"),
        ((*CORRECTED, "--ground", "变更"), "只与 --as amended 同用"),
        ((*CORRECTED, "--effective", "2024-05-01"), "只与 --as amended 同用"),
        (("--as", "amended", "--note", "变", "--effective", "2024-06-04"), "还没有到"),
        (
            ("--as", "amended", "--note", "变", "--authority-document", "1号"),
            "还要用 --authority-body",
        ),
    ],
)
def test_how_and_why_go_together(desk: Desk, options: tuple[str, ...], message: str) -> None:
    result = desk.run(desk.table([PENALTY]), *options)
    assert result.exit_code == 2
    assert message in result.output


def test_an_unknown_table_is_an_error_of_use(desk: Desk) -> None:
    good = desk.table([PENALTY])
    bad = desk.file("别的.csv", "行政相对人名称,数量\n甲,3\n".encode())
    result = desk.run(good, bad)
    assert result.exit_code == 2
    assert "没有认出表头（第一行是：行政相对人名称、数量…）" in result.output
    assert "缺少：" in result.output
    assert not (desk.data / "decisions").exists()


def test_a_folder_takes_at_most_a_thousand_files(desk: Desk) -> None:
    desk.run(desk.table([penalty(number=f"{number}号") for number in range(1_001)]))
    sizes = {path.name: len(list(path.iterdir())) for path in (desk.data / "decisions").iterdir()}
    assert sizes == {"2024": 1_000, "2024-2": 1}


def test_nothing_half_written_stays(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = Path.replace

    def full_disk(self: Path, target: Path) -> Path:
        if target.name.endswith(".rejected.csv"):
            raise OSError(28, os.strerror(28), str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full_disk)
    result = desk.run(desk.table([PENALTY, penalty(day="")]))
    assert result.exit_code == 1
    assert "一行也没有导入" in result.output
    assert not (desk.data / "decisions").exists()
    assert [path.name for path in desk.folder.iterdir() if path.name.startswith(".")] == []


def test_two_files_in_one_go(desk: Desk) -> None:
    first = desk.table([PENALTY], "一.csv")
    second = desk.table([PENALTY, penalty(fine="2")], "二.csv")
    result = desk.run(first, second, "--as", "corrected", "--note", "金额有误")
    lines = [line.strip() for line in result.output.splitlines() if "共 " in line]
    assert lines == [
        "共 1 行 = 新增 1 + 未变 0 + 更改 0 + 退回 0",
        "共 2 行 = 新增 0 + 未变 1 + 更改 1 + 退回 0",
    ]
    assert desk.decision().fine == Decimal("20000.00")
