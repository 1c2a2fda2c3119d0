"""How an agency keeps its records: the numbers of the overview are of the same records."""

import re
from pathlib import Path

from tests.lifecycle.test_leaks import AGENCY, DECISION, PUBLISHED, ROLES, RULE
from tests.site.conftest import Build

CORRECTED = (
    "  - {kind: corrected, date: 2024-06-03, note: 有误。, found_by: agency, was: {fine: 1.00}}\n"
)
ENDED = "  - {kind: ended, date: 2024-07-01, route: 修复}\n"
WITHDRAWN = (
    "  - kind: withdrawn\n    date: 2024-09-20\n    ground: 撤销\n    effective: 2024-09-10\n"
    f"    authority: {{body: 云溪市人民法院}}\n    {ROLES}\n    note: 经判决撤销。\n"
)
DUTY = "name: 事项\nkind: 行政处罚\nagency: jg-2024-aaaaaa\n"
LIMIT = RULE.replace("公示期", "撤回期限").replace("amount: 1", "amount: 5")


def overview(folder: Path, build: Build, records: dict[str, str]) -> str:
    """The overview of changes of these records."""
    for name, text in {"agencies/jg-2024-aaaaaa": AGENCY, **records}.items():
        path = folder / "data" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return (build(folder) / "changes" / "index.html").read_text(encoding="utf-8")


def numbers(page: str) -> dict[str, str]:
    """The row of the only agency, by the names of its columns."""
    (row,) = re.findall(r"云溪市甲局</a></td>(.*?)</tr>", page)
    return dict(re.findall(r'data-name="(.*?)">(.*?)</td>', row))


def test_rate_and_time_are_counted_over_the_records_that_they_are_about(
    tmp_path: Path, build: Build
) -> None:
    decision = f"{DECISION.replace('1号', '%s号')}fine: 2.00\nchanges:\n{PUBLISHED}"
    limit = LIMIT.replace("starts: 决定日期", "starts: 生效日期")
    records = {
        "decisions/cf-2024-aaaaaa": decision % 1 + CORRECTED,
        "decisions/cf-2024-bbbbbb": decision % 2,
        "decisions/cf-2024-cccccc": decision % 3 + CORRECTED + ENDED,
        "decisions/cf-2024-dddddd": decision % 4 + WITHDRAWN,
        "duties/zq-2024-aaaaaa": f"{DUTY}changes:\n{PUBLISHED}{WITHDRAWN.replace('09-20', '09-30')}",
        "rules/gz-2020-aaaaaa": limit.replace("unit: 年", "unit: 工作日"),
    }
    page = overview(tmp_path, build, records)
    told = numbers(page)
    assert (told["记录"], told["更正"], told["更正率"]) == ("4", "1", "25.0%")
    assert (told["撤回"], told["超过期限"]) == ("2", "1")
    assert told["撤回用时"] == "7 个工作日"
    assert "期限：5 工作日（规则）。" in page
    assert "三个工作日" not in page
