"""Old tables come again: nothing that was corrected, withdrawn or removed comes back by them."""

from __future__ import annotations

from typing import Any

import pytest

from portal.model import Removed
from portal.source.yamlfile import parse
from tests.staff.desk import (
    AGENCY,
    FIRM,
    FIRM_CODE,
    PENALTY,
    ROLES,
    TRADER,
    TRADER_CODE,
    Desk,
    counts,
)

CODE = "行政相对人代码_1(统一社会信用代码)"
NUMBER = "行政处罚决定书文号"
FINE = "罚款金额(万元)"
OTHER_FIRM, OTHER_CODE = "云溪流云科技有限公司", "91339901MA4HKC100P"
HEAD = "  - kind: corrected\n    date: 2024-05-20\n    note: 录入错误。\n    found_by: party\n"
WITHDRAWN = (
    "  - kind: withdrawn\n    date: 2024-05-21\n    ground: 误列\n    effective: 2024-05-20\n"
    "    note: 当事人列错。\n    authority: {body: 云溪市网信办}\n"
    "    roles: {drafted: 甲岗, reviewed: 乙岗, approved: 丙岗}\n"
)
PARTY = (
    {FIRM: OTHER_FIRM, FIRM_CODE: OTHER_CODE},
    f"    was:\n      party: {{name: {FIRM}, kind: 法人及非法人组织, code: {FIRM_CODE}}}\n",
)
DOCUMENT = ({"〔2024〕7号": "〔2024〕8号"}, "    was: {document_number: 云网信罚〔2024〕7号}\n")
CORRECTIONS = {"party": PARTY, "document_number": DOCUMENT}


def corrected(desk: Desk, what: str, more: str = "") -> None:
    """Import the table, then correct the record by hand."""
    assert counts(desk.run(desk.table([PENALTY]), as_of="2024-05-10")) == (1, 1, 0, 0, 0)
    replaced, was = CORRECTIONS[what]
    desk.edit(replaced, HEAD + was + more)
    assert "0 处错误" in desk.check().output


@pytest.mark.parametrize("what", CORRECTIONS)
def test_a_former_party_or_number_does_not_come_back(desk: Desk, what: str) -> None:
    corrected(desk, what)
    result = desk.run(desk.table([PENALTY]))
    assert counts(result) == (1, 0, 1, 0, 0)
    assert "表格是旧的" in result.output


@pytest.mark.parametrize("what", CORRECTIONS)
def test_nor_with_anything_else_changed(desk: Desk, what: str) -> None:
    corrected(desk, what)
    for options in ((), ("--as", "corrected", "--note", "改")):
        result = desk.run(desk.table([{**PENALTY, FINE: "3"}]), *options)
        assert counts(result) == (1, 0, 0, 0, 1)
        assert "更正以前的，不能由表格公开或改动" in result.output


@pytest.mark.parametrize("what", CORRECTIONS)
def test_nor_after_a_withdrawal(desk: Desk, what: str) -> None:
    corrected(desk, what, WITHDRAWN)
    result = desk.run(desk.table([PENALTY]))
    assert counts(result) == (1, 0, 0, 0, 1)
    assert "已撤回（2024-05-21，误列）" in result.output


def test_the_right_table_is_still_the_same(desk: Desk) -> None:
    corrected(desk, "party")
    right = {**PENALTY, "行政相对人名称": OTHER_FIRM, CODE: OTHER_CODE}
    assert counts(desk.run(desk.table([right]))) == (1, 0, 1, 0, 0)


def test_a_withheld_party_does_not_come_back(desk: Desk) -> None:
    desk.run(desk.table([PENALTY]), as_of="2024-05-10")
    desk.edit(PARTY[0], HEAD + "    withheld: [party]\n")
    assert counts(desk.run(desk.table([PENALTY]))) == (1, 0, 1, 0, 0)
    result = desk.run(desk.table([{**PENALTY, FINE: "3"}]))
    assert counts(result) == (1, 0, 0, 0, 1)
    assert "原来的当事人已依法隐去" in result.output


def test_a_scheduled_party_is_the_same_record(desk: Desk) -> None:
    desk.run(desk.table([PENALTY]), as_of="2024-05-10")
    path = desk.decision_file()
    scheduled = (
        f"scheduled:\n  effective: 2024-06-01\n  note: 更名。\n  ground: 更名\n"
        f"  authority: {{body: 某局}}\n  set:\n    party: {{name: {OTHER_FIRM}, "
        f"kind: 法人及非法人组织, code: {OTHER_CODE}}}\nchanges:"
    )
    path.write_text(path.read_text("utf-8").replace("changes:", scheduled), encoding="utf-8")
    renamed = {**PENALTY, "行政相对人名称": OTHER_FIRM, CODE: OTHER_CODE}
    assert counts(desk.run(desk.table([renamed]))) == (1, 0, 1, 0, 0)


def test_a_former_party_may_have_a_record_of_its_own(desk: Desk) -> None:
    corrected(desk, "party")
    path = desk.decision_file()
    own = path.read_text("utf-8").split("changes:")[0].replace(OTHER_FIRM, FIRM)
    desk.write("decisions/2024/cf-2024-a2b3c4.yaml", own.replace(OTHER_CODE, FIRM_CODE))
    result = desk.run(desk.table([PENALTY]))
    assert counts(result) == (1, 0, 1, 0, 0)
    assert "表格是旧的" not in result.output
    result = desk.run(desk.table([{**PENALTY, FINE: "3"}]), "--as", "corrected", "--note", "改")
    assert counts(result) == (1, 0, 0, 1, 0)


