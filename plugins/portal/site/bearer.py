"""Whom a record concerns: what its page tells of the firm behind a credit code (主体).

Natural persons have none (浙江省公共信用信息管理条例第十五条); sole traders, whose trade is their
person, only where the owner of the portal says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from portal.lifecycle.view import Shown, View
from portal.model import BY_TYPE
from portal.model.party import is_trader, party_field

ADDRESS = "/subjects/"


class Bearer(NamedTuple):
    """Whom a record concerns, as far as its page tells: `sites` are name, domain, filing number."""

    code: str
    name: str
    kind: str
    sites: tuple[tuple[str, str, str], ...] = ()

    @property
    def url(self) -> str:
        """The address of the page of the subject."""
        return f"{ADDRESS}{self.code}/"


def bearer(view: View, *, traders: bool) -> Bearer | None:
    """Return whom the record concerns, where the page says so by a credit code.

    `traders` says whether sole traders may have a page.
    """
    name = party_field(BY_TYPE[view.type])
    party = next((shown for shown in view.fields if shown.name == name), None)
    if party is None or party.withheld or not view.listed:
        return None
    told = _values(party.value)
    code, kind = told.get("code", ""), told.get("kind", "")
    if not code or not told.get("name") or (is_trader(kind, code) and not traders):
        return None
    return Bearer(code, told["name"], kind, tuple(map(_site, told.get("sites") or ())))


def _values(group: Iterable[Shown]) -> dict[str, Any]:
    return {shown.name: shown.value for shown in group if not shown.withheld}


def _site(group: Iterable[Shown]) -> tuple[str, str, str]:
    told = _values(group)
    return told.get("name", ""), told.get("domain", ""), told.get("filing_number", "")
