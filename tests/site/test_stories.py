"""Five histories that go wrong in practice: each shows what the gate allows, and no more."""

import json
from datetime import date
from pathlib import Path

import pytest

from tests.lifecycle.test_leaks import AGENCY, DECISION, PUBLISHED, ROLES
from tests.site.conftest import Build

ID = "cf-2024-aaaaaa"
PARTY = "云溪秘密有限公司"
WITHDRAWN = (
    "  - kind: withdrawn\n    date: 2024-09-12\n    ground: 撤销\n    effective: 2024-09-10\n"
    f"    authority: {{body: 云溪市人民法院, document: （2024）云01行终3号}}\n    {ROLES}\n"
    "    note: 经人民法院判决撤销。\n"
)


class Site:
    """The built site of one decision with a history."""

    def __init__(self, folder: Path, build: Build) -> None:
        self.folder = folder
        self.build = build
        self.texts: dict[str, str] = {}

    def of(self, decision: str, changes: str, as_of: date = date(2026, 6, 30)) -> "Site":
        """Write the decision, build, and read every file."""
        records = {"agencies/jg-2024-aaaaaa": AGENCY, f"decisions/{ID}": decision + changes}
        for name, text in records.items():
            path = self.folder / "data" / f"{name}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        output = self.build(self.folder, as_of=as_of)
        files = (path for path in output.rglob("*") if path.is_file())
        self.texts = {
            path.relative_to(output).as_posix(): path.read_text(encoding="utf-8") for path in files
        }
        return self

    @property
    def page(self) -> str:
        """The decision's page."""
        return self.texts[f"decisions/{ID}/index.html"]

    @property
    def deleted(self) -> dict[str, list[str]]:
        """The months of the machine list, with what a mirror has to delete in each."""
        listed = json.loads(self.texts["changes/index.json"])["months"]
        months = {one["month"]: json.loads(self.texts[one["url"][1:]]) for one in listed}
        return {
            name: [one["id"] for one in month["changes"] if one.get("deleted")]
            for name, month in months.items()
        }

    def holding(self, word: str) -> list[str]:
        """The files in which a word stands."""
        return [name for name, text in self.texts.items() if word in text]


@pytest.fixture
def site(tmp_path: Path, build: Build) -> Site:
    return Site(tmp_path, build)


def test_a_leak_found_three_changes_later_is_gone_from_the_old_changes_too(site: Site) -> None:
    leak = f"{DECISION}remark: 第四稿。\n"
    leaking = (
        f"changes:\n{PUBLISHED}"
        "  - {kind: corrected, date: 2024-06-03, note: 补备注, found_by: agency, added: [remark]}\n"
        "  - {kind: corrected, date: 2024-07-03, note: 改备注, found_by: agency,"
        " was: {remark: 患者秦某的病历}}\n"
        "  - {kind: corrected, date: 2024-08-05, note: 再改备注, found_by: agency,"
        " was: {remark: 第三稿}}\n"
    )
    assert site.of(leak, leaking).holding("秦某")
    mended = leaking.replace(", was: {remark: 患者秦某的病历}", ", withheld: [remark]")
    mended = mended.replace(", was: {remark: 第三稿}", ", withheld: [remark]")
    site.of(leak, mended)
    assert site.holding("秦某") == []
    assert site.holding("第三稿") == []
    assert "依法不再公开" in site.page
    assert "第四稿" in site.page


def test_a_firm_wrongly_named_is_nowhere_after_the_correction(site: Site) -> None:
    wrong = "party: {name: 云溪无辜有限公司, kind: 法人及非法人组织}"
    change = (
        "  - kind: corrected\n    date: 2024-06-03\n    note: 当事人名称录入错误。\n"
        f"    found_by: public\n    was:\n      {wrong}\n      content: 对云溪无辜有限公司罚款。\n"
    )
    site.of(DECISION, f"changes:\n{PUBLISHED}{change}")
    assert site.holding("无辜") == []
    assert "当事人信息已更正" in site.page
    assert PARTY in site.page


def test_what_was_said_of_the_wrong_firm_is_not_told_when_it_is_corrected_later(site: Site) -> None:
    first = (
        "  - kind: corrected\n    date: 2024-06-03\n    note: 当事人录入错误。\n    found_by: public\n"
        "    was: {party: {name: 云溪无辜有限公司, kind: 法人及非法人组织}}\n"
    )
    facts = "  - {{kind: corrected, date: {}, note: 事实有误。, found_by: public, was: {}}}\n"
    second = facts.format("2024-06-05", "{facts_found: 在文化路二十号经营。, fine: 2000.00}")
    third = facts.format("2024-06-07", "{facts_found: 在城东路八号经营。}")
    decision = f"{DECISION}facts_found: 在城东路九号经营。\nfine: 1000.00\n"
    site.of(decision, f"changes:\n{PUBLISHED}{first}{second}{third}")
    assert site.holding("文化路") == []
    for word in ("八</del>", "2,000.00", "原内容不再公开"):
        assert word in site.page, word


def test_one_of_several_grounds_annulled_tells_the_ground_and_not_the_old_text(site: Site) -> None:
    change = (
        "  - kind: amended\n    date: 2024-09-12\n    effective: 2024-09-10\n    ground: 部分撤销\n"
        "    authority: {body: 云溪市人民法院, document: （2024）云01行终3号}\n"
        "    note: 撤销第二项处罚，第一项维持。\n"
        "    was:\n      content: 罚款一万元；吊销作废许可证。\n"
    )
    site.of(DECISION, f"changes:\n{PUBLISHED}{change}")
    assert site.holding("吊销作废") == []
    for word in ("部分撤销", "撤销第二项处罚，第一项维持。", "（2024）云01行终3号", PARTY):
        assert word in site.page


def test_a_withdrawal_undone_brings_the_case_back_and_tells_both(site: Site) -> None:
    site.of(DECISION, f"changes:\n{PUBLISHED}{WITHDRAWN}")
    assert site.holding(PARTY) == []
    undone = (
        "  - kind: reinstated\n    date: 2025-03-03\n    note: 再审改判，恢复原决定。\n"
        "    authority: {body: 云溪市高级人民法院, document: （2025）云行再1号}\n"
    )
    site.of(DECISION, f"changes:\n{PUBLISHED}{WITHDRAWN}{undone}")
    assert PARTY in site.page
    for word in ("经人民法院判决撤销。", "再审改判，恢复原决定。", "（2025）云行再1号"):
        assert word in site.page
    assert "[已撤回]" not in site.page


def test_an_expiry_during_a_dispute_takes_the_record_down_all_the_same(site: Site) -> None:
    dated = f"{DECISION}publicity_until: 2025-05-05\n"
    disputed = "  - {kind: disputed, date: 2025-04-01, note: 当事人申请复议。}\n"
    changes = f"changes:\n{PUBLISHED}{disputed}"
    during = site.of(dated, changes, date(2025, 5, 5))
    assert "[有异议]" in during.page
    assert PARTY in during.page
    assert during.deleted == {"2020-01": [], "2024-05": [], "2025-04": []}
    after = site.of(dated, changes, date(2025, 5, 6))
    assert after.holding(PARTY) == []
    assert after.holding("申请复议") == []
    assert "[公示期满]" in after.page
    assert after.deleted == {"2020-01": [], "2024-05": [ID], "2025-04": [ID], "2025-05": [ID]}
    month = after.texts["changes/2025-04/index.html"]
    assert "本月的记录均已不再公开。" in month
