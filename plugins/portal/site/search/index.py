"""The record index: everything public of every record, found by any piece of it (记录索引).

What is written depends on the entries alone, so that the same records make the same files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from portal.model import RECORD_TYPES
from portal.model.party import party_field
from portal.parallel import in_chunks
from portal.site.exports import as_json
from portal.site.search import columns, grams, keys
from portal.site.search.files import Shelf
from portal.site.search.fold import table, unassigned
from portal.site.search.spool import Spool, capacity

VERSION = 1
BLOCK = 8  # records
FOLDER = "search"
MANIFEST = "index.json"
FOLDING = "simplified.js"


def write_index(
    output: Path,
    spool: Spool,
    order: Sequence[str],
    facts: Mapping[str, Any],
    *,
    jobs: int,
    below: Path | None = None,
) -> frozenset[str]:
    """Write `search/` below `output`: the entries of `spool`, numbered as they stand in `order`.

    `facts` of the site stand in the manifest: `as_of`, its day, and `traders`, whether sole traders
    have a page as other subjects have. Files that stand in the folder `below` are not written.
    Return the names of all files that belong there.
    """
    shelf = Shelf(output / FOLDER, below)
    entries = [spool.entries[one] for one in order]
    numbered = [entry if entry.facets else None for entry in entries]
    families: dict[str, Any] = {"grams": grams.write(shelf, spool.words(order), jobs=jobs)}
    families["blocks"] = _blocks(shelf, spool, order, jobs)
    families["keys"] = keys.write(shelf, entries, jobs=jobs)
    families |= columns.write(shelf, numbered)
    content = {
        "version": VERSION,
        **facts,
        "records": sum(entry is not None for entry in numbered),
        "gone": sum(entry is None for entry in numbered),
        "numbers": len(order),
        "capacity": capacity(len(order)),
        "types": {kind.TYPE: [kind.LABEL, kind.PLURAL] for kind in RECORD_TYPES},
        "subjects": [kind.TYPE for kind in RECORD_TYPES if party_field(kind)],
        "families": families,
    }
    (output / FOLDER).mkdir(parents=True, exist_ok=True)
    (output / FOLDER / FOLDING).write_text(folding(), encoding="utf-8")
    begun = output / FOLDER / f"{MANIFEST}.new"
    begun.write_bytes(as_json(content))
    begun.replace(output / FOLDER / MANIFEST)
    shelf.sweep(families)
    return frozenset({*shelf.names, FOLDING, MANIFEST})


@cache
def folding() -> str:
    """Return the tables of folding as the module that the browser reads."""
    traditional, simplified = table()
    told = {"TRADITIONAL": traditional, "SIMPLIFIED": simplified, "UNASSIGNED": unassigned()}
    return "".join(f'export const {name} = "{text}";\n' for name, text in told.items())


def _blocks(shelf: Shelf, spool: Spool, order: Sequence[str], jobs: int) -> dict[str, Any]:
    """Write the rows with their words, eight to a file; null stands for what is gone."""

    def work(firsts: Sequence[int]) -> list[bytes]:
        return [shelf.add("blocks", first // BLOCK, block(first)) for first in firsts]

    def block(first: int) -> bytes:
        rows = [spool.content(one) or b"null" for one in order[first : first + BLOCK]]
        return b"[" + b",\n".join(rows) + b"]\n"

    written = in_chunks(work, range(0, len(order), BLOCK), jobs=jobs, label="检索记录")
    return {"size": BLOCK, **shelf.directory("blocks", [d for part in written for d in part])}
