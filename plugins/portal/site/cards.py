"""The cards that a code on a certificate points to: their addresses, and the codes (核验卡片).

The code is a QR code (GB/T 18284—2000, ISO/IEC 18004) as SVG: sharp in any size, for printing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from urllib.parse import urlsplit

import segno

from portal.lifecycle import Gate
from portal.lifecycle.view import View
from portal.model import RECORD_TYPES
from portal.site.addresses import card

HERE = frozenset({"", "localhost", "127.0.0.1", "::1"})
MENDS = "q"  # a quarter of the code may be scratched
MARGIN = 4  # modules, as the standard asks


class NotPublic(Exception):
    """The site has no public address yet; a code on a certificate would lead nowhere."""


@dataclass(frozen=True, slots=True)
class Card:
    """The card of a record that the public may see: its whole address, and until when it is good."""

    id: str
    title: str
    address: str
    until: date | None

    @property
    def code(self) -> bytes:
        """The code as SVG; the same bytes for the same address."""
        file = BytesIO()
        made = segno.make(self.address, error=MENDS, micro=False)
        made.save(file, kind="svg", border=MARGIN, title=self.address, unit="mm", nl=True)
        return file.getvalue()


def cards(gate: Gate, site_url: str) -> Iterator[Card]:
    """Yield the card of everybody who may be shown on the day, by id; or raise NotPublic."""
    if urlsplit(site_url).hostname in (None, *HERE):
        raise NotPublic(site_url)
    ids = [one for kind in RECORD_TYPES if kind.CARD for one in gate.ids(kind)]
    views = filter(None, map(gate.view, sorted(ids)))
    yield from (_card(view, site_url) for view in views if view.listed)


def _card(view: View, site_url: str) -> Card:
    return Card(view.id, view.title, f"{site_url}{card(view.url)}", view.last_day)
