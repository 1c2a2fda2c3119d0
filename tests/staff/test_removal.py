"""Where a removed value lives on, and the documented procedure that purges it."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from portal.model import Removed
from portal.model.changes import FOUND_BY
from portal.source.gitlog import day_of
from tests.staff.desk import FIRM, FIRM_CODE
from tests.staff.office import DECISION, ENTRY, PENALTY, ROLES, TODAY, Office

ROOT = Path(__file__).parents[2]
REMOVAL = ("--ground", "个人隐私", *ROLES, "--yes")
FORMER = "云溪旧名网络有限公司"


@pytest.fixture
def site(office: Office) -> Office:
    """The firm's former name in a former value, a message, a tag and a branch; a site was built."""
    (office.folder / ".gitignore").write_text("/output/\n.output.*\n", "utf-8")
    office.git("add", ".gitignore")
    office.file(PENALTY).write_text(DECISION.replace(FIRM, FORMER), "utf-8")
    office.git("commit", "-qam", f"更名以前：{FORMER}")
    office.git("branch", "旧分支")
    office.git("tag", "-a", "v1", "-m", f"存档 {FORMER}")
    office.file(PENALTY).write_text(DECISION, "utf-8")
    office.git("commit", "-qam", "恢复")
    arguments = ("--set", "fine=1.00", "--note", "笔误。", "--found-by", next(iter(FOUND_BY)))
    assert office.run_command("correct", PENALTY, *arguments, "--yes").exit_code == 0
    office.commit("更正")
    assert office.run_command("check").exit_code == 0
    built = office.run_command("build", "--output", str(office.folder / "output"))
    assert built.exit_code == 0, built.output
    return office


def told(office: Office, *arguments: str) -> str:
    result = office.run_command("remove", PENALTY, "--dry-run", *arguments)
    assert result.exit_code == 0, result.output
    return result.output


def section(output: str, heading: str) -> list[str]:
    """Return the lines below a heading."""
    lines = output.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(heading))
    rest = lines[start + 1 :]
    return [line.strip() for line in rest[: next(i for i, x in enumerate(rest) if x[0] != " ")]]


def test_every_place_where_a_name_lives_on_is_listed(site: Office) -> None:
    output = told(site)
    assert f"“{FIRM}”" in output
    assert f"“{FIRM_CODE}”" in output
    assert f"“{FORMER}”" in output, "a name that only git remembers"
    assert "“云网信罚〔2024〕7号”" in output
    assert "只查找了以上内容" in output
    own = section(output, "记录本身")
    file = f"data/decisions/2024/{PENALTY}.yaml"
    assert own == [f"{file}:4: party.name", f"{file}:4: party.code", f"{file}:6: document_number"]
    assert section(output, "别的文件") == [f"data/entries/2024/{ENTRY}.yaml（第 3 行）"]
    history = section(output, "git 历史")
    assert len([line for line in history if line.startswith("提交")]) == 4
    assert any("旧分支" in line and "v1" in line for line in history)
    assert "标签 v1 的说明" in history
    kinds = section(output, "上次生成的网站 output")
    assert any(re.fullmatch(r"网页 \d+ 个，如 .*\.html", line) for line in kinds)
    assert section(output, "缓存（里面有记录的原文，请删去）：2 处") == [
        ".output.cache",
        ".data.cache",
    ]
    assert len(kinds) < 8
    files = section(told(site, "--verbose"), "上次生成的网站 output")
    assert f"网页 decisions/{PENALTY}/index.html" in files
    assert f"数据 decisions/{PENALTY}/index.json" in files
    assert any(line.startswith("检索 search/blocks/") for line in files)
    assert "搜索引擎的快照" in output
    assert site.read(PENALTY) == site.git("show", f"HEAD:data/decisions/2024/{PENALTY}.yaml")


def test_a_file_that_tells_it_often_is_listed_once(site: Office) -> None:
    site.write("entries/2024/tm-2024-z9z9z9.yaml", f"# {FIRM}\n# 另\n# {FIRM}\nchanges: x\n")
    others = section(told(site), "别的文件")
    assert "data/entries/2024/tm-2024-z9z9z9.yaml（第 1、3 行）" in others


def test_whoever_is_asked_why_is_told_what_else_there_is(office: Office) -> None:
    asked = office.run_command("remove", PENALTY, typed="")
    assert "用 portal withhold 隐去那一段" in asked.output.split("删除事由")[0]
    answered = office.run_command("remove", PENALTY, "--ground", "未成年人", *ROLES, "--yes")
    assert "portal withhold" not in answered.output


