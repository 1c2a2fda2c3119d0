"""Addresses for machines: sitemap, robots, and what answers 410 (地址清单)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from xml.sax.saxutils import escape

from portal.model import BY_TYPE
from portal.site.listing import Summary

MAX_URLS = 50_000
UNTIL = "until"
FIRST_YEAR = 2020  # of portals


def card(url: str) -> str:
    """Return the address of the card of the record at `url`, for the code on a certificate."""
    return f"{url}card/"


NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap(
    site_url: str, summaries: Iterable[Summary], others: Iterable[str]
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the sitemap: what lists show, with the day it truly changed.

    Index and editorial pages carry no date, for nobody declared one.
    """
    # Addresses of records are made of their ids, in which nothing is to be escaped.
    dated: list[tuple[str, date | None]] = [(s.url, s.changed) for s in summaries if s.listed]
    urls = [*((escape(url), None) for url in sorted(others)), *dated]
    parts = [urls[start : start + MAX_URLS] for start in range(0, len(urls), MAX_URLS)]
    if len(parts) == 1:
        yield "sitemap.xml", _urlset(site_url, parts[0])
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        yield name, _urlset(site_url, part)
    entries = "".join(
        f"<sitemap><loc>{escape(site_url)}/{name}</loc></sitemap>\n" for name in names
    )
    yield "sitemap.xml", _document("sitemapindex", entries)


def _urlset(site_url: str, urls: Sequence[tuple[str, date | None]]) -> bytes:
    site = escape(site_url)
    entries = []
    for url, changed in urls:
        lastmod = f"<lastmod>{changed}</lastmod>" if changed else ""
        entries.append(f"<url><loc>{site}{url}</loc>{lastmod}</url>\n")
    return _document("urlset", "".join(entries))


def _document(name: str, entries: str) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<{name} xmlns="{NAMESPACE}">\n{entries}</{name}>\n'.encode()


def robots(site_url: str, *, public: bool) -> bytes:
    """Return robots.txt; a preview asks to be left alone."""
    rule = "Allow: /" if public else "Disallow: /"
    return f"User-agent: *\n{rule}\nSitemap: {site_url}/sitemap.xml\n".encode()


def until(last: date) -> Iterator[str]:
    """Yield files whose names are the years, months and days on which a draft may be read, `last` among them.

    A web server can ask whether a file of that name is there, and compare no days.
    """
    yield from (f"{UNTIL}/{year}" for year in range(FIRST_YEAR, last.year))
    yield from (f"{UNTIL}/{last.year}-{month:02}" for month in range(1, last.month))
    yield from (f"{UNTIL}/{last:%Y-%m}-{day:02}" for day in range(1, last.day + 1))


def gone(summaries: Iterable[Summary]) -> bytes:
    """Return the map of addresses that answer 410, in the form of nginx's `map` directive."""
    lines = [
        f"{address} 1;"
        for summary in sorted(summaries, key=lambda s: s.url)
        if summary.gone
        for address in _addresses(summary)
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def _addresses(summary: Summary) -> Iterator[str]:
    """Yield every address that ever told of a record: its page, its data, its earlier versions."""
    yield from (f"{summary.url}{name}" for name in ("", "index.html", "index.json"))
    if BY_TYPE[summary.type].CARD:
        yield from (f"{card(summary.url)}{name}" for name in ("", "index.html"))
    for number in range(1, summary.former_versions + 1):
        yield from (f"{summary.url}v/{number}/{name}" for name in ("", "index.html"))
