"""`portal import`: read the files, take them one by one, say what was done (导入命令)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from rich.console import Console
from rich.progress import track

from portal.parallel import default_jobs
from portal.problem import errors
from portal.source import Corpus, load
from portal.staff import convert
from portal.staff.agencies import BadAliases
from portal.staff.convert import Refusal
from portal.staff.importer import Importer, Unrecognised
from portal.staff.mapping import SHIPPED, BadMapping, Mapping, mappings_in, read_mapping
from portal.staff.staged import Terms
from portal.staff.store import Batch
from portal.staff.tables import Row, Table, Unreadable, read_table

FEW_PROBLEMS = 5
TAKEN, SOME_REJECTED = 0, 1


class Unusable(Exception):
    """Nothing can be imported; the message says why and what to do."""


class Unwritten(Exception):
    """A table could not be written; nothing of it was."""


@dataclass(frozen=True, slots=True)
class Order:
    """What shall be imported, from where, how."""

    files: Sequence[Path]
    data: Path
    as_of: date
    mappings: Sequence[Path] = ()
    create_agencies: bool = False
    dry_run: bool = False
    terms: Terms | None = None


def ordered(
    *,
    change: Literal["corrected", "amended"] | None,
    note: str,
    found_by: str,
    effective: date | None,
    **what: Any,
) -> Order:
    """Return the order; raise :class:`Unusable` where how and why do not go together."""
    try:
        reason = convert.cleaned(note)
    except Refusal as refusal:
        raise Unusable(f"--note {refusal}") from None
    if bool(change) != bool(reason):
        raise Unusable("--as 和 --note 要一起写：怎样改，为什么改。")
    return Order(**what, terms=Terms(change, reason, found_by, effective) if change else None)


def import_files(order: Order, say: Callable[[str], None]) -> int:
    """Import the files of `order`; return 0 where all rows were taken, 1 where some were not.

    Every file is read and recognised before anything is written; then each file is written
    whole or not at all. Raises :class:`Unusable`, and :class:`Unwritten` where writing fails.
    """
    importer, tables = _prepared(order)
    rejected = 0
    for table in tables:
        report, batch = importer.take(table)
        if not order.dry_run:
            _commit(batch, table)
        for line in report.lines(dry_run=order.dry_run):
            say(line)
        rejected += report.count("rejected")
    return SOME_REJECTED if rejected else TAKEN


def _commit(batch: Batch, table: Table) -> None:
    try:
        batch.commit()
    except OSError as error:
        where = error.filename2 or error.filename
        message = f"写不进 {where}（{error.strerror}）；{table.path} 一行也没有导入。"
        raise Unwritten(message) from None


def _prepared(order: Order) -> tuple[Importer, list[Table]]:
    try:
        importer = Importer(
            _sound(order.data),
            order.as_of,
            _mappings(order),
            create_agencies=order.create_agencies,
            terms=order.terms,
            watch=_watched,
        )
    except (BadMapping, BadAliases) as error:
        raise Unusable(str(error)) from None
    tables = []
    for file in order.files:
        try:
            tables.append(read_table(file))
            importer.recognise(tables[-1])
        except (Unreadable, Unrecognised) as error:
            raise Unusable(f"{file}：{error}") from None
    return importer, tables


def _sound(data: Path) -> Corpus:
    """Return the corpus; with records that cannot be read, rows could be written twice."""
    corpus = load(data, jobs=default_jobs())
    if found := errors(corpus.problems):
        lines = [f"数据文件夹里有 {len(found)} 处错误，请先改好（portal check 列出全部）再导入："]
        raise Unusable("\n".join([*lines, *map(str, found[:FEW_PROBLEMS])]))
    return corpus


def _mappings(order: Order) -> list[list[Mapping]]:
    """Return the mappings, those that win first: named, the portal's own, shipped."""
    if order.mappings:
        return [[read_mapping(path) for path in order.mappings]]
    return [mappings_in(order.data / "mappings"), mappings_in(SHIPPED)]


def _watched(rows: Sequence[Row], name: str) -> Iterator[Row]:
    """Yield the rows, with a progress bar where somebody is looking."""
    if not sys.stderr.isatty():
        yield from rows
        return
    console = Console(stderr=True)
    yield from track(rows, description=name, console=console, transient=True)
