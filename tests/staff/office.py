"""A clerk's office: a real repository with records that rest on one another, comments and all."""

from __future__ import annotations

import difflib
import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.cli import main
from portal.lifecycle.history import version
from portal.model import Record
from portal.source import load
from portal.source.yamlfile import parse
from tests.staff.desk import AGENCY, FIRM, FIRM_CODE, TRADER, TRADER_CODE, Desk

TODAY = "2024-06-03"
PENALTY, PERMIT, RENEWED = "cf-2024-k7m3q9", "xk-2024-k7m3q9", "xk-2024-p4x8d2"
ENTRY, LIST, MEASURE = "tm-2024-k7m3q9", "md-2024-k7m3q9", "cs-2024-k7m3q9"
ROLES = ("--drafted", "法规科", "--reviewed", "法制岗", "--approved", "分管负责人")
ROLE_LINES = (
    "+  roles:",
    "+    drafted: 法规科",
    "+    reviewed: 法制岗",
    "+    approved: 分管负责人",
)
COURT = ("--body", "云溪市人民法院", "--document", "（2024）云01行终3号")
COURT_LINES = ("+  authority:", "+    body: 云溪市人民法院", "+    document: （2024）云01行终3号")

DECISION = f"""\
# 立案号 2024-17，纸质卷在三楼
act: 行政处罚
agency: '{AGENCY}'   # 市网信办
party: {{name: "{FIRM}",   kind: 法人及非法人组织, code: {FIRM_CODE}}}

document_number: "云网信罚〔2024〕7号"
decided_on: 2024-05-08
content: >-
  没收违法所得，
  并处罚款
facts_found: |
  未留存网络日志。
  # 这一行是正文
penalties: [罚款]
fine: '100000.00'   # 见缴款书
publicity_until: 2099-12-31
changes:   # 只能添加
- kind: published
  date: 2024-05-10
  roles: {{drafted: 法规科, reviewed: 法制岗, approved: 分管负责人}}
# 完
"""
LICENCE = f"""\
act: 行政许可
agency: {AGENCY}
party: {{name: {TRADER}, kind: 个体工商户, code: {TRADER_CODE}}}
document_number: {{number}}
decided_on: 2024-05-08
content: 准予
valid_until: 长期
publicity_until: 2099-12-31
changes:
- kind: published
  date: 2024-05-10
"""
LISTED = f"""\
listing: {LIST}
agency: {AGENCY}
party: {{name: {FIRM}, kind: 法人及非法人组织, code: {FIRM_CODE}}}
grounds: [甲]
founded_on: [{PENALTY}]
entered_on: 2024-05-20
measures: [{MEASURE}]
publicity_until: 2099-12-31
changes:
- kind: published
  date: 2024-05-21
"""
LISTING = f"""\
name: 云溪市网络信用灰名单
colour: 灰名单
agency: {AGENCY}
public: 是
publication_basis:
  - text: 浙江省公共信用信息管理条例
grounds:
  - key: 甲
    text: 逾期不改正
measures: [{MEASURE}]
exit_conditions: 改正
"""
SANCTION = """\
name: 约谈
kind: 惩戒
description: 约谈负责人
basis:
  - text: 浙江省公共信用信息管理条例
"""
PERIOD = """\
name: 名单披露期限
purpose: 公示期
acts: [列入名单]
amount: 100
unit: 年
starts: 列入日期
valid_from: 2018-01-01
basis:
  - text: 浙江省公共信用信息管理条例
"""


FOUNDED_ON = "[founded-on-withdrawn]"


class Office(Desk):
    """A desk whose folder is a repository in which everything is committed."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        super().__init__(folder)
        self.patch = patch
        self.decision_path = self.write(f"decisions/2024/{PENALTY}.yaml", DECISION)
        permit = LICENCE.replace("{number}", "云网信许〔2024〕1号")
        renewed = LICENCE.replace("{number}", "云网信许〔2024〕2号")
        self.write(f"decisions/2024/{PERMIT}.yaml", permit.replace("{number}", "1"))
        self.write(f"decisions/2024/{RENEWED}.yaml", renewed.replace("{number}", "2"))
        self.write(f"entries/2024/{ENTRY}.yaml", LISTED)
        self.write(f"lists/{LIST}.yaml", LISTING)
        self.write(f"measures/{MEASURE}.yaml", SANCTION)
        self.write("rules/gz-2018-k7m3q9.yaml", PERIOD)
        patch.chdir(folder)

    def commit(self, message: str = "提交") -> None:
        """Commit everything, in a new repository where there is none."""
        if not (self.folder / ".git").exists():
            self.git("init", "-q", "-b", "main")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def git(self, *arguments: str) -> str:
        """Run git as somebody whose settings are not ours."""
        who = {
            f"GIT_{one}_{part}": "x@y"
            for one in ("AUTHOR", "COMMITTER")
            for part in ("NAME", "EMAIL")
        }
        return subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull},
        ).stdout

    def run_command(
        self, command: str, *arguments: str, typed: str | None = None, as_of: str = TODAY
    ) -> Result:
        """Run a command; `typed` is what somebody at a terminal types."""
        self.patch.setattr("portal.staff.talk.is_terminal", lambda: typed is not None)
        options = ["--data", "data", "--as-of", as_of]
        return CliRunner().invoke(main, [command, *arguments, *options], input=typed)

    def file_of_former(self, text: str) -> Path:
        """Write a file beside the data folder."""
        path = self.folder / "former.yaml"
        path.write_text(text, "utf-8")
        return path

    def file(self, record_id: str) -> Path:  # type: ignore[override]
        """Return the file of a record."""
        (found,) = self.data.rglob(f"{record_id}.yaml")
        return found

    def read(self, record_id: str) -> str:
        """Return the text of a record's file."""
        return self.file(record_id).read_text("utf-8")

    def record(self, record_id: str) -> Record:
        """Return a record."""
        record = load(self.data).items[record_id].record
        assert isinstance(record, Record)
        return record

    def corpus_items(self) -> dict[str, object]:
        """Return every record by its id, removed ones too."""
        return {item.id: item.record for item in load(self.data).items.values()}

    def last_change(self, record_id: str) -> dict[str, object]:
        """Return the last change that a file declares, as text."""
        change: dict[str, object] = parse(self.read(record_id)).content["changes"][-1]
        return change

    def errors(self, as_of: str = TODAY) -> str:
        """Return what `portal check` reports, without warnings."""
        told = self.run_command("check", as_of=as_of).output
        return "\n".join(line for line in told.splitlines() if "错误 [" in line)

    def sound_after(self, record_id: str, former: Record, as_of: str = TODAY) -> None:
        """The file loads, `portal check` finds no error, and the way back leads to `former`.

        But for entries that must go because the decision under them did.
        """
        wrong = [line for line in self.errors(as_of).splitlines() if FOUNDED_ON not in line]
        assert wrong == []
        before = version(self.record(record_id), len(former.changes))
        names = {shape.name for shape in type(former).fields()} - before.withheld
        assert {n: getattr(before.record, n) for n in names} == {
            n: getattr(former, n) for n in names
        }


def changed(before: str, after: str) -> list[str]:
    """Return the lines that went (-) and came (+), in order."""
    told = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in list(told)[2:] if not line.startswith("@@")]
