"""Everything that leaves the building, in one order: records, lists, addresses, search (发布)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from portal import __version__
from portal.lifecycle import Gate
from portal.lifecycle.coming import next_change
from portal.lifecycle.cover import Cover
from portal.lifecycle.ledger import Ledger
from portal.lifecycle.shelf import Shelf, unpacked
from portal.model import BY_TYPE, RECORD_TYPES
from portal.model.agency import Agency
from portal.model.schema import schema
from portal.site import addresses, change_list, objections, subjects
from portal.site.coverage import coverage_files, coverage_pages
from portal.site.dated import STYLE, Dated
from portal.site.destination import FACTS
from portal.site.exports import as_json
from portal.site.feeds import Feeds
from portal.site.indexing import index_nothing, index_prose, index_records
from portal.site.listing import Summary
from portal.site.page import Page
from portal.site.pages import Site, search_labels
from portal.site.render import Renderer
from portal.site.search import SCRATCH, Proof, Spool, codes
from portal.site.selftest.kept import kept
from portal.site.settings import Settings
from portal.site.sheets import Sheets
from portal.site.units import UNITS, Unit, gathered
from portal.source.bundles import Bundles
from portal.source.sharing import alike
from portal.stages import stage

ABOUT = "/about/search/"
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
            made = self._records(spool)
            covers = self._covers()
            self.ledger.release()
            proved = self._search(spool, made) if self.options.search else None
        if not self.options.search:
            index_nothing(renewal)
        summaries = [unit.summary for unit in made.values()]
        made.clear()  # lists need neither the words of the search nor the names of files
        dated = self._pages(summaries, covers, proved)
        renewal.stay(self.renderer.sheets.staying)
        renewal.leave(SHEETS, self.renderer.sheets.now)
        return dated

    @stage("records")
    def _records(self, spool: Spool) -> dict[str, Unit]:
        """Write what is made of each record and is not there yet; return all of it, in its order."""
        ids = [record_id for kind in RECORD_TYPES for record_id in self.gate.ids(kind)]
        ledger, renewal = self.ledger, self.options.renewal
        shelf = ledger.shelf(UNITS, self.surroundings, afresh=not renewal.live, holds=False)
        waiting = ledger.lacking(shelf, ids) if shelf else ids
        staying = {*ids} - {*waiting}
        bundles = Bundles(renewal.memory, UNITS) if renewal.memory else None
        held: dict[str, Unit] = bundles.all(staying) if bundles else {}
        there = {one: unit for one, unit in held.items() if one in staying}
        others = gathered(there, spool) | self._units(shelf, waiting, spool)
        every = there | others
        made = {one: every[one] for one in ids if one in every}
        self._count([unit.summary for unit in made.values()])
        self._take(made, there, spool)
        if bundles:
            bundles.keep(made, {*others, *(held.keys() - made.keys())})
        return made

    def _units(self, shelf: Shelf | None, ids: Sequence[str], spool: Spool) -> dict[str, Unit]:
        """Make all that is made of the records `ids`."""
        make = self.renderer.unit(self.gate, spool if self.options.search else None)
        units: dict[str, bytes] = {}  # packed until no process is left that would copy them
        for part in self.ledger.made(ids, make, shelf, label="记录页面"):
            units |= part
        return {one: alike(unpacked(units.pop(one))) for one in [*units]}

    def _take(self, made: Mapping[str, Unit], there: Collection[str], spool: Spool) -> None:
        """Take in what was made of each record; the files of what is `there` stay as they are."""
        for unit in made.values():
            self.renderer.sheets.know(unit.summary, unit.digests)
            if unit.kept:
                spool.add(unit.kept)
        renewal = self.options.renewal
        renewal.used.update(place.file for place in spool.places.values())
        renewal.stay(file for one in there for file in made[one].files)

    @stage("lists")
    def _pages(
        self, summaries: Sequence[Summary], covers: Mapping[str, Cover], proved: Proof | None
    ) -> Dated:
        """Write what is made of all records: lists, addresses, feeds, facts."""
        site = Site(summaries, self.options.as_of)
        tested = kept(self.options.content)
        told = {"proved": proved, "tested": tested, "labels": search_labels()}
        named = {"/search/": "search", ABOUT: "about-search", "/lookup/": "lookup"}
        search = [
            Page(url, f"{name}.html", {**told, "version": __version__})
            for url, name in named.items()
        ]
        every = [covers[row.id] for row in site.listed[Agency] if row.id in covers]
        pages = [*site.pages(), *coverage_pages(every), *search]
        self.renderer.pages(pages)
        self.renderer.subjects(subjects.subjects(summaries))
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

    @stage("search")
    def _search(self, spool: Spool, made: Mapping[str, Unit]) -> Proof:
        """Write both indexes: records are numbered by the day they came, prose is by page."""
        output, items, renewal = self.renderer.output, self.gate.corpus.items, self.options.renewal
        order = sorted(made, key=lambda one: (items[one].begun, one))
        units = [made[one] for one in order]
        proved = index_records(output, spool, units, self.options)
        summaries = [unit.summary for unit in made.values()]
        read = [s.url for s in summaries if s.listed and BY_TYPE[s.type].IN_PROSE]
        index_prose(output, [*self.editorial, *read], renewal)
        urls = {one.code: one.url for s in summaries if (one := s.bearer)}
        entries = [spool.entries[one] for one in order]
        self.renderer.pages([*codes.pages(entries, [unit.words for unit in units], urls)])
        return proved

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
        for name, content in addresses.sitemap(url, summaries, [*others, *self.editorial]):
            self.renderer.write(name, content)
        self.renderer.write("robots.txt", addresses.robots(url, public=self.options.public))
        self.renderer.write("gone.map", addresses.gone(summaries))
        for name in addresses.until(self.options.draft) if self.options.draft else ():
            self.renderer.write(name, b"")
