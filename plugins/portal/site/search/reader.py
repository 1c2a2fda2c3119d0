"""Reads the record index as a client does, file by file: for the build's own proof and for tests (读取).

`theme/static/search/` does the same in the browser.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, reduce
from pathlib import Path
from typing import Any

import numpy as np

from portal.site.search import files, grams, sets, tree
from portal.site.search.failure import SearchFailed
from portal.site.search.files import MANIFEST, Shelf
from portal.site.search.fold import fold, fold_key
from portal.site.search.index import FOLDER, VERSION
from portal.site.search.keys import Found, shard_of
from portal.site.search.level import FEW, child_hash
from portal.site.search.nodes import scan
from portal.site.search.sets import Numbers

Row = list[Any]
NOTHING = np.zeros(0, dtype=np.int64)


@dataclass(slots=True)
class Node:
    """A run of characters: the records that have it, those called so, and what follows it.

    `label` are its last characters. Where no more than :data:`~portal.site.search.level.FEW` have
    it, the second are not told.
    """

    label: int
    numbers: Numbers
    leads: Numbers
    content: bytes
    outside: bool
    gram: str


NOBODY = Node(0, NOTHING, NOTHING, b"", False, "")


def has_index(output: Path) -> bool:
    """Return whether the site below `output` has a record index."""
    return (output / FOLDER / MANIFEST).is_file()


@dataclass
class Reader:
    """The record index below `output`; files that are not there stand in the folder `below`."""

    output: Path
    below: Path | None = None
    _files: dict[str, bytes] = field(default_factory=dict)
    _listed: dict[str, bytes] = field(default_factory=dict)

    @cached_property
    def shelf(self) -> Shelf:
        """Where the files stand."""
        return Shelf(self.output / FOLDER, self.below)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What `index.json` says; raise :class:`SearchFailed` where it is of another form."""
        loaded: dict[str, Any] = json.loads((self.shelf.folder / MANIFEST).read_bytes())
        if loaded["version"] != VERSION:
            raise SearchFailed(f"检索索引是第 {loaded['version']} 版，这里只读第 {VERSION} 版")
        return loaded

    def file(self, family: str, number: int) -> bytes:
        """Return one file of a family; what was read stays in memory."""
        return self._get(self._name(family, number))

    def read(self, family: str, number: int) -> bytes:
        """Return one file of a family, for whoever reads all of them once."""
        return self.shelf.get(self._name(family, number))

    def _name(self, family: str, number: int) -> str:
        known = self.manifest["families"][family]
        if family not in self._listed:
            paged = "pages" in known
            self._listed[family] = (
                bytes.fromhex(known["pages"]) if paged else b64decode(known["digests"])
            )
        listed, place = self._listed[family], number
        if "pages" in known:
            page, place = divmod(number, files.PAGE)
            listed = self._get(f"{family}/{page}.{_digest(listed, page).hex()}.bin")
        return files.path(family, number, _digest(listed, place))

    def _get(self, name: str) -> bytes:
        if name not in self._files:
            self._files[name] = self.shelf.get(name)
        return self._files[name]

    def row(self, number: int) -> Row | None:
        """Return a record with its words; None where it is gone."""
        size = self.manifest["families"]["blocks"]["size"]
        rows: list[Row | None] = json.loads(self.file("blocks", number // size))
        row: Row | None = rows[number % size]
        return row

    def exact(self, text: str) -> list[Found]:
        """Return whom an identifier means; before those like it, whoever is called just that."""
        key = fold_key(text)
        shard = self.file("keys", shard_of(key, self.manifest["families"]["keys"]["bits"]))
        lines = map(json.loads, shard.splitlines())
        found: list[Found] = next((found for there, found in lines if there == key), [])
        return sorted(found, key=lambda one: bool(one[1]) and fold(one[1]) != fold(text))

    def find(self, text: str) -> list[int]:
        """Return the numbers of the records in which the folded `text` stands.

        Text of more than :data:`~portal.site.search.tree.DEPTH` characters is found by its parts;
        what is left is looked at.
        """
        folded = fold(text)
        numbers, sure = self._found(folded)
        return [int(n) for n in numbers if sure or self._says(int(n), folded)]

    def candidates(self, text: str) -> list[int]:
        """Return the numbers of the records that may have `text`, before anything is looked at."""
        return [int(number) for number in self._found(fold(text))[0]]

    def _found(self, folded: str) -> tuple[Numbers, bool]:
        units = np.frombuffer(folded.encode("utf-16-le"), dtype="<u2")
        ends = {
            min(end, len(units)) for end in range(tree.DEPTH, len(units) + tree.DEPTH, tree.DEPTH)
        }
        if not len(units):
            return NOTHING, True
        found = [self._part(units[max(0, end - tree.DEPTH) : end]) for end in sorted(ends)]
        numbers = reduce(np.intersect1d, (node.numbers for node, _ in found))
        return numbers, len(found) == 1 and found[0][1]

    def leading(self, text: str) -> list[int]:
        """Return the numbers of the records that are called so, of a run that many have."""
        node, _ = self._part(np.frombuffer(fold(text).encode("utf-16-le"), dtype="<u2"))
        return [int(number) for number in node.leads]

    def _says(self, number: int, folded: str) -> bool:
        row = self.row(number)
        return row is not None and any(folded in fold(text) for _, text in (*row[7], *row[8]))

    def _part(self, units: np.ndarray[Any, Any]) -> tuple[Node, bool]:
        """Return the records of a run, and whether all of it was followed."""
        label = int(units[0]) << 16 | (int(units[1]) if len(units) > 1 else 0)
        node = self._root(label)
        for place in range(2, len(units)):
            if len(node.numbers) <= FEW:
                return node, not len(node.numbers)
            node = self._child(node, int(units[place]))
        return node, True

    def _root(self, label: int) -> Node:
        content = self.file(grams.FAMILY, self.root_file(label))
        return next(nodes(content, 4, {label}, np.arange(self.manifest["capacity"])), NOBODY)

    def root_file(self, label: int) -> int:
        """Return the number of the file in which a root stands."""
        bits = self.manifest["families"][grams.FAMILY]["bits"]
        hashed = int(tree.root_hash(np.array([label], dtype=np.uint32))[0])
        return hashed >> (32 - bits) if bits else 0

    def _child(self, node: Node, label: int) -> Node:
        return next(self.children(node, {label}), NOBODY)

    def children(self, node: Node, labels: set[int]) -> Iterator[Node]:
        """Yield those of `labels` that follow a run, wherever they stand."""
        if not node.outside:
            yield from nodes(node.content, 2, labels, node.numbers, node.gram)
            return
        log = node.content[0]
        shares: defaultdict[int, set[int]] = defaultdict(set)
        for label in labels:
            hashed = int(child_hash(np.array([label], dtype=np.uint16))[0])
            shares[hashed >> (16 - log)].add(label)
        for share, those in shares.items():
            of = _digest(node.content[1:], share)
            content = self._get(grams.outside(f"{node.gram}-{share}.{of.hex()}"))
            yield from nodes(content, 2, those, node.numbers, node.gram)


def nodes(
    content: bytes, width: int, labels: set[int], among: Numbers, gram: str = ""
) -> Iterator[Node]:
    """Yield the nodes of `labels` among siblings, of which each says how long it is."""
    left = len(labels)
    for raw in scan(content, width, len(among)):
        if raw.label in labels:
            left -= 1
            members, rest = _members(raw.body, raw.code >> 1, len(among))
            leads, rest = _members(rest, raw.lead_code, raw.size if raw.wide else 0)
            numbers, name = among[members], f"{gram}{raw.label:0{2 * width}x}"
            yield Node(raw.label, numbers, numbers[leads], rest, raw.outside, name)
        if not left:
            return


def _members(content: bytes, code: int, universe: int) -> tuple[Numbers, bytes]:
    """Return the members of a set, and what follows it."""
    members = sets.read(content, code >> 1, universe)
    rest = content[sets.size(members, universe) :]
    return (sets.inverse(members, universe) if code & 1 else members), rest


def _digest(listed: bytes, number: int) -> bytes:
    return listed[number * files.DIGEST : (number + 1) * files.DIGEST]
