"""Many runs of characters, followed through the gram tree at once: each file of roots is read once (字串核对)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from portal.site.search import tree
from portal.site.search.grams import FAMILY
from portal.site.search.level import FEW
from portal.site.search.reader import Node, Reader, nodes

ROOT = 2  # characters that a root has at most
Runs = Mapping[str, list[int]]
"""The records of which each run must tell."""


def run_of(head: str) -> str:
    """Return the beginning of what a record is called, by which it is looked for; perhaps none.

    What lies beyond the units of 16 bits would be cut in two, so that it ends before.
    """
    run = head[: tree.DEPTH]
    return next((run[:place] for place, one in enumerate(run) if ord(one) > 0xFFFF), run)


def lost(reader: Reader, runs: Runs) -> Iterator[tuple[str, int]]:
    """Yield the runs that do not lead to a record, and the record."""
    for roots, found in _roots(reader, runs):
        yield from _followed(reader, found, roots, ROOT)


def left(reader: Reader, runs: Runs) -> Iterator[tuple[str, int]]:
    """Yield the runs of a root's length that lead to a record, and the record."""
    for roots, found in _roots(reader, runs):
        for node in found:
            there = set(node.numbers.tolist())
            for run, those in roots[node.label].items():
                yield from ((run, one) for one in those if one in there)


def _roots(reader: Reader, runs: Runs) -> Iterator[tuple[Mapping[int, Runs], Iterable[Node]]]:
    """Yield the roots of the runs with these, and their nodes, file by file."""
    files: defaultdict[int, dict[int, dict[str, list[int]]]] = defaultdict(dict)
    for label, those in _by_label(runs, 0, ROOT).items():
        files[reader.root_file(label)][label] = those
    everyone = np.arange(reader.manifest["capacity"])
    for number, roots in sorted(files.items()):
        yield roots, nodes(reader.read(FAMILY, number), 4, set(roots), everyone)


def _followed(
    reader: Reader, found: Iterable[Node], wanted: Mapping[int, Runs], depth: int
) -> Iterator[tuple[str, int]]:
    """Follow the runs of which `found` are the first `depth` characters."""
    left = dict(wanted)
    for node in found:
        runs = left.pop(node.label)
        few = len(node.numbers) <= FEW
        ends = {run: those for run, those in runs.items() if few or len(run) <= depth}
        there = set(node.numbers.tolist()) if ends else set()
        yield from ((run, one) for run, those in ends.items() for one in those if one not in there)
        on = _by_label({run: runs[run] for run in runs.keys() - ends}, depth, depth + 1)
        if on:
            yield from _followed(reader, reader.children(node, set(on)), on, depth + 1)
    yield from ((run, those[0]) for runs in left.values() for run, those in runs.items())


def _by_label(runs: Runs, begin: int, end: int) -> dict[int, dict[str, list[int]]]:
    """Return the runs by the label of the node that their characters from `begin` to `end` make."""
    found: defaultdict[int, dict[str, list[int]]] = defaultdict(dict)
    for run, those in runs.items():
        units = [ord(one) for one in run[begin:end]] + [0] * (end - begin - len(run[begin:end]))
        label = units[0] << 16 | units[1] if begin == 0 else units[0]
        found[label][run] = those
    return found
