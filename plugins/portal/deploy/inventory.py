"""What the files below a folder hold, by digests; what nobody touched is not read again (清点)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from portal.source.signature import Signature


class Entry(NamedTuple):
    """By what a file is seen to be as it was, and the digest of what it holds."""

    signature: Signature
    digest: str


Inventory = Mapping[str, Entry]
"""Files, by where they are below a folder."""


def inventory(folder: Path, known: Inventory) -> Inventory:
    """Return what is below `folder`; what is `known`, and was not touched since, is not read."""
    found = {}
    for name, here in _below(str(folder)):
        before = known.get(name)
        same = before is not None and before.signature == here
        found[name] = before if before and same else Entry(here, _digest(folder / name))
    return found


def _digest(file: Path) -> str:
    return hashlib.blake2b(file.read_bytes(), digest_size=16).hexdigest()


def _below(folder: str) -> Iterator[tuple[str, Signature]]:
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        with os.scandir(f"{folder}/{inside}") as entries:
            for one in entries:
                name = inside + one.name
                if one.is_dir(follow_symlinks=False):
                    waiting.append(f"{name}/")
                elif one.is_file(follow_symlinks=False):
                    yield name, Signature.of(one.stat(follow_symlinks=False))


def lasting(found: Inventory, seen: int) -> Inventory:
    """Return of what was `found` that which may be believed later: not what was touched about `seen`."""
    return {name: one for name, one in found.items() if one.signature.settled(seen)}
