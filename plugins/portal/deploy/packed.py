"""Packed copies beside the files of a site, which a web server sends as they are (预压缩).

They stand in a folder of their own next to the site and are made again where they are not, when
unpacked, what the file says: a copy can be late by no chance, whatever the clocks. Of the same file
there is the same copy, so that what differs of files differs of copies.
"""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Container, Sequence
from contextlib import suppress
from pathlib import Path

from portal.deploy.transfer import PACKED
from portal.parallel import in_chunks
from portal.site.serve import PACKED as SUFFIXES

LEAST = 1000  # bytes: what fits into one packet gains nothing
LEVEL = 6
ENDINGS = tuple(SUFFIXES)


def packed(site: Path) -> Path:
    """Return the folder in which the packed copies of `site` are."""
    return site.with_name(f".{site.name}.packed")


def gains(name: str, size: int) -> bool:
    """Return whether the file called `name` has a packed copy."""
    return name.endswith(ENDINGS) and size >= LEAST


def pack(site: Path, copies: Sequence[str], *, jobs: int) -> None:
    """Bring those packed copies of `site` up to date that are called so."""
    folder = packed(site)
    folder.mkdir(exist_ok=True)

    def work(names: Sequence[str]) -> None:
        for name in names:
            _pack(site / name.removesuffix(PACKED), folder / name)

    for _ in in_chunks(work, copies, jobs=jobs, label="压缩"):
        pass


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


def sweep(site: Path, copies: Container[str]) -> None:
    """Delete what is none of the packed `copies` of `site`, and folders: a file may take their place."""
    folder = str(packed(site))
    for place, _, names in os.walk(folder, topdown=False):
        below = place[len(folder) + 1 :]
        over = [name for name in names if os.path.join(below, name) not in copies]
        for name in over:
            os.unlink(os.path.join(place, name))
        if len(over) == len(names):
            with suppress(OSError):  # other folders are in it
                os.rmdir(place)
