"""The command `portal check`: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.checks.report import AGAIN, as_github, as_text
from portal.cli import main
from portal.problem import Problem, Rule, visible
from tests.checks.examples import AGENCY, put

SPECIMEN = Path(__file__).parents[1] / "specimen" / "data"
WRONG = "leader: 王某\n" + AGENCY.partition("\n")[2]
LATE = AGENCY + "  - kind: disputed\n    date: 2026-07-03\n    note: 名称有异议。\n"


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever these tests run, it is the same day."""
    monkeypatch.setattr("portal.cli.check.today", lambda: date(2026, 6, 30))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a right, a doubtful and a wrong record below `data`."""
    monkeypatch.chdir(tmp_path)
    put(tmp_path / "data", "agencies/jg-2024-aaaaaa.yaml", AGENCY)
    put(tmp_path / "data", "agencies/2024/jg-2024-bbbbbb.yaml", LATE)
    put(tmp_path / "data", "agencies/2025/jg-2025-cccccc.yaml", WRONG)
    return tmp_path


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", "--as-of", "2026-06-30", *arguments])


def test_all_problems_are_told_at_once_and_counted(folder: Path) -> None:
    result = check()
    assert result.exit_code == 1
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == [
        "data/agencies/2024/jg-2024-bbbbbb.yaml",
        "data/agencies/2025/jg-2025-cccccc.yaml",
    ]
    assert result.stderr == f"共 3 条记录：1 处错误，1 处提醒。{AGAIN.format(1)}\n"


def test_what_a_check_keeps_is_never_committed(folder: Path) -> None:
    """What is kept tells what the gate hides; not even a portal without `.gitignore` commits it."""
    subprocess.run(["git", "init", "-q"], check=True)
    records = {path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml")}
    for _ in range(2):  # made, and found again
        check()
        assert (folder / ".data.cache" / "kept.sqlite").is_file()
        subprocess.run(["git", "add", "--all"], check=True)
        staged = subprocess.run(["git", "ls-files"], check=True, capture_output=True, text=True)
        assert {*staged.stdout.splitlines()} == records


def test_paths_limit_what_is_told(folder: Path) -> None:
    warned = check("data/agencies/2024")
    assert warned.exit_code == 0
    assert "提醒 [future-change]" in warned.stdout
    assert warned.stderr == "共 1 条记录：0 处错误，1 处提醒。\n"
    right = check("data/agencies/jg-2024-aaaaaa.yaml")
    assert (right.exit_code, right.stdout) == (0, "")
    assert right.stderr == "共 1 条记录：0 处错误，0 处提醒。\n"
    both = check("data/agencies/2024", "data/agencies/2025")
    assert both.exit_code == 1
    assert both.stderr == f"共 2 条记录：1 处错误，1 处提醒。{AGAIN.format(1)}\n"


def test_the_data_folder_may_be_anywhere(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "elsewhere").mkdir()
    monkeypatch.chdir(folder / "elsewhere")
    result = check("--data", str(folder / "data"), str(folder / "data" / "agencies" / "2025"))
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{folder}/data/agencies/2025/jg-2025-cccccc.yaml:1: 错误")


def test_misuse_is_told_and_is_no_success(folder: Path) -> None:
    put(folder, "elsewhere/jg.yaml", AGENCY)
    for arguments in (("elsewhere",), ("missing",), ("--as-of", "2024"), ("--format", "xml")):
        assert check(*arguments).exit_code == 2


def test_json_is_a_list_of_objects(folder: Path) -> None:
    result = check("--format", "json")
    found = json.loads(result.stdout)
    assert [one["rule"] for one in found] == ["future-change", "missing-field"]
    assert set(found[0]) == {"path", "line", "rule", "message", "severity", "provision"}
    assert json.loads(check("--format", "json", "data/agencies/jg-2024-aaaaaa.yaml").stdout) == []


def test_commands_for_the_code_host_are_escaped() -> None:
    rule = Rule("amount", "金额。", "条例第一条", "warning")
    problem = rule.at("data/a,b:c%.yaml", 7, "100%，\n第二行")
    assert as_github([problem]) == (
        "::warning file=data/a%2Cb%3Ac%25.yaml,line=7,title=amount::"
        "100%25，\\u000a第二行（依据：条例第一条）"
    )
    raw = Problem("a.yaml", 1, "yaml", "一\r\n二")
    assert as_github([raw]) == "::error file=a.yaml,line=1,title=yaml::一%0D%0A二"


def test_github_format_names_file_and_line(folder: Path) -> None:
    lines = check("--format", "github").stdout.splitlines()
    assert lines[0].startswith("::warning file=data/agencies/2024/jg-2024-bbbbbb.yaml,line=6,")
    assert lines[1].startswith("::error file=data/agencies/2025/jg-2025-cccccc.yaml,line=1,")


def test_a_finding_is_one_line_whatever_it_tells_of() -> None:
    rule = Rule("yaml", "写法。")
    problem = rule.at("data/\n\u202ea\udcff.yaml", 1, "“\x1b[31m红\u2028”" + "长" * 5000)
    text = as_text([problem])
    assert text.isprintable()
    assert len(text) < 1000
    assert visible("全角　空格") == "全角　空格"


def test_the_start_of_the_portal_is_read_from_the_settings(folder: Path) -> None:
    put(folder, "pelicanconf.py", 'PORTAL_SINCE = "2024-06-01"\n')
    assert "[portal-start]" in check("data/agencies/2024").stdout
    put(folder, "other.py", "from datetime import date\nPORTAL_SINCE = date(2024, 1, 1)\n")
    assert "[portal-start]" not in check("--config", "other.py").stdout
    put(folder, "wrong.py", 'PORTAL_SINCE = "2024"\n')
    wrong = check("--config", "wrong.py")
    assert wrong.exit_code == 2
    assert "PORTAL_SINCE" in wrong.stderr


def test_more_processes_find_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for number in range(600):
        text = LATE if number % 7 == 0 else WRONG if number % 11 == 0 else AGENCY
        put(tmp_path / "data", f"agencies/jg-2024-{number:06d}.yaml", text)
    one, two = check("--jobs", "1"), check("--jobs", "2")
    assert one.stdout == two.stdout
    assert one.stderr == two.stderr
    assert len(one.stdout.splitlines()) > 100


def test_help_shows_an_example() -> None:
    assert "例：portal check" in CliRunner().invoke(main, ["check", "--help"]).stdout


def test_a_site_of_last_year_does_not_call_later_changes_future(tmp_path: Path) -> None:
    shutil.copytree(SPECIMEN, tmp_path / "data")
    arguments = ["check", "--data", str(tmp_path / "data"), "--as-of", "2024-06-30", "--jobs", "1"]
    result = CliRunner().invoke(main, arguments)
    assert "future-" not in result.output
    assert "0 处错误" in result.output


def test_files_that_could_not_be_read_are_to_be_checked_again(folder: Path) -> None:
    assert check().stderr.endswith("格式改好以后，还要再查一次。\n")
    assert "再查一次" not in check("data/agencies/jg-2024-aaaaaa.yaml").stderr
