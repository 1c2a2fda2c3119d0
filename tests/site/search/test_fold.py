"""Folding: one specification, one file of cases, two implementations."""

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from portal.site.search.fold import fold, fold_key, table
from tests.conftest import ServeFolder
from tests.site.conftest import asset

CASES = json.loads(Path(__file__).with_name("folding.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("written", "folded"), CASES["text"])
def test_text_is_folded(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize(("written", "folded"), CASES["key"])
def test_identifiers_are_folded(written: str, folded: str) -> None:
    assert fold_key(written) == folded


def test_every_traditional_character_has_one_simplified_one() -> None:
    traditional, simplified = table()
    assert len(traditional) == len(simplified) == len(set(traditional)) > 2900
    assert set(traditional).isdisjoint(simplified)


@pytest.fixture
def folding(site: Path, page: Page, serve_folder: ServeFolder) -> Page:
    """A page in which `folding` is the browser's module."""
    page.goto(f"{serve_folder(site)}/search/")
    page.add_script_tag(
        type="module",
        content=f'import * as fold from "../{asset("search/fold.js")}"; window.folding = fold;',
    )
    page.wait_for_function("() => window.folding")
    return page


@pytest.mark.browser
def test_the_browser_folds_the_same(folding: Page) -> None:
    traditional, _ = table()
    texts = [*(written for written, _ in CASES["text"]), traditional]
    keys = [written for written, _ in CASES["key"]]
    folded = folding.evaluate("texts => texts.map(folding.fold)", texts)
    assert folded == [fold(text) for text in texts]
    assert folding.evaluate("keys => keys.map(folding.foldKey)", keys) == [
        fold_key(k) for k in keys
    ]


def characters() -> Iterator[str]:
    """Every character, but of those that nobody assigns only some."""
    for code in (*range(0x20, 0xD800), *range(0xE000, 0x110000)):
        if unicodedata.category(chr(code)) not in ("Cn", "Co") or not code % 101:
            yield chr(code)


@pytest.mark.browser
def test_every_character_is_of_one_class_for_both_whatever_unicode_each_knows(
    folding: Page,
) -> None:
    every = list(characters())
    told = folding.evaluate("text => folding.pieces(text)", "".join(every))
    keys = folding.evaluate(
        "text => Array.from(text, (one) => folding.foldKey(`甲${one}乙`))", "".join(every)
    )
    assert [c for c, folded in zip(every, told, strict=True) if fold(c) != folded] == []
    assert [c for c, key in zip(every, keys, strict=True) if fold_key(f"甲{c}乙") != key] == []


@pytest.mark.browser
def test_a_place_in_the_folded_text_leads_back(folding: Page) -> None:
    text = "雲溪（ 2024 ）㈱-3号，雲 溪"
    found = folding.evaluate("([text, word]) => folding.places(text, word)", [text, "云溪"])
    assert [text[a:b] for a, b in found] == ["雲溪", "雲 溪"]
    found = folding.evaluate("([text, word]) => folding.places(text, word)", [text, "株)3"])
    assert [text[a:b] for a, b in found] == ["㈱-3"]
