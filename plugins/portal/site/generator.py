"""The bridge to Pelican: the only module that imports it (生成).

`pelican -s pelicanconf.py` builds the whole site through :class:`PortalGenerator`; `portal build`
calls :func:`run`, which is the same.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader
from pelican import Pelican, signals
from pelican.contents import Page
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator, PelicanTemplateNotFound
from pelican.log import console
from pelican.settings import read_settings

from portal import __version__, checks
from portal.checks.owner import examine
from portal.lifecycle.digest import digest_of
from portal.lifecycle.ledger import Ledger
from portal.problem import Problem, errors
from portal.site import destination, markup, standing
from portal.site.assets import Assets
from portal.site.compiler import Compiled
from portal.site.editorial import RULE, Heard, Linked, address_faults
from portal.site.exports import as_json
from portal.site.host import HOST_SETTINGS
from portal.site.inputs import surroundings
from portal.site.pages import STAGES
from portal.site.publish import Publication
from portal.site.render import Renderer
from portal.site.settings import Misset, Settings, config_of
from portal.site.tags import PageTags
from portal.source import load
from portal.source.corpus import shown


class CheckFailed(Exception):
    """The records or pages are not fit to be published; `problems` say why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class PortalGenerator(Generator):  # type: ignore[misc]
    """Loads and checks in the first phase, writes in the second."""

    def generate_context(self) -> None:
        """Load the records and refuse to go on with any error in them."""
        options = Settings.of(self.settings)
        memory = options.renewal.memory
        corpus = load(options.data, jobs=options.jobs, recall=options.renewal.records())
        self.ledger = Ledger(corpus, options.as_of, options.since, memory, jobs=options.jobs)
        problems = checks.run(
            corpus,
            options.as_of,
            options.since,
            today=options.today,
            ledger=self.ledger,
        )
        remind(options, problems)
        self.options = options

    def generate_output(self, _writer: object) -> None:
        """Write every page, then what is made of all pages."""
        options = self.options
        output = Path(self.output_path)
        Assets.of(Path(self.theme)).write(output)
        told = surroundings(self.settings, config_of(self.settings))
        renderer = Renderer(self.env, output, options.jobs, traders=options.sole_traders)
        editorial = [f"/{page.url}" for page in self.context["pages"]]
        around = digest_of((told, self.env.globals["pages"]))
        next_page = self.context["next_page"]
        publication = Publication(self.ledger, renderer, options, editorial, around, next_page)
        dated = publication.write()
        self.ledger.close()
        standing.leave(options, dated, self.ledger.days, next_page)


def has_no_other_plugin(settings: Mapping[str, Any]) -> bool:
    """Return whether no other plugin has a hand in the site."""
    return bool(settings["PLUGINS"] == [__name__])


def remind(options: Settings, problems: Sequence[Problem] = ()) -> None:
    """Say what the site lacks; stop where there is an error in it or among `problems`."""
    said = examine(options.website)
    _refuse(sorted([*problems, *said]))
    for reminder in said:
        print(reminder, file=sys.stderr)


def _refuse(problems: Sequence[Problem]) -> None:
    """Stop where there is any error among `problems`."""
    if errors(problems):
        raise CheckFailed(problems)


def _configure(pelican: Pelican) -> None:
    editorial = [""] if pelican.settings.get("PORTAL_EDITORIAL", True) else []
    pelican.settings.update(HOST_SETTINGS, PAGE_PATHS=editorial)
    pelican.delete_outputdir = False  # not before the records are checked: see _make_room


def _prepare(generator: Generator) -> None:
    """Let templates come from our theme alone, escaped, with the portal's words."""
    if isinstance(generator, ArticlesGenerator):
        generator.generate_output = _no_articles
    generator.env.loader = FileSystemLoader(generator._templates_path)
    options = Settings.of(generator.settings)
    own = generator.settings["JINJA_FILTERS"] or generator.settings["JINJA_TESTS"]
    if has_no_other_plugin(generator.settings) and not own:
        generator.env.bytecode_cache = Compiled(options.language.code, options.renewal.templates)
    name, owner = generator.settings["SITENAME"], options.website.owner
    markup.prepare(
        generator.env,
        options.language,
        {
            "site_name": name,
            "site_url": options.site_url,
            "draft": options.draft,
            "owner": owner,
            "page_tags": PageTags.of(name, options.site_url, owner),
            "stages": STAGES,
            **Assets.of(Path(generator.settings["THEME"])).words,
        },
    )


