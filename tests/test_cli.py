"""The command line: help with an example, exit codes, any data folder."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from portal.cli import main
from portal.cli.chinese import MODULES, WORDS
from portal.model import RECORD_TYPES

SPECIMEN = Path(__file__).parent / "specimen"
COMMANDS = sorted(main.commands)
WITHOUT_RECORDS = ("expire", "handbook", "hub", "init", "late", "lookup", "search-check")
"""Commands that look at a finished site, or make a new folder, and need no records."""


def portal(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, list(arguments))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = portal(command, "--help")
    assert result.exit_code == 0
    assert f"例：portal {command}" in " ".join(result.output.split())
    assert "--data" in result.output or command in WITHOUT_RECORDS


def test_help_lists_every_command() -> None:
    output = portal("--help").output
    assert [command for command in COMMANDS if command not in output] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("nothing",),
        ("check", "--as-of", "2024/5/8"),
        ("check", "--format", "xml"),
        ("check", "nowhere"),
        ("build", "--jobs", "0"),
        ("build", "--config", "nowhere.py"),
        ("serve", "--port", "99999"),
        ("new",),
        ("new", "nothing"),
        ("import",),
        ("import", "nowhere.csv"),
    ],
)
def test_wrong_usage_is_exit_code_2(arguments: tuple[str, ...]) -> None:
    assert portal(*arguments).exit_code == 2


def test_every_word_of_click_is_chinese() -> None:
    told = {word for name in MODULES for word in _said(Path(click.__file__).parent / f"{name}.py")}
    programmers = (
        *("Could not determine name", "No options defined", "Arguments take exactly"),
        *("Name '{name}'", "Boolean option", "Invalid start character", "Unknown color"),
    )
    ours = {word for word in told if not word.startswith(programmers)}
    plain = {"%(prog)s, version %(version)s", "(dynamic)", "Choice({choices})"}
    assert sorted(ours - WORDS.keys() - plain) == []


def _said(path: Path) -> Iterator[str]:
    """Yield the strings that a module of click passes through gettext."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id in ("_", "ngettext") and isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_no_english_sentence(command: str) -> None:
    usage, *lines = portal(command, "--help").output.splitlines()
    assert usage.startswith(f"用法： main {command} [选项]")
    told = " ".join(lines).partition("例：")[0]
    assert (
        re.findall(r"\b(Options|Show|default|DATE|PATH|FILE|TEXT|INTEGER|CHOICE|REF)\b", told) == []
    )


def test_what_goes_wrong_is_said_in_chinese() -> None:
    assert "错误：没有“chek”这个命令。 是不是 'check', " in portal("chek").output
    assert "用法说明：main check --help" in portal("check", "--bse").output
    assert "没有“--bse”这个选项。 是不是 '--base', " in portal("check", "--bse").output
    assert "错误：缺少 '编号'." in portal("correct").output
    assert "没有“nowhere”这个路径。" in portal("check", "nowhere").output


def test_a_data_folder_that_is_not_there_is_named() -> None:
    for command in ("check", "build"):
        result = portal(command, "--data", "/nowhere/data")
        assert result.exit_code == 1
        assert "/nowhere/data:1: 错误 [file] 没有这个数据文件夹" in result.output


def test_schema_goes_beside_the_data(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    result = portal("schema", "--data", str(tmp_path / "data"))
    assert result.exit_code == 0
    assert len(list((tmp_path / "schemas").iterdir())) == len(RECORD_TYPES)
    assert portal("schema", "--data", str(tmp_path / "data"), "--check").exit_code == 0
    (tmp_path / "schemas" / "law.schema.json").write_text("{}")
    stale = portal("schema", "--data", str(tmp_path / "data"), "--check")
    assert stale.exit_code == 1
    assert "law.schema.json" in stale.output


def test_schema_does_not_go_into_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    result = portal("schema", "--output", str(tmp_path / "file"))
    assert result.exit_code == 1
    assert f"写不了 {tmp_path / 'file'}" in result.output
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("x = (", "settings.py:1: 设置文件有误：SyntaxError"),
        ("x = nothing", "settings.py:1: 设置文件有误：NameError"),
        ("import nosuch_module", "settings.py:1: 设置文件有误：ModuleNotFoundError"),
        ("from pathlib import nosuch", "settings.py:1: 设置文件有误：ImportError"),
        ("PORTAL_SINCE = '2024-13-01'", "PORTAL_SINCE“2024-13-01”不是日期"),
    ],
)
def test_check_names_what_is_wrong_with_the_settings(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "settings.py").write_text(line)
    result = portal("check", "--config", str(tmp_path / "settings.py"))
    assert result.exit_code == 2
    assert said in result.output


def test_a_fault_in_the_settings_beside_is_named_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "pelicanconf.py").write_text("x = 1\ny = nothing\n")
    shutil.copy(SPECIMEN.parents[1] / "publishconf.py", tmp_path)
    result = portal("check", "--config", str(tmp_path / "publishconf.py"))
    assert f"{tmp_path / 'pelicanconf.py'}:2: 设置文件有误：NameError" in result.output


def test_since_may_be_a_moment(tmp_path: Path) -> None:
    (tmp_path / "settings.py").write_text(
        "from datetime import datetime\nPORTAL_SINCE = datetime(2024, 1, 2)"
    )
    settings = ("--config", str(tmp_path / "settings.py"))
    data = ("--data", str(SPECIMEN / "data"), "--as-of", "2026-06-30")
    assert portal("check", *settings, *data).exit_code == 0


@pytest.mark.parametrize("arguments", [("check", "--data", "nowhere"), ("--help",), ("nothing",)])
def test_messages_are_utf_8_whatever_the_terminal_says(arguments: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "portal", *arguments],
        env={**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
        capture_output=True,
    )
    assert b"Traceback" not in done.stderr
    assert (done.stdout + done.stderr).decode("utf-8")


def test_check_takes_any_data_folder(tmp_path: Path) -> None:
    shutil.copytree(SPECIMEN / "data", tmp_path / "elsewhere")
    result = portal("check", "--data", str(tmp_path / "elsewhere"), "--as-of", "2026-06-30")
    assert result.exit_code == 0
    assert "0 处错误" in result.output
