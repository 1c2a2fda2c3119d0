"""From a file to sheets of rows: CSV (UTF-8 or GB18030), XLSX, XLS, JSON (读表).

Nothing is guessed here: a cell keeps the type that the file gives it, so that a code which
arrives as a number can be refused later.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, PasswordError, load_workbook

Cell = str | int | float | Decimal | bool | date | datetime | time | timedelta | None

# The column of a table of rejected rows that says in which sheet a row was.
SHEET = "原工作表"
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# A cell that a spreadsheet may run as a formula, whatever blanks stand before it; `'` in front
# keeps it text. Quotes that are there already count, so that taking one away gives it back.
_FORMULA = re.compile("'*[\\s\u200b-\u200f\u2060\ufeff]*[=+\\-@＝＋－＠]")


class Unreadable(Exception):
    """The file cannot be read as a table; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row, by the number that people see in the spreadsheet."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing is written in the row."""
        return all(
            cell is None or (isinstance(cell, str) and not cell.strip()) for cell in self.cells
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook, a CSV file, or one array of a JSON file."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A file as it was read; `encoding` says how its bytes became text."""

    path: Path
    encoding: str
    sheets: tuple[Sheet, ...]


def read_table(path: Path) -> Table:
    """Return the sheets of the file `path`, or raise :class:`Unreadable`."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"文件打不开（{error.strerror}），请检查文件名和权限。") from None
    if data.startswith(_WORKBOOKS):
        return Table(path, "表格文件", tuple(_workbook(data)))
    text, encoding = decode(data)
    if path.suffix.lower() == ".json":
        return Table(path, encoding, tuple(_json(text)))
    return Table(path, encoding, tuple(_as_before(tuple(_csv(text)))))


def _as_before(rows: tuple[Row, ...]) -> Iterable[Sheet]:
    """Put rejected rows back into the sheets that they came from; any other rows are one sheet."""
    header = rows[0].cells if rows else ()
    if SHEET not in header:
        return [Sheet("", rows)]
    place = header.index(SHEET)
    names = dict.fromkeys(_name(row, place) for row in rows[1:])
    below = {name: [r for r in rows[1:] if _name(r, place) == name] for name in names}
    return [Sheet(name, (rows[0], *those)) for name, those in below.items()]


def _name(row: Row, place: int) -> str:
    return str(row.cells[place] or "") if place < len(row.cells) else ""


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of `data` and its encoding: strict UTF-8 first, then GB18030."""
    if data.startswith(_UTF_16) or b"\0" in data:
        raise Unreadable("文件像是 UTF-16 编码或已损坏；请另存为“CSV UTF-8”或 xlsx 再导入。")
    if data.lstrip()[:1] == b"<":
        raise Unreadable("这其实是网页文件，不是表格；请用表格软件打开后另存为 xlsx 再导入。")
    for encoding, name in (("utf-8-sig", "UTF-8"), ("gb18030", "GB18030")):
        try:
            return data.decode(encoding), name
        except UnicodeDecodeError:
            continue
    raise Unreadable("文件既不是 UTF-8 也不是 GB18030 编码；请另存为“CSV UTF-8”再导入。")


def _workbook(data: bytes) -> Iterable[Sheet]:
    try:
        with load_workbook(io.BytesIO(data)) as book:
            for name in book.sheet_names:
                rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                yield Sheet(name, _rows(map(_plain, cells) for cells in rows))
    except PasswordError:
        raise Unreadable("文件设有打开密码；请去掉密码后另存再导入。") from None
    except CalamineError as error:
        raise Unreadable(
            f"不是完好的 xlsx 或 xls 文件（{error}）；请用表格软件打开后另存再导入。"
        ) from None


def _rows(rows: Iterable[Iterable[Any]], first: int = 1) -> tuple[Row, ...]:
    numbered = enumerate(rows, first)
    cleared = (Row(n, tuple(None if c == "" else c for c in cells)) for n, cells in numbered)
    return tuple(row for row in cleared if not row.empty)


def _csv(text: str) -> Iterable[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return _rows(map(unguarded, cells) for cells in reader)
    except csv.Error as error:
        message = f"第 {reader.line_num} 行附近的引号或逗号不合 CSV 的写法（{error}）"
        raise Unreadable(f"{message}；请用表格软件打开，另存为 xlsx 再导入。") from None


def _plain(cell: Any) -> Any:
    """Undo the guard of a table of rejected rows that was saved as a workbook."""
    return unguarded(cell) if isinstance(cell, str) else cell


def _json(text: str) -> Iterable[Sheet]:
    try:
        content = json.loads(text, parse_int=Decimal, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"JSON 写法不对（{error}）；请让提供数据的人重新导出。") from None
    arrays = content if isinstance(content, dict) else {"": content}
    for name, array in arrays.items():
        if not isinstance(array, list) or not all(isinstance(one, dict) for one in array):
            where = f"“{name}”" if name else "文件"
            raise Unreadable(
                f"JSON 的{where}不是由对象组成的数组（[{{…}}, {{…}}]），不能当表格读。"
            )
        yield Sheet(name, _objects(array))


def _objects(array: list[dict[str, Any]]) -> tuple[Row, ...]:
    """Return the keys as a header, numbered 0, and the objects as rows, numbered from 1."""
    keys = list(dict.fromkeys(key for one in array for key in one))
    rows = [[_json_cell(one.get(key)) for key in keys] for one in array]
    return (Row(0, tuple(keys)), *_rows(rows))


def _json_cell(value: Any) -> Cell:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "；".join(value)
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, default=str)
    cell: Cell = value
    return cell


def guarded(text: str) -> str:
    """Return `text` so that no spreadsheet runs it as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Undo :func:`guarded`."""
    return text[1:] if text[:1] == "'" and _FORMULA.match(text[1:]) else text
