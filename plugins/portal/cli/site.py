"""`portal build` and `portal serve` (生成、预览)."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from portal.cli.common import (
    Command,
    address_of,
    as_of_option,
    config_option,
    data_option,
    folder_option,
    jobs_option,
    listening,
    main,
    port_option,
    today,
)
from portal.staff.options import Day
from portal.stages import written_to


def build_options(command: Command) -> Command:
    """Add the options that `build` and `serve` share."""
    for option in (
        click.option("--no-search", is_flag=True, help="不生成检索索引。"),
        jobs_option,
        config_option,
        as_of_option,
        folder_option("output", "网站写到哪里。"),
        folder_option("content", "栏目文章的文件夹。"),
        data_option,
    ):
        command = option(command)
    return command


@main.command(name="build", epilog="例：portal build --as-of 2026-06-30 --output /tmp/site")
@build_options
@click.option(
    "--timings",
    metavar="文件",
    type=click.Path(dir_okay=False, path_type=Path),
    help="把各阶段的用时写到这个文件（JSON）。",
)
@click.option(
    "--draft-until",
    type=Day(),
    default=None,
    help="生成给内部看的草稿，看到这一天为止：每页有“草稿”水印，不让搜索引擎收录，不能公开发布。",
)
@click.option(
    "--restored",
    is_flag=True,
    help="原来的网站和缓存是一起从别处恢复的，如自动流程的缓存；对不上的不用，重新生成。",
)
def build_command(timings: Path | None, **options: Any) -> None:
    """校验记录并生成整个网站；有错误时原来的网站不变。"""
    from portal.site.assemble import assemble

    with written_to(timings):
        status = assemble(today=today(), **options)
    sys.exit(status)


@main.command(name="serve", epilog="例：portal serve --port 8001")
@build_options
@port_option(8000)
@click.option("--no-build", is_flag=True, help="先不生成，直接展示已有的网站。")
def serve_command(port: int, no_build: bool, **options: Any) -> None:
    """在本机展示网站；记录、文章或模板改动后自动重新生成。"""
    from portal.site.destination import is_site

    _serve(port, options, build=not (no_build and is_site(options["output"])))


@main.command(name="preview", epilog="例：portal preview --port 8001")
@click.option("--no-search", is_flag=True, help="不生成检索索引。")
@jobs_option
@config_option
@as_of_option
@folder_option("content", "栏目文章的文件夹。")
@data_option
@port_option(8000)
def preview_command(port: int, **options: Any) -> None:
    """只在本机预览现在的文件，每页有“草稿”水印；记录、文章或模板改动后自动重新生成，结束后不留下什么。"""
    with TemporaryDirectory() as room:
        draft = {"output": Path(room) / "site", "draft_until": today()}
        _serve(port, {**options, **draft}, build=True)


def _serve(port: int, options: dict[str, Any], *, build: bool) -> None:
    """Build where that is asked for, and serve until interrupted."""
    from portal.site import serve

    output, arguments = options["output"], _build_arguments(options)
    with suppress(KeyboardInterrupt), serve.Builder(arguments) as builder:
        if build and (status := builder.build()):
            sys.exit(status)
        server = listening(output, port)
        watched = [options["data"], options["content"], Path("theme")]
        serve.serve(server, watched, builder, f"{address_of(server)}  （按 Ctrl+C 结束）")


def _build_arguments(options: dict[str, Any]) -> list[str]:
    """Return the command line that builds with `options`."""
    arguments = ["build"]
    for name, value in options.items():
        flag = f"--{name.replace('_', '-')}"
        if value is True:
            arguments.append(flag)
        elif value:
            arguments += [flag, str(value)]
    return arguments
