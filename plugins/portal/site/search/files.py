"""The files of the record index: gzip, named by number and digest, so that versions never mix (文件).

A family is a numbered set of files. Every 256 of them have a directory of their digests, which
`search/index.json` names; of a small family it tells the digests itself. It alone changes in place.
"""

from __future__ import annotations

import gzip
import hashlib
import os
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

MANIFEST = "index.json"
PAGE = 256  # files in one directory
FEW = 4096  # files of a family without directories
DIGEST = 4  # bytes


def digest(content: bytes) -> bytes:
    """Return the digest by which a file's name tells its version."""
    return hashlib.sha256(content).digest()[:DIGEST]


def path(family: str, number: int, of: bytes) -> str:
    """Return the path of a file below `search/`."""
    return f"{family}/{number // PAGE}/{number}.{of.hex()}.bin"


def apart(folder: str, name: str) -> str:
    """Return the path of a file of `folder` that no number tells: its name ends with its digest."""
    return f"{folder}/{name[-2:]}/{name}.bin"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the files of the index go; `names` are those that belong there now.

    What stands there under its name already stays as it is: a name tells the content. So does what
    stands in the folder `below` of the site that is to be changed.
    """

    folder: Path
    below: Path | None = None
    names: set[str] = field(default_factory=set)

    def put(self, name: str, content: bytes) -> None:
        """Write one file, whole or not at all."""
        target = f"{self.folder}/{name}"
        if os.path.exists(target) or (self.below and os.path.exists(f"{self.below}/{name}")):
            return
        packed, begun = gzip.compress(content, 6, mtime=0), f"{target}.new"
        try:
            with open(begun, "wb") as file:
                file.write(packed)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(begun, "wb") as file:
                file.write(packed)
        os.rename(begun, target)

    def add(self, family: str, number: int, content: bytes) -> bytes:
        """Write one file of a family; return its digest."""
        of = digest(content)
        self.put(path(family, number, of), content)
        return of

    def sweep(self, families: Iterable[str]) -> None:
        """Delete the files of `families` that no longer belong there."""
        for family in families:
            for file in (self.folder / family).rglob("*"):
                if file.is_file() and str(file.relative_to(self.folder)) not in self.names:
                    file.unlink()

    def directory(self, family: str, digests: Iterable[bytes]) -> dict[str, object]:
        """Write the directories of a family; return what the manifest says of it.

        Of a small family the manifest itself tells the digests.
        """
        listed = list(digests)
        self.names.update(path(family, number, of) for number, of in enumerate(listed))
        if len(listed) <= FEW:
            return {"files": len(listed), "digests": b64encode(b"".join(listed)).decode()}
        pages = []
        for first in range(0, len(listed), PAGE):
            content = b"".join(listed[first : first + PAGE])
            pages.append(digest(content).hex())
            name = f"{family}/{first // PAGE}.{pages[-1]}.bin"
            self.put(name, content)
            self.names.add(name)
        return {"files": len(listed), "pages": "".join(pages)}

    def get(self, name: str) -> bytes:
        """Return the content of one file."""
        return gzip.decompress(self.find(name).read_bytes())

    def find(self, name: str) -> Path:
        """Return where a file stands."""
        here = self.folder / name
        return self.below / name if self.below and not here.exists() else here
