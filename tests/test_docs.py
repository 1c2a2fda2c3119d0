"""Every `portal` command in the documents runs, and what they point to is there."""

import os
import pty
import re
import select
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections import defaultdict
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner
from scripts.handbook import shots

from portal.cli import main
from portal.model import RECORD_TYPES
from tests.staff.desk import AGENCY, AGENCY_NAME, FIRM, FIRM_CODE, PENALTY, Desk
from tests.staff.office import PERIOD

ROOT = Path(__file__).parents[1]
HANDBOOK = ROOT / "docs" / "handbook"
DOCUMENTS = (
    "README.md",
    "README.zh-CN.md",
    "CONTRIBUTING.md",
    "docs/importing.md",
    "docs/owner.md",
    "docs/publishing.md",
    "docs/removal.md",
    *(path.relative_to(ROOT).as_posix() for path in sorted(HANDBOOK.glob("*.md"))),
)
COMMAND = re.compile(r"^\s*(?:\.venv/bin/)?portal ([a-z]+\b.*)$|`\.venv/bin/portal ([^`]+)`", re.M)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
PORTAL = str(Path(sys.executable).with_name("portal"))

DECISION = f"""act: 行政处罚
agency: {AGENCY}
party: {{name: {FIRM}, kind: 法人及非法人组织, code: {FIRM_CODE}}}
document_number: 云网信罚〔2024〕NUMBER号
decided_on: 2023-12-29
content: 罚款
facts_found: 未按规定留存网络日志，涉及王某就诊情况。
fine: 100000.00
"""
PERMIT = DECISION.replace("行政处罚", "行政许可").replace("罚〔", "许〔").split("content")[0]
PERMIT += "content: 准予\n"
ENTRY = f"""listing: md-2024-k7m3q9
agency: {AGENCY}
party: {{name: {FIRM}, kind: 法人及非法人组织}}
grounds: [甲]
founded_on: [cf-2024-p4x8d2]
entered_on: 2024-01-02
"""
LISTING = f"""name: 云溪市网络信用灰名单
colour: 灰名单
agency: {AGENCY}
public: 是
publication_basis: [{{text: 浙江省公共信用信息管理条例}}]
grounds: [{{key: 甲, text: 逾期不改正}}]
exit_conditions: 改正
"""
DECISIONS = (
    "cf-2024-k7m3q9",
    "cf-2024-p4x8d2",
    "cf-2024-m5t3z7",
    "cf-2024-w6x8n3",
    "cf-2024-h3f7b8",
)
PROCESS = """name: 行政许可办理流程
act: 行政许可
nodes: [{key: 甲, name: 申请, kind: 开始}, {key: 乙, name: 发证, kind: 结束}]
edges: [{source: 甲, target: 乙}]
"""
LAW = """name: 中华人民共和国网络安全法
kind: 法律
in_force_from: 2017-06-01
in_force_until: 2025-12-31
"""
SERVERS = ("serve", "preview", "handbook")
"""Commands that run until they are interrupted."""
NEW = "cf-2026-n8c2g4"
EDITED = {"correct cf-2024-k7m3q9": ("cf-2024-k7m3q9", "fine: 100000.00", "fine: 10000.00")}
"""What somebody changes in a file before the command."""
TYPED = {
    "correct cf-2024-k7m3q9": "罚款金额录入时多写一个零，系笔误。\n1\ny\n",
    "withdraw cf-2024-p4x8d2": "行政复议决定撤销。\n1\n2024-06-03\n云溪市人民政府\n云政复决〔2024〕9号\n"
    "法规科\n法制审核岗\n分管负责人\ny\n",
    f"publish-record {NEW} --drafted": "y\n",
    "init .": "云溪市政务公示门户\n云溪市人民政府办公室\n339901\ngs.yunxi.example\n\n\n",
    "remove cf-2024-k7m3q9 --ground": "y\n",
}
"""What somebody at the terminal answers, by how the command begins."""

