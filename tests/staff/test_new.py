"""`portal new`: a file that holds every field of its type, and fails until it is filled in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from portal.cli import main
from portal.model import RECORD_TYPES, Record
from portal.model.terms import ACTS
from portal.source import load
from portal.source.yamlfile import parse
from portal.staff.new import has_act, skeleton
from tests.staff.desk import AGENCY, Desk


def acts(model: type[Record]) -> list[str | None]:
    return [None, *(ACTS if has_act(model) else ())]


CASES = [(model, act) for model in RECORD_TYPES for act in acts(model)]


@pytest.mark.parametrize(("model", "act"), CASES)
def test_only_what_is_required_waits_to_be_filled_in(model: type[Record], act: str | None) -> None:
    parsed = parse(skeleton(model, act=act, record_id="jg-2024-k7m3q9"))
    required = {shape.name for shape in model.fields() if shape.required}
    assert set(parsed.content) == required
    assert {rule.name for rule, _, _ in parsed.findings} <= {"empty-value"}
    _, faults = model.read(parsed.content)
    assert "unknown-field" not in {fault.rule for fault in faults}


@pytest.mark.parametrize(("model", "act"), CASES)
def test_every_comment_is_a_field_that_can_be_used(model: type[Record], act: str | None) -> None:
    text = skeleton(model, act=act, record_id="jg-2024-k7m3q9")
    head, body = text.split("由它写上。\n")
    used = re.sub(r"^( *)((?:# )+)", lambda match: match[1], body, flags=re.MULTILINE)
    parsed = parse(head.replace("\n", "\n") + "由它写上。\n" + used)
    assert {rule.name for rule, _, _ in parsed.findings} <= {"empty-value"}
    _, faults = model.read(parsed.content)
    assert "unknown-field" not in {fault.rule for fault in faults}
    if act is None:
        assert set(parsed.content) == {shape.name for shape in model.fields()}


def test_new_decision(desk: Desk) -> None:
    result = desk.portal("new", "decision", "--act", "行政处罚", "--data", str(desk.data))
    assert result.exit_code == 0, result.output
    path = Path(result.output.strip())
    year = path.parent.name
    assert path.parent.parent == desk.data / "decisions"
    assert re.fullmatch(rf"cf-{year}-[a-z2-9]{{6}}\.yaml", path.name)
    text = path.read_text(encoding="utf-8")
    assert "act: 行政处罚  # 必填：行为类别" in text
    assert "# fine:" in text
    assert "certificate_state" not in text
    assert f"{path.stem}" in load(desk.data).broken


def test_a_filled_in_record_is_sound(desk: Desk) -> None:
    options = ["--year", "2023", "--as-of", "2024-06-03", "--data", str(desk.data)]
    path = Path(desk.portal("new", "officer", *options).output.strip())
    assert path.parent == desk.data / "officers" / "2023"
    text = path.read_text(encoding="utf-8")
    values = {
        "name": "王某",
        "agency": AGENCY,
        "certificate": "33990100001",
        "valid_from": "2024-01-01",
        "valid_until": "2028-12-31",
    }
    for name, value in values.items():
        text = text.replace(f"\n{name}:  #", f"\n{name}: {value}  #")
    path.write_text(text, encoding="utf-8")
    assert path.stem in desk.corpus().items


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["law", "--act", "行政处罚"], "法律法规没有行为类别，请去掉 --act"),
        (["decision", "--data", "没有"], "没有数据文件夹 没有"),
        (["决定", "--act", "行政罚款"], "'--act' 写得不对：“行政罚款”应为 "),
        (["名单"], "“名单”不是一种记录；可选：执法主体 agency、"),
        (["decision"], "请写明 --act。--act 可选：行政许可、行政处罚、"),
    ],
)
def test_errors_of_use(desk: Desk, arguments: list[str], message: str) -> None:
    result = desk.portal("new", *arguments)
    assert result.exit_code == 2
    assert message in result.output


@pytest.mark.parametrize("told", ["decision", "执法决定", "决定", "decisions"])
def test_a_type_is_told_in_either_language_and_the_act_is_asked(
    desk: Desk, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.staff.talk.is_terminal", lambda: True)
    result = CliRunner().invoke(main, ["new", told, "--data", str(desk.data)], input="2\n")
    assert result.exit_code == 0
    assert "  2 行政处罚\n" in result.output
    assert "/decisions/" in result.output.splitlines()[-1]
    assert "执法决定 decision" in "".join(desk.portal("new", "--help").output.split("\n  "))


@pytest.mark.parametrize("command", ["new", "import", "remove"])
def test_help_has_an_example(desk: Desk, command: str) -> None:
    assert f"例：portal {command} " in desk.portal(command, "--help").output
