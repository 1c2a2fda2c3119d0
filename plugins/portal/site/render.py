"""Pages become files, in parallel processes; each unit depends on its record alone (渲染)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from jinja2 import Environment, Template, TemplateError

from portal.lifecycle import Gate
from portal.lifecycle.digest import digest_of
from portal.lifecycle.view import View
from portal.model import RECORD_TYPES
from portal.parallel import in_chunks
from portal.site import change_list, exports, subjects
from portal.site.bearer import bearer
from portal.site.change_list import Row
from portal.site.changes import Month
from portal.site.feeds import Feed, Feeds
from portal.site.listing import Summary, summarise
from portal.site.page import Page, root_of
from portal.site.pages import record_pages
from portal.site.search import Spool, entry
from portal.site.sheets import Sheet, Sheets
from portal.site.subjects import Subject
from portal.site.units import Made, Sought, Unit

Written = TypeVar("Written", Page, Subject, Feed, Month)
RECORD_TEMPLATE = "records/record.html"


class Unrendered(Exception):
    """A template could not make its page."""


@dataclass(slots=True)
class Renderer:
    """Writes pages below `output`."""

    environment: Environment
    output: Path
    jobs: int = 1
    traders: bool = False  # whether sole traders have a page of their own
    sheets: Sheets = field(default_factory=Sheets)
    written: list[str] = field(default_factory=list)

    def unit(self, gate: Gate, spool: Spool | None) -> Callable[[str], Made]:
        """Return what writes the pages and data of a record, and tells what was made of it.

        What can be searched goes into the `spool`, where there is one.
        """
        templates = self._record_templates()

        def make(record_id: str) -> Made:
            view, begun = gate.view(record_id), len(self.written)
            assert view is not None
            summary = self._record(gate, view, templates)
            files = tuple(self.written[begun:])
            unit = Unit(summary, self.sheets.digests_of(summary), files)
            if not spool:
                return unit, None
            words = entry(view)
            return unit, Sought(spool.keep(words), digest_of(words))

        return make

    def _record(self, gate: Gate, view: View, templates: Mapping[str, str]) -> Summary:
        whose = bearer(view, traders=self.traders)
        for page in record_pages(gate, view, whose, templates):
            self.page(page)
        self.write(f"{view.url[1:]}index.json", exports.as_json(exports.record(view)))
        return summarise(view, whose)

    def _record_templates(self) -> dict[str, str]:
        """Return the template of each type: its own where the theme has one, else the common."""
        own = {kind.TYPE: f"records/{kind.TYPE}.html" for kind in RECORD_TYPES}
        there = set(self.environment.list_templates(extensions=["html"]))
        return {name: path if path in there else RECORD_TEMPLATE for name, path in own.items()}

    def subjects(self, found: Sequence[Subject]) -> None:
        """Write the pages and data of all subjects, in parallel, but for those that are there."""

        def write(subject: Subject) -> None:
            for page in subjects.pages(subject):
                self.page(page)
            self.write(f"{subject.url[1:]}index.json", exports.as_json(subjects.data(subject)))

        self._sheets(found, lambda one: one.url, write, size=250, label="主体页面")

    def feeds(self, feeds: Feeds, found: Iterable[Feed]) -> None:
        """Write `feeds` that were found, in parallel, but for those that are there."""

        def write(feed: Feed) -> None:
            self.write(feed.path, feeds.content(feed))

        self._sheets([*found], lambda one: one.path, write, size=10, label="订阅")

    def months(self, found: Sequence[Month]) -> list[Row]:
        """Write the changes of each month, in parallel, but for those that are there; return their rows."""

        def write(month: Month) -> Row:
            content = change_list.content(month)
            self.write(month.path[1:], content)
            return change_list.row(month, content)

        self._sheets(found, lambda one: one.path, write, size=4, label="变更清单")
        return [self.sheets.now[one.path].told for one in found]

    def pages(self, pages: Iterable[Page]) -> None:
        """Write `pages`, in parallel, but for those that are there."""
        self._sheets([*pages], lambda one: one.url, self.page, size=50, label="目录页面")

    def _sheets(
        self,
        found: Sequence[Written],
        url: Callable[[Written], str],
        write: Callable[[Written], object],
        *,
        size: int,
        label: str,
    ) -> None:
        """Write what is not yet there as it would be written now, and keep what `write` tells of it."""
        waiting = [place for place, one in enumerate(found) if not self.sheets.stays(url(one), one)]

        def work(places: Sequence[int]) -> list[tuple[str, Sheet]]:
            part = [found[place] for place in places]  # inherited: only places travel
            return [(url(one), self._sheet(one, write)) for one in part]

        for told in in_chunks(work, waiting, jobs=self.jobs, size=size, label=label):
            self.sheets.take(told)

    def _sheet(self, made: Written, write: Callable[[Written], object]) -> Sheet:
        digest, begun = self.sheets.digest(made), len(self.written)
        told = write(made)
        return Sheet(digest, tuple(self.written[begun:]), told)

    def page(self, page: Page) -> None:
        """Render one page and write it."""
        template: Template = self.environment.get_template(page.template)
        root = "" if page.url.endswith(".html") else root_of(page.url)
        try:
            html = template.render(page.context, root=root, url=page.url)
        except TemplateError as error:
            raise Unrendered(f"模板 {page.template} 写不出 {page.url}：{error}") from None
        self.write(page.path, html.encode())

    def write(self, path: str, content: bytes) -> None:
        """Write one file below the output folder."""
        self.written.append(path)
        target = f"{self.output}/{path}"
        try:
            file = open(target, "wb")  # noqa: SIM115 - closed below
        except FileNotFoundError:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            file = open(target, "wb")  # noqa: SIM115
        with file:
            file.write(content)
