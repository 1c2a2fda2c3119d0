"""The two indexes of a build: what of them is as it was is not made again (检索的生成)."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from portal.lifecycle.digest import digest_of
from portal.site.exports import as_json
from portal.site.renewal import Renewal
from portal.site.search import (
    Index,
    Proof,
    Roll,
    SearchFailed,
    Spool,
    prove,
    prove_renewed,
    renew_index,
    shadow,
    write_index,
    write_prose,
)
from portal.site.search.files import MANIFEST
from portal.site.search.index import FOLDER
from portal.site.search.prose import PAGEFIND
from portal.site.settings import Settings
from portal.site.units import SOUGHT

RECORDS, PROSE, SHADOWS = LEFT = "records", "prose", "shadows"
_MANIFEST = f"{FOLDER}/{MANIFEST}"


class TooMuch(Exception):
    """The record index would have to be written whole, for which whoever asked has not the means."""


class _Prose(NamedTuple):
    """An index of prose that was made: the digest of what it is made of, and its files."""

    digest: bytes
    files: frozenset[str]


class _Records(NamedTuple):
    """An index of records that was made: of which entries, what it is, what was proved of it.

    By the digest of what its manifest says of its `files` it is known again.
    """

    roll: Roll
    made: Index
    proof: Proof
    files: bytes | None


def index_records(
    output: Path,
    spool: Spool,
    words: Mapping[str, bytes],
    options: Settings,
    *,
    renewing: bool,
    whole: bool,
) -> Proof:
    """Write the record index of the entries in `spool`, numbered as their `words` stand.

    Return what was proved of it. It is made of the former one, where it can be and `renewing` is wanted, else
    written `whole`; raise :class:`TooMuch` where it may not be.
    """
    renewal, ids = options.renewal, [*words]
    roll = Roll.of([*words.values()], [spool.places[one] for one in ids])
    former: _Records | None = renewal.recall(RECORDS)
    if former and renewal.live and _files(renewal.live) != former.files:
        former = None  # somebody else put another index there, or took this one away
    if former and former.roll.digests == roll.digests:
        path, content = redated(options, output)
        (output / FOLDER).mkdir(parents=True, exist_ok=True)
        (output / path).write_bytes(content)
        kept = former._replace(roll=roll)
    else:
        renewed = renewing and _renewed(output, spool, ids, roll, former, options)
        if not (renewed or whole):
            raise TooMuch
        kept = renewed or _whole(output, spool, ids, roll, options)
    renewal.stay(f"{FOLDER}/{name}" for name in kept.made.files)
    renewal.leave(RECORDS, kept)
    return kept.proof


def _whole(
    output: Path, spool: Spool, ids: Sequence[str], roll: Roll, options: Settings
) -> _Records:
    """Write the index whole."""
    jobs = options.jobs
    index = write_index(output, spool, ids, facts_of(options), jobs=jobs)
    proof = prove(output, [spool.entries[one] for one in ids], jobs=jobs)
    return _Records(roll, index, proof, _files(output))


def _renewed(
    output: Path,
    spool: Spool,
    ids: Sequence[str],
    roll: Roll,
    former: _Records | None,
    options: Settings,
) -> _Records | None:
    """Write what changes of the index of the site; None where it has to be written whole."""
    live = options.renewal.live
    if not (live and former):
        return None
    below, was, jobs = live / FOLDER, (former.made, former.roll), options.jobs
    facts = facts_of(options)
    renewed = renew_index(output, spool, ids, facts, jobs=jobs, below=below, was=was, roll=roll)
    if renewed is None:
        return None
    entries = [spool.entries[one] for one in ids]
    try:
        proof = prove_renewed(output, entries, renewed, former.proof, below=below)
    except (OSError, EOFError, zlib.error, SearchFailed):
        return None  # a file of the site is damaged: what is written whole is proved whole
    return _Records(roll, renewed.index, proof, _files(output))


def _files(site: Path) -> bytes | None:
    """Return the digest of what the index of a site says of its files; None where there is none."""
    try:
        return digest_of(json.loads((site / _MANIFEST).read_bytes())["families"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


def index_nothing(renewal: Renewal) -> None:
    """Leave no index to the next build: what an earlier one left is no longer on the site."""
    for name in LEFT:
        renewal.leave(name, None)
    if renewal.memory:
        renewal.memory.clear(SOUGHT)


def facts_of(options: Settings) -> dict[str, Any]:
    """Return what the manifest of the index says besides the index."""
    return {"as_of": str(options.as_of), "traders": options.sole_traders}


def redated(options: Settings, output: Path) -> tuple[str, bytes]:
    """Return the manifest of an index of which only the day is another one."""
    told = json.loads(options.renewal.read(output, _MANIFEST)) | facts_of(options)
    return _MANIFEST, as_json(told)


def index_prose(output: Path, urls: Iterable[str], renewal: Renewal) -> None:
    """Index the pages at `urls` by Pagefind, where any of them says something else than before."""
    known = renewal.recall(SHADOWS) or {}
    html = {path: renewal.read(output, path) for path in sorted(f"{u[1:]}index.html" for u in urls)}
    told = {path: (digest_of(content), content) for path, content in html.items()}
    shadows = {one: known.get(one) or shadow(content.decode()) for one, content in told.values()}
    pages = {path: shadows[one] for path, (one, _) in told.items()}
    digest = digest_of(pages)
    former: _Prose | None = renewal.recall(PROSE)
    if former and former.digest == digest:
        index = former
    else:
        write_prose(output, pages)
        written = (output / PAGEFIND).rglob("*")
        files = (path.relative_to(output).as_posix() for path in written if path.is_file())
        index = _Prose(digest, frozenset(files))
    renewal.stay(index.files)
    renewal.leave(PROSE, index)
    renewal.leave(SHADOWS, shadows)
