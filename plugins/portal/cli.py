"""The `portal` command: parses arguments, calls, prints (命令行)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import click

CHINA_OFFSET = timedelta(hours=8)


def today() -> date:
    """Return what day it is in Asia/Shanghai, whatever the machine's zone (no summer time)."""
    return (datetime.now(UTC) + CHINA_OFFSET).date()


data_option = click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("data"),
    show_default=True,
    help="数据文件夹。",
)


class Day(click.ParamType[date]):
    """A day written YYYY-MM-DD."""

    name = "DATE"

    def convert(self, value: object, param: object, ctx: click.Context | None) -> date:
        """Return the day, or fail with a sentence."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise click.BadParameter(f"“{value}”不是日期，应为 2024-05-08 这样的写法。") from None


as_of_option = click.option(
    "--as-of", type=Day(), default=None, help="按哪一天的情形校验或生成；默认为北京时间今天。"
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="transparency-portal", message="%(version)s")
def main() -> None:
    """政务公示门户：从 git 里的记录，经一道闸口，生成静态网站。"""


# -- build and serve ---------------------------------------------------------------------------

config_option = click.option(
    "--config",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    default=None,
    help="设置文件；默认用当前文件夹的 pelicanconf.py。",
)


def build_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that `build` and `serve` share."""
    for option in (
        click.option("--no-search", is_flag=True, help="不生成检索索引。"),
        click.option("--jobs", type=click.IntRange(1), default=None, help="并行进程数。"),
        config_option,
        as_of_option,
        click.option(
            "--output",
            type=click.Path(path_type=Path),
            default=Path("output"),
            show_default=True,
            help="网站写到哪里。",
        ),
        click.option(
            "--content",
            type=click.Path(path_type=Path),
            default=Path("content"),
            show_default=True,
            help="栏目文章的文件夹。",
        ),
        data_option,
    ):
        command = option(command)
    return command


@main.command(name="build", epilog="例：portal build --as-of 2026-06-30 --output /tmp/site")
@build_options
def build_command(**options: Any) -> None:
    """校验记录并生成整个网站；有错误时原来的网站不变。"""
    sys.exit(_build(**options))


@main.command(name="serve", epilog="例：portal serve --port 8001")
@build_options
@click.option("--port", default=8000, show_default=True, help="端口。")
@click.option("--no-build", is_flag=True, help="先不生成，直接展示已有的网站。")
def serve_command(port: int, no_build: bool, **options: Any) -> None:
    """在本机展示网站；记录、文章或模板改动后自动重新生成。"""
    from portal.site import serve

    output: Path = options["output"]
    if not (no_build and output.is_dir()) and (status := _build(**options)):
        sys.exit(status)
    try:
        listening = serve.server(output, port)
    except OSError as error:
        raise click.ClickException(
            f"端口 {port} 用不了（{error.strerror}），请用 --port 换一个。"
        ) from None
    click.echo(f"http://{serve.HOST}:{listening.server_port}/  （按 Ctrl+C 结束）")
    watched = [options["data"], options["content"], Path("theme")]
    serve.serve(listening, watched, lambda: click.echo(f"已重新生成（{_build(**options)}）。"))


def _build(**options: Any) -> int:
    """Build; print what went wrong; return the exit code."""
    from portal.site.assemble import assemble

    return assemble(today=today(), **options)


@main.command(epilog="例：portal schema --output schemas")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=Path("schemas"),
    show_default=True,
    help="写到哪里。",
)
@click.option("--check", is_flag=True, help="只检查是否最新，不写。")
def schema(output: Path, check: bool) -> None:
    """写出每类记录的 JSON Schema（2020-12），供编辑器提示和校验。"""
    from portal.model.schema import write_all

    stale = write_all(output, dry_run=check)
    if check and stale:
        raise click.ClickException(f"需要更新（运行 portal schema）：{'、'.join(stale)}")
    click.echo(f"{output}：{'没有变化' if not stale else '已写 ' + '、'.join(stale)}")
