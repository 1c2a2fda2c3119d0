"""`portal impact`: who rests on a law, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.cli import main

ROOT = Path(__file__).parents[2]
SPECIMEN = ROOT / "tests" / "specimen" / "data"


def impact(*arguments: str) -> Result:
    """Ask on the day of the specimen."""
    common = ["--as-of", "2026-06-30", "--data", str(SPECIMEN)]
    return CliRunner().invoke(main, ["impact", *arguments, *common])


def test_every_current_record_is_named_by_type_and_agency_with_its_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    result = impact("fl-2021-c5f9p6", "--article", "第五十八条")
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "《中华人民共和国行政处罚法》（2021） fl-2021-c5f9p6：施行日期 2021-07-15 起，现行有效",
        "现行的记录里要调整的 2 条，照旧的 0 条。",
        "执法流程 1 条（要调整）",
        "  各机关通用 1 条",
        "    tests/specimen/data/processes/lc-2024-c7f5n2.yaml:43　行政处罚普通程序",
        "      环节·依据：第五十八条",
        "法制审核事项 1 条（要调整）",
        "  云溪市互联网信息办公室 1 条",
        "    tests/specimen/data/reviews/sh-2024-h5c9k3.yaml:30　较大数额罚款、吊销许可证件等处罚决定",
        "      审核依据：第五十八条",
    ]


def test_cases_were_decided_by_the_law_of_their_day() -> None:
    result = impact("fl-2017-w3a8n5")
    assert result.exit_code == 0
    assert "要调整的 0 条" in result.output
    assert "执法决定" in result.output
    assert "照旧" in result.output


def test_what_is_no_longer_current_is_not_named() -> None:
    named = {
        record["id"] for record in json.loads(impact("行政处罚法", "--json").output)["records"]
    }
    assert "zq-2024-p3n6d8" in named
    assert "zq-2024-m6h8y2" not in named  # withdrawn
    assert "cf-2024-n5t8w4" not in named


def test_programs_get_every_citation_with_its_line() -> None:
    data = json.loads(impact("fl-2021-c5f9p6", "--article", "第五十八条", "--json").output)
    assert [law["id"] for law in data["laws"]] == ["fl-2021-c5f9p6"]
    _, record = data["records"]
    assert (record["type"], record["agency"], record["must_change"]) == (
        "review",
        "jg-2024-w5x8n3",
        True,
    )
    assert record["citations"] == [
        {"line": 30, "place": "审核依据", "law": "fl-2021-c5f9p6", "article": "第五十八条"}
    ]


def test_a_law_that_is_only_named_is_found_by_its_name() -> None:
    result = impact("《食品安全法》")
    assert result.exit_code == 1
    assert "《中华人民共和国食品安全法》（只写了名称）第三十五条" in result.output


def test_an_unknown_law_is_wrong_usage() -> None:
    result = impact("没有的法")
    assert result.exit_code == 2
    assert "没有“没有的法”" in result.output


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    (tmp_path / "laws").mkdir()
    (tmp_path / "laws" / "fl-2021-c5f9p6.yaml").write_text("name: [\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["impact", "fl-2021-c5f9p6", "--data", str(tmp_path)])
    assert result.exit_code == 2
    assert "有文件读不出来" in result.output


@pytest.mark.parametrize("article", ["58", "第58条", "五十八", "58条"])
def test_an_article_written_otherwise_is_refused_and_not_found_untouched(article: str) -> None:
    result = impact("fl-2021-c5f9p6", "--article", article)
    assert result.exit_code == 2
    assert f"“{article}”不是条的写法" in result.output


def test_an_article_that_nobody_cites_touches_nobody() -> None:
    result = impact("fl-2021-c5f9p6", "--article", "第八十六条", "--json")
    assert all(
        "article" not in c for r in json.loads(result.output)["records"] for c in r["citations"]
    )


@pytest.mark.parametrize(
    "name", ["《行政处罚法》", "行政处罚法（2021年修订）", "《行政处罚法(2021修正)》"]
)
def test_a_law_is_known_by_its_name_however_written(name: str) -> None:
    assert impact(name, "--json").output == impact("行政处罚法", "--json").output
