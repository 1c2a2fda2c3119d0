"""By what is a row known again? Type, agency, number, and party or name (同一性)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from portal.lifecycle.history import versions
from portal.model import Record
from portal.model.numbers import fold
from portal.model.party import Party


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes a row the same row again; `code` is a second way to know the party.

    An empty name is that of a party who may never be told again: it may be anybody.
    """

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
        """Return whether both name one act on one party: by code, or by name where one has none."""
        if self.place != other.place:
            return False
        if self.code and other.code:
            return self.code == other.code
        return self.name == other.name or not (self.name and other.name)


def identity_of(record: Record) -> Identity:
    """Return by what `record` is known again; the day stands in where there is no number."""
    party = getattr(record, "party", None)
    name = party.name if isinstance(party, Party) else getattr(record, "name", "")
    return Identity(
        type=record.TYPE,
        agency=getattr(record, "agency", None) or "",
        number=fold(_number(record)) or str(record.day or ""),
        name=fold(name or ""),
        code=(party.code or "") if isinstance(party, Party) else "",
    )


def identities(record: Record) -> tuple[set[Identity], set[Identity]]:
    """Return by what `record` is known: what it says, now or as scheduled, and what it once said."""
    now = {identity_of(record)}
    if record.scheduled:
        now.add(identity_of(record.model_copy(update=record.scheduled.set)))
    if not any(change.EDITS for change in record.changes):
        return now, set()
    return now, {identity_of(at.record) for at in versions(record)} - now


def _number(record: Record) -> str:
    """Return the first number that the record bears: document, certificate, item code."""
    values = (getattr(record, name) for name in _number_fields(type(record)))
    return next(filter(None, values), "") or ""


@cache
def _number_fields(model: type[Record]) -> tuple[str, ...]:
    return tuple(s.name for s in model.fields() if s.kind and s.kind.name == "number")


def import_keys(record: Record) -> tuple[str, ...]:
    """Return the digests that stay of `record` when it is removed, so that no table revives it.

    One for each name and code by which it was ever known, each `salt$hex` with one salt.
    """
    salt = secrets.token_hex(16)
    return tuple(sorted(_digest(salt, *one) for one in _told(record)))


def unlocked(keys: Collection[str], record: Record) -> int:
    """Return how many names and codes of `record` no key opens for: a table could revive it."""
    salts = _salts(keys)
    return sum(not any(_digest(s, *one) in keys for s in salts) for one in _told(record))


def _told(record: Record) -> set[tuple[tuple[str, str, str], str]]:
    """Return the names and codes by which a record was ever known, each with its place."""
    now, former = identities(record)
    told = {(one.place, word) for one in now | former for word in (one.name, one.code)}
    known = {(place, word) for place, word in told if word}
    return known | {(one.place, "") for one in former if not one.name}


def _salts(keys: Collection[str]) -> set[str]:
    return {salt for salt, _, digest in (key.partition("$") for key in keys) if digest}


def opens(keys: Collection[str], identity: Identity) -> bool:
    """Return whether one of `keys` is a digest of `identity`, by name or by code."""
    salts = _salts(keys)
    words = {identity.name, identity.code, ""}
    return any(_digest(salt, identity.place, word) in keys for salt in salts for word in words)


def _digest(salt: str, place: tuple[str, str, str], word: str) -> str:
    told = "\n".join((salt, *place, word)).encode()
    return f"{salt}${hashlib.blake2b(told, digest_size=16).hexdigest()}"
