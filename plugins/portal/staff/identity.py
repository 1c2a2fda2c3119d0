"""By what is a row known again? Type, agency, number, and party or name (同一性).

Real document numbers come with every kind of bracket and in both widths, so numbers are compared
in one folded form and shown as they were written.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from functools import cache

from portal.model import Record
from portal.model.party import Party

_OPEN, _CLOSE = "〔【[﹝〖｛{", "〕】]﹞〗｝}"
_DROPPED = "-‐‑‒–—―−"
_FOLD = {
    **dict.fromkeys(map(ord, _OPEN), "("),
    **dict.fromkeys(map(ord, _CLOSE), ")"),
    **dict.fromkeys(map(ord, _DROPPED), ""),
}


def fold(text: str) -> str:
    """Return `text` in the form in which numbers and names are compared (NFKC, one bracket)."""
    unified = unicodedata.normalize("NFKC", text).translate(_FOLD)
    return "".join(unified.split()).upper()


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes a row the same row again; `code` is a second way to know the party."""

    type: str
    agency: str
    number: str
    name: str
    code: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        """Everything but the party."""
        return self.type, self.agency, self.number

    def is_same(self, other: Identity) -> bool:
        """Return whether both name one act on one party: the same name or the same code."""
        same_code = bool(self.code) and self.code == other.code
        return self.place == other.place and (same_code or self.name == other.name)


def identity_of(record: Record) -> Identity:
    """Return by what `record` is known again; the day stands in where there is no number."""
    party = getattr(record, "party", None)
    name = party.name if isinstance(party, Party) else getattr(record, "name", "")
    return Identity(
        type=record.TYPE,
        agency=getattr(record, "agency", None) or "",
        number=fold(_number(record)) or str(record.day or ""),
        name=fold(name),
        code=(party.code or "") if isinstance(party, Party) else "",
    )


def _number(record: Record) -> str:
    """Return the first number that the record bears: document, certificate, item code."""
    values = (getattr(record, name) for name in _number_fields(type(record)))
    return next(filter(None, values), "") or ""


@cache
def _number_fields(model: type[Record]) -> tuple[str, ...]:
    return tuple(s.name for s in model.fields() if s.kind and s.kind.name == "number")


def import_key(identity: Identity, salt: str = "") -> str:
    """Return the digest that a removed record keeps, `salt$hex`, so that no table revives it."""
    salt = salt or secrets.token_hex(16)
    told = "\n".join((salt, *identity.place, identity.name))
    return f"{salt}${hashlib.sha256(told.encode()).hexdigest()}"


def opens(key: str, identity: Identity) -> bool:
    """Return whether `key` is the digest of `identity`."""
    salt, _, _ = key.partition("$")
    return bool(salt) and secrets.compare_digest(key.encode(), import_key(identity, salt).encode())
