"""Every rule has failing examples, and they give exactly the lines expected."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from portal.checks import CHECKS, RULES
from portal.cli import main
from portal.problem import Rule
from tests.checks.examples import BROKEN, MADE, committed, examples

AS_OF = "2026-06-30"


def expected(example: str) -> str:
    return (BROKEN / example / "expected.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("example", examples())
def test_the_example_gives_the_lines_expected(
    example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("portal.cli.check.today", lambda: date.fromisoformat(AS_OF))
    command = ["check", "--as-of", AS_OF, "--jobs", "1"]
    if example in MADE:
        MADE[example](tmp_path / "data")
    elif (BROKEN / example / "git.txt").exists():
        command = committed(example, tmp_path)
    else:
        shutil.copytree(BROKEN / example / "data", tmp_path / "data")
    settings = BROKEN / example / "portal.conf"
    if settings.exists():
        shutil.copy(settings, tmp_path / "pelicanconf.py")
    result = CliRunner().invoke(main, command)
    assert result.stdout == expected(example)
    assert result.exit_code == (1 if ": 错误 [" in result.stdout else 0)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_has_an_example(rule: Rule) -> None:
    lines = "".join(expected(e) for e in examples() if e.split("/")[0] == rule.name)
    assert f"[{rule.name}]" in lines


@pytest.mark.parametrize("example", examples())
def test_every_example_shows_its_own_rule(example: str) -> None:
    rule = example.split("/")[0]
    assert rule in {rule.name for rule in RULES}
    assert f"[{rule}]" in expected(example)


def test_every_folder_is_an_example() -> None:
    known = set(examples())
    folders = {path.relative_to(BROKEN).as_posix() for path in BROKEN.rglob("data")}
    assert {str(Path(folder).parent) for folder in folders if folder.endswith("/data")} <= known
    assert {path.name for path in BROKEN.iterdir()} == {name.split("/")[0] for name in known}
    assert set(MADE) <= known


def test_rules_have_names_of_their_own_and_say_what_they_ask() -> None:
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names))
    assert all(rule.sentence.endswith("。") for rule in RULES)
    assert {check.rule for check in CHECKS} <= set(RULES)
