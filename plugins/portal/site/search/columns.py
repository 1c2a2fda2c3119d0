"""One value of every record in a row, by its number: by them results are counted and sorted (列)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portal.site.exports import as_json
from portal.site.search import posting
from portal.site.search.entry import FACETS, Entry, Piece
from portal.site.search.files import Shelf, apart, digest
from portal.site.search.former import Former
from portal.site.search.posting import Posting
from portal.site.search.spool import capacity

LENGTH = 32 * 1024  # numbers in one file
NONE = 0
NOTHING = ("", "")
FORM = np.dtype("<u2")
VALUES, COLUMNS = "values", "columns"
BEARERS = f"{VALUES}/of"
Column = NDArray[np.uint16]


def write(shelf: Shelf, entries: Sequence[Entry | None]) -> dict[str, Any]:
    """Write the columns of `entries`, which stand at their numbers; return what there are.

    A facet has a list of its values, which begins with none, and their places in it as its
    column; each value has the set of its records in a file of its own. The days, counted from
    :data:`~portal.site.search.entry.EPOCH`, come last.
    """
    columns: list[Column] = []
    lists = []
    for place in range(len(FACETS)):
        values = {NOTHING: NONE}
        column = [
            values.setdefault(entry.facets[place], len(values)) if entry else NONE
            for entry in entries
        ]
        columns.append(np.array(column, dtype=FORM))
        lists.append(list(values))
    columns.append(np.array([entry.day if entry else NONE for entry in entries], dtype=FORM))
    return _write(shelf, columns, lists)


def renew(
    shelf: Shelf, former: Former, entries: Mapping[int, Entry | None], count: int
) -> dict[str, Any]:
    """Write the columns of `count` records, of which those in `entries` are others than before."""
    columns = np.zeros((len(FACETS) + 1, count), dtype=FORM)
    there = min(count, former.manifest["numbers"])
    content = b"".join(map(partial(former.get, COLUMNS), range(len(former.digests(COLUMNS)))))
    columns[:, :there] = np.frombuffer(content, dtype=FORM).reshape(len(columns), -1)[:, :there]
    lists = []
    for place in range(len(FACETS)):
        told = json.loads(former.get(VALUES, place))
        values = {(key, label): number for number, (key, label, *_) in enumerate(told)}
        for number, entry in entries.items():
            value = entry.facets[place] if entry else NOTHING
            columns[place, number] = values.setdefault(value, len(values))
        lists.append(_in_order(columns[place], list(values)))
    for number, entry in entries.items():
        columns[-1, number] = entry.day if entry else NONE
    return _write(shelf, columns, lists)


def _in_order(column: Column, values: Sequence[Piece]) -> list[Piece]:
    """Number the values of a column by where each stands first; return them in this order."""
    used, firsts = np.unique(column, return_index=True)
    order = [NONE, *(int(one) for one in used[np.argsort(firsts)] if one != NONE)]
    places = np.zeros(len(values), dtype=FORM)
    places[order] = np.arange(len(order))
    column[:] = places[column]
    return [values[one] for one in order]


def _write(
    shelf: Shelf, columns: Sequence[Column] | Column, lists: Sequence[Sequence[Piece]]
) -> dict[str, Any]:
    contents = [column.tobytes() for column in columns]
    parts = [
        content[first : first + 2 * LENGTH]
        for content in contents
        for first in range(0, len(content), 2 * LENGTH)
    ]
    told = [_told(shelf, facet, columns[facet], values) for facet, values in enumerate(lists)]
    return {
        VALUES: _family(shelf, VALUES, list(map(as_json, told))),
        COLUMNS: {"length": LENGTH, **_family(shelf, COLUMNS, parts)},
    }


def _told(shelf: Shelf, facet: int, column: Column, values: Sequence[Piece]) -> list[list[str]]:
    """Write the set of records of each value; return the values, each with the digest of its file."""
    universe = capacity(len(column))
    sizes = np.bincount(column, minlength=len(values))
    bearers = np.split(np.argsort(column, kind="stable"), np.cumsum(sizes)[:-1])[1:]
    written = posting.told([Posting(those, False, universe) for those in bearers])
    told = [[*NOTHING]]
    for place, (value, (code, bits)) in enumerate(zip(values[1:], written, strict=True), 1):
        content = code.to_bytes(4, "little") + bits
        of = digest(content).hex()
        name = apart(BEARERS, f"{facet}-{place}.{of}")
        shelf.put(name, content)
        shelf.names.add(name)
        told.append([*value, of])
    return told


def _family(shelf: Shelf, name: str, contents: Sequence[bytes]) -> dict[str, Any]:
    digests = [shelf.add(name, number, content) for number, content in enumerate(contents)]
    return shelf.directory(name, digests)