def _only_public(pages: PagesGenerator) -> None:
    """Keep the pages that are public on the day of the build, and only what these link to."""
    as_of = Settings.of(pages.settings).as_of
    dated = [*pages.pages, *pages.translations]
    coming = [day for page in dated if (day := _day(page)) and day > as_of]
    for name in ("pages", "translations"):
        kept = [page for page in getattr(pages, name) if (_day(page) or as_of) <= as_of]
        setattr(pages, name, kept)
    pages.hidden_pages = pages.hidden_translations = []
    pages.draft_pages = pages.draft_translations = []
    pages._update_context(("pages", "hidden_pages", "draft_pages"))
    links = [page.get_static_links() for page in (*pages.pages, *pages.translations)]
    pages.context["static_links"] = set().union(*links)
    pages.context["next_page"] = min(coming, default=None)


def _day(page: Page) -> date | None:
    """Return the day from which a page is public; None where it says none."""
    day: date | None = page.date.astimezone(page.timezone).date() if hasattr(page, "date") else None
    return day


def _before_writing(generators: list[Generator]) -> None:
    """Let every page link to the editorial ones, check these, and make room for the site."""
    for generator in generators:
        generator.env.globals["pages"] = tuple(map(Linked.of, generator.context["pages"]))
    pages = next(one for one in generators if isinstance(one, PagesGenerator))
    _refuse(list(_editorial_faults(pages)))
    _make_room(pages.settings)


def _editorial_faults(pages: PagesGenerator) -> Iterator[Problem]:
    written = [*pages.pages, *pages.translations]
    for page in written:
        page.get_content(page.get_siteurl())  # settles where files go that are attached to it
        try:
            pages.get_template(page.template)
        except PelicanTemplateNotFound:
            message = f"没有模板 {page.template}；请改 Template，或去掉这一行。"
            yield RULE.at(shown(Path(page.source_path)), 1, message)
    files = [*written, *pages.context["staticfiles"]]
    yield from address_faults((shown(Path(file.source_path)), file.save_as) for file in files)


def _make_room(settings: Mapping[str, Any]) -> None:
    """Empty the output folder, for nothing withdrawn may stay there from an earlier build.

    The folder is marked as a site first, so that the next build empties it even if this one dies.
    """
    options, keep = Settings.of(settings), settings["OUTPUT_RETENTION"]
    content = [Path(settings["PATH"])] if settings["PAGE_PATHS"] else []
    sources = [options.data, Path(settings["THEME"]), *content]
    output = destination.destination(Path(settings["OUTPUT_PATH"]), sources, keep)
    output.mkdir(parents=True, exist_ok=True)
    begun = {"as_of": str(options.as_of), "version": __version__}
    (output / destination.FACTS).write_bytes(as_json(begun))
    destination.clear(output, {destination.FACTS, *keep})


def _no_articles(_writer: object) -> None:
    """Write no blog archives: a portal has records and pages, no articles."""


def _portal_generator(_pelican: Pelican) -> type[PortalGenerator]:
    return PortalGenerator


def register() -> None:
    """Connect to Pelican; the receivers are module functions, for it keeps them weakly."""
    signals.initialized.connect(_configure)
    signals.generator_init.connect(_prepare)
    signals.page_generator_finalized.connect(_only_public)
    signals.all_generators_finalized.connect(_before_writing)
    signals.get_generators.connect(_portal_generator)


def configuration(config: Path | None, overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Return Pelican's settings from `config`, with `overrides` put over them."""
    overrides = {**overrides, "PORTAL_CONFIG": config}
    return dict(read_settings(path=os.fspath(config) if config else None, override=overrides))


def run(settings: dict[str, Any]) -> None:
    """Build the site into OUTPUT_PATH; raise where anything at all goes wrong."""
    console.quiet = True
    heard, root = Heard(Path(settings["PATH"])), logging.getLogger()
    root.addHandler(heard)
    try:
        pelican = _host(settings, heard)
        with signals.all_generators_finalized.connected_to(lambda _: _refuse(heard.problems)):
            pelican.run()
        _refuse(heard.problems)
    except CheckFailed as failed:
        raise CheckFailed(sorted({*heard.problems, *failed.problems})) from None
    finally:
        root.removeHandler(heard)


def _host(settings: dict[str, Any], heard: Heard) -> Pelican:
    """Return Pelican with all plugins loaded, ours among them."""
    try:
        pelican = Pelican(settings)
    except Exception as error:
        raise Misset(f"插件装不上：{type(error).__name__}：{error}") from error
    if heard.problems:
        raise Misset("\n".join(problem.message for problem in heard.problems))
    if __name__ not in pelican.settings["PLUGINS"]:
        raise Misset(f'PLUGINS 里没有本门户，网站会是空的；请写上 PLUGINS = ["{__name__}"]。')
    return pelican
