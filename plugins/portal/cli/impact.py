"""`portal impact` (影响清单)."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import click

from portal.cli.common import as_of_option, data_option, main, today


@main.command(
    name="impact",
    epilog="例：portal impact fl-2017-a8f2z6；portal impact 水污染防治法 --article 第八十三条",
)
@click.argument("law", metavar="法律")
@click.option(
    "--article",
    "articles",
    multiple=True,
    metavar="条",
    help="只看这一条，可以写几次；如 第八十三条。",
)
@click.option("--json", "as_json", is_flag=True, help="写成 JSON，供程序读。")
@as_of_option
@data_option
def impact_command(
    law: str, articles: tuple[str, ...], as_json: bool, as_of: date | None, data: Path
) -> None:
    """法律要修改、废止时，列出现行记录里哪些引用它，按类型和机关分列；法律写编号或名称。

    没有要调整的返回 0，有要调整的返回 1，用法不对返回 2。
    """
    from portal.lifecycle import Gate
    from portal.source import load
    from portal.staff.impact import Unknown, as_data, impact, lines

    if not data.is_dir():
        raise click.UsageError(f"没有数据文件夹 {data}，请用 --data 指明。")
    corpus = load(data)
    if corpus.problems:
        click.echo("有文件读不出来，没有算在内；请先运行 portal check，改好后再列。", err=True)
    gate = Gate(corpus, as_of=as_of or today())
    try:
        found = impact(gate, law, articles)
    except Unknown as error:
        raise click.UsageError(str(error)) from None
    if as_json:
        click.echo(json.dumps(as_data(gate, found), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(lines(gate, found)))
    sys.exit(1 if found.to_change else 0)
