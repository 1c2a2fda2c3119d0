"""What an import did, in the words of a clerk, and the table of rejected rows (导入结果)."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from portal.staff.convert import SPOILED, shown
from portal.staff.header import Header
from portal.staff.mapping import normal
from portal.staff.tables import SHEET, Row, Table, guarded

Key = tuple[str, int]
Result = Literal["new", "unchanged", "changed", "rejected"]
WORDS: dict[Result, str] = {
    "new": "新增",
    "unchanged": "未变",
    "changed": "更改",
    "rejected": "退回",
}
REASON, ROW = "退回原因", "原行号"
OWN_COLUMNS = (REASON, ROW, SHEET)
FEW = 8


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row; `entry` is the record of this table that it stands or falls with."""

    result: Result
    row: Row
    sheet: str
    words: str = ""
    path: str = ""
    entry: str = ""
    lacking: tuple[str, ...] = ()


@dataclass(slots=True)
class Report:
    """What became of one file: every row has one outcome."""

    table: Table
    outcomes: list[Outcome] = field(default_factory=list)
    headers: dict[str, Header] = field(default_factory=dict)
    unrecognised: list[str] = field(default_factory=list)
    warnings: int = 0
    provision: str = ""
    untold: Counter[str] = field(default_factory=Counter)
    named: list[str] = field(default_factory=list)

    def count(self, result: Result) -> int:
        """Return how many rows had this result."""
        return sum(1 for outcome in self.outcomes if outcome.result == result)

    @property
    def rejected_path(self) -> Path:
        """Where the rejected rows go."""
        return self.table.path.with_name(f"{self.table.path.name}.rejected.csv")

    @property
    def lacking(self) -> dict[str, list[int]]:
        """The rows that were taken without a column that must be filled, by column."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for outcome in self.outcomes:
            for name in outcome.lacking if outcome.result == "new" else ():
                found[name].append(outcome.row.number)
        return found

    def rejected_table(self) -> str:
        """Return the rejected rows as CSV with their reasons, without what may not be told.

        Columns go by their place: of several with one name each keeps what it holds.
        """
        names = dict.fromkeys(key for h in self.headers.values() for key in _told(h).values())
        columns = {key: number for number, key in enumerate(names, len(OWN_COLUMNS))}
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([*OWN_COLUMNS, *(guarded(name) for name, _ in columns)])
        for outcome in self.outcomes:
            if outcome.result == "rejected":
                writer.writerow(map(guarded, self._cells(outcome, columns)))
        return "\ufeff" + file.getvalue()

    def _cells(self, outcome: Outcome, columns: Mapping[Key, int]) -> list[str]:
        own = (outcome.words, str(outcome.row.number), outcome.sheet)
        cells = [*own, *("" for _ in columns)]
        header = self.headers[outcome.sheet]
        for place, key in _told(header).items():
            cell = outcome.row.cells[place] if place < len(outcome.row.cells) else None
            spoiled = place in header.codes and not isinstance(cell, str) and cell is not None
            cells[columns[key]] = f"{SPOILED}{shown(cell)}" if spoiled else shown(cell)
        return cells

    def lines(self, *, dry_run: bool = False) -> Iterator[str]:
        """Yield the report, line by line."""
        names = "、".join(dict.fromkeys(h.mapping.name for h in self.headers.values()))
        yield f"{self.table.path}（{self.table.encoding}，{names}）"
        counts = {result: self.count(result) for result in WORDS}
        told = " + ".join(f"{WORDS[result]} {count}" for result, count in counts.items())
        yield f"  共 {len(self.outcomes)} 行 = {told}" + ("（试运行，没有写入）" if dry_run else "")
        for outcome in self.outcomes:
            if dry_run and outcome.result in ("new", "changed"):
                yield f"  {_place(outcome)}：{_planned(outcome)}：{outcome.words}"
            elif outcome.result == "rejected" or (outcome.words and outcome.result == "unchanged"):
                yield f"  {_place(outcome)}：{WORDS[outcome.result]}，{outcome.words}"
        yield from self._remarks(dry_run)

    def _remarks(self, dry_run: bool) -> Iterator[str]:
        if self.count("rejected") and not dry_run:
            yield f"  退回的行和原因在 {self.rejected_path}，改好后可以直接导入这个文件。"
        for text in self.named:
            yield f"  {text}"
        for name, rows in self.lacking.items():
            source = f"（{self.provision}要求填写）" if self.provision else ""
            yield f"  缺项：“{name}”{source}有 {len(rows)} 行没有填：{few(rows)}"
        if self.warnings:
            yield f"  收下的记录有 {self.warnings} 处提醒（不影响公布），用 portal check 查看。"
        for name, count in self.untold.items():
            yield f"  不导入：“{name}”有 {count} 行有内容，依法不公开，没有写入记录，也不写入退回表。"
        elsewhere = {name for h in self.headers.values() for name in h.mapping.known}
        for header in self.headers.values():
            unknown = [n for n in header.unknown if n not in OWN_COLUMNS]
            if unknown := [name for name in unknown if normal(name) not in elsewhere]:
                yield f"  映射里没有的列，没有读：{'、'.join(unknown)}"
        if self.unrecognised:
            yield f"  没有认出表头的工作表，没有读：{'、'.join(self.unrecognised)}"


def _place(outcome: Outcome) -> str:
    return (
        f"{outcome.sheet} 第 {outcome.row.number} 行"
        if outcome.sheet
        else f"第 {outcome.row.number} 行"
    )


def _planned(outcome: Outcome) -> str:
    """Say where a row would go; a new record gets its id only when it is written."""
    if outcome.result == "new":
        return f"新增到 {Path(outcome.path).parent}/"
    return f"更改 {outcome.path}"


def _told(header: Header) -> dict[int, Key]:
    """Return the places of the columns that may be told, each with its name and which of them."""
    found: dict[int, Key] = {}
    seen: Counter[str] = Counter()
    for place, name in enumerate(header.names):
        if name and place not in header.untold and name not in OWN_COLUMNS:
            found[place] = (name, seen[name])
            seen[name] += 1
    return found


def few(rows: list[int]) -> str:
    """Name the first rows."""
    more = "等" if len(rows) > FEW else ""
    return "第 " + "、".join(map(str, rows[:FEW])) + f" {more}行"
