"""`portal coverage` (公开情况)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portal.cli.common import as_of_option, data_option, main, today

if TYPE_CHECKING:
    from portal.lifecycle.cover import Cell, Cover


@main.command(
    name="coverage",
    epilog="例：portal coverage --agency jg-2024-k7m3q9 --all；portal coverage --strict",
)
@click.option("--agency", "agency", metavar="编号", default="", help="只列这个机关。")
@click.option("--all", "everything", is_flag=True, help="已公开的也列出来，写明数量和日期。")
@click.option("--json", "as_data", is_flag=True, help="给程序读的 JSON，和网站上的一样。")
@click.option("--strict", is_flag=True, help="有缺项时返回 1，供自动流程用。")
@as_of_option
@data_option
def coverage_command(
    agency: str, everything: bool, as_data: bool, strict: bool, as_of: date | None, data: Path
) -> None:
    """列出各机关应当公开的信息，公开了没有、缺什么；和网站上的“公开情况”一样。

    返回 0；加 --strict 时有缺项返回 1；用法不对返回 2。
    """
    from portal.lifecycle import Gate
    from portal.site.coverage import covers, told
    from portal.source import load

    if not data.is_dir():
        raise click.UsageError(f"没有数据文件夹 {data}，请用 --data 指明。")
    every = covers(Gate(load(data), as_of=as_of or today()))
    found = [one for one in every if agency in ("", one.agency.id)]
    if agency and not found:
        raise click.UsageError(f"没有编号为 {agency} 的现行有效的机关。")
    if as_data:
        click.echo(json.dumps({"agencies": [*map(told, found)]}, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(found, everything=everything)))
    sys.exit(1 if strict and any(one.short for one in found) else 0)


def _lines(every: Sequence[Cover], *, everything: bool) -> Iterator[str]:
    """Yield the tables in words, for a terminal: what is missing, or `everything`."""
    from portal.model.information import LEAST_REVIEWERS

    for cover in every:
        there = len(cover.due) - len(cover.short)
        yield f"{cover.agency.title}（{cover.agency.id}）：应公开 {len(cover.due)} 项，已公开 {there} 项"
        shown = [cell for cell in cover.cells if cell.short or (everything and cell.count)]
        yield from (f"  {_said(cell)}" for cell in shown)
        if share := cover.reviewers:
            least = "" if share.enough else f"，不足 {LEAST_REVIEWERS}%"
            yield (
                f"  法制审核人员 {share.reviewers} 名，占执法人员 {share.officers} 名的 "
                f"{share.share}%{least}"
            )
    short = sum(len(cover.short) for cover in every)
    yield f"共 {len(every)} 个机关，" + (f"{short} 处缺项。" if short else "没有缺项。")


def _said(cell: Cell) -> str:
    one = cell.information
    lacking = f"：没有{'、'.join(cell.lacking)}" if cell.lacking and cell.due else ""
    count = f" {cell.count}，最近变更 {cell.changed}" if cell.count and not cell.lacking else ""
    return f"{cell.label} {one.label}（{one.provision}）{lacking}{count}"
