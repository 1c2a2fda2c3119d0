"""Index pages, addresses, and the next day on which the site changes by itself."""

import json
from datetime import date
from pathlib import Path

import pytest

from portal.lifecycle import Gate
from portal.lifecycle.coming import next_change
from portal.site import addresses
from portal.site.listing import Summary, leaves
from portal.site.page import root_of
from portal.source import load
from tests.site.conftest import AS_OF, SPECIMEN


def summary(number: int, *, gone: bool = False) -> Summary:
    """A summary like any other."""
    return Summary(
        id=f"cf-2024-x{number}",
        type="decision",
        url=f"/decisions/cf-2024-x{number}/",
        title="甲",
        state="expired" if gone else "current",
        state_label="",
        listed=not gone,
        gone=gone,
        day=date(2024, 5, 8),
        changed=date(2024, 6, 3),
        agency=None,
        facet=None,
        takedown=None,
        former_versions=2 if gone else 0,
        events=(),
    )


def test_at_most_fifty_a_page_with_neighbours() -> None:
    pages = list(leaves("/decisions/", range(120)))
    assert [len(page.rows) for page in pages] == [50, 50, 20]
    assert [page.url for page in pages] == [
        "/decisions/",
        "/decisions/page/2/",
        "/decisions/page/3/",
    ]
    assert (pages[0].newer, pages[0].older) == ("", "/decisions/page/2/")
    assert (pages[1].newer, pages[1].older) == ("/decisions/", "/decisions/page/3/")
    assert pages[2].older == ""


def test_an_empty_list_has_one_page_that_says_so() -> None:
    (page,) = leaves("/laws/", [])
    assert (page.total, page.count) == (1, 0)


@pytest.mark.parametrize(
    ("url", "root"),
    [
        ("/", "."),
        ("/about/", ".."),
        ("/decisions/x/", "../.."),
        ("/a/b/v/1/", "../../../.."),
        ("/404.html", "."),
    ],
)
def test_the_way_to_the_root(url: str, root: str) -> None:
    assert root_of(url) == root


def test_a_sitemap_over_the_limit_is_split(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "MAX_URLS", 2)
    files = dict(addresses.sitemap("https://x.cn", [summary(n) for n in range(3)], ["/"]))
    assert sorted(files) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]
    assert b"<loc>https://x.cn/sitemap-2.xml</loc>" in files["sitemap.xml"]
    assert files["sitemap-2.xml"].count(b"<lastmod>2024-06-03</lastmod>") == 2


def test_what_is_gone_is_in_the_map_and_not_in_the_sitemap() -> None:
    both = [summary(1), summary(2, gone=True)]
    (_, sitemap), *_ = addresses.sitemap("https://x.cn", both, [])
    assert b"x1/" in sitemap
    assert b"x2/" not in sitemap
    lines = addresses.gone(both).decode().splitlines()
    assert "/decisions/cf-2024-x2/ 1;" in lines
    assert "/decisions/cf-2024-x2/v/2/ 1;" in lines
    assert not any("x1" in line for line in lines)


def test_true_dates_and_only_what_is_listed_in_the_sitemap(site: Path) -> None:
    sitemap = (site / "sitemap.xml").read_text("utf-8")
    gate = Gate(load(SPECIMEN / "data"), as_of=AS_OF)
    for record_id in gate.corpus.items:
        view = gate.view(record_id)
        if view and view.listed:
            assert f"{view.url}</loc><lastmod>{view.changed}</lastmod>" in sitemap
        elif view:
            assert f"{view.url}<" not in sitemap
        else:
            assert record_id not in sitemap


def test_a_preview_asks_search_engines_to_leave() -> None:
    assert b"Disallow: /\n" in addresses.robots("https://x.cn", public=False)
    assert b"Allow: /\n" in addresses.robots("https://x.cn", public=True)


def test_the_next_change_is_the_first_day_on_which_the_public_sees_something_else(
    site: Path,
) -> None:
    facts = json.loads((site / "build.json").read_text("utf-8"))
    corpus = load(SPECIMEN / "data")
    coming = next_change(Gate(corpus, as_of=AS_OF))
    assert facts["next_change"] == str(coming)
    assert coming
    day_before = Gate(corpus, as_of=date.fromordinal(coming.toordinal() - 1))
    on_the_day = Gate(corpus, as_of=coming)
    today = {one: Gate(corpus, as_of=AS_OF).view(one) for one in corpus.items}
    assert {one: day_before.view(one) for one in corpus.items} == today
    assert {one: on_the_day.view(one) for one in corpus.items} != today


def test_months_list_every_change(site: Path) -> None:
    months = (site / "changes").glob("2???-??")
    listed = "".join(p.read_text("utf-8") for month in months for p in month.rglob("*.html"))
    gate = Gate(load(SPECIMEN / "data"), as_of=AS_OF)
    for record_id in gate.corpus.items:
        view = gate.view(record_id)
        for step in view.history if view else ():
            assert f"{record_id}/#{step.anchor}" in listed