def test_another_value_is_looked_for_too(site: Office) -> None:
    output = told(site, "--value", "未留存网络日志")
    assert f"data/decisions/2024/{PENALTY}.yaml:11: facts_found" in output


def test_former_values_are_named(site: Office) -> None:
    arguments = (
        "--set",
        "party.name=云溪新名有限公司",
        "--note",
        "误。",
        "--found-by",
        "1",
        "--yes",
    )
    assert site.run_command("correct", PENALTY, *arguments).exit_code == 0
    own = section(told(site), "记录本身")
    assert any(line.endswith(": changes.2.was.party.name") for line in own)


def test_what_git_forgot_on_branches_is_in_the_reflog(site: Office) -> None:
    site.file(PENALTY).write_text(DECISION.replace(FIRM, "云溪偶然有限公司"), "utf-8")
    site.git("commit", "-qam", "误")
    site.git("reset", "-q", "--hard", "HEAD~1")
    history = section(told(site), "git 历史")
    assert any("只在本机的记录（reflog）里" in line for line in history)


def test_a_shallow_clone_says_that_it_cannot_know(site: Office) -> None:
    clone = site.folder.parent / "clone"
    site.git("clone", "-q", "--depth", "1", f"file://{site.folder}", str(clone))
    site.patch.chdir(clone)
    assert "这是浅克隆，历史不全" in told(site)


ELSEWHERE = {
    "half-width brackets": ("content/a.md", "见云网信罚[2024]7号。\n", "（第 1 行）"),
    "a code in small letters": ("content/a.md", f"\n{FIRM_CODE.lower()}\n", "（第 2 行）"),
    "a name over two lines": ("content/a.md", f"甲\n{FIRM[:5]}\n  {FIRM[5:]}\n", "（第 2 行）"),
    "a hidden folder": ("content/.drafts/a.md", f"{FIRM}\n", "（第 1 行）"),
    "a name of a file": (f"content/{FIRM}.md", "甲\n", "（文件名）"),
}


@pytest.mark.parametrize("how", ELSEWHERE)
def test_however_it_is_written_and_wherever_it_is_found(how: str, office: Office) -> None:
    path, text, said = ELSEWHERE[how]
    file = office.folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    assert f"{path}{said}" in section(told(office), "别的文件")
    office.commit("文章")
    assert any(line.startswith("提交") for line in section(told(office), "git 历史")[1:])


def test_another_encoding_is_read(office: Office) -> None:
    (office.folder / "往来.txt").write_bytes(f"寄{FIRM}\n".encode("gb18030"))
    before = len(section(told(office), "git 历史"))
    office.commit("信")
    assert len(section(told(office), "git 历史")) == before + 1
    assert "往来.txt（第 " in told(office)


def test_names_and_contents_of_tags_and_branches_are_listed(office: Office) -> None:
    office.git("branch", f"更正/{FIRM}")
    (office.folder.parent / "letter").write_text(f"{FIRM}\n甲", "utf-8")
    blob = office.git("hash-object", "-w", str(office.folder.parent / "letter")).strip()
    office.git("tag", "letter", blob)
    (office.folder.parent / "letter").write_text(f"{FIRM}\n乙", "utf-8")
    office.git("hash-object", "-w", str(office.folder.parent / "letter"))
    history = section(told(office), "git 历史")
    assert f"分支、标签的名称 更正/{FIRM}" in history
    assert "标签 letter 的内容" in history
    assert any(line.startswith("没有提交和标签用到、还没有抹去的内容 1 个") for line in history)


@pytest.mark.parametrize("spoil", ["nmae: 错\n", "x: [\n"])
def test_a_name_that_stood_only_in_a_file_that_nobody_could_read(
    spoil: str, office: Office
) -> None:
    office.file(PENALTY).write_text(DECISION.replace(FIRM, FORMER) + spoil, "utf-8")
    office.commit("误")
    office.file(PENALTY).write_text(DECISION, "utf-8")
    office.commit("改")
    assert f"“{FORMER}”、“{FIRM}”" in told(office)
    assert "“published”" not in told(office)


@pytest.mark.parametrize("record", [f"data/decisions/2024/{PENALTY}.yaml", f"{PENALTY}.yaml"])
def test_the_file_stands_for_the_record(record: str, office: Office) -> None:
    result = office.run_command("remove", record, "--dry-run")
    assert result.output == told(office)


@pytest.mark.parametrize("record", ["cf-2024-zzzzzz", "*", "cf-2024-k7m3q?", "x"])
def test_what_nobody_knows_is_not_said_to_be_nowhere(record: str, office: Office) -> None:
    result = office.run_command("remove", record, "--dry-run")
    assert result.exit_code == 1
    assert "没有记录" in result.output or "不是记录编号" in result.output


