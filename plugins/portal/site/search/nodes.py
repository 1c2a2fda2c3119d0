"""Nodes of the gram tree as they stand in a file, one after the other (字串文件的结点)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from portal.site.search.level import FEW


class Raw(NamedTuple):
    """A node: what its head says, its `body` (sets, then children), and all of its bytes.

    Of the code the lowest bit says whether the children stand apart, the rest how the set of its
    records is told; `size` is how many these are.
    """

    label: int
    code: int
    lead_code: int
    size: int
    body: bytes
    whole: bytes

    @property
    def outside(self) -> bool:
        """Whether its children stand in files of their own."""
        return bool(self.code & 1)

    @property
    def wide(self) -> bool:
        """Whether it tells who is called so, and has children."""
        return self.size > FEW


def scan(content: bytes, width: int, universe: int) -> Iterator[Raw]:
    """Yield siblings among `universe` records, each of which says how long it is."""
    at = 0
    while at < len(content):
        begin, label = at, int.from_bytes(content[at : at + width], "little")
        code, at = varint(content, at + width)
        size = universe - (code >> 2) if code & 2 else code >> 2
        lead_code, at = varint(content, at) if size > FEW else (0, at)
        length, at = varint(content, at)
        body = content[at : at + length]
        at += length
        yield Raw(label, code, lead_code, size, body, content[begin:at])


def varint(content: bytes, at: int) -> tuple[int, int]:
    """Return the number that stands at a place, and the place behind it."""
    value = shift = 0
    while content[at] & 0x80:
        value |= (content[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
    return value | content[at] << shift, at + 1


def as_varint(value: int) -> bytes:
    """Return a number in groups of seven bits, the lowest first."""
    told = bytearray()
    while value > 0x7F:
        told.append(value & 0x7F | 0x80)
        value >>= 7
    told.append(value)
    return bytes(told)


def written(label: int, width: int, codes: tuple[int, ...], sets: bytes, children: bytes) -> bytes:
    """Return the bytes of a node: the inverse of :func:`scan`."""
    head = b"".join(map(as_varint, (*codes, len(sets) + len(children))))
    return label.to_bytes(width, "little") + head + sets + children
