"""Pages made of many records: which of them are there already as they would be made now (总页)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from portal.lifecycle.digest import Digester
from portal.site.listing import Event, Summary
from portal.site.units import Unit


class Sheet(NamedTuple):
    """A page, or all of a subject: the digest of what it is made of, the files it has, what else it `told`."""

    digest: bytes
    files: tuple[str, ...]
    told: Any = None


@dataclass(slots=True)
class Sheets:
    """The pages of the last build by their addresses, and those `now`.

    `common` is what all of them depend on besides what they are told.
    """

    common: bytes = b""
    former: Mapping[str, Sheet] = field(default_factory=dict)
    now: dict[str, Sheet] = field(default_factory=dict)
    digester: Digester = field(default_factory=partial(Digester, Summary, Event))

    def fresh(self) -> Sheets:
        """Return the same with no page now."""
        return Sheets(self.common, self.former)

    def digest(self, made: object) -> bytes:
        """Return the digest of all that a page is made of."""
        return self.digester.digest((self.common, made))

    def digests_of(self, summary: Summary) -> tuple[bytes, ...]:
        """Return the digests of what a record tells lists, and of each of its events."""
        return tuple(map(self.digester.digest, (summary, *summary.events)))

    def know(self, units: Collection[Unit]) -> None:
        """Take the digests of what records tell lists as known."""
        told = (one for unit in units for one in (unit.summary, *unit.summary.events))
        self.digester.know(told, (digest for unit in units for digest in unit.digests))

    def stays(self, url: str, made: object) -> bool:
        """Return whether the page at `url` is there as it would be `made` now; then it stays."""
        there = self.former.get(url)
        if not there or there.digest != self.digest(made):
            return False
        self.now[url] = there
        return True

    def take(self, told: Iterable[tuple[str, Sheet]]) -> None:
        """Take in pages that were made now."""
        self.now.update(told)

    @property
    def staying(self) -> Iterator[str]:
        """The files of the pages that are there as they were."""
        for url, sheet in self.now.items():
            if sheet is self.former.get(url):
                yield from sheet.files
