"""The command line: help with an example, exit codes, any data folder."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.cli import main

SPECIMEN = Path(__file__).parent / "specimen"
COMMANDS = sorted(main.commands)
ON_A_SITE = ("search-check",)
"""Commands that look at a finished site and at no records."""


def portal(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, list(arguments))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = portal(command, "--help")
    assert result.exit_code == 0
    assert f"例：portal {command}" in " ".join(result.output.split())
    assert "--data" in result.output or command in ON_A_SITE


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


def test_a_data_folder_that_is_not_there_is_named() -> None:
    for command in ("check", "build"):
        result = portal(command, "--data", "/nowhere/data")
        assert result.exit_code == 1
        assert "/nowhere/data:1: 错误 [file] 没有这个数据文件夹" in result.output


def test_schema_goes_beside_the_data(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    result = portal("schema", "--data", str(tmp_path / "data"))
    assert result.exit_code == 0
    assert len(list((tmp_path / "schemas").iterdir())) == 10
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
