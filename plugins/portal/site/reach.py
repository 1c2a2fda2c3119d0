"""Addresses that reach a desk with what the reader means already filled in (受理渠道).

No script is needed: a mail is written by the reader's own program (RFC 6068), a form is opened with
a query behind its address.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from portal.model.owner import Desk


class Reach(NamedTuple):
    """How to write to a desk, and its form; empty where it has none."""

    mail: str
    form: str


def reach(desk: Desk, subject: str, record: str, version: int = 0, address: str = "") -> Reach:
    """Return how to reach `desk` about a record, its version and the address of its page.

    Of a tombstone nothing but the number may be told: it has neither version nor address.
    """
    about = f"{subject} {record}" + (f" v{version}" if version else "")
    named = {"subject": about, **({"body": address} if address else {})}
    letter = urlencode(named, quote_via=quote, safe=":/")
    mail = f"{mailto(desk.email)}?{letter}" if desk.email else ""
    asked = {"record": record, **({"version": str(version)} if version else {})}
    return Reach(mail, _with_query(desk.form, asked) if desk.form else "")


def mailto(email: str) -> str:
    """Return the address by which the reader's program writes to `email` (RFC 6068)."""
    return f"mailto:{quote(email, safe='@')}"


def _with_query(url: str, asked: dict[str, str]) -> str:
    parts = urlsplit(url)
    query = "&".join(filter(None, (parts.query, urlencode(asked))))
    return parts._replace(query=query).geturl()
