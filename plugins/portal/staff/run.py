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

from portal.checks.command import Misused, portal_start
from portal.parallel import default_jobs
from portal.problem import errors
from portal.source import Corpus, load
from portal.staff import convert
from portal.staff.agencies import BadAliases
from portal.staff.convert import Refusal
from portal.staff.header import Header
from portal.staff.importer import Importer, Unrecognised
from portal.staff.mapping import SHIPPED, Mapping, mappings_in, read_mappings
from portal.staff.staged import Terms
from portal.staff.store import Batch, alone
from portal.staff.tables import Row, Table, Unreadable, read_table
from portal.staff.targets import BadMapping

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
    create_lists: bool = False
    dry_run: bool = False
    terms: Terms | None = None


def ordered(
    *,
    as_of: date,
    change: Literal["corrected", "amended"] | None,
    note: str,
    found_by: str | None,
    effective: date | None,
    ground: str,
    authority_body: str,
    authority_document: str,
    **what: Any,
) -> Order:
    """Return the order; raise :class:`Unusable` where how and why do not go together."""
    reason, ground = _words("--note", note), _words("--ground", ground)
    body = _words("--authority-body", authority_body)
    document = _words("--authority-document", authority_document)
    if bool(change) != bool(reason):
        raise Unusable("--as 和 --note 要一起写：怎样改，为什么改。")
    if change != "amended" and (effective or ground or body or document):
        raise Unusable("--effective、--ground、--authority-… 只与 --as amended 同用。")
    if effective and effective > as_of:
        raise Unusable(f"{effective} 还没有到；以后才生效的用 portal amend 编号 --from 日期。")
    if document and not body:
        raise Unusable("写了 --authority-document，还要用 --authority-body 写明作出文书的机关。")
    authority = {"body": body, "document": document}
    rests_on = {name: value for name, value in authority.items() if value}
    terms = Terms(change, reason, found_by or "", effective, ground, rests_on) if change else None
    return Order(as_of=as_of, **what, terms=terms)


def _words(option: str, text: str) -> str:
    try:
        return convert.one_line(convert.cleaned(text))
    except Refusal as refusal:
        raise Unusable(f"{option} {refusal}") from None


def import_files(order: Order, say: Callable[[str], None]) -> int:
    """Import the files of `order`; return 0 where all rows were taken, 1 where some were not.

    Every file is read and recognised before anything is written; then each file is written
    whole or not at all. Raises :class:`Unusable`, and :class:`Unwritten` where writing fails.
    """
    if order.dry_run or not order.data.is_dir():
        return _import(order, say)
    with alone(order.data):
        return _import(order, say)


def _import(order: Order, say: Callable[[str], None]) -> int:
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
            since=portal_start(None),
            create_agencies=order.create_agencies,
            create_lists=order.create_lists,
            terms=order.terms,
            watch=_watched,
        )
    except (BadMapping, BadAliases, Misused) as error:
        raise Unusable(str(error)) from None
    tables = []
    for file in order.files:
        try:
            tables.append(read_table(file))
            headers = [header for _, header, _ in importer.recognise(tables[-1])]
        except (Unreadable, Unrecognised) as error:
            raise Unusable(f"{file}：{error}") from None
        _prove_ground(order.terms, headers)
    return importer, tables


def _prove_ground(terms: Terms | None, headers: Sequence[Header]) -> None:
    """Raise :class:`Unusable` where cases shall be amended and nobody says on what ground."""
    if not terms or terms.kind != "amended" or (terms.ground and terms.authority):
        return
    for model in (header.mapping.model for header in headers):
        if model.GATE == "case":
            raise Unusable(
                f"{model.LABEL}的变更要写明事由和依据文书：--ground、--authority-body，"
                "有文号的还有 --authority-document。"
            )


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
        return [[one for path in order.mappings for one in read_mappings(path)]]
    return [mappings_in(order.data / "mappings"), mappings_in(SHIPPED)]


def _watched(rows: Sequence[Row], name: str) -> Iterator[Row]:
    """Yield the rows, with a progress bar where somebody is looking."""
    if not sys.stderr.isatty():
        yield from rows
        return
    console = Console(stderr=True)
    yield from track(rows, description=name, console=console, transient=True)
