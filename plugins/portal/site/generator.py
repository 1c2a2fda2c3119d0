"""The bridge to Pelican: the only module that imports it (生成).

`pelican -s pelicanconf.py` builds the whole site through :class:`PortalGenerator`; `portal build`
calls :func:`run`, which is the same.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader
from pelican import Pelican, signals
from pelican.generators import ArticlesGenerator, Generator
from pelican.log import console
from pelican.log import init as init_logging
from pelican.settings import read_settings

from portal import checks
from portal.lifecycle import Gate
from portal.model import RECORD_TYPES
from portal.problem import Problem, errors
from portal.site import markup
from portal.site.publish import Publication
from portal.site.render import Renderer
from portal.site.settings import Settings
from portal.source import load

# What Pelican makes by default and a portal does not want.
HOST_SETTINGS: dict[str, Any] = {
    "ARTICLE_PATHS": [],
    "PAGE_URL": "{slug}/",
    "PAGE_SAVE_AS": "{slug}/index.html",
    "STATIC_PATHS": [],
    "DIRECT_TEMPLATES": [],
    "PAGINATED_TEMPLATES": {},
    "FEED_ALL_ATOM": None,
    "CATEGORY_FEED_ATOM": None,
    "TRANSLATION_FEED_ATOM": None,
    "AUTHOR_FEED_ATOM": None,
    "AUTHOR_FEED_RSS": None,
    "AUTHOR_SAVE_AS": "",
    "CATEGORY_SAVE_AS": "",
    "TAG_SAVE_AS": "",
    "ARCHIVES_SAVE_AS": "",
    "LOCALE": ["C"],
    "DEFAULT_LANG": "zh-CN",
    "DELETE_OUTPUT_DIRECTORY": False,
    "LOAD_CONTENT_CACHE": False,
    "JINJA_ENVIRONMENT": markup.ENVIRONMENT,
    "MARKDOWN": {
        "extensions": ["tables", "sane_lists", "footnotes", "meta"],
        "extension_configs": {},
        "output_format": "html",
    },
}


class CheckFailed(Exception):
    """The data is not fit to be published; `problems` say why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(errors(problems))} errors")
        self.problems = problems


class PortalGenerator(Generator):  # type: ignore[misc]
    """Loads and checks in the first phase, writes in the second."""

    def generate_context(self) -> None:
        """Load the records and refuse to go on with any error in them."""
        options = Settings.of(self.settings)
        corpus = load(options.data, jobs=options.jobs)
        problems = checks.run(corpus, as_of=options.as_of, since=options.since, jobs=options.jobs)
        if errors(problems):
            raise CheckFailed(problems)
        self.options = options
        self.gate = Gate(corpus, as_of=options.as_of, since=options.since)

    def generate_output(self, _writer: object) -> None:
        """Write every page, then what is made of all pages."""
        renderer = Renderer(self.env, Path(self.output_path), self.options.jobs)
        editorial = [f"/{page.url}" for page in self.context["pages"]]
        Publication(self.gate, renderer, self.options, editorial).write()


def _configure(pelican: Pelican) -> None:
    editorial = [""] if pelican.settings.get("PORTAL_EDITORIAL", True) else []
    pelican.settings.update(HOST_SETTINGS, PAGE_PATHS=editorial)


def _prepare(generator: Generator) -> None:
    """Let templates come from our theme alone, escaped, with the portal's words."""
    if isinstance(generator, ArticlesGenerator):
        generator.generate_output = _no_articles
    generator.env.loader = FileSystemLoader(generator._templates_path)
    options = Settings.of(generator.settings)
    markup.prepare(
        generator.env,
        {
            "site_name": generator.settings["SITENAME"],
            "site_url": generator.settings["SITEURL"],
            "as_of": options.as_of,
            "menu": [(f"/{kind.PLURAL}/", kind.LABEL) for kind in RECORD_TYPES],
        },
    )


def _share_pages(generators: list[Generator]) -> None:
    """Let every page link to the editorial ones."""
    for generator in generators:
        generator.env.globals["pages"] = generator.context["pages"]


def _no_articles(_writer: object) -> None:
    """Write no blog archives: a portal has records and pages, no articles."""


def _portal_generator(_pelican: Pelican) -> type[PortalGenerator]:
    return PortalGenerator


def register() -> None:
    """Connect to Pelican; the receivers are module functions, for it keeps them weakly."""
    signals.initialized.connect(_configure)
    signals.generator_init.connect(_prepare)
    signals.all_generators_finalized.connect(_share_pages)
    signals.get_generators.connect(_portal_generator)


def configuration(config: Path | None, overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Return Pelican's settings from `config`, with `overrides` put over them."""
    return dict(read_settings(path=os.fspath(config) if config else None, override=dict(overrides)))


def run(settings: dict[str, Any]) -> None:
    """Build the site into OUTPUT_PATH; raise where anything at all goes wrong."""
    init_logging(level=logging.WARNING, fatal="errors")
    console.quiet = True
    Pelican(settings).run()
