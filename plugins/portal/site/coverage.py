"""What agencies must make public and whether they did: a page, a table, data (公开情况)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from portal.lifecycle import Gate
from portal.lifecycle.cover import Cell, Cover
from portal.model.agency import Agency
from portal.model.information import INFORMATION, Information
from portal.site.collation import ordered
from portal.site.exports import as_json
from portal.site.listing import summarise
from portal.site.page import Page

ROOT = "/coverage/"
COLUMNS = ("机关编号", "机关", "信息", "依据", "情况", "数量", "最近变更", "所缺")


@dataclass(frozen=True, slots=True)
class Row:
    """How one kind of information stands with all agencies: how many must have it, how many do."""

    information: Information
    due: int
    there: int


def covers(gate: Gate) -> list[Cover]:
    """Return the table of every agency in force, in the order of lists."""
    views = filter(None, map(gate.view, gate.ids(Agency)))
    rows = ordered(Agency, [summarise(view) for view in views if view.listed])
    return [cover for row in rows if (cover := gate.coverage.of(row.id))]


def coverage_pages(every: Sequence[Cover]) -> Iterator[Page]:
    """Yield the table of all agencies."""
    yield Page(ROOT, "coverage.html", {"covers": every, "rows": _rows(every)})


def _rows(every: Sequence[Cover]) -> list[Row]:
    columns = [[cover.cells[place] for cover in every] for place in range(len(INFORMATION))]
    return [
        Row(
            one, sum(cell.due for cell in cells), sum(cell.due and not cell.short for cell in cells)
        )
        for one, cells in zip(INFORMATION, columns, strict=True)
    ]


def coverage_files(every: Sequence[Cover]) -> Iterator[tuple[str, bytes]]:
    """Yield the same as CSV, with the mark by which spreadsheets know UTF-8, and as JSON."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    for cover in every:
        writer.writerows(_line(cover, cell) for cell in cover.cells)
    yield f"{ROOT[1:]}coverage.csv", table.getvalue().encode("utf-8-sig")
    yield f"{ROOT[1:]}index.json", as_json({"agencies": [told(cover) for cover in every]})


def _line(cover: Cover, cell: Cell) -> tuple[object, ...]:
    return (
        *(cover.agency.id, cover.agency.title, cell.information.label, cell.information.provision),
        *(cell.label, cell.count, cell.changed or "", "、".join(cell.lacking)),
    )


def told(cover: Cover) -> dict[str, Any]:
    """Return the table of an agency as data."""
    share = cover.reviewers
    return {
        "id": cover.agency.id,
        "title": cover.agency.title,
        "url": cover.agency.url,
        "due": len(cover.due),
        "short": len(cover.short),
        **(
            {"reviewers": share.reviewers, "officers": share.officers, "percent": share.share}
            if share
            else {}
        ),
        "information": [
            {
                "key": cell.information.key,
                "label": cell.information.label,
                "provision": cell.information.provision,
                "due": cell.due,
                "state": cell.state,
                "count": cell.count,
                "changed": str(cell.changed) if cell.changed else None,
                "lacking": list(cell.lacking),
            }
            for cell in cover.cells
        ],
    }
