"""`portal preview-diff`: what it says is the true difference of two built sites."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.site.conftest import SPECIMEN

PORTAL = str(Path(sys.executable).with_name("portal"))
AS_OF = "2026-06-30"
FINE = "decisions/2024/cf-2024-k7m3q9.yaml"


class Office:
    """A copy of the specimen in a repository of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in ("data", "content", "pelicanconf.py"):
            source = SPECIMEN / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, root / name)
        self.git("init", "-q", "-b", "main")
        self.commit()

    def git(self, *arguments: str) -> None:
        """Run git, quietly."""
        who = ["-c", "user.name=甲", "-c", "user.email=jia@yunxi.example"]
        subprocess.run(["git", *who, *arguments], cwd=self.root, check=True, capture_output=True)

    def commit(self) -> None:
        """Commit everything."""
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "记录")

    def portal(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the program."""
        return subprocess.run(
            [PORTAL, *arguments, "--as-of", AS_OF], cwd=self.root, capture_output=True, text=True
        )

    def effect(self) -> dict[str, Any]:
        """The effect since HEAD, as data."""
        done = self.portal("preview-diff", "HEAD", "--format", "json")
        assert done.returncode == 0, done.stderr
        effect: dict[str, Any] = json.loads(done.stdout)
        return effect

    def built(self, name: str) -> dict[str, bytes]:
        """The site of the files as they are: path and content."""
        folder = self.root.parent / name
        done = self.portal("build", "--no-search", "--output", str(folder))
        assert done.returncode == 0, done.stderr
        paths = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}

    def append(self, path: str, text: str) -> None:
        """Write at the end of a record."""
        with (self.root / "data" / path).open("a", encoding="utf-8") as file:
            file.write(text)

    def replace(self, path: str, old: str, new: str) -> None:
        """Change a record."""
        record = self.root / "data" / path
        content = record.read_text(encoding="utf-8")
        assert old in content
        record.write_text(content.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    (tmp_path / "office").mkdir()
    return Office(tmp_path / "office")


def some_decision(office: Office) -> Path:
    """A decision in public that nobody has changed yet."""
    for path in sorted((SPECIMEN / "site" / "decisions").glob("cf-*/index.json")):
        public = json.loads(path.read_bytes())
        plain = "fine" in public.get("fields", {}) and "remark" not in public["fields"]
        if public["state"] == "current" and public["version"] == 1 and plain:
            (record,) = (office.root / "data" / "decisions").rglob(f"{public['id']}.yaml")
            return record
    raise AssertionError("no such decision in the specimen")


CORRECTION = """  - kind: corrected
    date: 2026-06-29
    note: 备注漏写，现补上。
    found_by: agency
    added: [remark]
"""
WITHDRAWAL = """  - kind: withdrawn
    date: 2026-06-29
    ground: 撤销
    effective: 2026-06-26
    authority: {body: 云溪市人民政府, document: 云政复决〔2026〕31号}
    roles: {drafted: 法规科, reviewed: 法制审核岗, approved: 分管负责人}
    note: 行政复议决定撤销原处罚决定。
"""


def test_without_a_change_the_public_sees_the_same(office: Office) -> None:
    effect = office.effect()
    assert effect["pages"] == {"appear": [], "change": [], "disappear": []}
    assert effect["records"] == []
    assert "完全一样" in office.portal("preview-diff", "HEAD").stdout


def test_it_is_the_true_difference_of_two_sites(office: Office) -> None:
    before = office.built("before")
    record = some_decision(office)
    record.write_text(record.read_text("utf-8") + WITHDRAWAL, encoding="utf-8")
    effect, after = office.effect(), office.built("after")
    assert effect["pages"] == {
        "appear": sorted(after.keys() - before.keys()),
        "change": sorted(p for p in before.keys() & after.keys() if before[p] != after[p]),
        "disappear": sorted(before.keys() - after.keys()),
    }
    assert len(effect["pages"]["change"]) > 3


@pytest.mark.long
def test_settings_and_attributes_of_the_merge_are_part_of_the_difference(office: Office) -> None:
    before = office.built("before")
    settings = office.root / "pelicanconf.py"
    text = settings.read_text("utf-8")
    name = text.split('SITENAME = "')[1].split('"')[0]
    settings.write_text(text.replace(name, "云溪新门户", 1), encoding="utf-8")
    record = some_decision(office)
    (office.root / ".gitattributes").write_text("*.yaml export-ignore\n", encoding="utf-8")
    effect, after = office.effect(), office.built("after")
    assert effect["pages"]["change"] == sorted(p for p in after if before.get(p) != after[p])
    assert "index.html" in effect["pages"]["change"]
    assert effect["records"] == []
    office.git("add", ".gitattributes")
    office.git("commit", "-q", "-m", "属性")
    assert office.effect()["records"] == []
    record.write_text(record.read_text("utf-8") + WITHDRAWAL, encoding="utf-8")
    assert record.stem in [one["id"] for one in office.effect()["records"]]


def test_a_withdrawal_is_told_with_its_deadline_and_without_the_name(office: Office) -> None:
    record = some_decision(office)
    name = record.read_text("utf-8").split("name: ")[1].splitlines()[0]
    record.write_text(record.read_text("utf-8") + WITHDRAWAL, encoding="utf-8")
    moved = {one["id"]: one for one in office.effect()["records"]}[record.stem]
    assert (moved["after"], moved["late"]) == ("withdrawn", False)
    report = office.portal("preview-diff", "HEAD").stdout
    assert "## 从公众视野退出" in report
    assert "→ 已撤回" in report
    assert "撤回，生效后第 1 个工作日：在期限以内" in report
    assert name not in report


def test_a_correction_says_what_was_and_what_is(office: Office) -> None:
    record = some_decision(office)
    content = record.read_text("utf-8").replace("changes:", "remark: 罚款已缴清。\nchanges:", 1)
    record.write_text(content + CORRECTION, encoding="utf-8")
    report = office.portal("preview-diff", "HEAD").stdout
    assert "备注漏写，现补上。" in report
    assert "备注：没有 → 罚款已缴清。" in report


@pytest.mark.long
def test_a_new_name_is_pointed_out_and_markup_in_it_is_text(office: Office) -> None:
    source = some_decision(office)
    content = source.read_text("utf-8")
    name = content.split("name: ")[1].splitlines()[0]
    number = content.split("document_number: ")[1].splitlines()[0]
    copy = source.with_name("cf-2026-z9y8x7.yaml")
    content = content.replace(name, "云溪<b>*新*</b>网络有限公司", 1).replace(
        number, "云新罚〔2026〕1号"
    )
    copy.write_text(content, encoding="utf-8")
    effect = office.effect()
    assert effect["names"]["exposed"] == {"云溪<b>*新*</b>网络有限公司": "cf-2026-z9y8x7"}
    report = office.portal("preview-diff", "HEAD").stdout
    assert "## 新公布（1）" in report
    assert r"云溪\<b>\*新\*\</b>网络有限公司（`cf-2026-z9y8x7`）" in report


@pytest.mark.long
def test_what_is_scheduled_is_told_beside_the_difference(office: Office) -> None:
    path = "agencies/jg-2024-g3t8z5.yaml"
    planned = (
        'scheduled: {effective: 2027-01-01, note: 搬迁, set: {address: "A_b路1.2号#1"}}\nchanges:'
    )
    office.replace(path, "\nchanges:", f"\n{planned}")
    effect = office.effect()
    (coming,) = effect["scheduled"]
    assert (coming["effective"], coming["brought"]) == ("2027-01-01", True)
    assert coming["differences"][0]["after"] == "A_b路1.2号#1"
    report = office.portal("preview-diff", "HEAD").stdout
    assert "## 预定变更（1）" in report
    assert "：2027-01-01 起变更\n" in report
    assert " → A_b路1.2号#1\n" in report
    office.commit()
    office.replace(path, planned, "changes:")
    assert "2027-01-01 的预定变更取消" in office.portal("preview-diff", "HEAD").stdout


def test_amounts_are_told_as_elsewhere(office: Office) -> None:
    path = some_decision(office).relative_to(office.root / "data").as_posix()
    office.append(path, CORRECTION.replace("added: [remark]", "was: {fine: 60000.00}"))
    assert "罚款金额：60,000.00 元 → " in office.portal("preview-diff", "HEAD").stdout


def test_a_record_that_vanishes_is_said_aloud(office: Office) -> None:
    record = some_decision(office)
    record.unlink()
    done = office.portal("preview-diff", "HEAD")
    assert "**页面消失**" in done.stdout or done.returncode == 1
    assert record.stem in done.stdout + done.stderr


def test_what_cannot_be_built_is_said_with_its_reason(office: Office) -> None:
    record = some_decision(office)
    record.write_text(record.read_text("utf-8").replace("act: ", "akt: ", 1), encoding="utf-8")
    done = office.portal("preview-diff", "HEAD")
    assert done.returncode == 1
    assert "现在的记录生成不了网站" in done.stderr
    assert "akt" in done.stderr


@pytest.mark.parametrize(("ref", "said"), [("nirgends", "没有“nirgends”这个分支、标签或提交")])
def test_an_unknown_commit_is_misuse(office: Office, ref: str, said: str) -> None:
    done = office.portal("preview-diff", ref)
    assert done.returncode == 2
    assert said in done.stderr
