"""Rows become records: recognised, converted, compared with what is there, staged (导入)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Mapping as Map
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

from portal.lifecycle import Gate
from portal.lifecycle.history import settle
from portal.lifecycle.identity import identity_of
from portal.lifecycle.privacy import identity_numbers
from portal.model import Record
from portal.model.agency import Agency
from portal.model.faults import Fault
from portal.model.listing import Listing
from portal.model.shape import Loc, values
from portal.source import Corpus
from portal.staff import convert
from portal.staff.admission import admitted, open_ones, refuse_namesake, single
from portal.staff.agencies import known_agencies
from portal.staff.convert import Refusal
from portal.staff.draft import Draft, Drafter
from portal.staff.header import Header
from portal.staff.known import Found, Known, changed_fields, said_before
from portal.staff.lists import known_lists
from portal.staff.mapping import Mapping, choose, normal
from portal.staff.places import Places
from portal.staff.registers import Registers
from portal.staff.report import Outcome, Report
from portal.staff.staged import Desk, Reading, Staged, Terms
from portal.staff.store import Batch
from portal.staff.tables import Row, Sheet, Table
from portal.staff.targets import target

FEW_NAMES = 6
HEADER_WITHIN = 15


class Unrecognised(Exception):
    """No sheet of the file has a header that a mapping knows."""


class Importer:
    """Takes tables, file by file; each yields a report and the files to write."""

    def __init__(
        self,
        corpus: Corpus,
        as_of: date,
        mappings: Sequence[Sequence[Mapping]],
        *,
        since: date | None = None,
        create_agencies: bool = False,
        create_lists: bool = False,
        terms: Terms | None = None,
        watch: Callable[[Sequence[Row], str], Iterable[Row]] = lambda rows, name: rows,
    ) -> None:
        self.as_of, self.mappings, self.terms, self.watch = as_of, mappings, terms, watch
        places = Places(corpus.root, corpus.items)

        def maker(model: type[Record], *, wanted: bool) -> Callable[[], str] | None:
            return (lambda: places.new_id(model.ID_PREFIX, as_of.year)) if wanted else None

        agencies = known_agencies(corpus, maker(Agency, wanted=create_agencies))
        declared = dict(pair for group in mappings for m in group for pair in m.lists.items())
        lists = known_lists(corpus, agencies, declared, maker(Listing, wanted=create_lists))
        self.desk = Desk(corpus, as_of, since, Known(corpus), places, Registers(agencies, lists))

    @cached_property
    def _gate(self) -> Gate:
        return Gate(self.desk.corpus, as_of=self.as_of)

    def take(self, table: Table) -> tuple[Report, Batch]:
        """Return what becomes of every row of `table`, and the files to write for it.

        Raises :class:`Unrecognised` where no sheet has a header that a mapping knows.
        """
        report, staged = Report(table), Staged(self.desk)
        self.desk.known.forget_rows()
        self.desk.registers.forget_unknown()
        outcomes: list[Outcome] = []
        for sheet, header, rows in self.recognise(table):
            report.headers[sheet.name] = header
            watched = self.watch(rows, table.path.name)
            outcomes += self._outcomes(report, staged, sheet.name, watched)
        report.outcomes, report.warnings = staged.settle(outcomes)
        known = report.headers
        report.unrecognised = [s.name for s in table.sheets if s.rows and s.name not in known]
        report.named += self.desk.registers.lines(staged.made)
        if report.count("rejected"):
            staged.batch.replace(report.rejected_path, report.rejected_table())
        else:
            staged.batch.remove(report.rejected_path)
        return report, staged.batch

    # -- header --------------------------------------------------------------------------------

    def recognise(self, table: Table) -> list[tuple[Sheet, Header, list[Row]]]:
        """Return the sheets that a mapping knows, with their headers and rows.

        Raises :class:`Unrecognised` where there is none.
        """
        found = [(sheet, self._header(sheet)) for sheet in table.sheets]
        known = [(sheet, *pair) for sheet, pair in found if pair]
        if not known:
            raise Unrecognised(self._unrecognised(table))
        return known

    def _header(self, sheet: Sheet) -> tuple[Header, list[Row]] | None:
        """Return the recognised header and the rows below it, repeated headers left out."""
        for place, row in enumerate(sheet.rows[:HEADER_WITHIN]):
            names = _names(row)
            chosen = (choose(group, names, sheet.name) for group in self.mappings)
            if mapping := next(filter(None, chosen), None):
                header = Header(mapping, names)
                below = sheet.rows[place + 1 :]
                return header, [row for row in below if not header.repeats(row)]
        return None

    def _unrecognised(self, table: Table) -> str:
        first = next((row for sheet in table.sheets for row in sheet.rows), None)
        if first is None:
            return "文件是空的。"
        names = {normal(name) for name in _names(first)}
        mappings = [mapping for group in self.mappings for mapping in group]
        lacking = {m.name: [n for n in m.header if normal(n) not in names] for m in mappings}
        near = {m.name for m in mappings if not names.isdisjoint(m.known)}
        nearest = min(near, key=lambda name: len(lacking[name]), default="")
        told = "、".join(filter(None, _names(first)[:FEW_NAMES]))
        hint = f"最接近“{nearest}”，缺少：{'、'.join(lacking[nearest])}。" if nearest else ""
        return f"没有认出表头（第一行是：{told}…）。{hint}别的表格请用 --mapping 指明映射文件。"

    # -- rows ----------------------------------------------------------------------------------

    def _outcomes(
        self, report: Report, staged: Staged, sheet: str, rows: Iterable[Row]
    ) -> Iterator[Outcome]:
        drafter = Drafter(report.headers[sheet])
        report.provision = drafter.mapping.provision or report.provision
        for row in rows:
            draft = drafter.draft(row)
            report.untold.update(draft.untold)
            outcome = Outcome("new", row, sheet, lacking=tuple(draft.lacking))
            try:
                yield self._settle(staged, self._reading(drafter.model, draft), outcome)
            except Refusal as refusal:
                yield replace(outcome, result="rejected", words=str(refusal))

    def _settle(self, staged: Staged, reading: Reading, outcome: Outcome) -> Outcome:
        """Return what becomes of a row, or raise :class:`Refusal`."""
        known, identity = self.desk.known, identity_of(reading.record)
        found = known.find(identity)
        if not (found and found[0].now) and (removed := known.removed(identity)):
            raise Refusal(f"这一行的记录（{removed}）已经依法删除，不能由表格恢复。")
        if not found:
            if self.terms:
                refuse_namesake(known.namesake(identity), identity)
            return staged.create(reading, outcome)
        found = open_ones(self._gate, found)
        if same := self._unchanged(found, reading, outcome):
            return same
        entry = single(found)
        changed = changed_fields(reading.told, reading.record, entry.record)
        terms = admitted(self._gate, entry, changed, self.terms, self.as_of)
        return staged.change(entry, changed, reading, terms, outcome)

    def _unchanged(
        self, found: Sequence[Found], reading: Reading, outcome: Outcome
    ) -> Outcome | None:
        """Return the outcome of a row of which a record says the same, now or in the past."""
        told, record = reading.told, reading.record
        for entry in (one.entry for one in found):
            if not changed_fields(told, record, settle(entry.record, self.as_of)):
                return replace(outcome, result="unchanged", entry=entry.id if entry.row else "")
            if said_before(told, record, entry.record):
                words = f"与记录 {entry.id} 改动以前的内容相同，表格是旧的，没有改回；确要改回请直接改记录。"
                return replace(outcome, result="unchanged", words=words)
        return None

    def _reading(self, model: type[Record], draft: Draft) -> Reading:
        content = self._content(draft)
        zeros = [name for name in draft.zeros if name not in content]
        return Reading(self._typed(model, draft, content), content, draft.columns, zeros)

    def _content(self, draft: Draft) -> dict[str, Any]:
        refusals, found = list(draft.refusals), {}
        for name, named in draft.named.items():
            try:
                found[name] = self.desk.registers.find(named, draft.row)
            except Refusal as refusal:
                refusals.append(str(refusal))
        if refusals:
            raise Refusal("；".join(one.rstrip("。") for one in refusals) + "。")
        return {**draft.content, **found, "changes": self.desk.published}

    def _typed(self, model: type[Record], draft: Draft, content: Map[str, Any]) -> Record:
        record, faults = model.read(content)
        if record is None or faults:
            raise Refusal("".join(_words(model, draft, f) for f in faults))
        for loc, _, value in values(record):
            if isinstance(value, str) and any(identity_numbers(value)):
                where = draft.columns.get(_dotted(loc), "这一行")
                raise Refusal(f"“{where}”里像是有公民身份号码，依法不公开；请删去后再导入。")
        if record.sealed:
            raise Refusal(f"{record.sealed}，不导入。")
        if record.day and record.GATE == "case" and record.day > self.as_of:
            raise Refusal(f"日期 {record.day} 晚于今天（{self.as_of}），请核对年份。")
        return record


def _names(row: Row) -> tuple[str, ...]:
    return tuple(convert.one_line(convert.shown(cell)).strip() for cell in row.cells)


def _words(model: type[Record], draft: Draft, fault: Fault) -> str:
    """Say a fault of a record in terms of the table's columns."""
    path = _dotted(fault.loc)
    if path not in draft.columns:
        return fault.message
    label = target(model, path).shape.label
    return f"“{draft.columns[path]}”：{fault.message.removeprefix(f'{label}：')}"


def _dotted(loc: Loc) -> str:
    return ".".join(part for part in loc if isinstance(part, str))
