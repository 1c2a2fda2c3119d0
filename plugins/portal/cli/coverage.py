"""`portal coverage` (公开情况)."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import click

from portal.cli.common import as_of_option, data_option, main, today


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
    from portal.site.coverage import covers, lines, told
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
        click.echo("\n".join(lines(found, everything=everything)))
    sys.exit(1 if strict and any(one.short for one in found) else 0)
