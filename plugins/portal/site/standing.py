"""A site of which nothing but the day is another: no record is read (照旧).

Whoever builds notes from when until when the site would come out the same, and by what everything
that it was made of is seen to be as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from portal.lifecycle.digest import digest_of
from portal.lifecycle.notes import Notes
from portal.site.dated import Dated
from portal.site.indexing import redated
from portal.site.inputs import surroundings
from portal.site.settings import Settings, config_of
from portal.source.signature import now, signature_of_all

STANDING = "standing"


@dataclass(frozen=True, slots=True)
class Standing:
    """A site: what it was `made_of`, the days (ordinals) on which it is the same, what tells the day."""

    made_of: bytes
    first: int
    last: int
    dated: Dated

    def holds(self, made_of: bytes | None, options: Settings) -> bool:
        """Return whether the site made of that, on the day of `options`, differs in its day alone."""
        return made_of == self.made_of and self.first <= options.as_of.toordinal() <= self.last

    def files(self, options: Settings, output: Path) -> Iterator[tuple[str, bytes]]:
        """Yield the files that tell the day, for whoever writes them to `output`."""
        yield from self.dated.files(options)
        if options.search:
            yield redated(options, output)


def made_of(settings: Mapping[str, Any], cache: Path) -> bytes | None:
    """Return by what all that a site is made of is known; None where that cannot be told surely.

    To be asked before any of it is read. The program and what it uses are known by the cache.
    """
    options = Settings.of(settings)
    sources = [options.data, *([options.content] if settings.get("PORTAL_EDITORIAL", True) else [])]
    files = signature_of_all(sources, now(cache))
    if files is None:
        return None
    later = options.today if options.today > options.as_of else None
    return digest_of((files, surroundings(settings, config_of(settings)), later))


def leave(options: Settings, dated: Dated, days: Notes, next_page: date | None) -> None:
    """Leave to the next build until when this site stands, if nothing else changes before."""
    renewal = options.renewal
    if renewal.made_of is None:
        return
    first = max(days.first, options.as_of.toordinal())
    last = min(days.last, (next_page or date.max).toordinal() - 1)
    renewal.leave(STANDING, Standing(renewal.made_of, first, last, dated))
