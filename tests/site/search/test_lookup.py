"""Look-up before a permit: on the command line and in the browser, with the same answers."""

import csv
import io
import json
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner, Result
from playwright.sync_api import Page, expect

from portal.cli import main
from portal.site.search.lookup import Answer, credit_code, look_up, table
from portal.site.search.reader import Reader as Index
from tests.conftest import Reader, ServeFolder

FIRM = "云溪星河网络科技有限公司"
CODE = "91339901MA314177XP"
NUMBER = "云网信罚〔2024〕3号"
NOBODY = "91339901MA27XYNB0K"
ASKED = (CODE, FIRM, NUMBER, f"{CODE[:-1]}Q", "91339901MA31I177XP", "没有这家公司")
OUTCOMES = ["found", "found", "found", "digit", "letter", "absent"]


@pytest.mark.parametrize(
    ("written", "code", "outcome"),
    [
        (CODE, CODE, "nobody"),
        ("９１３３９９０１ＭＡ３１４１７７ＸＰ", CODE, "nobody"),
        ("9133 9901-MA31 4177xp", CODE, "nobody"),
        (f"{CODE[:-1]}Q", f"{CODE[:-1]}Q", "digit"),
        ("91339901MA31O177XP", "91339901MA31O177XP", "letter"),
        ("ABCDEFGHJKLMNPQRTU", "", "absent"),
        (FIRM, "", "absent"),
    ],
)
def test_a_credit_code_is_told_from_one_that_cannot_be(
    written: str, code: str, outcome: str
) -> None:
    assert credit_code(written) == (code, outcome)


def lookup(site: Path, *arguments: str, given: str = "") -> Result:
    """Run `portal lookup` on a site."""
    return CliRunner().invoke(main, ["lookup", "--output", str(site), *arguments], input=given)


def test_every_question_has_its_answer(site: Path) -> None:
    result = lookup(site, *ASKED, "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert [one["outcome"] for one in told["answers"]] == OUTCOMES
    assert told["as_of"] == "2026-06-30"
    for one in told["answers"][:2]:
        for meaning in one["meanings"]:
            assert (meaning["name"], meaning["code"]) == (FIRM, CODE)
    assert lookup(site, CODE, FIRM).exit_code == 0


def test_a_file_of_names_makes_a_table_for_spreadsheets(site: Path) -> None:
    result = lookup(site, "--file", "-", "--csv", given=f"{FIRM}\n\n=1+1\n")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert {row["查询"] for row in rows} == {FIRM, "'=1+1"}
    assert {row["代码"] for row in rows if row["查询"] == FIRM} == {CODE}
    assert rows[-1]["结果"] == "没有一致的名称、代码或文号"


def test_the_answer_in_words_says_what_was_searched(site: Path) -> None:
    said = lookup(site, "没有这家公司", CODE).stdout
    assert "没有这家公司：没有一致的名称、代码或文号" in said
    assert f"{FIRM}（{CODE}）" in said
    assert "截至 2026-06-30 公开的" in said
    assert "不等于没有记录" in said


def test_nothing_to_look_up_and_no_index_are_said(site: Path, tmp_path: Path) -> None:
    assert lookup(site).exit_code == 2
    refused = lookup(tmp_path, CODE)
    assert refused.exit_code == 1
    assert "请先运行 portal build" in refused.stderr


def test_what_left_public_view_answers_as_a_firm_never_recorded(site: Path) -> None:
    index = Index(site)
    never = look_up(index, "云溪从未有过有限公司")
    for gone in ("云溪市平安网吧", "91339901MA3559471U"):
        assert look_up(index, gone).meanings == never.meanings == ()
    assert look_up(index, "91339901MA3559471U") == Answer("91339901MA3559471U", "nobody")
    assert next(iter(table([never])))[1] == "没有一致的名称、代码或文号"


@pytest.mark.browser
def test_the_browser_answers_the_same_and_asks_nobody(
    site: Path, page: Page, serve_folder: ServeFolder
) -> None:
    address = serve_folder(site)
    page.goto(f"{address}/lookup/")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.locator("#q").fill("\n".join(ASKED))
    page.get_by_role("button", name="核对").click()
    expect(page.locator("#outcome")).to_contain_text(
        "核对了 6 个：有公开记录的 3 个，没有的 1 个，写错代码的 2 个"
    )
    answers = page.locator(".answer")
    index = Index(site)
    for place, asked in enumerate(ASKED):
        rows = answers.nth(place).locator("li[data-id]")
        shown = [row.get_attribute("data-id") for row in rows.all()]
        due = [row["id"] for one in look_up(index, asked).meanings for row in one.rows]
        assert shown == due
    expect(answers.nth(3)).to_contain_text("校验码不对")
    expect(answers.nth(4)).to_contain_text("没有字母 I")
    expect(answers.nth(5)).to_contain_text("没有与“没有这家公司”一致")
    assert f"/subjects/{CODE}/" in (
        answers.first.locator(".more a").first.get_attribute("href") or ""
    )
    assert requests
    for request in map(unquote, requests):
        assert request.startswith(address)
        assert not any(one in request for one in ASKED)
    assert page.url.endswith("/lookup/")


@pytest.mark.browser
def test_too_many_none_and_a_failure_are_said(
    site: Path, page: Page, serve_folder: ServeFolder
) -> None:
    page.goto(f"{serve_folder(site)}/lookup/")
    outcome, button = page.locator("#outcome"), page.get_by_role("button", name="核对")
    button.click()
    expect(outcome).to_contain_text("请输入")
    page.locator("#q").fill("甲\n" * 201)
    button.click()
    expect(outcome).to_contain_text("至多核对 200 个，现在有 201 个")
    page.route("**/search/keys/**", lambda route: route.abort())
    page.locator("#q").fill("甲")
    button.click()
    expect(outcome).to_contain_text("不代表没有记录")
    assert page.locator(".answer").count() == 0


@pytest.mark.browser
def test_without_a_script_the_tables_are_offered(
    site: Path, reader: Reader, serve_folder: ServeFolder
) -> None:
    page = reader(java_script_enabled=False)
    page.goto(f"{serve_folder(site)}/lookup/")
    assert "没有脚本时" in page.locator("main").inner_text()
    page.get_by_role("link", name="统一社会信用代码对照表").click()
    assert page.url.endswith("/search/codes/")
