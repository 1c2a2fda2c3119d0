"""The table of what is public and what is missing: one count in every form, and reachable."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from portal.cli import main
from tests.site.conftest import AS_OF, SPECIMEN

TABLE = "coverage/index.html"
COMMAND = ["coverage", "--data", str(SPECIMEN / "data"), "--as-of", str(AS_OF)]


def rows(site: Path) -> list[dict[str, str]]:
    text = (site / "coverage" / "coverage.csv").read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_page_table_and_data_say_the_same(site: Path) -> None:
    told = json.loads((site / "coverage" / "index.json").read_text("utf-8"))["agencies"]
    page = (site / TABLE).read_text("utf-8")
    assert len(rows(site)) == sum(len(one["information"]) for one in told)
    for one in told:
        states = [cell["state"] for cell in one["information"]]
        assert one["short"] == sum(state in ("missing", "partly") for state in states)
        assert one["due"] == sum(cell["due"] for cell in one["information"])
        row = re.search(rf'href="\.\.{one["url"]}#coverage".*?</tr>', page, re.DOTALL)
        assert row
        assert f'data-name="应公开">{one["due"]}<' in row.group()
        assert f'data-name="已公开">{one["due"] - one["short"]}<' in row.group()


def test_an_agency_shows_what_it_lacks_and_leads_to_all(site: Path) -> None:
    page = (site / "agencies" / "jg-2024-g3t8z5" / "index.html").read_text("utf-8")
    assert 'class="cover missing">缺<' in page
    assert 'href="../../coverage/"' in page
    assert 'href="./coverage/"' in (site / "index.html").read_text("utf-8")
    ended = (site / "agencies" / "jg-2024-t4w6e8" / "index.html").read_text("utf-8")
    assert 'id="coverage"' not in ended


def test_few_reviewers_are_told_in_words(demo: Path) -> None:
    page = (demo / "agencies" / "jg-2026-s8t3c6" / "index.html").read_text("utf-8")
    assert "法制审核人员 2 名，占执法人员 46 名的 4.3%" in page
    assert "不足 5%" in page


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 0, "处缺项。"),
        (["--strict"], 1, "缺 执法人员（国办发〔2018〕118号（四）、（二十三））"),
        (["--agency", "jg-2024-w5x8n3", "--all"], 0, "已公开 执法人员"),
        (["--agency", "jg-2024-zzzzzz"], 2, "没有编号为 jg-2024-zzzzzz 的现行有效的机关"),
        (["--data", "nowhere"], 2, "没有数据文件夹 nowhere"),
    ],
)
def test_the_command_says_what_is_missing(arguments: list[str], code: int, said: str) -> None:
    done = CliRunner().invoke(main, [*COMMAND, *arguments])
    assert done.exit_code == code
    assert said in done.output


def test_the_command_gives_the_data_of_the_site(site: Path) -> None:
    done = CliRunner().invoke(main, [*COMMAND, "--json"])
    assert json.loads(done.output) == json.loads(
        (site / "coverage" / "index.json").read_text("utf-8")
    )
