"""`portal init` asks, refuses and writes as people expect."""

import re
import runpy
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.checks.owner import Website
from portal.cli import main
from portal.model.owner import Owner
from portal.model.shape import shapes
from portal.source.shipped import STARTER
from portal.staff.found import DEMONSTRATED
from tests.founding.newcomer import FOUNDING, ROOT


def init(folder: Path, *options: str) -> Result:
    """Run the command where nobody can be asked."""
    return CliRunner().invoke(main, ["init", str(folder), *options])


def there(folder: Path) -> list[str]:
    """The names of what is in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("我的")
    result = init(tmp_path, *FOUNDING)
    assert result.exit_code == 2
    assert "里已经有文件" in result.output
    assert there(tmp_path) == ["mine.txt"]


def test_a_repository_an_environment_and_the_program_may_be_there(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".venv").mkdir()
    (tmp_path / "wheels").mkdir()
    assert init(tmp_path, *FOUNDING).exit_code == 0
    assert "README.md" in there(tmp_path)


def test_what_is_not_said_is_named(tmp_path: Path) -> None:
    result = init(tmp_path / "new", *FOUNDING[:4])
    assert result.exit_code == 2
    assert "请写明 --division、--domain。" in result.output
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--division", "33", "应为"),
        ("--domain", "https://gs.qinglan.example", "应为"),
        ("--site-id-code", "123", "10位数字"),
    ],
)
def test_what_is_said_wrongly_is_refused(
    tmp_path: Path, option: str, value: str, said: str
) -> None:
    result = init(tmp_path, *FOUNDING, option, value)
    assert result.exit_code == 2
    assert f"{option} “{value}”" in result.output
    assert said in result.output


def test_everything_of_the_owner_can_be_said(tmp_path: Path) -> None:
    told = {one.name: one.kind.example for one in shapes(Owner) if one.kind and one.kind.example}
    told |= {"operator": '青岚市“大数据”中心 "甲"', "address": "青岚路1号\\2"}
    told |= {"sponsor": "青岚市人民政府办公室", "opened": "2026-12-01"}
    options = [part for n, v in told.items() for part in (f"--{n.replace('_', '-')}", v)]
    assert init(tmp_path, *FOUNDING, *options).exit_code == 0
    settings = runpy.run_path(str(tmp_path / "pelicanconf.py"))
    assert settings["PORTAL_OWNER"] == told
    assert Website.of(settings, None).faults == ()


def test_where_one_file_cannot_be_written_none_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").write_text("a file, not a folder")
    monkeypatch.setattr("portal.staff.found.schemas", lambda: {"../.git/x": "{}"})
    result = init(tmp_path, *FOUNDING)
    assert result.exit_code == 1
    assert "写不进" in result.output
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / ".git"]


def test_the_pages_name_the_sponsor_of_the_demonstration() -> None:
    settings = runpy.run_path(str(ROOT / "pelicanconf.py"))
    assert settings["PORTAL_OWNER"]["sponsor"] == DEMONSTRATED
    assert DEMONSTRATED in (ROOT / "content" / "about.md").read_text("utf-8")


def test_the_new_readme_names_commands_that_there_are() -> None:
    texts = [(STARTER / name).read_text("utf-8") for name in ("README.md", "data/README.md")]
    named = {name for text in texts for name in re.findall(r"\bportal ([a-z-]+)", text)}
    assert len(named) > 9
    assert named <= main.commands.keys()
