"""Everything that leaves the building, in one order: records, lists, addresses, search (发布)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from portal import __version__
from portal.lifecycle import Gate
from portal.lifecycle.referrers import next_change
from portal.model import RECORD_TYPES
from portal.model.schema import schema
from portal.site import addresses, markup, search
from portal.site.change_list import change_list
from portal.site.destination import FACTS
from portal.site.exports import as_json
from portal.site.feeds import Feeds
from portal.site.listing import Summary
from portal.site.page import Page
from portal.site.pages import Site
from portal.site.render import Renderer
from portal.site.settings import Settings

RESERVED = (
    *(kind.PLURAL for kind in RECORD_TYPES),
    *("changes", "feeds", "reference", "search", "schemas", "theme", "pagefind", ".search"),
    *(
        "about/design/*",
        "as-of.css",
        "index.html",
        "404.html",
        "robots.txt",
        "sitemap*.xml",
        "gone.map",
        FACTS,
    ),
)
"""What the portal writes right below the output folder, as patterns; nobody else may."""


class Incomplete(Exception):
    """Fewer or more pages were written than the records ask for."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One build of the site from what the gate lets through."""

    gate: Gate
    renderer: Renderer
    options: Settings
    editorial: Sequence[str]
    next_page: date | None = None

    def write(self) -> None:
        """Write everything below the output folder."""
        summaries = list(self.renderer.records(self.gate))
        self._count(summaries)
        site = Site(summaries, self.options.as_of)
        pages = list(site.pages())
        self.renderer.pages(pages)
        self._addresses(summaries, pages)
        for kind in RECORD_TYPES:
            self.renderer.write(f"schemas/{kind.TYPE}.schema.json", as_json(schema(kind)))
        self._for_machines(site, summaries)
        self.renderer.write("as-of.css", self._as_of_style())
        self.renderer.write(FACTS, self._facts(summaries))
        if self.options.search:
            scratch = self.renderer.output / ".search"
            search.build_index(self.renderer.output, scratch)

    def _for_machines(self, site: Site, summaries: Sequence[Summary]) -> None:
        """Write the feeds and the list of changes."""
        events, options = site.events(), self.options
        feeds = Feeds(options.site_name, options.site_url, self.gate.since, options.language)
        for name, content in (*feeds.all(events, summaries), *change_list(summaries, events)):
            self.renderer.write(name, content)

    def _count(self, summaries: Sequence[Summary]) -> None:
        """Compare what was written with the corpus; a page too few stops the build."""
        expected = {one for kind in RECORD_TYPES for one in self.gate.ids(kind)}
        written = {summary.id for summary in summaries}
        if written != expected:
            raise Incomplete("、".join(sorted(written ^ expected)))

    def _addresses(self, summaries: Sequence[Summary], pages: Sequence[Page]) -> None:
        url = self.options.site_url
        others = [page.url for page in pages if page.url.endswith("/")]
        for name, content in addresses.sitemap(url, summaries, [*others, *self.editorial]):
            self.renderer.write(name, content)
        self.renderer.write("robots.txt", addresses.robots(url, public=self.options.public))
        self.renderer.write("gone.map", addresses.gone(summaries))

    def _as_of_style(self) -> bytes:
        """Return the style that puts the day of the build on every page.

        Alone in a file of its own: a page changes with its record, not with every new day.
        """
        day = markup.day(self.options.language, self.options.as_of)
        return f'.as-of::after {{ content: "({Markup(day).striptags()})"; }}\n'.encode()

    def _facts(self, summaries: Sequence[Summary]) -> bytes:
        """Return `build.json`: for which day, how many, and when it changes by itself."""
        coming = min(filter(None, (next_change(self.gate), self.next_page)), default=None)
        counts = Counter((summary.type, summary.state) for summary in summaries)
        facts: dict[str, Any] = {
            "as_of": str(self.options.as_of),
            "next_change": str(coming) if coming else None,
            "version": __version__,
            **({"commit": self.options.commit} if self.options.commit else {}),
            "records": {
                kind.PLURAL: {
                    state: count
                    for (name, state), count in sorted(counts.items())
                    if name == kind.TYPE
                }
                for kind in RECORD_TYPES
            },
        }
        return (json.dumps(facts, ensure_ascii=False, indent=2) + "\n").encode()
