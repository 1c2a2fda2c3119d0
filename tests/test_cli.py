"""The command line: help with an example, exit codes, any data folder."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.cli import main

SPECIMEN = Path(__file__).parent / "specimen"
COMMANDS = sorted(main.commands)


def portal(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, list(arguments))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = portal(command, "--help")
    assert result.exit_code == 0
    assert f"例：portal {command}" in " ".join(result.output.split())
    assert "--data" in result.output


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


def test_check_takes_any_data_folder(tmp_path: Path) -> None:
    shutil.copytree(SPECIMEN / "data", tmp_path / "elsewhere")
    result = portal("check", "--data", str(tmp_path / "elsewhere"), "--as-of", "2026-06-30")
    assert result.exit_code == 0
    assert "0 处错误" in result.output