def test_a_record_that_only_git_knows_is_looked_for(office: Office) -> None:
    office.file(PENALTY).unlink()
    office.commit("删")
    assert f"“{FIRM}”" in told(office)


def test_without_the_program_git_it_says_that_it_has_not_looked(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(office.folder))
    assert "git 历史：没有查，这里没有 git 程序" in told(office)


def test_a_folder_called_like_the_record_is_none(office: Office) -> None:
    (office.data / f"{PENALTY}.yaml").mkdir()
    assert f"“{FIRM}”" in told(office)


def test_without_git_and_without_a_site_it_says_so(loose: Office) -> None:
    output = told(loose, "--output", "nowhere")
    assert "这里不在 git 仓库里，没有历史可查" in output
    assert "没有这个文件夹；网站在别处的，用 --output 指明" in output


# -- the procedure of docs/removal.md ------------------------------------------------------------


def steps() -> list[str]:
    """The shell blocks of the document, in order."""
    text = (ROOT / "docs" / "removal.md").read_text("utf-8")
    return [block.split("```")[0] for block in text.split("```sh\n")[1:]]


def shell(office: Office, script: str) -> str:
    """Run a block of the document, for this record and these values."""
    script = re.sub(r"^\.venv/bin/portal .*$", "", script, flags=re.MULTILINE)
    who = {
        f"GIT_{one}_{part}": "x@y" for one in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")
    }
    done = subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=office.folder,
        capture_output=True,
        text=True,
        env={**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def objects(repository: Path) -> bytes:
    """Return everything that a repository holds, reachable or not."""
    git = ["git", "-C", str(repository), "cat-file", "--batch-all-objects", "--batch"]
    return subprocess.run(git, check=True, capture_output=True).stdout


def note_the_purge(site: Office) -> None:
    """Write the note that the document shows, for this day and this commit."""
    text = (ROOT / "docs" / "removal.md").read_text("utf-8")
    note = text.split("```yaml\n")[1].split("```")[0]
    former = (site.folder.parent / "former-head").read_text("utf-8").strip()
    here = site.git("log", "-1", "--format=%ct", "--", "data").strip()
    note = note.replace("2026-11-23", str(day_of(here.encode()))).replace("3f2a9c41d0", former[:10])
    (site.data / "purges.yaml").write_text(note, "utf-8")
    site.commit("清除说明")


def test_the_documented_procedure_purges_the_history(site: Office) -> None:
    assert site.run_command("remove", PENALTY, *REMOVAL).exit_code == 0
    site.file(ENTRY).unlink()  # it tells the name by right; here it must not hide what is left
    site.commit("删除")
    assert FORMER.encode() in objects(site.folder)
    values = site.folder.parent / "values"
    values.write_text(f"{FIRM}\n{FORMER}\n{FIRM_CODE}\n", "utf-8")
    remote = site.folder.parent / "remote.git"
    site.git("init", "-q", "--bare", str(remote))
    site.git("remote", "add", "origin", str(remote))
    site.git("push", "-q", "--all", "origin")
    site.git("push", "-q", "--tags", "origin")
    for block in steps():
        if "refs/original" in block:
            note_the_purge(site)
        shell(site, block)
    assert not list(site.folder.parent.glob("former-head"))
    site.git("-C", str(remote), "gc", "-q", "--prune=now")
    for left in (objects(site.folder), objects(remote)):
        assert len(left) > 5_000
        assert [value for value in (FIRM, FORMER, FIRM_CODE) if value.encode() in left] == []
    assert isinstance(site.corpus_items()[PENALTY], Removed)
    assert site.git("status", "--porcelain", "--untracked-files=no") == ""
    assert site.errors() == ""
    audited = site.portal("audit", "--data", "data")
    assert f"{PENALTY} 在 " in audited.output
    assert "错误 [" not in audited.output, audited.output
    assert len(site.git("log", "--format=%s").split("\n")) >= 4, "the other commits are still there"
    built = site.run_command("build", "--output", str(site.folder / "output"), as_of=TODAY)
    assert built.exit_code == 0, built.output
    arguments = [one for value in (FIRM, FORMER, FIRM_CODE) for one in ("--value", value)]
    output = told(site, *arguments)
    assert [line for line in output.splitlines() if line.endswith("：没有")] == [
        "记录本身：没有",
        "别的文件：没有",
        "git 历史：没有",
        "上次生成的网站 output：没有",
    ]
