"""`portal chart` (流程图)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from portal.cli.common import as_of_option, data_option, main, today


@main.command(name="chart", epilog="例：portal chart lc-2024-k7m3q9 --svg --output 流程图.svg")
@click.argument("record_id", metavar="ID")
@click.option("--svg", is_flag=True, help="导出成 SVG，不依赖网站的样式。")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="写到哪个文件；不写就打印出来。",
)
@as_of_option
@data_option
def chart_command(
    record_id: str, svg: bool, output: Path | None, as_of: date | None, data: Path
) -> None:
    """导出一个执法流程的流程图，和公众看到的一样；没有公开的不导出。"""
    from portal.lifecycle import Gate
    from portal.site.chart.export import NotDrawn, stand_alone
    from portal.source import load

    if not svg:
        raise click.UsageError("请写明导出成什么：--svg。")
    if not data.is_dir():
        raise click.UsageError(f"没有数据文件夹 {data}，请用 --data 指明。")
    try:
        drawn = stand_alone(Gate(load(data), as_of=as_of or today()), record_id)
    except NotDrawn as error:
        raise click.ClickException(str(error)) from None
    if output is None:
        click.echo(drawn, nl=False)
        return
    try:
        output.write_text(drawn, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"写不了 {output}（{error.strerror}），请换一个地方。") from None
    click.echo(output)
