"""Prose by Pagefind: every Han character a word, phrases over punctuation, results at the article."""

import shutil
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from portal.site.search.prose import shadow, spaced
from tests.conftest import ServeFolder
from tests.site.conftest import SPECIMEN, Build


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("云网信罚〔2024〕3号", "云 网 信 罚 〔2024〕 3 号"),
        ("责令改正，给予警告。", "责 令 改 正， 给 予 警 告。"),
        ("依照《网络安全法》（2017）", "依 照 《网 络 安 全 法》 （2017）"),
        ("example-a.cn 与 Pagefind", "example- a. cn 与 Pagefind"),
        ("，。！", ""),
    ],
)
def test_every_han_character_is_a_word_and_punctuation_stays_with_it(text: str, words: str) -> None:
    assert spaced(text) == words


def test_only_marked_pages_are_indexed_by_their_sections() -> None:
    assert shadow("<main><h1>甲</h1></main>") == ""
    marked = (
        '<body>外<article data-pagefind-body data-title="甲乙"><br><p>丙<i>丁</i></p>'
        '<h2 id="di-1">第一条</h2><p>戊</p><p data-pagefind-ignore>己<b>庚</b></p></article>外</body>'
    )
    page = shadow(marked)
    assert "丙 丁" in page
    assert '<h2 id="di-1">第 一 条</h2><p>戊</p>' in page
    assert not any(word in page for word in "外己庚")


@pytest.mark.browser
@pytest.mark.parametrize("phrase", ["责令改正，给予警告", "责令改正给予警告", "責令改正"])
def test_a_phrase_is_found_over_punctuation_and_shown_with_it(
    site: Path, page: Page, serve_folder: ServeFolder, phrase: str
) -> None:
    page.goto(f"{serve_folder(site)}/search/?q={quote(phrase)}")
    page.locator("#prose").scroll_into_view_if_needed()
    excerpt = page.locator("#prose li .excerpt").first
    expect(excerpt.locator("mark").first).to_contain_text("责令改正")
    expect(excerpt).to_contain_text("，")


@pytest.mark.browser
def test_a_site_without_prose_finds_none_and_says_so(
    tmp_path: Path, page: Page, serve_folder: ServeFolder, build: Build
) -> None:
    agency = tmp_path / "data" / "agencies" / "jg-2024-a1b2c3.yaml"
    agency.parent.mkdir(parents=True)
    shutil.copy(SPECIMEN / "data" / "model.yaml", tmp_path / "data")
    published = "changes:\n  - kind: published\n    date: 2024-01-02\n"
    agency.write_text(f"name: 云溪市水利局\nkind: 法定行政机关\n{published}", encoding="utf-8")
    page.goto(f"{serve_folder(build(tmp_path, search=True))}/search/?q=云溪")
    expect(page.locator("#results li")).to_have_count(1)
    page.locator("#prose").scroll_into_view_if_needed()
    expect(page.locator("#prose [role=status]")).to_have_text("没有找到。")
