"""`portal handbook` (手册)."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from portal.cli.common import address_of, listening, main, port_option


@main.command(name="handbook", epilog="例：portal handbook；portal handbook --output 手册")
@port_option(8001)
@click.option(
    "--output",
    metavar="文件夹",
    type=click.Path(path_type=Path),
    default=None,
    help="不在本机展示，写成网页放进这个新文件夹，可以拷给同事，双击打开。",
)
def handbook_command(port: int, output: Path | None) -> None:
    """打开随程序装好的工作人员手册；不需要联网，和所装的版本一致。"""
    from portal.site.handbook import HOME, write

    if output:
        if output.exists():
            raise click.UsageError(f"{output} 已经有了；请另指一个新文件夹。")
        write(output)
        click.echo(f"{output / HOME}")
        return
    with TemporaryDirectory() as room, suppress(KeyboardInterrupt):
        write(Path(room))
        with listening(Path(room), port) as server:
            click.echo(f"{address_of(server)}{HOME}  （在浏览器里打开；按 Ctrl+C 结束）")
            server.serve_forever()
