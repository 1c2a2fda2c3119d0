"""Every `portal` command in the documents runs, and what they point to is there."""

import re
import select
import shlex
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
import xlsxwriter

from tests.staff.desk import AGENCY, AGENCY_NAME, FIRM, PENALTY, Desk

ROOT = Path(__file__).parents[1]
DOCUMENTS = (
    "README.md",
    "README.zh-CN.md",
    "CONTRIBUTING.md",
    "docs/handbook.md",
    "docs/importing.md",
    "docs/owner.md",
)
COMMAND = re.compile(r"^\s*(?:\.venv/bin/)?portal ([a-z]+\b.*)$|`\.venv/bin/portal ([^`]+)`", re.M)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
PORTAL = str(Path(sys.executable).with_name("portal"))

DECISION = f"""act: 行政处罚
agency: {AGENCY}
party: {{name: {FIRM}, kind: 法人及非法人组织}}
document_number: 云网信罚〔2024〕6号
decided_on: 2023-12-29
content: 警告
"""


def commands(document: str) -> list[str]:
    """The arguments of every `portal` command in a document, once each."""
    text = (ROOT / document).read_text("utf-8")
    found = (one or other for one, other in COMMAND.findall(text))
    return list(dict.fromkeys(command.split("  #")[0].strip() for command in found))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A portal folder with the tables that the documents name."""
    desk = Desk(tmp_path)
    shutil.copytree(ROOT / "tests" / "specimen" / "content", tmp_path / "content")
    for settings in ("pelicanconf.py", "publishconf.py"):
        shutil.copy(ROOT / settings, tmp_path)
    desk.table([PENALTY])
    desk.write("decisions/2024/cf-2024-k7m3q9.yaml", DECISION)
    permit = {
        "行政相对人名称": FIRM,
        "行政相对人类别": "法人及非法人组织",
        "行政许可决定文书名称": "准予许可决定书",
        "行政许可决定文书号": "云网信许〔2024〕1号",
        "许可类别": "普通",
        "许可内容": "准予",
        "许可决定日期": "2024/5/8",
        "有效期自": "2024/5/8",
        "有效期至": "2099/12/31",
        "许可机关": AGENCY_NAME,
        "数据来源单位": AGENCY_NAME,
    }
    sheet(tmp_path / "许可.xlsx", permit)
    ledger = {
        "企业": FIRM,
        "发证机关": AGENCY_NAME,
        "内容": "准予",
        "日期": "2024/5/8",
        "是否公开": "是",
    }
    sheet(tmp_path / "台账.xlsx", ledger)
    text = (ROOT / "docs" / "importing.md").read_text("utf-8")
    (mapping,) = [part for part in text.split("```yaml\n")[1:] if part.startswith("name:")]
    (tmp_path / "台账.yaml").write_text(mapping.split("```")[0], encoding="utf-8")
    return desk


def sheet(path: Path, row: dict[str, str]) -> None:
    """Write one row under its header as a spreadsheet."""
    with xlsxwriter.Workbook(path) as book:
        table = book.add_worksheet()
        table.write_row(0, 0, list(row))
        table.write_row(1, 0, list(row.values()))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_commands_of_a_document_run(document: str, desk: Desk) -> None:
    for command in commands(document):
        if command.startswith("serve"):
            continue
        done = subprocess.run(
            [PORTAL, *shlex.split(command)], cwd=desk.folder, capture_output=True, text=True
        )
        assert done.returncode == 0, f"portal {command}: {done.stdout}{done.stderr}"
        if command.startswith("new"):  # still to be filled in: put aside
            (desk.folder / done.stdout.strip()).unlink()


def line(process: subprocess.Popen[str]) -> str:
    """The next line that a process says; a minute's silence is an answer too."""
    assert process.stdout
    heard, _, _ = select.select([process.stdout], [], [], 60)
    return process.stdout.readline() if heard else ""


def test_serve_says_where_and_shows_the_site(desk: Desk) -> None:
    command = [PORTAL, "serve", "--port", "0", "--no-search"]
    with subprocess.Popen(command, cwd=desk.folder, stdout=subprocess.PIPE, text=True) as process:
        address = line(process).split()[0]
        try:
            with urllib.request.urlopen(address) as response:
                assert "政务公示门户" in response.read().decode()
        finally:
            process.terminate()


def test_serve_builds_again_after_a_change(desk: Desk) -> None:
    command = [PORTAL, "serve", "--port", "0", "--no-search"]
    with subprocess.Popen(command, cwd=desk.folder, stdout=subprocess.PIPE, text=True) as process:
        address = line(process).split()[0]
        try:
            desk.write("agencies/jg-2024-z9z9z9.yaml", "name: 云溪市新设机关\n")
            assert line(process) == "已重新生成。\n"
            with urllib.request.urlopen(f"{address}agencies/jg-2024-z9z9z9/") as response:
                assert "云溪市新设机关" in response.read().decode()
            desk.write("agencies/jg-2024-z9z9z9.yaml", "nmae: 写错\n")
            assert line(process) == "没有重新生成。\n"
        finally:
            process.terminate()


def test_the_documents_name_the_commands_there_are() -> None:
    named = {command.split()[0] for document in DOCUMENTS for command in commands(document)}
    shown = subprocess.run([PORTAL, "--help"], check=True, capture_output=True, text=True).stdout
    there = {line.split()[0] for line in shown.split("Commands:")[1].splitlines() if line.strip()}
    assert there == named


@pytest.mark.parametrize("document", [*DOCUMENTS, "docs/decisions/README.md"])
def test_the_links_of_a_document_lead_somewhere(document: str) -> None:
    folder = (ROOT / document).parent
    text = (ROOT / document).read_text("utf-8")
    assert [target for target in LINK.findall(text) if not (folder / target).exists()] == []


def test_both_readmes_show_the_same_commands() -> None:
    assert commands("README.md") == commands("README.zh-CN.md")
