"""Pages made of many records: which of them are there already as they would be made now (总页)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from portal.lifecycle.digest import Digester
from portal.site.listing import Event, Summary


class Sheet(NamedTuple):
    """A page, or all of a subject: the digest of what it is made of, and the files it has."""

    digest: bytes
    files: tuple[str, ...]


@dataclass(slots=True)
class Sheets:
    """The pages of the last build by their addresses, and those `now`.

    `common` is what all of them depend on besides what they are told.
    """

    common: bytes = b""
    former: Mapping[str, Sheet] = field(default_factory=dict)
    now: dict[str, Sheet] = field(default_factory=dict)
    digester: Digester = field(default_factory=partial(Digester, Summary, Event))

    def digest(self, made: object) -> bytes:
        """Return the digest of all that a page is made of."""
        return self.digester.digest((self.common, made))

    def digests_of(self, summary: Summary) -> tuple[bytes, ...]:
        """Return the digests of what a record tells lists, and of each of its events."""
        return tuple(map(self.digester.digest, (summary, *summary.events)))

    def know(self, summary: Summary, digests: Sequence[bytes]) -> None:
        """Take the digests of what a record tells lists as known."""
        for told, digest in zip((summary, *summary.events), digests, strict=True):
            self.digester.know(told, digest)

    def unchanged(self, url: str, digest: bytes) -> Sheet | None:
        """Return the page at `url` if it is there and of this `digest`."""
        there = self.former.get(url)
        return there if there and there.digest == digest else None

    def take(self, told: Iterable[tuple[str, Sheet]]) -> None:
        """Take in pages that are there now."""
        self.now.update(told)

    @property
    def staying(self) -> Iterator[str]:
        """The files of the pages that are there as they were."""
        for url, sheet in self.now.items():
            if self.unchanged(url, sheet.digest):
                yield from sheet.files
