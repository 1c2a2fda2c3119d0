"""The search of a build, made of what is sought of its records: by itself, so that it may be made apart (检索).

It changes nothing of the build but what it tells of itself: files that it wrote, or that stay.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from portal import __version__
from portal.model import BY_TYPE
from portal.parallel import Ended, at_once
from portal.site.indexing import LEFT, TooMuch, index_prose, index_records
from portal.site.listing import Summary
from portal.site.page import Page
from portal.site.pages import search_labels
from portal.site.render import Renderer
from portal.site.search import Proof, Spool, codes
from portal.site.selftest.kept import kept
from portal.site.settings import Settings
from portal.site.sheets import Sheet
from portal.site.units import SOUGHT, Sought, gathered
from portal.source.bundles import Bundles
from portal.source.memory import Aside
from portal.stages import stage

PAGES = {"/search/": "search", "/about/search/": "about-search", "/lookup/": "lookup"}
"""The pages that search, and that tell of it, with their templates."""


class Searched(NamedTuple):
    """What came of it: the proof; what the build has to take over from it."""

    proof: Proof
    sheets: Mapping[str, Sheet]
    staying: Collection[str]
    used: Collection[str]
    told: Sequence[tuple[Any, ...]]
    """What its memory is to be told."""


@dataclass(frozen=True, slots=True)
class Searching:
    """What search is made of: records in the order of their numbers, prose.

    What is `sought` of some was made now; of all others it is as it was kept.
    """

    options: Settings
    renderer: Renderer
    editorial: Sequence[str]
    spool: Spool
    summaries: Sequence[Summary]
    order: Sequence[str]
    sought: dict[str, Sought]
    renewing: bool = True
    whole: bool = True
    """Whether the index of records may be made of the former one, and be written whole, by all processors."""

    def apart(self) -> Searching:
        """Return the same for a process of its own, which may neither ask the memory nor start others.

        It raises :class:`~portal.site.indexing.TooMuch` where it would need these.
        """
        renewal = self.options.renewal.aside(LEFT, SOUGHT)
        return replace(
            self,
            options=replace(self.options, renewal=renewal, jobs=1),
            renderer=replace(self.renderer, jobs=1),
            whole=False,
        )

    @stage("search")
    def run(self) -> Searched:
        """Write both indexes, and the tables of credit codes."""
        renewal, output = self.options.renewal, self.renderer.output
        words = self._words()
        proof = index_records(
            output, self.spool, words, self.options, renewing=self.renewing, whole=self.whole
        )
        read = [s.url for s in self.summaries if s.listed and BY_TYPE[s.type].IN_PROSE]
        index_prose(output, [*self.editorial, *read], renewal)
        renderer = replace(self.renderer, sheets=self.renderer.sheets.fresh())
        urls = {one.code: one.url for s in self.summaries if (one := s.bearer)}
        entries = [self.spool.entries[one] for one in words]
        renderer.pages([*codes.pages(entries, [*words.values()], urls)])
        renewal.stay(renderer.sheets.staying)
        told = renewal.memory.told if isinstance(renewal.memory, Aside) else ()
        return Searched(proof, renderer.sheets.now, renewal.staying, renewal.used, told)

    def _words(self) -> dict[str, bytes]:
        """Let the spool know all that is sought, and keep it; return by what the words are told apart."""
        renewal, staying = self.options.renewal, {*self.order} - self.sought.keys()
        bundles = Bundles(renewal.memory, SOUGHT)
        there: dict[str, Sought] = bundles.those(staying)
        others = gathered(there, self.spool) | self.sought
        every = there | others
        for sought in every.values():
            self.spool.add(sought.kept)
        renewal.used.update(place.file for place in self.spool.places.values())
        made = {one: every[one] for one in self.order}
        bundles.keep(made, others)
        return {one: sought.words for one, sought in made.items()}


@contextmanager
def made(work: Searching, *, apart: bool) -> Iterator[Callable[[], Searched]]:
    """Do the `work` before what is inside, or `apart` while it goes on; yield how to wait for it.

    What was too much for the process that did it, or was not done when that was killed, is done here then.
    """
    if not apart:
        done = work.run()
        yield lambda: done
        return
    with at_once(work.apart().run) as wait:
        yield lambda: _waited(work, wait)


@stage("search")
def _waited(work: Searching, wait: Callable[[], Searched]) -> Searched:
    try:
        return wait()
    except TooMuch:
        return replace(work, renewing=False).run()
    except Ended:
        return work.run()


def pages(proved: Proof | None, options: Settings) -> list[Page]:
    """Return the pages that search; they tell what was `proved` of it."""
    told: dict[str, Any] = {
        "proved": proved,
        "tested": kept(options.content),
        "labels": search_labels(),
        "version": __version__,
    }
    return [Page(url, f"{name}.html", told) for url, name in PAGES.items()]
