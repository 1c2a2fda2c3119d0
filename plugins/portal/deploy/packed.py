"""Packed copies beside the files of a site, which a web server sends as they are (预压缩).

They stand in a folder of their own next to the site and are made again where they are not, when
unpacked, what the file says: a copy can be late by no chance, whatever the clocks.
"""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Sequence
from pathlib import Path

from portal.deploy.transfer import PACKED, files
from portal.parallel import in_chunks
from portal.site.serve import PACKED as SUFFIXES

LEAST = 1000  # bytes: what fits into one packet gains nothing
LEVEL = 6
ENDINGS = tuple(SUFFIXES)


def pack(site: Path, *, jobs: int) -> Path:
    """Bring the packed copies of `site` up to date; return the folder in which they are."""
    folder = site.with_name(f".{site.name}.packed")
    wanted = [
        name
        for name in files(site)
        if name.endswith(ENDINGS) and os.path.getsize(site / name) >= LEAST
    ]
    _sweep(folder, {f"{name}{PACKED}" for name in wanted})

    def work(names: Sequence[str]) -> None:
        for name in names:
            _pack(site / name, folder / f"{name}{PACKED}")

    for _ in in_chunks(work, wanted, jobs=jobs, label="压缩"):
        pass
    return folder


def _pack(file: Path, copy: Path) -> None:
    content = file.read_bytes()
    if _unpacked(copy) == content:
        return
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(gzip.compress(content, LEVEL, mtime=0))


def _unpacked(copy: Path) -> bytes | None:
    """Return what is packed in `copy`; None where that cannot be said."""
    try:
        return gzip.decompress(copy.read_bytes())
    except (OSError, EOFError, zlib.error):
        return None


def _sweep(folder: Path, wanted: set[str]) -> None:
    """Delete what is not, or no longer, a packed copy of something; empty folders do no harm."""
    folder.mkdir(exist_ok=True)
    for name in set(files(folder)) - wanted:
        (folder / name).unlink()
