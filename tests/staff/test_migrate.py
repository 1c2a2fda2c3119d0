"""`portal migrate`: records of an invented older model become those of today, and nothing is lost.

The older model called the fine `sum`, kept the representative outside of the party, and had phone
and address of an agency in one line. The specimen, told in that way, is what is migrated.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from portal.checks import evidence_model
from portal.checks.evidence_model import CURRENT, Model
from portal.cli import main
from portal.model import BY_PLURAL
from portal.source.migrations import Migration
from portal.source.reshape import Fields, Moved, Split, Step, reshaped
from portal.source.tree import walk
from portal.source.yamlfile import parse
from portal.staff.migrate import Unmigratable, migrate
from portal.staff.writer import dump
from tests.evidence.repository import START, Repo, rules, told

SPECIMEN = Path(__file__).parents[1] / "specimen"
REPRESENTATIVE = ("party", "legal_representative")


def apart(line: str) -> Fields:
    """Return phone and address of a line that has both."""
    phone, address = line.split("；")
    return {"phone": phone, "address": address}


STEPS: Mapping[str, tuple[Step, ...]] = {
    "decision": (Moved(("sum",), ("fine",)), Moved(("representative",), REPRESENTATIVE)),
    "agency": (Split("contact", ("phone", "address"), apart),),
}
MODEL = Model(CURRENT.version, {"0": (CURRENT.version, Migration(STEPS))})


@dataclass(frozen=True)
class Joined:
    """The way back from phone and address to one line."""

    def __call__(self, fields: Fields) -> Fields:
        """Return the older form, where both are there."""
        if not {"phone", "address"} <= fields.keys():
            return fields
        rest = {name: v for name, v in fields.items() if name not in ("phone", "address")}
        return {**rest, "contact": f"{fields['phone']}；{fields['address']}"}

    def becomes(self, name: str) -> tuple[str, ...]:
        """Return what told it."""
        return ("contact",) if name in ("phone", "address") else (name,)


BACK: Mapping[str, tuple[Step, ...]] = {
    "decision": (Moved(("fine",), ("sum",)), Moved(REPRESENTATIVE, ("representative",))),
    "agency": (Joined(),),
}


def contents(data: Path) -> dict[str, Any]:
    """What every record's file says."""
    return {path: parse((data / path).read_text("utf-8")).content for path in walk(data).files}


def make_old(data: Path) -> int:
    """Tell the records in `data` as the older model had them; return how many were touched."""
    touched = 0
    for path, content in contents(data).items():
        kind = BY_PLURAL[path.split("/", 1)[0]]
        old = reshaped(content, BACK.get(kind.TYPE, ()))
        if old != content:
            touched += 1
            (data / path).write_text(dump(old), encoding="utf-8")
    (data / "model.yaml").write_text("version: 0\n", encoding="utf-8")
    return touched


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A repository whose last commit is the specimen as the older model had it."""
    for name in ("data", "content"):
        shutil.copytree(SPECIMEN / name, tmp_path / name)
    shutil.copy(SPECIMEN / "pelicanconf.py", tmp_path)
    repo = Repo(tmp_path)
    repo.git("init", "--quiet", "--initial-branch=main")
    assert make_old(repo.data) > 20
    repo.commit()
    return tmp_path


def test_every_record_says_again_what_it_said(old: Path) -> None:
    before = contents(SPECIMEN / "data")
    assert contents(old / "data") != before
    former, files = migrate(old / "data", MODEL)
    assert former == "0"
    assert len(files) > 20
    assert contents(old / "data") == before
    assert (old / "data" / "model.yaml").read_text("utf-8") == f"version: {CURRENT.version}\n"
    assert migrate(old / "data", MODEL) == (CURRENT.version, [])


def test_git_bears_witness_that_nothing_else_changed(old: Path) -> None:
    repo = Repo(old)
    migrate(repo.data, MODEL)
    assert rules(repo.against("main", START, MODEL)) == []
    repo.commit(START)
    assert told(repo.audited(model=MODEL)) == told(repo.audited("HEAD^", MODEL))
    assert "evidence-model" in rules(repo.audited())  # a program without the migration says so
    path = next(iter((repo.data / "decisions").rglob("*.yaml")))
    path.write_text(path.read_text("utf-8") + "remark: 顺手加的\n", encoding="utf-8")
    repo.git("commit", "--quiet", "--all", "--amend", "--no-edit")
    assert "evidence-model" in rules(repo.audited(model=MODEL))


def test_the_public_sees_no_difference(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_model, "CURRENT", MODEL)
    monkeypatch.chdir(old)
    result = CliRunner().invoke(main, ["migrate"])
    assert "模型版本 0 → 1，已改" in result.output
    compared = CliRunner().invoke(main, ["preview-diff", "HEAD", "--as-of", "2026-06-30"])
    assert "公众看到的与现在完全一样。" in compared.output, compared.output


WRITTEN = """\
# 纸质卷在三楼
act: 行政处罚
agency: jg-2024-a1b2c3
party: {name: "云溪星河网络科技有限公司",   kind: 法人及非法人组织}   # 核对过

