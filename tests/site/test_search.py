"""The simple search in a real browser: what is public is found, what is not is not."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal.site.search import shadow, spaced
from tests.conftest import ServeFolder


def results(page: Page, address: str, query: str) -> list[str]:
    """The titles found for a query."""
    page.goto(f"{address}/search/?q={query}")
    expect(page.locator("#outcome")).not_to_be_empty()
    expect(page.locator("#outcome")).not_to_have_text("正在检索…")
    return page.locator("#results a").all_inner_texts()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("云溪星河网络科技有限公司", "行政处罚：云溪星河网络科技有限公司（云网信罚〔2024〕3号）"),
        ("云网信罚〔2024〕3号", "行政处罚：云溪星河网络科技有限公司（云网信罚〔2024〕3号）"),
        ("留存网络日志", "行政处罚：云溪星河网络科技有限公司（云网信罚〔2024〕3号）"),
    ],
)
def test_what_is_public_is_found(
    site: Path, page: Page, serve_folder: ServeFolder, query: str, title: str
) -> None:
    assert title in results(page, serve_folder(site), query)


@pytest.mark.browser
def test_results_lead_to_the_record(site: Path, page: Page, serve_folder: ServeFolder) -> None:
    address = serve_folder(site)
    results(page, address, "云网信罚〔2024〕3号")
    page.locator("#results a").first.click()
    expect(page).to_have_url(f"{address}/decisions/cf-2024-k7m3q9/")


@pytest.mark.browser
def test_nothing_found_says_so_and_an_unread_index_says_something_else(
    site: Path, page: Page, serve_folder: ServeFolder
) -> None:
    address = serve_folder(site)
    assert results(page, address, "没有这样的企业名称") == []
    expect(page.locator("#outcome")).to_contain_text("没有找到")
    page.route("**/pagefind/**", lambda route: route.abort())
    assert results(page, address, "罚款") == []
    expect(page.locator("#outcome")).to_contain_text("检索没有完成")


def test_every_han_character_is_a_word_and_numbers_stay_whole() -> None:
    assert spaced("云网信罚〔2024〕3号") == "云 网 信 罚 2024 3 号"


def test_only_marked_pages_are_indexed() -> None:
    assert shadow("<main><h1>甲</h1></main>") == ""
    marked = '<body>外<article data-pagefind-body data-title="甲乙"><br><p>丙<i>丁</i></p></article>外</body>'
    assert "丙 丁" in shadow(marked)
    assert "外" not in shadow(marked)
    ignored = "<div data-pagefind-body>甲<p data-pagefind-ignore>乙<br><b>乙</b></p>丙</div>"
    assert "甲 丙" in shadow(ignored)
