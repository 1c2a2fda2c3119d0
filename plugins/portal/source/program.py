"""By what this version of the program is told from others, with all that it uses (程序版本)."""

from __future__ import annotations

import hashlib
import os
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

import portal
from portal.source.below import files_in


def program_key() -> str:
    """Return by what this version of the program, with all that it uses, is told from others."""
    told = hashlib.blake2b(sys.version.encode(), digest_size=16)
    for folder in sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}):
        for name in sorted(path.name for path in Path(folder).glob("*.dist-info")):
            told.update(name.encode())
    package = Path(portal.__file__).parent
    told.update(content_of(package, (name for name in files_in(package) if _counts(name))))
    return told.hexdigest()


def content_of(folder: Path, names: Iterable[str]) -> bytes:
    """Return the digest of those files below `folder` that are there: their places, and what they hold."""
    told = hashlib.blake2b(digest_size=16)
    told.update(f"{folder}\0".encode())
    for name in sorted(names):
        if os.path.isfile(path := f"{folder}/{name}"):
            with open(path, "rb") as file:
                content = file.read()
            told.update(f"{name}\0{len(content)}\0".encode() + content)
    return told.digest()


def _counts(name: str) -> bool:
    return not name.endswith(".pyc")