representative: '方以宁'
decided_on: 2024-05-08
content: 罚款
sum: '100.00'   # 见缴款书
disclosures:
  - name: representative
    reason: 登记公示的信息
scheduled:
  effective: 2099-01-02
  set: {sum: 300.00}
  note: 分期。
changes:   # 只能添加
- kind: published
  date: 2024-05-10
- kind: corrected
  date: 2024-05-13
  note: 录错。
  found_by: agency
  was: {sum: 1000.00}   # 多一个零
  added: [representative]
# 完
"""
MIGRATED = """\
# 纸质卷在三楼
act: 行政处罚
agency: jg-2024-a1b2c3
party: {name: "云溪星河网络科技有限公司",   kind: 法人及非法人组织, legal_representative: 方以宁}   # 核对过

decided_on: 2024-05-08
content: 罚款
fine: '100.00'   # 见缴款书
disclosures:
  - name: party
    reason: 登记公示的信息
scheduled:
  effective: 2099-01-02
  set: {fine: 300.00}
  note: 分期。
changes:   # 只能添加
- kind: published
  date: 2024-05-10
- kind: corrected
  date: 2024-05-13
  note: 录错。
  found_by: agency
  was: {fine: 1000.00, party: {name: 云溪星河网络科技有限公司, kind: 法人及非法人组织}}   # 多一个零
# 完
"""


def a_file(folder: Path, text: str) -> Path:
    """Write one decision of the older model; return its file."""
    path = folder / "decisions" / "cf-2024-k7m3q9.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    (folder / "model.yaml").write_text("version: 0\n", encoding="utf-8")
    return path


def test_comments_quotes_and_order_stay(tmp_path: Path) -> None:
    path = a_file(tmp_path, WRITTEN)
    migrate(tmp_path, MODEL, dry_run=True)
    assert path.read_text("utf-8") == WRITTEN
    migrate(tmp_path, MODEL)
    assert path.read_text("utf-8") == MIGRATED


def test_what_is_withheld_stays_withheld(tmp_path: Path) -> None:
    hidden = WRITTEN.replace("was: {sum: 1000.00}", "withheld: [sum]")
    path = a_file(tmp_path, hidden)
    migrate(tmp_path, MODEL)
    (_, change) = parse(path.read_text("utf-8")).content["changes"]
    assert change["withheld"] == ["fine"]
    assert list(change["was"]) == ["party"]
    assert "added" not in change


def test_a_file_that_cannot_be_read_stops_all_of_it(tmp_path: Path) -> None:
    path = a_file(tmp_path, WRITTEN)
    bad = path.with_name("cf-2024-p4x8d2.yaml")
    bad.write_text("act：行政处罚\n", encoding="utf-8")
    with pytest.raises(Unmigratable, match=r"cf-2024-p4x8d2\.yaml:1: .*全角冒号"):
        migrate(tmp_path, MODEL)
    assert path.read_text("utf-8") == WRITTEN
    assert (tmp_path / "model.yaml").read_text("utf-8") == "version: 0\n"


def test_a_model_that_the_program_does_not_know_is_left_alone(tmp_path: Path) -> None:
    path = a_file(tmp_path, WRITTEN)
    (tmp_path / "model.yaml").write_text("version: 9\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["migrate", "--data", str(tmp_path)])
    assert result.exit_code == 1
    assert "数据的模型版本是“9”，本程序是“1”" in result.output
    assert path.read_text("utf-8") == WRITTEN


def test_what_is_current_needs_no_migration(tmp_path: Path) -> None:
    shutil.copytree(SPECIMEN / "data", tmp_path / "data")
    result = CliRunner().invoke(main, ["migrate", "--data", str(tmp_path / "data")])
    assert result.exit_code == 0
    assert result.output == "无需迁移：数据的模型版本是 1，与程序一致。\n"


def test_older_data_are_told_to_be_migrated(tmp_path: Path) -> None:
    a_file(tmp_path, WRITTEN)
    result = CliRunner().invoke(main, ["check", "--data", str(tmp_path)])
    assert "[model-version]" in result.output
    assert "portal migrate" in result.output