TRANSLATED = "README.zh-CN.md"
"""Its commands are those of README.md, and run there."""
BUILDS = ("build", "preview-diff", "search-check")
ENOUGH = {"--scale 0.1 --visits 3": "--scale 0.01 --visits 1"}
"""How much less than a document says is enough here: the self-test has tests of its own."""


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
    for number, record_id in enumerate(DECISIONS, 1):
        text = DECISION.replace("NUMBER", str(number))
        desk.write(f"decisions/2024/{record_id}.yaml", text)
    for number, record_id in enumerate(("xk-2024-k7m3q9", "xk-2024-p4x8d2"), 11):
        desk.write(f"decisions/2024/{record_id}.yaml", PERMIT.replace("NUMBER", str(number)))
    for number, record_id in enumerate(("tm-2024-k7m3q9", "tm-2024-p4x8d2")):
        desk.write(f"entries/{record_id}.yaml", ENTRY.replace("01-02", f"01-0{2 - number}"))
    desk.write("lists/md-2024-k7m3q9.yaml", LISTING)
    desk.write("rules/gz-2018-k7m3q9.yaml", PERIOD)
    desk.write("processes/lc-2024-k7m3q9.yaml", PROCESS)
    desk.write("laws/fl-2017-k7m3q9.yaml", LAW)
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
    git(tmp_path, "init", "-q")
    committed(desk)
    git(tmp_path, "update-ref", "refs/remotes/origin/main", "HEAD")
    draft = desk.data / "decisions" / f"{NEW}.yaml"
    draft.write_text(DECISION.replace("NUMBER", "9"), encoding="utf-8")
    return desk


def git(folder: Path, *arguments: str) -> None:
    """Run git as somebody whose settings are not ours."""
    who = {
        f"GIT_{one}_{part}": "x@y" for one in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")
    }
    subprocess.run(["git", *arguments], cwd=folder, check=True, env={**os.environ, **who})


def committed(desk: Desk) -> None:
    """Commit every record but the one that is new."""
    git(desk.folder, "add", "data", f":!*{NEW}.yaml")
    git(desk.folder, "commit", "-q", "--allow-empty", "-m", "提交")


def sheet(path: Path, row: dict[str, str]) -> None:
    """Write one row under its header as a spreadsheet."""
    with xlsxwriter.Workbook(path) as book:
        table = book.add_worksheet()
        table.write_row(0, 0, list(row))
        table.write_row(1, 0, list(row.values()))


