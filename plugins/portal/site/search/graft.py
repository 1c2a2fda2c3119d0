"""The gram tree where some records say something else: the nodes that change, and no others (字串树的嫁接).

A node tells its records within those of its parent. So a record that comes to a run, or leaves it,
changes that node and how its children tell theirs, but what hangs below a child that the record has
nothing to do with stays as it is, byte for byte. What comes of it is what would grow anew of all words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

import numpy as np

from portal.site.search import level, posting, tree
from portal.site.search.differing import Flips
from portal.site.search.files import DIGEST, digest
from portal.site.search.former import Unfit
from portal.site.search.level import child_hash, share_bits
from portal.site.search.nodes import Raw, scan, written
from portal.site.search.sets import Numbers
from portal.site.search.tree import DEPTH, Words
from portal.site.search.twig import Twig


def root_label(run: str) -> int:
    """Return the label of the root below which a run stands."""
    return ord(run[0]) << 16 | (ord(run[1]) if len(run) > 1 else 0)


def gram(run: str) -> str:
    """Return a run as hexadecimal units, as the files of its children are called."""
    return f"{root_label(run):08x}" + "".join(f"{ord(one):04x}" for one in run[2:])


@dataclass(slots=True)
class Graft:
    """Trees in which `flips` are otherwise than before.

    `fetch` returns a file of children by its name, `words` those of some records. What comes of it
    are the `files` of children by their names, and the names of those that are `dropped`. The `ways`
    from a run to what is longer lead to all flips.
    """

    flips: Flips
    fetch: Callable[[str], bytes]
    words: Callable[[Numbers], Words]
    files: dict[str, bytes] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    ways: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def roots(self) -> set[str]:
        """Return the roots below which anything differs; note the ways that lead there."""
        for run in self.flips:
            for end in range(3, len(run) + 1):
                self.ways[run[: end - 1]].add(run[:end])
        return {run[:2] for run in self.flips}

    def part(self) -> Graft:
        """Return one to which the same is otherwise, and of which nothing came yet."""
        return replace(self, files={}, dropped=set())

    def grown(self, roots: Mapping[str, Raw | None], capacity: int) -> dict[str, bytes]:
        """Return the roots as they are now; raise :class:`Unfit` where they cannot have been so."""
        flips = self.flips
        first = [Twig(run, 4, raw, flips.get(run, ()), capacity) for run, raw in roots.items()]
        levels = [first]
        while levels[-1]:
            levels.append(self._edited(levels[-1]))
        for twig in (one for twigs in levels[::-1] for one in twigs):
            twig.content = self._written(twig)
        return {twig.run: twig.content for twig in first}

    def _edited(self, twigs: list[Twig]) -> list[Twig]:
        """Let twigs of one depth tell what they tell now; return those below."""
        below: list[Twig] = []
        _read(twigs)
        for twig in twigs:
            twig.edit()
            if twig.followed:
                self._follow(twig, below)
        for twig, told in zip(twigs, posting.told([one.records for one in twigs]), strict=True):
            twig.code, twig.sets = told
        leading = [(one, one.leads) for one in twigs if one.leads]
        told_leads = posting.told([leads for _, leads in leading])
        for (twig, _), (code, bits) in zip(leading, told_leads, strict=True):
            twig.lead_code, twig.sets = code, twig.sets + bits
        return below

    def _follow(self, twig: Twig, below: list[Twig]) -> None:
        """Settle what becomes of the children of a twig; put those to be looked at `below`."""
        if twig.wide and not twig.was_wide:
            self._sprout(twig)
        elif twig.was_wide and not twig.wide:
            self._forsake(
                twig.run, self._sections(twig.run, twig.rest, twig.outside), twig.was_size
            )
            twig.rest, twig.outside = b"", False
        elif twig.wide and 1 < len(twig.run) < DEPTH:
            twig.children = list(self._children(twig))
            below += [one for _, one in twig.children if isinstance(one, Twig)]

    def _children(self, twig: Twig) -> Iterator[tuple[int, Twig | bytes]]:
        """Yield the children of a twig: as they stand, or as twigs where something is to be changed."""
        wanted = set(self.ways.get(twig.run, ()))
        for section in self._sections(twig.run, twig.rest, twig.outside):
            for raw in scan(section, 2, twig.was_size):
                run = twig.run + chr(raw.label)
                followed = run in wanted
                wanted.discard(run)
                if followed or not twig.alike(raw):
                    yield raw.label, self._child(twig, run, raw, followed=followed)
                else:
                    yield raw.label, raw.whole
        for run in wanted:
            yield ord(run[-1]), self._child(twig, run, None, followed=True)

    def _child(self, twig: Twig, run: str, raw: Raw | None, *, followed: bool) -> Twig:
        flips = self.flips.get(run, ()) if followed else ()
        return Twig(run, 2, raw, flips, twig.was_size, twig, followed=followed)

    def _sections(self, run: str, rest: bytes, outside: bool) -> list[bytes]:
        """Return what holds the children of a run; their files are dropped."""
        if not outside:
            return [rest]
        names = [
            f"{gram(run)}-{share}.{rest[1 + share * DIGEST :][:DIGEST].hex()}"
            for share in range(1 << rest[0])
        ]
        self.dropped.update(names)
        return [self.fetch(name) for name in names]

    def _forsake(self, run: str, sections: Sequence[bytes], universe: int) -> None:
        """Drop the files of everything below a run."""
        for section in sections:
            for raw in scan(section, 2, universe):
                if raw.wide and len(run) + 1 < DEPTH:
                    ((_, rest),) = posting.read([(raw.body, raw.code >> 1, universe)])
                    ((_, rest),) = posting.read([(rest, raw.lead_code, raw.size)])
                    child = run + chr(raw.label)
                    self._forsake(child, self._sections(child, rest, raw.outside), raw.size)

    def _sprout(self, twig: Twig) -> None:
        """Grow what hangs below a run that no more than a few had before."""
        words = self.words(twig.numbers(np.arange(twig.records.size)))
        units = np.array([ord(one) for one in twig.run], dtype=np.uint16)
        windows = np.lib.stride_tricks.sliding_window_view(words.text, len(units))
        places = np.flatnonzero((windows == units).all(axis=1))
        label = root_label(twig.run) if len(units) <= 2 else 1
        grown = tree.sprout(words, places, len(units), label)
        (raw,) = scan(grown.content, 4, words.capacity)
        if raw.size != twig.records.size:
            raise Unfit(twig.run)
        twig.leads, twig.lead_code = None, raw.lead_code
        twig.rest, twig.outside = raw.body, raw.outside
        self.files |= {gram(twig.run) + name[8:]: content for name, content in grown.files}

    def _written(self, twig: Twig) -> bytes:
        """Return a twig as it is written; note the files of its children where these stand apart."""
        if not twig.records.size:
            return b""
        rest, outside = twig.rest, twig.outside
        if twig.children is not None:
            rest, outside = self._joined(twig)
        codes = (twig.code << 1 | outside, *((twig.lead_code,) if twig.wide else ()))
        label = root_label(twig.run) if twig.width > 2 else ord(twig.run[-1])
        return written(label, twig.width, codes, twig.sets, rest)

    def _joined(self, twig: Twig) -> tuple[bytes, bool]:
        """Return the children of a twig, or the digests of their files, and whether these stand apart."""
        assert twig.children is not None
        told = [
            (label, one.content if isinstance(one, Twig) else one) for label, one in twig.children
        ]
        labels = np.array([label for label, content in told if content], dtype=np.uint16)
        parts = [content for _, content in told if content]
        hashes = child_hash(labels)
        order = np.argsort(hashes)
        parts, labels, hashes = [parts[n] for n in order], labels[order], hashes[order]
        totals = np.array([len(part) for part in parts])
        if totals.sum() <= level.INLINE:
            return b"".join(parts), False
        bits = share_bits(labels.astype(np.int64), totals)
        shares = (hashes.astype(np.int64) >> (16 - bits)).tolist()
        gathered = [b""] * (1 << bits)
        for share, those in groupby(zip(shares, parts, strict=True), lambda one: one[0]):
            gathered[share] = b"".join(part for _, part in those)
        digests = [digest(content) for content in gathered]
        for share, (of, content) in enumerate(zip(digests, gathered, strict=True)):
            self.files[f"{gram(twig.run)}-{share}.{of.hex()}"] = content
        return bytes([bits]) + b"".join(digests), True


def _read(twigs: Sequence[Twig]) -> None:
    """Read the sets of twigs of one depth."""
    there = [(one, one.raw) for one in twigs if one.raw]
    records = posting.read([(raw.body, raw.code >> 1, one.universe) for one, raw in there])
    for (twig, raw), (members, rest) in zip(there, records, strict=True):
        twig.records, twig.rest = members, rest
        twig.outside, twig.lead_code = raw.outside, raw.lead_code
    wide = [(one, raw) for one, raw in there if one.followed and raw.wide]
    leads = posting.read([(one.rest, raw.lead_code, raw.size) for one, raw in wide])
    for (twig, _), (members, rest) in zip(wide, leads, strict=True):
        twig.leads, twig.rest = members, rest
