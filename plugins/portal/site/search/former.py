"""The index of the site that is changed, file by file (原有的索引)."""

from __future__ import annotations

import gzip
import json
import zlib
from base64 import b64decode
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from portal.site.search.files import DIGEST, MANIFEST, digest, path


class Unfit(Exception):
    """What stands there cannot be changed in part: it is made anew."""


@dataclass
class Former:
    """The index in a `folder`; what it says is believed as far as the names of its files vouch for it.

    Raises :class:`Unfit` for what is not there, or is not what it is called.
    """

    folder: Path
    _listed: dict[str, list[bytes]] = field(default_factory=dict)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What its manifest says."""
        try:
            loaded: dict[str, Any] = json.loads((self.folder / MANIFEST).read_bytes())
        except (OSError, ValueError) as error:
            raise Unfit(MANIFEST) from error
        return loaded

    def bits(self, family: str) -> int:
        """Return how many bits of a hash choose a file of a family."""
        bits: int = self.manifest["families"][family]["bits"]
        return bits

    def digests(self, family: str) -> list[bytes]:
        """Return the digests of all files of a family."""
        return self._digests(family).copy()

    def _digests(self, family: str) -> list[bytes]:
        if family not in self._listed:
            self._listed[family] = _cut(self._all(self.manifest["families"][family], family))
        return self._listed[family]

    def _all(self, known: dict[str, Any], family: str) -> bytes:
        if "pages" not in known:
            return b64decode(known["digests"])
        pages = enumerate(_cut(bytes.fromhex(known["pages"])))
        return b"".join(self.fetch(f"{family}/{n}.{of.hex()}.bin") for n, of in pages)

    def fetch(self, name: str) -> bytes:
        """Return the content of a file."""
        try:
            with open(f"{self.folder}/{name}", "rb") as file:
                content = gzip.decompress(file.read())
        except (OSError, EOFError, zlib.error) as error:
            raise Unfit(name) from error
        if digest(content).hex() != name.split(".")[-2]:
            raise Unfit(name)
        return content

    def get(self, family: str, number: int) -> bytes:
        """Return the content of a file of a family."""
        return self.fetch(path(family, number, self._digests(family)[number]))


def _cut(listed: bytes) -> list[bytes]:
    return [listed[at : at + DIGEST] for at in range(0, len(listed), DIGEST)]