@pytest.mark.parametrize("document", [one for one in DOCUMENTS if one != TRANSLATED])
def test_the_commands_of_a_document_run(
    document: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for command in commands(document):
        if command.split()[0] in SERVERS:
            continue
        if command in EDITED:
            record_id, before, after = EDITED[command]
            path = desk.data / "decisions" / "2024" / f"{record_id}.yaml"
            path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")
        folder = desk.folder / "公示" if command == "init ." else desk.folder
        folder.mkdir(exist_ok=True)
        monkeypatch.chdir(folder)
        code, said = run(command, folder)
        assert code == 0, f"portal {command}: {said}"
        if command.startswith("new"):  # still to be filled in: put aside
            (desk.folder / said.strip()).unlink()
        committed(desk)


def run(command: str, folder: Path) -> tuple[int, str]:
    """Run a `portal` command in the folder, where we are; return its code and what it said.

    One that asks has a terminal, and one that starts processes is a process of its own.
    """
    for asked, enough in ENOUGH.items():
        command = command.replace(asked, enough)
    typed = next((told for begin, told in TYPED.items() if command.startswith(begin)), None)
    if typed is not None:
        return run_at_terminal(command, folder, typed)
    if command.startswith(BUILDS):
        told = [PORTAL, *shlex.split(command)]
        done = subprocess.run(told, cwd=folder, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr
    result = CliRunner().invoke(main, shlex.split(command))
    return result.exit_code, f"{result.output}{result.exception or ''}"


def run_at_terminal(command: str, folder: Path, typed: str) -> tuple[int, str]:
    """Run a `portal` command for somebody who types; return its code and what it said."""
    terminal, inside = pty.openpty()
    with subprocess.Popen(
        [PORTAL, *shlex.split(command)],
        cwd=folder,
        stdin=inside,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        os.close(inside)
        os.write(terminal, typed.encode())
        said = process.communicate(timeout=60)[0]
    os.close(terminal)
    return process.returncode, said


def test_the_handbook_names_every_folder() -> None:
    text = (HANDBOOK / "records.md").read_text("utf-8")
    rows = re.findall(r"^  \| `([a-z]+)` \| ([^（ ]+)", text, re.M)
    assert rows == [(kind.PLURAL, kind.LABEL) for kind in RECORD_TYPES]


def test_the_handbook_shows_what_the_command_says(desk: Desk) -> None:
    text = (HANDBOOK / "correct.md").read_text("utf-8")
    shown = text.split("```text\n")[1].split("```")[0].splitlines()
    record_id, before, after = EDITED["correct cf-2024-k7m3q9"]
    path = desk.data / "decisions" / "2024" / f"{record_id}.yaml"
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")
    _, said = run("correct cf-2024-k7m3q9 --as-of 2026-11-23", desk.folder)
    untold = [line.strip() for line in shown if line.strip() not in said]
    assert untold == [
        "说明（为什么变更，写给公众看）：罚款金额录入时多写一个零，系笔误。",
        "发现途径：1",
        "写入吗？[y/N] y",
    ]


def test_every_picture_of_the_handbook_is_there_small_and_explained() -> None:
    text = "".join(path.read_text("utf-8") for path in HANDBOOK.glob("*.md"))
    shown = {name: said for said, name in re.findall(r"!\[(.*?)\]\(pictures/(.*?)\)", text)}
    pictures = {path.name: path for path in (HANDBOOK / "pictures").iterdir()}
    taken = {f"{name}.webp" for name in shots(defaultdict(str))}
    assert shown.keys() == pictures.keys() == taken, "run scripts/pictures --handbook"
    assert [name for name, path in pictures.items() if path.stat().st_size > 60 * 1024] == []
    assert [name for name, said in shown.items() if len(said) < 5] == []


def line(process: subprocess.Popen[str]) -> str:
    """The next line that a process says; a minute's silence is an answer too."""
    assert process.stdout
    heard, _, _ = select.select([process.stdout], [], [], 60)
    return process.stdout.readline() if heard else ""


@pytest.mark.parametrize(("name", "draft"), [("serve", False), ("preview", True)])
def test_servers_say_where_and_show_the_site(name: str, draft: bool, desk: Desk) -> None:
    command = [PORTAL, name, "--port", "0", "--no-search"]
    with subprocess.Popen(command, cwd=desk.folder, stdout=subprocess.PIPE, text=True) as process:
        address = line(process).split()[0]
        try:
            assert address.startswith("http://127.0.0.1:")
            with urllib.request.urlopen(address) as response:
                page = response.read().decode()
            assert "政务公示门户" in page
            assert ("草稿，只供内部核对" in page, "noindex" in page) == (draft, draft)
        finally:
            process.send_signal(signal.SIGINT)
    assert (desk.folder / "output").exists() == (not draft)


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
    there = {line.split()[0] for line in shown.split("命令:\n")[1].splitlines() if line.strip()}
    assert there == named


@pytest.mark.parametrize("document", [*DOCUMENTS, "docs/decisions/README.md"])
def test_the_links_of_a_document_lead_somewhere(document: str) -> None:
    folder = (ROOT / document).parent
    text = (ROOT / document).read_text("utf-8")
    assert [target for target in LINK.findall(text) if not (folder / target).exists()] == []


def test_both_readmes_show_the_same_commands() -> None:
    assert commands("README.md") == commands("README.zh-CN.md")