def test_the_same_name_with_another_code_is_another_party(desk: Desk) -> None:
    desk.run(desk.table([PENALTY]))
    other = {**PENALTY, CODE: OTHER_CODE}
    result = desk.run(desk.table([other]), "--as", "corrected", "--note", "改")
    assert counts(result) == (1, 0, 0, 0, 1)
    assert "当事人名称相同，代码却不同" in result.output
    assert counts(desk.run(desk.table([other]))) == (1, 1, 0, 0, 0)
    result = desk.run(desk.table([{**PENALTY, CODE: "", FINE: "3"}]))
    assert counts(result) == (1, 0, 0, 0, 1)
    assert "与几条记录都相符" in result.output


def test_rows_of_one_table_know_what_a_row_before_changed(desk: Desk) -> None:
    desk.run(desk.table([PENALTY]))
    renamed = {**PENALTY, "行政相对人名称": OTHER_FIRM}
    table = desk.table([renamed, {**renamed, CODE: ""}])
    result = desk.run(table, "--as", "corrected", "--note", "更名")
    assert counts(result) == (2, 0, 1, 1, 0)


# -- removed -------------------------------------------------------------------------------------


def removed(desk: Desk, *options: str, as_of: str = "2024-06-01") -> Any:
    arguments = [desk.decision_file().stem, "--ground", "个人隐私", *ROLES, "--yes", *options]
    return desk.portal("remove", *arguments, "--data", str(desk.data), "--as-of", as_of)


def test_what_stays_of_a_removed_record(desk: Desk) -> None:
    corrected(desk, "party", WITHDRAWN)
    path = desk.decision_file()
    result = removed(desk)
    assert result.exit_code == 0, result.output
    assert f"已写入 {path}" in result.output
    text = path.read_text("utf-8")
    content = parse(text).content
    assert list(content) == ["agency", "year", "act", "category", "import_keys", "changes"]
    assert (content["year"], content["category"]) == ("2024", "罚款")
    assert len(content["import_keys"]) == 4
    roles = {"drafted": "法规科", "reviewed": "保密审查岗", "approved": "分管负责人"}
    former = {"drafted": "甲岗", "reviewed": "乙岗", "approved": "丙岗"}
    published, *edits = content["changes"]
    assert published == {"kind": "published", "date": "2024-05-10"}
    assert edits == [
        {"kind": "corrected", "date": "2024-05-20", "found_by": "party"},
        {"kind": "withdrawn", "date": "2024-05-21", "ground": "误列", "effective": "2024-05-20",
         "authority": {"body": "云溪市网信办"}, "roles": former},
        {"kind": "removed", "date": "2024-06-01", "ground": "个人隐私", "roles": roles},
    ]  # fmt: skip
    assert not any(word in text for word in (FIRM, FIRM_CODE, OTHER_FIRM, OTHER_CODE, "7号"))
    assert "0 处错误" in desk.check().output


def test_a_removed_record_does_not_come_back(desk: Desk) -> None:
    corrected(desk, "party")
    removed(desk)
    rows = [
        PENALTY,
        {**PENALTY, CODE: ""},
        {**PENALTY, "行政相对人名称": "云溪改名有限公司"},
        {**PENALTY, "行政相对人名称": OTHER_FIRM, CODE: ""},
        {**PENALTY, "行政相对人名称": TRADER, CODE: TRADER_CODE},
        {**PENALTY, NUMBER: "云网信罚〔2024〕8号"},
    ]
    result = desk.run(desk.table(rows))
    assert counts(result) == (6, 2, 0, 0, 4)
    assert "已经依法删除" in result.output


@pytest.mark.parametrize(
    ("as_of", "message"),
    [("2024-06-01", "已经删除"), ("2024-05-19", "早于前一项变更的 2024-05-20")],
)
def test_what_cannot_be_removed(desk: Desk, as_of: str, message: str) -> None:
    corrected(desk, "party")
    if "已经" in message:
        removed(desk)
    before = desk.decision_file().read_bytes()
    result = removed(desk, as_of=as_of)
    assert result.exit_code == 1
    assert message in result.output
    assert desk.decision_file().read_bytes() == before


def test_no_record_to_remove(desk: Desk) -> None:
    arguments = [
        "cf-2024-nobody",
        "--ground",
        "个人隐私",
        *ROLES,
        "--yes",
        "--data",
        str(desk.data),
    ]
    result = desk.portal("remove", *arguments)
    assert result.exit_code == 1
    assert "没有记录“cf-2024-nobody”" in result.output
    assert desk.portal("remove", *arguments[:-1], str(desk.folder / "没有")).exit_code == 2


def test_records_of_other_types_are_removed_too(desk: Desk) -> None:
    desk.write(
        "officers/2024/ry-2024-k7m3q9.yaml",
        f"name: 王某\nagency: {AGENCY}\ncertificate: '33990100001'\nvalid_from: 2024-01-01\n"
        "valid_until: 2028-12-31\n",
    )
    arguments = ["ry-2024-k7m3q9", "--ground", "个人隐私", *ROLES, "--yes"]
    result = desk.portal("remove", *arguments, "--data", str(desk.data), "--as-of", "2024-06-01")
    assert result.exit_code == 0, result.output
    assert isinstance(desk.corpus().items["ry-2024-k7m3q9"].record, Removed)
    (path,) = desk.data.rglob("ry-2024-k7m3q9.yaml")
    assert "王某" not in path.read_text("utf-8")
