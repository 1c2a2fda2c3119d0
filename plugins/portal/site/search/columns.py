"""One value of every record in a row, by its number: by them results are counted and sorted (列)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from portal.site.exports import as_json
from portal.site.search.entry import FACETS, Entry
from portal.site.search.files import Shelf

LENGTH = 32 * 1024  # numbers in one file
NONE = 0


def write(shelf: Shelf, entries: Sequence[Entry | None]) -> dict[str, Any]:
    """Write the columns of `entries`, which stand at their numbers; return what there are.

    A facet has a list of its values, which begins with none, and their places in it as its
    column. The days, counted from :data:`~portal.site.search.entry.EPOCH`, come last.
    """
    columns, lists = [], []
    for place in range(len(FACETS)):
        values = {("", ""): NONE}
        columns.append(
            [
                values.setdefault(entry.facets[place], len(values)) if entry else NONE
                for entry in entries
            ]
        )
        lists.append([list(value) for value in values])
    columns.append([entry.day if entry else NONE for entry in entries])
    contents = [np.array(column, dtype="<u2").tobytes() for column in columns]
    parts = [
        content[first : first + 2 * LENGTH]
        for content in contents
        for first in range(0, len(content), 2 * LENGTH)
    ]
    return {
        "values": _family(shelf, "values", list(map(as_json, lists))),
        "columns": {"length": LENGTH, **_family(shelf, "columns", parts)},
    }


def _family(shelf: Shelf, name: str, contents: Sequence[bytes]) -> dict[str, Any]:
    digests = [shelf.add(name, number, content) for number, content in enumerate(contents)]
    return shelf.directory(name, digests)
