"""Everything that leaves the building: records, then lists and addresses, and what searches (发布)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache

from portal.lifecycle import Gate
from portal.lifecycle.coming import next_change
from portal.lifecycle.cover import Cover
from portal.lifecycle.ledger import Ledger
from portal.lifecycle.shelf import Shelf, unpacked
from portal.model import RECORD_TYPES
from portal.model.agency import Agency
from portal.model.schema import schema
from portal.parallel import CHUNK, forks, growing_heap
from portal.site import addresses, change_list, objections, searching, subjects
from portal.site.coverage import coverage_files, coverage_pages
from portal.site.dated import STYLE, Dated
from portal.site.destination import FACTS
from portal.site.exports import as_json
from portal.site.feeds import Feeds
from portal.site.indexing import index_nothing
from portal.site.listing import Summary
from portal.site.page import Page
from portal.site.pages import Site
from portal.site.render import Renderer
from portal.site.search import SCRATCH, Proof, Spool
from portal.site.searching import Searched, Searching
from portal.site.settings import Settings
from portal.site.sheets import Sheets
from portal.site.units import UNITS, Made, Sought, Unit
from portal.source.bundles import Bundles
from portal.source.sharing import alike
from portal.stages import stage

SHEETS, SCHEMAS, COVERS = "sheets", "schemas", "covers"
RESERVED = (
    *(kind.PLURAL for kind in RECORD_TYPES),
    *(
        "changes",
        "coverage",
        "feeds",
        "reference",
        "lookup",
        "search",
        "subjects",
        "schemas",
        "theme",
        "pagefind",
        SCRATCH,
        addresses.UNTIL,
    ),
    *(
        "about/design/*",
        "about/search/*",
        STYLE,
        "index.html",
        "404.html",
        "robots.txt",
        "sitemap*.xml",
        "gone.map",
        FACTS,
    ),
)
"""What the portal writes right below the output folder, as patterns; nobody else may."""


@cache
def _schemas() -> dict[str, bytes]:
    """Return the schemas of all types as files, by their paths."""
    return {f"schemas/{kind.TYPE}.schema.json": as_json(schema(kind)) for kind in RECORD_TYPES}


class Incomplete(Exception):
    """Fewer or more pages were written than the records ask for."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One build of the site from what the gate lets through."""

    ledger: Ledger
    renderer: Renderer
    options: Settings
    editorial: Sequence[str]
    surroundings: bytes = b""
    next_page: date | None = None

    @property
    def gate(self) -> Gate:
        """What the public may see."""
        return self.ledger.gate

    def write(self) -> Dated:
        """Write everything below the output folder but what stays; return what tells the day."""
        renewal = self.options.renewal
        self.ledger.take(self.gate.tables)
        former = renewal.recall(SHEETS) or {}
        self.renderer.sheets = Sheets(self.ledger.common + self.surroundings, former)
        with Spool(renewal.words(self.renderer.output), lasting=bool(renewal.memory)) as spool:
            summaries, sought = self._records(spool)
            covers = self._covers()
            self.ledger.release()
            with self._searched(spool, summaries, sought) as searched:
                dated = self._pages(summaries, covers)
                proof = self._take_search(searched)
        self.renderer.pages(searching.pages(proof, self.options))
        renewal.stay(self.renderer.sheets.staying)
        renewal.leave(SHEETS, self.renderer.sheets.now)
        return dated

    @stage("records")
    def _records(self, spool: Spool) -> tuple[list[Summary], dict[str, Sought]]:
        """Write what is made of each record and is not there yet.

        Return the summaries of all, in their order, and what is sought of those made now.
        """
        ids = [record_id for kind in RECORD_TYPES for record_id in self.gate.ids(kind)]
        ledger, renewal = self.ledger, self.options.renewal
        shelf = ledger.shelf(UNITS, self.surroundings, afresh=not renewal.live, holds=False)
        waiting = ledger.lacking(shelf, ids) if shelf else ids
        staying = {*ids} - {*waiting}
        bundles = Bundles(renewal.memory, UNITS)
        there: dict[str, Unit] = bundles.those(staying)
        others, sought = self._units(shelf, waiting, spool)
        every = there | others
        made = {one: every[one] for one in ids if one in every}
        summaries = [unit.summary for unit in made.values()]
        self._count(summaries)
        self.renderer.sheets.know(made.values())
        renewal.stay(file for one in there for file in made[one].files)
        bundles.keep(made, others)
        return summaries, sought

    def _units(
        self, shelf: Shelf | None, ids: Sequence[str], spool: Spool
    ) -> tuple[dict[str, Unit], dict[str, Sought]]:
        """Make all that is made of the records `ids`, and what is sought of them."""
        make = self.renderer.unit(self.gate, spool if self.options.search else None)
        units: dict[str, bytes] = {}  # packed until no process is left that would copy them
        for part in self.ledger.made(ids, make, shelf, label="记录页面"):
            units |= part
        made: dict[str, Made] = {one: alike(unpacked(units.pop(one))) for one in [*units]}
        sought = {one: words for one, (_, words) in made.items() if words}
        return {one: unit for one, (unit, _) in made.items()}, sought

    @contextmanager
    def _searched(
        self, spool: Spool, summaries: Sequence[Summary], sought: dict[str, Sought]
    ) -> Iterator[Callable[[], Searched] | None]:
        """Make the search, while what is inside goes on where little is otherwise; yield how to wait for it.

        Records are numbered by the day they came.
        """
        options, items = self.options, self.gate.corpus.items
        if not options.search:
            index_nothing(options.renewal)
            yield None
            return
        order = sorted((one.id for one in summaries), key=lambda one: (items[one].begun, one))
        work = Searching(options, self.renderer, self.editorial, spool, summaries, order, sought)
        little = bool(options.renewal.live) and len(sought) <= CHUNK
        apart = little and options.jobs > 1 and forks()
        with searching.made(work, apart=apart) as found:
            if not apart:
                sought.clear()  # lists need none of it, and it is much
            yield found

    def _take_search(self, searched: Callable[[], Searched] | None) -> Proof | None:
        """Take in what came of the search, where there is one."""
        if searched is None:
            return None
        found, renewal = searched(), self.options.renewal
        renewal.stay(found.staying)
        renewal.used.update(found.used)
        self.renderer.sheets.take(found.sheets.items())
        if renewal.memory:
            renewal.memory.hear(found.told)
        return found.proof

    @stage("lists")
    def _pages(self, summaries: Sequence[Summary], covers: Mapping[str, Cover]) -> Dated:
        """Write what is made of all records: lists, addresses, feeds, facts."""
        site = Site(summaries, self.options.as_of)
        every = [covers[row.id] for row in site.listed[Agency] if row.id in covers]
        with growing_heap():
            pages = [*site.pages(), *coverage_pages(every)]
            concerned = subjects.subjects(summaries)
        self.renderer.pages(pages)
        self.renderer.subjects(concerned)
        self._addresses(summaries, pages)
        for name, content in self._schemas().items():
            self.renderer.write(name, content)
        self._for_machines(site, summaries)
        for name, content in coverage_files(every):
            self.renderer.write(name, content)
        coming = min(filter(None, (next_change(self.gate), self.next_page)), default=None)
        dated = Dated.of(summaries, coming)
        for name, content in dated.files(self.options):
            self.renderer.write(name, content)
        return dated

    def _covers(self) -> dict[str, Cover]:
        """Return what each agency in force has made public."""
        agencies = self.gate.ids(Agency)
        return self.ledger.each(COVERS, b"", agencies, self.gate.coverage.of, "公开情况")

    def _schemas(self) -> dict[str, bytes]:
        """Return the schemas; they are of the program, and so what was kept of them holds."""
        renewal = self.options.renewal
        schemas: dict[str, bytes] = renewal.recall(SCHEMAS) or _schemas()
        renewal.leave(SCHEMAS, schemas)
        return schemas

    def _for_machines(self, site: Site, summaries: Sequence[Summary]) -> None:
        """Write the feeds and the list of changes."""
        events, options = site.events, self.options
        feeds = Feeds(options.site_name, options.site_url, self.gate.since, options.language)
        self.renderer.feeds(feeds, feeds.all(events, summaries))
        self.renderer.write(*change_list.months(self.renderer.months(site.months)))
        answers = as_json(objections.data(objections.answers(summaries)))
        self.renderer.write(objections.ADDRESS[1:], answers)

    def _count(self, summaries: Sequence[Summary]) -> None:
        """Compare what was written with the corpus; a page too few stops the build."""
        expected = {one for kind in RECORD_TYPES for one in self.gate.ids(kind)}
        written = {summary.id for summary in summaries}
        if written != expected:
            raise Incomplete("、".join(sorted(written ^ expected)))

    def _addresses(self, summaries: Sequence[Summary], pages: Sequence[Page]) -> None:
        url = self.options.site_url
        others = [page.url for page in pages if page.url.endswith("/")]
        others += [*searching.PAGES, *self.editorial]
        for name, content in addresses.sitemap(url, summaries, others):
            self.renderer.write(name, content)
        self.renderer.write("robots.txt", addresses.robots(url, public=self.options.public))
        self.renderer.write("gone.map", addresses.gone(summaries))
        for name in addresses.until(self.options.draft) if self.options.draft else ():
            self.renderer.write(name, b"")
