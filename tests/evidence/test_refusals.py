"""Where git cannot be a witness, each case says so in a sentence of its own, with the remedy."""

from __future__ import annotations

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest

from tests.evidence.repository import ALONE, Repo
from tests.lifecycle.histories import AGENCY, least

PATH = f"agencies/{AGENCY}.yaml"
RECORD = {"name": "云溪市城市管理局", "changes": [least("published", date(2024, 1, 2), "")]}
BOTH = (("check", "--base", "main"), ("audit",))
both = pytest.mark.parametrize("command", BOTH, ids=lambda command: command[0])


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A repository with one record and two commits."""
    repo = Repo.new(tmp_path / "repo")
    repo.write(PATH, RECORD)
    repo.commit()
    (repo.root / "README.md").write_text("说明\n", encoding="utf-8")
    repo.commit()
    return repo


def refused(repo: Repo, command: tuple[str, ...], patch: pytest.MonkeyPatch) -> str:
    """Return what the command says that refuses."""
    done = repo.portal(*command, patch=patch)
    assert done.exit_code == 2, done.output
    return done.stderr.partition("错误：")[2].strip()


@both
def test_a_shallow_clone(
    repo: Repo, tmp_path: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.git("clone", "--quiet", "--depth", "1", f"file://{repo.root}", str(tmp_path / "shallow"))
    told = refused(Repo(tmp_path / "shallow"), command, monkeypatch)
    assert told.startswith("这是浅克隆，历史不全")
    assert "git fetch --unshallow" in told


@both
def test_missing_history(
    repo: Repo, tmp_path: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.write(PATH, {**RECORD, "leader": "王某"})
    repo.commit()
    url, folder = f"file://{repo.root}", str(tmp_path / "partial")
    repo.git("clone", "--quiet", "--filter=blob:none", url, folder)
    partial = Repo(tmp_path / "partial")
    partial.git("remote", "set-url", "origin", "file:///nowhere")
    partial.write(PATH, {**RECORD, "leader": "李某"})
    base = ("HEAD~1",) if command[0] == "check" else ()
    told = refused(partial, (*command[:2], *base), monkeypatch)
    assert "历史不全，证明不了什么；请用完整克隆" in told


@both
def test_no_repository(
    tmp_path: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "data").mkdir()
    assert "data 不在 git 仓库里" in refused(Repo(tmp_path), command, monkeypatch)


@both
def test_no_data_folder(
    tmp_path: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refused(Repo(tmp_path), command, monkeypatch).startswith("没有数据文件夹 data")


@both
def test_no_commit_yet(
    tmp_path: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = refused(Repo.new(tmp_path), command, monkeypatch)
    assert told.startswith("仓库里还没有提交")


@both
def test_a_bare_repository(
    repo: Repo, tmp_path: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.git("clone", "--quiet", "--bare", str(repo.root), str(tmp_path / "bare"))
    (tmp_path / "bare" / "data").mkdir()
    assert refused(Repo(tmp_path / "bare"), command, monkeypatch).startswith("这是裸仓库")


@both
def test_no_git(repo: Repo, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repo.root))
    assert refused(repo, command, monkeypatch) == "没有找到 git 程序；请先安装 git。"


@both
def test_a_folder_of_somebody_else(
    repo: Repo, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setattr(
        "portal.source.gitprogram.BELIEVED", {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1", "LC_ALL": "C"}
    )
    told = refused(repo, command, monkeypatch)
    assert told.startswith("git 不信任这个仓库文件夹")
    assert f"git config --global --add safe.directory {repo.root}" in told


def test_an_unknown_branch(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    told = refused(repo, ("check", "--base", "mian"), monkeypatch)
    assert told.startswith("git 里没有“mian”这个分支、标签或提交；请核对写法")
    assert "没有“--version”" in refused(repo, ("check", "--base", "--version"), monkeypatch)
    repo.git("update-ref", "refs/remotes/origin/mian", "HEAD")
    told = refused(repo, ("check", "--base", "mian"), monkeypatch)
    assert told.endswith("是不是 origin/mian？")


def test_a_branch_that_has_gone_on(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.git("branch", "work")
    repo.commit()
    repo.git("switch", "--quiet", "work")
    told = refused(repo, ("check", "--base", "main"), monkeypatch)
    assert told.startswith("“main”不是当前提交的祖先")
    assert "git merge main" in told
    repo.commit()
    repo.git("merge", "--quiet", "main")
    assert repo.portal("check", "--base", "main", patch=monkeypatch).exit_code == 0


def test_a_main_branch_rewritten(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.git("branch", "work")
    repo.git("commit", "--quiet", "--amend", "--message", "改写")
    repo.git("switch", "--quiet", "work")
    told = refused(repo, ("check", "--base", "main"), monkeypatch)
    assert told.startswith("“main”被改写过：它以前的提交 ")
    repo.git("switch", "--quiet", "--orphan", "other")
    repo.write("model.yaml", "version: 1\n")
    repo.commit()
    told = refused(repo, ("check", "--base", "main"), monkeypatch)
    assert told.startswith("“main”与当前提交没有共同的历史：主干被改写过")


def test_a_detached_head_is_told_and_audited(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = repo.portal("audit", "main", patch=monkeypatch)
    repo.git("switch", "--quiet", "--detach", "HEAD")
    done = repo.portal("audit", patch=monkeypatch)
    assert (done.exit_code, done.stdout) == (0, whole.stdout)
    assert done.stderr.startswith("HEAD 不在任何分支上（detached），只查到提交 ")


def test_what_git_was_told_to_make_believe_is_not_believed(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = repo.git("rev-parse", f"HEAD:data/{PATH}")
    repo.write(PATH, {**RECORD, "name": "云溪市另一机关"})
    assert repo.portal("check", "--base", "main", patch=monkeypatch).exit_code == 1
    forged = repo.git("hash-object", "-w", f"data/{PATH}")
    repo.git("replace", honest, forged)
    assert repo.portal("check", "--base", "main", patch=monkeypatch).exit_code == 1
    repo.commit()
    (repo.root / ".git" / "info").mkdir(exist_ok=True)
    (repo.root / ".git" / "info" / "grafts").write_text(repo.git("rev-parse", "HEAD") + "\n")
    assert repo.portal("audit", patch=monkeypatch).exit_code == 1


def test_a_hook_s_environment_leads_nowhere_else(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Repo.new(tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.root / ".git" / "index"))
    assert repo.portal("check", "--base", "main", patch=monkeypatch).exit_code == 0


def test_the_fix_needs_something_to_compare_with(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refused(repo, ("check", "--fix"), monkeypatch).startswith("--fix 要与 --base 合用")


def test_paths_outside_the_data_folder(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    told = refused(repo, ("check", "--base", "main", "README.md"), monkeypatch)
    assert "不在数据文件夹" in told


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"commit": ""}'])
def test_a_site_that_does_not_say_where_it_comes_from(
    repo: Repo, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repo.root / "build.json").write_text(text)
    told = refused(repo, ("audit", "--live", "build.json"), monkeypatch)
    assert told.startswith("build.json ")


SETTINGS = {
    "color.diff": "always",
    "color.ui": "always",
    "core.quotepath": "true",
    "diff.noprefix": "true",
    "diff.orderFile": "nowhere",
    "diff.relative": "true",
    "diff.renames": "copies",
    "i18n.logOutputEncoding": "GB18030",
    "log.diffMerges": "off",
    "log.follow": "true",
    "log.showRoot": "false",
    "log.showSignature": "true",
}


@pytest.mark.parametrize("name", SETTINGS)
def test_nobody_else_s_git_settings_matter(
    repo: Repo, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    renamed = "agencies/2024/jg-2024-b2c3d4.yaml"
    repo.git("switch", "--quiet", "--create", "work")
    repo.write(renamed, repo.read(PATH).replace("城市管理局", "城市管理执法局"))
    (repo.data / PATH).unlink()
    expected = repo.portal("check", "--base", "main", patch=monkeypatch).stdout
    repo.git("config", name, SETTINGS[name])
    assert "[evidence-file]" in expected
    assert repo.portal("check", "--base", "main", patch=monkeypatch).stdout == expected
    repo.git("config", "--unset", name)
    repo.commit()
    repo.git("switch", "--quiet", "main")
    repo.git("merge", "--quiet", "--no-ff", "work")
    expected = repo.portal("audit", patch=monkeypatch).stdout
    repo.git("config", name, SETTINGS[name])
    assert "[evidence-file]" in expected
    assert repo.portal("audit", patch=monkeypatch).stdout == expected


@pytest.mark.parametrize("name", [b"jg-2024-b2\nc3d4.yaml", b"jg-2024-b2\xffc3d4.yaml"])
def test_a_name_that_no_finding_can_spell_is_found(
    repo: Repo, name: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repo.data / "agencies" / os.fsdecode(name)).write_text("name: 甲\n", "utf-8")
    done = repo.portal("check", "--base", "main", patch=monkeypatch)
    assert done.exit_code == 1
    assert "错误 [id] " in done.stdout
    repo.commit()
    assert repo.portal("audit", patch=monkeypatch).exit_code == 0, "no record, and no crash"


def test_no_process_is_left_behind(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.portal("audit", patch=monkeypatch)
    children = subprocess.run(
        ["ps", "--ppid", str(os.getpid()), "-o", "args="], capture_output=True, text=True
    )
    assert "cat-file" not in children.stdout
    assert ALONE
