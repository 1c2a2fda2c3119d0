"""`portal handbook` (手册)."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from portal.cli.common import main


@main.command(name="handbook", epilog="例：portal handbook；portal handbook --output 手册")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="端口。"
)
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
        _serve(Path(room), port, HOME)


def _serve(folder: Path, port: int, home: str) -> None:
    """Show what is in `folder` on this machine until interrupted."""
    from portal.site import serve

    try:
        listening = serve.server(folder, port)
    except OSError as error:
        raise click.ClickException(
            f"端口 {port} 用不了（{error.strerror}），请用 --port 换一个。"
        ) from None
    with listening:
        address = f"http://{serve.HOST}:{listening.server_port}/{home}"
        click.echo(f"{address}  （在浏览器里打开；按 Ctrl+C 结束）")
        listening.serve_forever()
