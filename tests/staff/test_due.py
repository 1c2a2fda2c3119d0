"""`portal due`: what waits to be published, must come down, and comes down by itself."""

from __future__ import annotations

import json

from tests.staff.desk import AGENCY, FIRM
from tests.staff.office import COURT, DECISION, ENTRY, LIST, PENALTY, ROLES, TODAY, Office

DEADLINE = """\
name: 处罚公开期限
purpose: 公开期限
acts: [行政处罚]
amount: 7
unit: 工作日
starts: 决定日期
valid_from: 2024-01-02
basis:
  - text: 国办发〔2018〕118号
"""
NOTE = ("--note", "经核实。", "--yes")


def due(office: Office, *arguments: str, as_of: str = TODAY) -> list[str]:
    result = office.run_command("due", *arguments, as_of=as_of)
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def below(lines: list[str], heading: str) -> list[str]:
    """Return a heading and what stands below it."""
    start = next(number for number, line in enumerate(lines) if heading in line)
    end = next((n for n in range(start + 1, len(lines)) if lines[n][0] != " "), len(lines))
    return lines[start:end]


def test_nothing_is_due(office: Office) -> None:
    assert due(office) == [
        "待公布：没有",
        "待撤下：没有",
        "2024-07-03 以前到期：没有",
        "网站下一次自行变化：2100-01-01。",
    ]


def test_publications_due_and_late(office: Office) -> None:
    office.write("rules/gz-2024-k7m3q9.yaml", DEADLINE)
    office.commit()
    for number, decided in ((8, "2024-05-20"), (9, "2024-05-28")):
        text = DECISION.replace("7号", f"{number}号").replace("2024-05-08", decided)
        text = text.replace("2024-05-10", TODAY)
        office.write(f"decisions/2024/cf-2024-z{number}z9z9.yaml", text)
    told = below(due(office), "待公布")
    assert told[0] == "待公布：2 件，其中逾期 1 件"
    assert told[1].startswith("  2024-05-29 已逾期　执法决定 cf-2024-z8z9z9")
    assert told[2].startswith("  2024-06-06　执法决定 cf-2024-z9z9z9")
    assert "还没有提交；期限依“处罚公开期限”" in told[2]


def test_a_draft_waits_for_its_publication(office: Office) -> None:
    office.write("rules/gz-2024-k7m3q9.yaml", DEADLINE)
    text = DECISION.replace("7号", "8号").split("changes:")[0]
    path = office.write("decisions/2024/cf-2024-z9z9z9.yaml", f"{text}changes: z\n")
    path.write_text(text, "utf-8")
    office.commit()
    told = below(due(office), "待公布")
    assert "还没有公布（portal publish-record cf-2024-z9z9z9）；期限依" in told[1]
    assert "9000" not in "".join(due(office))


def test_a_publication_on_a_coming_day(office: Office) -> None:
    text = DECISION.replace("7号", "8号").replace("2024-05-10", "2024-06-20")
    office.write("decisions/2024/cf-2024-z9z9z9.yaml", text)
    office.commit()
    assert "定于 2024-06-20 公布" in below(due(office), "待公布")[1]
    assert due(office, "--within", "10")[0] == "待公布：没有"
    assert due(office)[-1] == "网站下一次自行变化：2024-06-20。"


def test_what_rests_on_a_withdrawn_decision_must_come_down(office: Office) -> None:
    rule = DEADLINE.replace("公开期限", "撤回期限").replace("决定日期", "生效日期")
    rule = rule.replace("acts: [行政处罚]\n", "").replace("7", "3")
    office.write("rules/gz-2024-k7m3q9.yaml", rule)
    arguments = ("--ground", "撤销", "--effective", "2024-05-31", *COURT, *ROLES, *NOTE)
    result = office.run_command("withdraw", PENALTY, *arguments)
    assert result.exit_code == 0, result.output
    office.commit()
    told = below(due(office), "待撤下")
    assert told == [
        "待撤下：1 件",
        f"  2024-06-05　名单条目 {ENTRY}　名单条目：{FIRM}；“所依据的决定”{PENALTY} 已撤回",
    ]
    assert below(due(office, as_of="2024-06-06"), "待撤下")[0] == "待撤下：1 件，其中逾期 1 件"
    assert office.run_command("end", ENTRY, "--route", "移出", "--yes").exit_code == 0
    assert due(office)[1] == "待撤下：没有"


def test_expiries_and_amendments_that_come(office: Office) -> None:
    path = office.file(ENTRY)
    path.write_text(path.read_text("utf-8").replace("2099-12-31", "2024-06-20"), "utf-8")
    later = ("--set", "period=一年", "--from", "2024-06-15", *NOTE)
    assert office.run_command("amend", LIST, *later).exit_code == 0
    office.commit()
    told = below(due(office), "以前到期")
    assert told[1].startswith(f"  2024-06-15　信用名单 {LIST}")
    assert told[1].endswith("预定变更生效")
    assert told[2].startswith(f"  2024-06-21　名单条目 {ENTRY}")
    assert told[2].endswith("2024-06-20 期满，次日自动撤下")
    assert due(office)[-1] == "网站下一次自行变化：2024-06-15。"
    assert due(office, "--within", "5")[2].endswith("没有")


def test_a_day_on_which_nothing_comes_down_is_no_day_of_change(office: Office) -> None:
    path = office.file(ENTRY)
    path.write_text(path.read_text("utf-8").replace("2099-12-31", "2024-06-20"), "utf-8")
    office.commit()
    assert due(office)[-1] == "网站下一次自行变化：2024-06-21。"
    assert office.run_command("end", ENTRY, "--route", "移出", "--yes").exit_code == 0
    assert due(office)[-1] == "网站下一次自行变化：2100-01-01。"


def test_a_build_after_the_last_day_takes_the_record_down_with_no_commit(office: Office) -> None:
    path = office.file(ENTRY)
    path.write_text(path.read_text("utf-8").replace("2099-12-31", "2024-06-20"), "utf-8")
    office.commit()
    before = office.git("rev-parse", "HEAD")
    seen = {}
    for day in ("2024-06-20", "2024-06-21"):
        result = office.run_command("build", "--no-search", "--output", "output", as_of=day)
        assert result.exit_code == 0, result.output
        page = office.folder / "output" / "entries" / ENTRY / "index.json"
        facts = json.loads((office.folder / "output" / "build.json").read_bytes())
        seen[day] = json.loads(page.read_bytes())["state"], FIRM in page.read_text("utf-8")
        seen[f"next {day}"] = facts["next_change"], True
    assert seen == {
        "2024-06-20": ("current", True),
        "next 2024-06-20": ("2024-06-21", True),
        "2024-06-21": ("expired", False),
        "next 2024-06-21": ("2100-01-01", True),
    }
    assert office.git("rev-parse", "HEAD") == before
    assert office.git("status", "--porcelain", "data") == ""


def test_outside_git_nobody_knows_what_is_committed(loose: Office) -> None:
    assert "看不出哪些记录还没有提交" in due(loose)[-1]


def test_files_that_cannot_be_read_are_counted(office: Office) -> None:
    office.file(AGENCY).write_text("x", "utf-8")
    assert due(office)[-1] == "另有 1 个文件读不进来，没有算进去；请运行 portal check。"
