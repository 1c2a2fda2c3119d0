"""Pages become files, in parallel processes; each unit depends on its record alone (渲染)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, Template, TemplateError

from portal.lifecycle import Gate
from portal.lifecycle.view import View
from portal.model import RECORD_TYPES
from portal.parallel import in_chunks
from portal.site import exports, subjects
from portal.site.bearer import bearer
from portal.site.listing import Summary, summarise
from portal.site.page import Page, root_of
from portal.site.pages import record_pages
from portal.site.search import Kept, Spool, entry
from portal.site.subjects import Subject

Made = tuple[Summary, Kept | None]
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

    def records(self, gate: Gate, spool: Spool | None) -> Iterator[Made]:
        """Write the pages and data of all records; yield what lists and search need of them.

        What can be searched goes into the `spool`, where there is one.
        """
        templates = self._record_templates()

        def work(ids: Sequence[str]) -> list[Made]:
            views = filter(None, map(gate.view, ids))
            return [
                (self._record(gate, view, templates), spool.keep(entry(view)) if spool else None)
                for view in views
            ]

        ids = [record_id for kind in RECORD_TYPES for record_id in gate.ids(kind)]
        gate.warm()
        for made in in_chunks(work, ids, jobs=self.jobs, label="记录页面"):
            yield from made

    def _record(self, gate: Gate, view: View, templates: dict[str, str]) -> Summary:
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
        """Write the pages and data of all subjects, in parallel."""

        def work(part: Sequence[Subject]) -> None:
            for subject in part:
                for page in subjects.pages(subject):
                    self.page(page)
                self.write(f"{subject.url[1:]}index.json", exports.as_json(subjects.data(subject)))

        for _ in in_chunks(work, found, jobs=self.jobs, label="主体页面"):
            pass

    def pages(self, pages: Iterable[Page]) -> int:
        """Write `pages`, in parallel; return how many there were."""
        listed = list(pages)

        def work(part: Sequence[Page]) -> int:
            for page in part:
                self.page(page)
            return len(part)

        return sum(in_chunks(work, listed, jobs=self.jobs, size=50, label="目录页面"))

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
        target = f"{self.output}/{path}"
        try:
            file = open(target, "wb")  # noqa: SIM115 - closed below
        except FileNotFoundError:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            file = open(target, "wb")  # noqa: SIM115
        with file:
            file.write(content)
