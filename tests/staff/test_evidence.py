"""What the commands write is what `portal check --base` and `portal audit` ask for."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.staff.desk import AGENCY
from tests.staff.office import COURT, ENTRY, LIST, PENALTY, PERMIT, RENEWED, ROLES, Office

SAID = ("--note", "经核实。", "--yes")
FOUND = ("--found-by", "1", *SAID)
GROUND = ("--ground", "信用修复", *COURT)
BODY = COURT[:2]
STEPS: list[tuple[str, Sequence[str]]] = [
    ("correct", (PENALTY, "--set", "fine=1.00", "--set", "remark=甲", *FOUND)),
    ("correct", (PENALTY, "--unset", "facts_found", *FOUND)),
    ("withhold", (PENALTY, "--field", "facts_found", *FOUND)),
    ("withhold", (PENALTY, "--hide-note", "2=个人隐私", *FOUND)),
    ("amend", (PENALTY, "--set", "severity=一般", "--effective", "TODAY", *GROUND, *SAID)),
    ("dispute", (PENALTY, *SAID)),
    ("end-dispute", (PENALTY, *SAID)),
    ("withdraw", (PENALTY, "--ground", "撤销", "--effective", "TODAY", *BODY, *ROLES, *SAID)),
    ("reinstate", (PENALTY, *BODY, *SAID)),
    ("supersede", (PERMIT, "--by", RENEWED, "--yes")),
    ("end", (ENTRY, "--route", "移出", "--yes")),
    ("amend", (LIST, "--set", "period=一年", "--from", "2099-01-01", *SAID)),
    ("amend", (AGENCY, "--set", "short_name=市网信办", "--effective", "TODAY", *SAID)),
    ("remove", (PENALTY, "--ground", "个人隐私", *ROLES, "--yes")),
]  # fmt: skip


@pytest.mark.parametrize("together", [False, True])
def test_git_bears_out_what_the_commands_wrote(office: Office, together: bool) -> None:
    """Committed one by one, or all at once."""
    today = office.git("log", "-1", "--format=%cd", "--date=format-local:%Y-%m-%d").strip()
    base = office.git("rev-parse", "HEAD").strip()
    for command, arguments in STEPS:
        told = [today if one == "TODAY" else one for one in arguments]
        result = office.run_command(command, *told, as_of=today)
        assert result.exit_code == 0, result.output
        if not together:
            checked = office.run_command("check", "--base", "HEAD", as_of=today)
            assert "错误 [" not in checked.output, f"{command}: {checked.output}"
            office.commit(command)
    checked = office.run_command("check", "--base", base, as_of=today)
    assert "错误 [" not in checked.output, checked.output
    if together:
        office.commit("变更")
    audited = office.portal("audit", "--data", "data")
    assert "错误 [" not in audited.output, audited.output


def test_a_folded_amendment_is_borne_out_too(office: Office) -> None:
    today = office.git("log", "-1", "--format=%cd", "--date=format-local:%Y-%m-%d").strip()
    text = office.read(LIST).replace(
        "changes:",
        f"scheduled:\n  effective: {today}\n  set:\n    period: 一年\n  note: 甲\nchanges:",
    )
    office.file(LIST).write_text(text, "utf-8")
    office.commit("预定")
    arguments = (LIST, "--set", "contact=甲", *FOUND)
    result = office.run_command("correct", *arguments, as_of=today)
    assert "一并写进 changes" in result.output, result.output
    checked = office.run_command("check", "--base", "HEAD", as_of=today)
    assert "错误 [" not in checked.output, checked.output
