"""A site of which nothing but the day is another: no record is read (照旧).

Whoever builds notes from when until when the site would come out the same, and by what everything
that it was made of is seen to be as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from portal.lifecycle.lasting import Lasting, made_of
from portal.lifecycle.notes import Notes
from portal.site.dated import Dated
from portal.site.indexing import redated
from portal.site.inputs import surroundings
from portal.site.settings import Settings, config_of
from portal.source.signature import Survey, now

STANDING = "standing"


@dataclass(frozen=True, slots=True)
class Standing:
    """A site: how long it is the same, and what tells the day."""

    lasting: Lasting
    dated: Dated

    def files(self, options: Settings, output: Path) -> Iterator[tuple[str, bytes]]:
        """Yield the files that tell the day, for whoever writes them to `output`."""
        yield from self.dated.files(options)
        if options.search:
            yield redated(options, output)


def surveyed(settings: Mapping[str, Any], cache: Path) -> Survey:
    """Return what is there of which a site is made, by the clock of the disk on which `cache` is.

    To be asked before any of it is read.
    """
    options = Settings.of(settings)
    editorial = [options.content] if settings.get("PORTAL_EDITORIAL", True) else []
    return Survey([options.data, *editorial], now(cache))


def sources_of(settings: Mapping[str, Any], survey: Survey) -> bytes | None:
    """Return by what all that a site is made of is known; None where that cannot be told surely.

    The program and what it uses are known by the cache.
    """
    options, told = Settings.of(settings), surroundings(settings, config_of(settings))
    return made_of(survey, options.as_of, options.today, told)


def leave(options: Settings, dated: Dated, days: Notes, next_page: date | None) -> None:
    """Leave to the next build how long this site stands: no longer than until `next_page` comes."""
    renewal = options.renewal
    if renewal.made_of is None:
        renewal.leave(STANDING, None)  # nor does what an earlier build left stand any longer
        return
    lasting = Lasting.of(renewal.made_of, options.as_of, days)
    if next_page:
        lasting = replace(lasting, last=min(lasting.last, next_page.toordinal() - 1))
    renewal.leave(STANDING, Standing(lasting, dated))
