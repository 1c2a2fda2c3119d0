"""Sequences in which something hidden could come back: each was once a leak."""

from datetime import date
from pathlib import Path

import pytest

from portal.lifecycle import Gate
from portal.lifecycle.coming import next_change
from portal.lifecycle.plain import plain
from portal.lifecycle.privacy import holds_identity_number
from portal.model.base import Facts
from portal.site.listing import summarise
from portal.source import load

AGENCY = "name: 云溪市甲局\nchanges: [{kind: published, date: 2020-01-02}]\n"
PARTY = "party: {name: 云溪秘密有限公司, kind: 法人及非法人组织}"
DECISION = f"""
act: 行政处罚
agency: jg-2024-aaaaaa
{PARTY}
document_number: 云罚〔2024〕1号
decided_on: 2024-05-06
content: 罚款一万元。
"""
PUBLISHED = "  - kind: published\n    date: 2024-05-08\n"
ROLES = "roles: {drafted: 甲科, reviewed: 乙科, approved: 丙}"
RULE = """
name: 规则
purpose: 公示期
acts: [行政处罚]
amount: 1
unit: 年
starts: 决定日期
valid_from: 2020-01-01
basis: [{text: 某办法}]
changes:
  - {kind: published, date: 2020-01-02}
"""


class Portal:
    """A tiny portal, written file by file."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.put("agencies/jg-2024-aaaaaa", AGENCY)

    def put(self, path: str, text: str) -> None:
        """Write one record."""
        file = self.root / f"{path}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def gate(self, as_of: date = date(2026, 6, 30)) -> Gate:
        """The gate of what is there."""
        corpus = load(self.root)
        assert corpus.problems == ()
        return Gate(corpus, as_of=as_of)

    def seen(self, record_id: str = "cf-2024-aaaaaa") -> str:
        """Everything that can be seen of a record."""
        view = self.gate().view(record_id)
        assert view
        return repr((view, [plain(shown) for shown in view.fields]))


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    """An empty portal with one agency."""
    return Portal(tmp_path / "data")


@pytest.mark.parametrize(
    "end",
    [
        "  - {kind: superseded, date: 2026-01-01, replaced_by: gz-2026-bbbbbb}\n",
        "  - {kind: superseded, date: 2026-01-01, replaced_by: gz-2026-nobody}\n",
        "  - {kind: ended, date: 2026-01-01, route: 注销}\n",
    ],
)
def test_what_expired_under_a_rule_stays_expired_when_the_rule_is_replaced(
    portal: Portal, end: str
) -> None:
    portal.put("decisions/cf-2024-aaaaaa", f"{DECISION}changes:\n{PUBLISHED}")
    portal.put("rules/gz-2020-aaaaaa", RULE)
    assert portal.gate().state("cf-2024-aaaaaa") == "expired"
    portal.put("rules/gz-2020-aaaaaa", RULE + end)
    newer = RULE.replace("2020-01-01", "2026-01-01").replace("2020-01-02", "2026-01-01")
    portal.put("rules/gz-2026-bbbbbb", newer.replace("amount: 1", "amount: 3"))
    assert portal.gate().state("cf-2024-aaaaaa") == "expired"
    assert "秘密" not in portal.seen()


def test_a_replaced_rule_does_not_govern_what_comes_after_it(portal: Portal) -> None:
    late = DECISION.replace("2024-05-06", "2026-02-06")
    portal.put("decisions/cf-2024-aaaaaa", f"{late}changes:\n{PUBLISHED.replace('2024', '2026')}")
    ended = "  - {kind: superseded, date: 2026-01-01, replaced_by: gz-2026-bbbbbb}\n"
    portal.put("rules/gz-2020-aaaaaa", RULE + ended)
    newer = RULE.replace("2020-01-01", "2026-01-01").replace("2020-01-02", "2026-01-01")
    portal.put("rules/gz-2026-bbbbbb", newer.replace("[行政处罚]", "[行政许可]"))
    assert portal.gate().rulebook.find("公示期", _facts(portal)) is None


def _facts(portal: Portal) -> Facts:
    version = portal.gate().version("cf-2024-aaaaaa")
    assert version
    return version.record.facts


def test_a_withdrawn_rule_governs_nothing(portal: Portal) -> None:
    portal.put("decisions/cf-2024-aaaaaa", f"{DECISION}changes:\n{PUBLISHED}")
    withdrawn = (
        "  - kind: withdrawn\n    date: 2026-01-01\n    ground: 撤销\n    effective: 2026-01-01\n"
        f"    authority: {{body: 甲局}}\n    {ROLES}\n    note: 录入错误。\n"
    )
    portal.put("rules/gz-2020-aaaaaa", RULE + withdrawn)
    assert portal.gate().state("cf-2024-aaaaaa") == "current"


@pytest.mark.parametrize(
    ("hides", "words"), [("party", ["秘密"]), ("document_number", ["1号"]), ("name", ["秘密"])]
)
def test_a_hidden_field_is_not_in_the_title_either(
    portal: Portal, hides: str, words: list[str]
) -> None:
    portal.put("decisions/cf-2024-aaaaaa", f"{DECISION}changes:\n{PUBLISHED}")
    rule = RULE.replace("purpose: 公示期", f"purpose: 隐去字段\nhides: [{hides}]")
    for line in ("amount: 1\n", "unit: 年\n", "starts: 决定日期\n"):
        rule = rule.replace(line, "")
    portal.put("rules/gz-2020-aaaaaa", rule)
    seen = portal.seen()
    assert [word for word in words if word in seen] == []
    assert "不公开" in seen


def test_fields_of_officers_can_be_hidden_as_well(portal: Portal) -> None:
    officer = (
        "name: 程予安\nagency: jg-2024-aaaaaa\ncertificate: 云执0101\nvalid_from: 2024-01-01\n"
        "valid_until: 2029-01-01\nchanges: [{kind: published, date: 2024-05-08}]\n"
    )
    portal.put("officers/ry-2024-aaaaaa", officer)
    rule = RULE.replace("purpose: 公示期", "purpose: 隐去字段\nhides: [certificate]")
    for line in ("amount: 1\n", "unit: 年\n", "starts: 决定日期\n", "acts: [行政处罚]\n"):
        rule = rule.replace(line, "")
    portal.put("rules/gz-2020-aaaaaa", rule)
    assert "云执0101" not in portal.seen("ry-2024-aaaaaa")


def test_an_amendment_silences_the_corrections_before_it(portal: Portal) -> None:
    history = (
        f"{PUBLISHED}"
        "  - {kind: corrected, date: 2024-05-09, note: 错字。, found_by: agency, was: {content: 甲秘密错字}}\n"
        "  - kind: amended\n    date: 2024-06-01\n    effective: 2024-06-01\n    ground: 部分撤销\n"
        "    authority: {body: 法院}\n    note: 部分撤销。\n    was: {content: 甲秘密}\n"
    )
    portal.put("decisions/cf-2024-aaaaaa", f"{DECISION}changes:\n{history}")
    assert "甲秘密" not in portal.seen()


def test_a_wrong_party_silences_what_was_said_of_it(portal: Portal) -> None:
    history = (
        f"{PUBLISHED}"
        "  - {kind: corrected, date: 2024-05-09, note: 错字。, found_by: agency, was: {content: 误写乙一}}\n"
        "  - kind: corrected\n    date: 2024-06-01\n    note: 当事人写错。\n    found_by: party\n"
        "    was: {party: {name: 云溪乙有限公司, kind: 法人及非法人组织}, content: 误写乙二}\n"
    )
    portal.put("decisions/cf-2024-aaaaaa", f"{DECISION}changes:\n{history}")
    assert "乙" not in portal.seen()


def test_the_number_of_a_withdrawn_permit_may_be_the_code_of_the_firm(portal: Portal) -> None:
    permit = DECISION.replace("行政处罚", "行政许可").replace(
        "云罚〔2024〕1号", "91320100748204660Q"
    )
    permit = permit.replace("kind: 法人", "code: 91320100748204660Q, kind: 法人")
    withdrawn = (
        "  - kind: withdrawn\n    date: 2024-06-01\n    ground: 撤销\n    effective: 2024-06-01\n"
        f"    authority: {{body: 法院}}\n    {ROLES}\n    note: 撤销。\n"
    )
    portal.put("decisions/cf-2024-aaaaaa", f"{permit}changes:\n{PUBLISHED}{withdrawn}")
    assert "91320100748204660Q" not in portal.seen()


@pytest.mark.parametrize(
    ("right", "wrong", "note", "told"),
    [
        ("云溪(甲)有限公司", "云溪（乙）有限公司", "误写为云溪 (乙) 有限公司。", False),
        ("杭州市甲有限公司", "甲有限公司", "误将甲有限公司写入。", False),
        ("杭州市甲有限公司", "甲有限公司", "应为杭州市甲有限公司。", True),
    ],
)
def test_a_note_that_names_the_wrong_party_is_not_told(
    portal: Portal, right: str, wrong: str, note: str, told: bool
) -> None:
    decision = DECISION.replace("云溪秘密有限公司", right)
    history = (
        f"{PUBLISHED}  - kind: corrected\n    date: 2024-06-01\n    note: {note}\n    found_by: party\n"
        f"    was: {{party: {{name: {wrong}, kind: 法人及非法人组织}}}}\n"
    )
    portal.put("decisions/cf-2024-aaaaaa", f"{decision}changes:\n{history}")
    assert (note in portal.seen()) is told


LISTING = (
    "name: 灰名单\ncolour: 灰名单\nagency: jg-2024-aaaaaa\npublic: 是\n"
    "publication_basis: [{text: 某条例}]\ngrounds: [{key: 甲, text: 甲}]\nexit_conditions: 期满\n"
    "changes:\n  - {kind: published, date: 2024-01-02}\n"
)


def test_an_entry_does_not_lead_to_the_withdrawn_decision_under_it(portal: Portal) -> None:
    entry = (
        f"listing: md-2024-aaaaaa\nagency: jg-2024-aaaaaa\n{PARTY}\ngrounds: [甲]\n"
        f"founded_on: [cf-2024-aaaaaa]\nentered_on: 2024-05-06\nchanges:\n{PUBLISHED}"
    )
    portal.put("lists/md-2024-aaaaaa", LISTING)
    portal.put("entries/tm-2024-aaaaaa", entry)
    portal.put("decisions/cf-2024-aaaaaa", f"{DECISION}changes:\n{PUBLISHED}")
    assert "cf-2024-aaaaaa" in portal.seen("tm-2024-aaaaaa")
    withdrawn = (
        "  - kind: withdrawn\n    date: 2024-06-01\n    ground: 撤销\n    effective: 2024-06-01\n"
        f"    authority: {{body: 法院}}\n    {ROLES}\n    note: 撤销。\n"
    )
    portal.put("decisions/cf-2024-aaaaaa", f"{DECISION}changes:\n{PUBLISHED}{withdrawn}")
    assert "cf-2024-aaaaaa" not in portal.seen("tm-2024-aaaaaa")


FORMER_PARTY = (
    "  - {kind: corrected, date: 2024-06-01, note: 误写为甲乙公司。, found_by: party,"
    " was: {party: {name: 甲乙公司, kind: 法人及非法人组织}}}\n"
)
WITHDRAWN_WITH_A_NAME = (
    "  - kind: withdrawn\n    date: 2024-06-01\n    ground: 撤销\n    effective: 2024-06-01\n"
    f"    authority: {{body: 法院}}\n    {ROLES}\n    note: 云溪秘密有限公司胜诉。\n"
)


@pytest.mark.parametrize(
    ("party", "content", "change", "reason"),
    [
        (PARTY, "对甲乙公司罚款。", FORMER_PARTY, "含有已更正的当事人信息，不再公开"),
        (
            "party: {name: 小吃店, kind: 个体工商户, legal_representative: 沈小河}",
            "对沈小河罚款。",
            "  - {kind: disputed, date: 2024-06-01, note: 沈小河申请复议。}\n",
            "含有个人信息，不予公开",
        ),
        (PARTY, "罚款。", WITHDRAWN_WITH_A_NAME, "含有当事人信息，不再公开"),
    ],
)
def test_what_is_hidden_says_the_true_reason(
    portal: Portal, party: str, content: str, change: str, reason: str
) -> None:
    decision = DECISION.replace(PARTY, party).replace("罚款一万元。", content)
    portal.put("decisions/cf-2024-aaaaaa", f"{decision}changes:\n{PUBLISHED}{change}")
    view = portal.gate().view("cf-2024-aaaaaa")
    assert view
    assert view.history[1].note_withheld == reason
    told = [shown.withheld for shown in view.fields if shown.name == "content"]
    assert told == ([] if "withdrawn" in change else [reason])


def test_an_expired_permit_does_not_lead_to_its_replacement(portal: Portal) -> None:
    permit = DECISION.replace("行政处罚", "行政许可")
    superseded = "  - {kind: superseded, date: 2024-06-01, replaced_by: xk-2024-bbbbbb}\n"
    old = f"{permit}publicity_until: 2025-01-01\nchanges:\n{PUBLISHED}{superseded}"
    portal.put("decisions/cf-2024-aaaaaa", old)
    portal.put("decisions/xk-2024-bbbbbb", f"{permit}changes:\n{PUBLISHED}")
    view = portal.gate().view("cf-2024-aaaaaa")
    assert view
    assert view.state == "expired"
    assert view.replaced_by is None


def test_an_entry_stays_as_a_tombstone_when_its_list_comes_down(portal: Portal) -> None:
    entry = (
        f"listing: md-2024-aaaaaa\nagency: jg-2024-aaaaaa\n{PARTY}\ngrounds: [甲]\n"
        f"entered_on: 2024-05-06\nchanges:\n{PUBLISHED}"
    )
    portal.put("lists/md-2024-aaaaaa", LISTING)
    portal.put("entries/tm-2024-aaaaaa", entry)
    assert portal.gate().state("tm-2024-aaaaaa") == "current"
    portal.put(
        "lists/md-2024-aaaaaa", f"{LISTING}  - {{kind: ended, date: 2025-03-04, route: 移出}}\n"
    )
    view = portal.gate().view("tm-2024-aaaaaa")
    assert view
    assert (view.state, view.changed) == ("ended", date(2025, 3, 4))
    assert [(step.anchor, step.label) for step in view.history] == [("ended", "终止公示")]
    assert "秘密" not in repr(view)
    portal.put("lists/md-2024-aaaaaa", LISTING.replace("public: 是", "public: 否"))
    assert portal.gate().view("tm-2024-aaaaaa") is None


def test_a_code_that_begins_with_92_is_a_sole_trader_whatever_is_said(portal: Portal) -> None:
    trader = DECISION.replace(
        "kind: 法人", "code: 92339901MA52417746, legal_representative: 沈秘密, kind: 法人"
    ).replace("云溪秘密", "云溪")
    portal.put("decisions/cf-2024-aaaaaa", f"{trader}changes:\n{PUBLISHED}")
    assert "沈秘密" not in portal.seen()


def test_what_is_not_public_of_a_trader_is_in_no_other_text(portal: Portal) -> None:
    trader = DECISION.replace("法人及非法人组织", "个体工商户, legal_representative: 沈小河")
    told = trader.replace("罚款一万元。", "经营者沈小河罚款一万元。")
    dispute = "  - {kind: disputed, date: 2024-06-01, note: 沈小河申请复议。}\n"
    portal.put("decisions/cf-2024-aaaaaa", f"{told}changes:\n{PUBLISHED}{dispute}")
    assert "沈小河" not in portal.seen()


def test_a_trader_known_by_the_own_name_is_named(portal: Portal) -> None:
    trader = DECISION.replace(
        "法人及非法人组织", "个体工商户, legal_representative: 云溪秘密有限公司"
    )
    told = trader.replace("罚款一万元。", "对云溪秘密有限公司罚款。")
    portal.put("decisions/cf-2024-aaaaaa", f"{told}changes:\n{PUBLISHED}")
    assert "对云溪秘密有限公司罚款。" in portal.seen()


def test_superseded_withdrawn_and_reinstated_is_superseded_again(portal: Portal) -> None:
    history = (
        f"{PUBLISHED}  - {{kind: superseded, date: 2024-06-01, replaced_by: xk-2024-bbbbbb}}\n"
        "  - kind: withdrawn\n    date: 2024-07-01\n    ground: 撤销\n    effective: 2024-07-01\n"
        f"    authority: {{body: 法院}}\n    {ROLES}\n    note: 撤销。\n"
        "  - {kind: reinstated, date: 2024-08-01, note: 改判。, authority: {body: 法院}}\n"
    )
    portal.put("decisions/cf-2024-aaaaaa", f"{DECISION}changes:\n{history}")
    assert portal.gate().state("cf-2024-aaaaaa") == "superseded"


def test_an_officer_not_yet_public_is_not_counted(portal: Portal) -> None:
    officer = (
        "name: {}\nagency: jg-2024-aaaaaa\ncertificate: {}\nvalid_from: 2024-01-01\n"
        "valid_until: {}\nchanges: [{{kind: published, date: {}}}]\n"
    )
    portal.put(
        "officers/ry-2024-aaaaaa", officer.format("程予安", "1号", "2025-01-01", "2024-01-02")
    )
    portal.put(
        "officers/ry-2024-bbbbbb", officer.format("顾清越", "2号", "2029-01-01", "2027-01-02")
    )
    decision = f"{DECISION}officers: [ry-2024-aaaaaa, ry-2024-bbbbbb]\n"
    portal.put("decisions/cf-2024-aaaaaa", f"{decision}changes:\n{PUBLISHED}")
    assert "执法人员 1 名" in portal.seen()


def test_the_gate_knows_an_identity_number_however_it_is_spaced() -> None:
    number = "330106199001010018"
    assert holds_identity_number(f"身份证{number}。")
    parts = (number[:6], number[6:14], number[14:])
    for separator in (" ", "-", "－"):
        assert holds_identity_number(separator.join(parts)), separator


def hiding(field: str) -> str:
    """A rule that hides one field of penalties."""
    rule = RULE.replace("purpose: 公示期", f"purpose: 隐去字段\nhides: [{field}]")
    return rule.replace("amount: 1\nunit: 年\nstarts: 决定日期\n", "")


@pytest.mark.parametrize("hides", ["party", "name"])
def test_a_hidden_party_is_in_no_text_and_no_note(portal: Portal, hides: str) -> None:
    told = DECISION.replace("罚款一万元。", "对云溪秘密有限公司罚款一万元。")
    dispute = "  - {kind: disputed, date: 2024-06-01, note: 云溪秘密有限公司申请复议。}\n"
    portal.put("decisions/cf-2024-aaaaaa", f"{told}changes:\n{PUBLISHED}{dispute}")
    portal.put("rules/gz-2020-aaaaaa", hiding(hides))
    assert "秘密" not in portal.seen()


@pytest.mark.parametrize(
    ("hides", "day"),
    [("decided_on", date(2024, 5, 6)), ("publicity_until", date(2027, 5, 17))],
)
def test_a_hidden_day_is_no_day_of_the_record_either(portal: Portal, hides: str, day: date) -> None:
    dated = DECISION if hides == "decided_on" else f"{DECISION}publicity_until: 2027-05-17\n"
    portal.put("decisions/cf-2024-aaaaaa", f"{dated}changes:\n{PUBLISHED}")
    portal.put("rules/gz-2020-aaaaaa", RULE.replace("amount: 1", "amount: 4"))
    portal.put("rules/gz-2020-bbbbbb", RULE.replace("公示期", "公开期限"))
    assert repr(day) in portal.seen()
    portal.put("rules/gz-2020-cccccc", hiding(hides))
    view = portal.gate().view("cf-2024-aaaaaa")
    assert view
    assert repr(day) not in portal.seen()
    assert view.last_day is None
    assert (view.timeliness is None) == (hides == "decided_on")
    day_of_list = date(2024, 5, 8) if hides == "decided_on" else date(2024, 5, 6)
    assert view.day == portal.gate().day("cf-2024-aaaaaa") == day_of_list


def test_an_amended_rule_governs_only_what_comes_after(portal: Portal) -> None:
    portal.put("decisions/cf-2024-aaaaaa", f"{DECISION}changes:\n{PUBLISHED}")
    amended = "  - {kind: amended, date: 2026-06-01, effective: 2026-06-01, note: 修订。, was: {amount: 1}}\n"
    portal.put("rules/gz-2020-aaaaaa", RULE.replace("amount: 1", "amount: 9") + amended)
    assert portal.gate().state("cf-2024-aaaaaa") == "expired"
    scheduled = "scheduled: {effective: 2026-06-01, set: {amount: 9}, note: 修订。}\nchanges:"
    portal.put("rules/gz-2020-aaaaaa", RULE.replace("changes:", scheduled))
    assert portal.gate().state("cf-2024-aaaaaa") == "expired"
    late = DECISION.replace("2024-05-06", "2026-06-06")
    portal.put("decisions/cf-2026-bbbbbb", f"{late}changes:\n{PUBLISHED.replace('2024', '2026')}")
    later = Gate(portal.gate().corpus, as_of=date(2026, 7, 1)).view("cf-2026-bbbbbb")
    assert later
    assert later.last_day == date(2035, 6, 6)


def test_a_branch_wrongly_named_for_its_head_office_is_not_told(portal: Portal) -> None:
    note = "误将云溪秘密有限公司城东分公司列为当事人。"
    history = (
        f"{PUBLISHED}  - kind: corrected\n    date: 2024-06-01\n    note: {note}\n"
        "    found_by: party\n"
        "    was: {party: {name: 云溪秘密有限公司城东分公司, kind: 法人及非法人组织}}\n"
    )
    portal.put("decisions/cf-2024-aaaaaa", f"{DECISION}changes:\n{history}")
    assert "城东分公司" not in portal.seen()


def test_a_hidden_reference_does_not_lead_back(portal: Portal) -> None:
    officer = (
        "name: 程予安\nagency: jg-2024-aaaaaa\ncertificate: 云执0101\nvalid_from: 2024-01-01\n"
        "valid_until: 2029-01-01\nchanges: [{kind: published, date: 2024-01-08}]\n"
    )
    portal.put("officers/ry-2024-aaaaaa", officer)
    decision = f"{DECISION}officers: [ry-2024-aaaaaa]\n"
    portal.put("decisions/cf-2024-aaaaaa", f"{decision}changes:\n{PUBLISHED}")
    assert "cf-2024-aaaaaa" in portal.seen("ry-2024-aaaaaa")
    portal.put("rules/gz-2020-aaaaaa", hiding("officers"))
    assert "cf-2024-aaaaaa" not in portal.seen("ry-2024-aaaaaa")


def test_a_former_reference_that_leads_nowhere_is_not_told_as_nothing(portal: Portal) -> None:
    officer = (
        "name: {}\nagency: jg-2024-aaaaaa\ncertificate: 云执{}\nvalid_from: 2024-01-01\n"
        "valid_until: {}\nchanges: [{{kind: published, date: 2024-01-08}}]\n"
    )
    names = [("aaaaaa", "程予安", "2025-01-01"), ("bbbbbb", "沈若溪", "2029-01-01")]
    for number, (key, name, until) in enumerate(names):
        portal.put(f"officers/ry-2024-{key}", officer.format(name, number, until))
    corrected = (
        "  - {kind: corrected, date: 2024-06-01, note: 有误。, found_by: agency,"
        " was: {officers: [ry-2024-aaaaaa]}}\n"
    )
    decision = f"{DECISION}officers: [ry-2024-bbbbbb]\n"
    portal.put("decisions/cf-2024-aaaaaa", f"{decision}changes:\n{PUBLISHED}{corrected}")
    view = portal.gate().view("cf-2024-aaaaaa")
    assert view
    (difference,) = view.history[1].differences
    assert (difference.untold, difference.parts) == ("原内容依法不再公开", ())
    assert difference.wrong == ((date(2024, 5, 8), date(2024, 6, 1)),)


@pytest.mark.parametrize(("kind", "told"), [("corrected", True), ("amended", False)])
def test_the_former_agency_is_known_where_the_history_tells_it(
    portal: Portal, kind: str, told: bool
) -> None:
    portal.put("agencies/jg-2024-bbbbbb", AGENCY.replace("甲", "乙"))
    changed = (
        f"  - {{kind: {kind}, date: 2024-06-01, note: 有误。, effective: 2024-06-01, "
        f"authority: {{body: 政府}}, {'found_by: agency' if told else 'ground: 划转'},"
        " was: {agency: jg-2024-bbbbbb}}\n"
    )
    portal.put("decisions/cf-2024-aaaaaa", f"{DECISION}changes:\n{PUBLISHED}{changed}")
    view = portal.gate().view("cf-2024-aaaaaa")
    assert view
    former = [(one.agency.id, one.number) for one in summarise(view).agencies]
    assert former == ([("jg-2024-bbbbbb", 2)] if told else [])


def test_the_link_from_a_tombstone_does_not_carry_the_code(portal: Portal) -> None:
    code = "91320100748204660Q"
    firm = DECISION.replace("kind: 法人", f"code: {code}, kind: 法人")
    withdrawn = (
        "  - kind: withdrawn\n    date: 2024-06-01\n    ground: 变更\n    effective: 2024-06-01\n"
        f"    authority: {{body: 法院}}\n    {ROLES}\n    note: 变更。\n"
        "    replaced_by: cf-2024-bbbbbb\n"
    )
    portal.put("decisions/cf-2024-aaaaaa", f"{firm}changes:\n{PUBLISHED}{withdrawn}")
    again = firm.replace("云罚〔2024〕1号", f"云罚〔2024〕{code}号")
    portal.put("decisions/cf-2024-bbbbbb", f"{again}changes:\n{PUBLISHED}")
    assert "cf-2024-bbbbbb" in portal.seen()
    assert code not in portal.seen()


def test_a_rule_that_hides_fails_closed_whatever_day_it_names(portal: Portal) -> None:
    portal.put("decisions/cf-2024-aaaaaa", f"{DECISION}changes:\n{PUBLISHED}")
    rule = hiding("party").replace("valid_from", "starts: 列入日期\nvalid_from")
    portal.put("rules/gz-2020-aaaaaa", rule)
    assert "秘密" not in portal.seen()


def test_a_dispute_that_ends_later_does_not_move_the_end(portal: Portal) -> None:
    history = (
        f"{PUBLISHED}  - {{kind: disputed, date: 2024-05-20, note: 复议。}}\n"
        "  - {kind: ended, date: 2024-06-01, route: 修复}\n"
        "  - {kind: dispute_ended, date: 2024-09-01, note: 维持。}\n"
    )
    portal.put("decisions/cf-2024-aaaaaa", f"{DECISION}changes:\n{history}")
    view = portal.gate().view("cf-2024-aaaaaa")
    assert view
    assert view.changed == date(2024, 6, 1)


def test_what_was_never_public_changes_nothing_on_any_day(portal: Portal) -> None:
    sealed = f"{DECISION}sensitive: [未成年人]\npublicity_until: 2026-08-17\n"
    portal.put("decisions/cf-2024-aaaaaa", f"{sealed}changes:\n{PUBLISHED}")
    assert next_change(portal.gate()) is None
