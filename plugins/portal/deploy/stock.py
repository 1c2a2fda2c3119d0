"""What is to be online, file by file, and what of it was left at a place (清点).

It is kept in the folder beside the site that may be deleted at any time: then all is read again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from portal.deploy.inventory import Entry, Inventory, inventory, lasting
from portal.deploy.packed import gains, pack, packed, sweep
from portal.deploy.place import Place
from portal.deploy.transfer import PACKED, Plan
from portal.source.memory import beside, made
from portal.source.signature import Signature, now

KEPT = "published.json"


@dataclass(frozen=True, slots=True)
class Left:
    """What a publication left at a place: `files` by digests, and the `state` by which that is seen.

    On the day `compared` every one of them was held against the site.
    """

    state: str
    compared: date
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stock:
    """The `files` of the site in `site`, `copies` among them, by the digests of what they say."""

    site: Path
    files: Mapping[str, str]
    copies: Collection[str]
    kept: Path

    @classmethod
    def of(cls, site: Path) -> Stock:
        """Return what is to be online of `site`; of the packed copies that is what there should be."""
        kept = made(beside(site))
        seen, known = now(kept), _known(kept / KEPT)
        found = inventory(site, known)
        if (told := lasting(found, seen)) != known:
            _keep(kept / KEPT, told)
        copies = {
            f"{name}{PACKED}": one.digest
            for name, one in found.items()
            if gains(name, one.signature.size)
        }
        files = {name: one.digest for name, one in found.items()} | copies
        return cls(site, files, copies.keys(), kept)

    @property
    def sources(self) -> tuple[Path, Path]:
        """The folders in which the files are, those of the site and their packed copies."""
        return self.site, packed(self.site)

    def pack(self, plan: Plan | None, *, jobs: int) -> None:
        """Make the packed copies that `plan` wants, or without a plan all there are, and no others."""
        copies = (
            (one for one in (*plan.new, *plan.changed) if one in self.copies)
            if plan
            else self.copies
        )
        sweep(self.site, self.copies)
        pack(self.site, [*copies], jobs=jobs)

    def leave(self, place: Place, state: str, compared: date) -> None:
        """Write down that it was left at `place`."""
        told = {"state": state, "compared": str(compared), "files": self.files}
        _keep(_at(self.kept, place), told)


def left_at(place: Place, site: Path) -> Left | None:
    """Return what was left of `site` at `place`; None where nobody knows."""
    try:
        told = json.loads(_at(beside(site), place).read_bytes())
        return Left(told["state"], date.fromisoformat(told["compared"]), told["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _at(kept: Path, place: Place) -> Path:
    called = hashlib.blake2b(str(place).encode(), digest_size=8).hexdigest()
    return kept / f"published-{called}.json"


def _known(file: Path) -> Inventory:
    """Return the inventory in `file`; an empty one where it is not there, or half."""
    try:
        told = json.loads(file.read_bytes())
        return {name: Entry(Signature(*seen), digest) for name, (seen, digest) in told.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _keep(file: Path, told: object) -> None:
    """Write `told` down, whole or not at all; what there is no room for is found out again."""
    half = file.with_name(f"{file.name}.new")
    with suppress(OSError):
        try:
            half.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
            half.replace(file)
        finally:
            half.unlink(missing_ok=True)
