"""The record index: everything public of every record, found by any piece of it (记录索引).

What is written depends on the entries alone, so that the same records make the same files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from portal.model import RECORD_TYPES
from portal.model.party import party_field
from portal.parallel import in_chunks
from portal.site.exports import as_json
from portal.site.search import columns, grams, keys
from portal.site.search.entry import Entry
from portal.site.search.files import MANIFEST, Shelf
from portal.site.search.fold import steps, table, unassigned
from portal.site.search.spool import Spool, capacity

VERSION = 2
BLOCK = 8  # records
BLOCKS = "blocks"
FOLDER = "search"
FOLDING = "simplified.js"


class Index(NamedTuple):
    """What was written: the names of all files that belong there, and how long two families are."""

    files: frozenset[str]
    grams: int
    keys: int


def write_index(
    output: Path,
    spool: Spool,
    order: Sequence[str],
    facts: Mapping[str, Any],
    *,
    jobs: int,
) -> Index:
    """Write `search/` below `output`: the entries of `spool`, numbered as they stand in `order`.

    `facts` of the site stand in the manifest: `as_of`, its day, and `traders`, whether sole traders
    have a page as other subjects have.
    """
    shelf = Shelf(output / FOLDER)
    entries = [spool.entries[one] for one in order]
    families: dict[str, Any] = {}
    families["grams"], of_grams = grams.write(shelf, spool.words(order), jobs=jobs)
    families["blocks"] = _blocks(shelf, spool, order, jobs)
    families["keys"], of_keys = keys.write(shelf, entries, jobs=jobs)
    families |= columns.write(shelf, [*map(found, entries)])
    names = finish(shelf, entries, facts, families)
    (shelf.folder / FOLDING).write_text(folding(), encoding="utf-8")
    shelf.sweep(families)
    return Index(names, of_grams, of_keys)


def found(entry: Entry) -> Entry | None:
    """Return an entry that is found by its words; None for what is gone."""
    return entry if entry.facets else None


def finish(
    shelf: Shelf, entries: Sequence[Entry], facts: Mapping[str, Any], families: Mapping[str, Any]
) -> frozenset[str]:
    """Write the manifest; return the names of all files that belong there.

    The tables of folding are the program's, and stay as they are while that does.
    """
    gone = sum(not entry.facets for entry in entries)
    content = {
        "version": VERSION,
        **facts,
        "records": len(entries) - gone,
        "gone": gone,
        "numbers": len(entries),
        "capacity": capacity(len(entries)),
        "types": {kind.TYPE: [kind.LABEL, kind.PLURAL] for kind in RECORD_TYPES},
        "subjects": [kind.TYPE for kind in RECORD_TYPES if party_field(kind)],
        "families": families,
    }
    shelf.folder.mkdir(parents=True, exist_ok=True)
    begun = shelf.folder / f"{MANIFEST}.new"
    begun.write_bytes(as_json(content))
    begun.replace(shelf.folder / MANIFEST)
    return frozenset({*shelf.names, FOLDING, MANIFEST})


@cache
def folding() -> str:
    """Return the tables of folding as the module that the browser reads."""
    pairs = sorted(zip(*(map(ord, characters) for characters in table()), strict=True))
    traditional, simplified = zip(*pairs, strict=True)
    numbers = {"TRADITIONAL": traditional, "SIMPLIFIED": simplified, "UNASSIGNED": unassigned()}
    told = {name: steps(those) for name, those in numbers.items()}
    return "".join(f'export const {name} = "{text}";\n' for name, text in told.items())


def _blocks(shelf: Shelf, spool: Spool, order: Sequence[str], jobs: int) -> dict[str, Any]:
    """Write the rows with their words, eight to a file; null stands for what is gone."""

    def work(firsts: Sequence[int]) -> list[bytes]:
        return [add_block(shelf, spool, order, first) for first in firsts]

    written = in_chunks(work, range(0, len(order), BLOCK), jobs=jobs, label="检索记录")
    return {"size": BLOCK, **shelf.directory(BLOCKS, [d for part in written for d in part])}


def add_block(shelf: Shelf, spool: Spool, order: Sequence[str], first: int) -> bytes:
    """Write the rows from number `first` on; return the digest of the file."""
    rows = [spool.content(one) or b"null" for one in order[first : first + BLOCK]]
    return shelf.add(BLOCKS, first // BLOCK, b"[" + b",\n".join(rows) + b"]\n")
