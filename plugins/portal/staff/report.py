"""What an import did, in the words of a clerk, and the table of rejected rows (导入结果)."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from portal.staff.convert import shown
from portal.staff.draft import Header
from portal.staff.tables import Row, Table, guarded

Result = Literal["new", "unchanged", "changed", "rejected"]
WORDS: dict[Result, str] = {
    "new": "新增",
    "unchanged": "未变",
    "changed": "更改",
    "rejected": "退回",
}
REASON, ROW, SHEET = "退回原因", "原行号", "原工作表"
OWN_COLUMNS = (REASON, ROW, SHEET)
FEW = 8


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row."""

    result: Result
    row: Row
    sheet: str
    words: str = ""
    path: str = ""


@dataclass(slots=True)
class Report:
    """What became of one file: every row has one outcome."""

    table: Table
    outcomes: list[Outcome] = field(default_factory=list)
    headers: dict[str, Header] = field(default_factory=dict)
    unrecognised: list[str] = field(default_factory=list)
    lacking: dict[str, list[int]] = field(default_factory=dict)
    provision: str = ""
    untold: Counter[str] = field(default_factory=Counter)
    agencies: list[str] = field(default_factory=list)

    def count(self, result: Result) -> int:
        """Return how many rows had this result."""
        return sum(1 for outcome in self.outcomes if outcome.result == result)

    @property
    def rejected_path(self) -> Path:
        """Where the rejected rows go."""
        return self.table.path.with_name(f"{self.table.path.name}.rejected.csv")

    def rejected_table(self) -> str:
        """Return the rejected rows as CSV with their reasons, without what may not be told."""
        names = list(dict.fromkeys(n for h in self.headers.values() for n in _told_names(h)))
        file = io.StringIO()
        writer = csv.DictWriter(file, [*OWN_COLUMNS, *names], lineterminator="\r\n")
        writer.writeheader()
        for outcome in self.outcomes:
            if outcome.result == "rejected":
                writer.writerow({name: guarded(text) for name, text in self._cells(outcome)})
        return "\ufeff" + file.getvalue()

    def _cells(self, outcome: Outcome) -> Iterator[tuple[str, str]]:
        yield from zip(
            OWN_COLUMNS, (outcome.words, str(outcome.row.number), outcome.sheet), strict=True
        )
        header = self.headers[outcome.sheet]
        untold = header.untold
        for place, cell in enumerate(outcome.row.cells[: len(header.names)]):
            if place not in untold and header.names[place]:
                yield header.names[place], shown(cell)

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
        for text in self.agencies:
            yield f"  {text}"
        for name, rows in self.lacking.items():
            source = f"（{self.provision}要求填写）" if self.provision else ""
            yield f"  缺项：“{name}”{source}有 {len(rows)} 行没有填：{few(rows)}"
        for name, count in self.untold.items():
            yield f"  不导入：“{name}”有 {count} 行有内容，依法不公开，没有写入记录，也不写入退回表。"
        for header in self.headers.values():
            if unknown := [name for name in header.unknown if name not in OWN_COLUMNS]:
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


def _told_names(header: Header) -> list[str]:
    untold = set(header.untold)
    names = enumerate(header.names)
    return [n for place, n in names if n and place not in untold and n not in OWN_COLUMNS]


def few(rows: list[int]) -> str:
    """Name the first rows."""
    more = "等" if len(rows) > FEW else ""
    return "第 " + "、".join(map(str, rows[:FEW])) + f" {more}行"
