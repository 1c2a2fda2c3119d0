"""By what this version of the program is told from others, with all that it uses (程序版本)."""

from __future__ import annotations

import hashlib
import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

import portal


def program_key() -> str:
    """Return by what this version of the program, with all that it uses, is told from others."""
    told = hashlib.blake2b(sys.version.encode(), digest_size=16)
    for folder in sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}):
        for name in sorted(path.name for path in Path(folder).glob("*.dist-info")):
            told.update(name.encode())
    told.update(content_of(Path(portal.__file__).parent))
    return told.hexdigest()


def content_of(folder: Path, names: Iterable[str] | None = None) -> bytes:
    """Return the digest of the files called `names` below `folder`: their places, what they hold.

    Without names, of all that are there but byte code; what cannot be looked into is passed over, as
    Python does.
    """
    told = hashlib.blake2b(digest_size=16)
    told.update(f"{folder}\0".encode())
    for name in sorted(_below(folder) if names is None else names):
        if os.path.isfile(path := f"{folder}/{name}"):
            with open(path, "rb") as file:
                content = file.read()
            told.update(f"{name}\0{len(content)}\0".encode() + content)
    return told.digest()


def _below(folder: Path) -> Iterator[str]:
    for inside, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        place = os.path.relpath(inside, folder)
        yield from (f"{place}/{name}" for name in names)
