"""By what this version of the program is told from others, with all that it uses (程序版本)."""

from __future__ import annotations

import hashlib
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

import portal


def program_key() -> str:
    """Return by what this version of the program, with all that it uses, is told from others."""
    told = hashlib.blake2b(sys.version.encode(), digest_size=16)
    for folder in sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}):
        for name in sorted(path.name for path in Path(folder).glob("*.dist-info")):
            told.update(name.encode())
    package = Path(portal.__file__).parent
    told.update(content_of(path for path in package.rglob("*") if path.suffix != ".pyc"))
    return told.hexdigest()


def content_of(paths: Iterable[Path]) -> bytes:
    """Return the digest of the files among `paths`, their places and what they hold."""
    told = hashlib.blake2b(digest_size=16)
    for path in sorted(paths):
        if path.is_file():
            content = path.read_bytes()
            told.update(f"{path}\0{len(content)}\0".encode() + content)
    return told.digest()
