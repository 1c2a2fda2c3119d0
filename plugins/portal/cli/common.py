"""The `portal` command: parses arguments, calls, prints (命令行)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from portal.model import BY_TYPE
from portal.model.terms import ACTS
from portal.staff.options import Day, import_options, removal_options

CHINA_OFFSET = timedelta(hours=8)
Command = Callable[..., None]


def today() -> date:
    """Return what day it is in Asia/Shanghai, whatever the machine's zone (no summer time)."""
    return (datetime.now(UTC) + CHINA_OFFSET).date()


def folder_option(name: str, help_text: str, *, default: str = "") -> Callable[[Command], Command]:
    """Return the option that names a folder; by default the one called as the option is."""
    kind, folder = click.Path(path_type=Path), Path(default or name)
    return click.option(f"--{name}", type=kind, default=folder, show_default=True, help=help_text)


data_option = folder_option("data", "数据文件夹。")
jobs_option = click.option("--jobs", type=click.IntRange(1), default=None, help="并行进程数。")


as_of_option = click.option(
    "--as-of", type=Day(), default=None, help="按哪一天的情形校验或生成；默认为北京时间今天。"
)


class Commands(click.Group):
    """The commands, which speak UTF-8 whatever the terminal says it wants."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command that the arguments name."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        return super().main(*args, **kwargs)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="transparency-portal", message="%(version)s")
def main() -> None:
    """政务公示门户：从 git 里的记录，经一道闸口，生成静态网站。"""


config_option = click.option(
    "--config",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    default=None,
    help="设置文件；默认用当前文件夹的 pelicanconf.py。",
)


# -- check -------------------------------------------------------------------------------------


@main.command(name="check", epilog="例：portal check data/decisions/2024 --format github")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@data_option
@as_of_option
@config_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="text 供人看，json 供程序读，github 供代码托管平台标在行上。",
)
@jobs_option
def check_command(as_of: date | None, jobs: int | None, **options: Any) -> None:
    """校验全部记录，一次报出所有问题；写明 PATHS 时只报这些文件或文件夹的。

    有错误时返回 1，只有提醒时返回 0，用法不对时返回 2。
    """
    from portal.checks.command import Misused, check_all
    from portal.parallel import default_jobs

    try:
        sys.exit(
            check_all(as_of=as_of or today(), today=today(), jobs=jobs or default_jobs(), **options)
        )
    except Misused as misused:
        raise click.UsageError(str(misused)) from None


# -- build and serve ---------------------------------------------------------------------------


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
def build_command(**options: Any) -> None:
    """校验记录并生成整个网站；有错误时原来的网站不变。"""
    from portal.site.assemble import assemble

    sys.exit(assemble(today=today(), **options))


@main.command(name="serve", epilog="例：portal serve --port 8001")
@build_options
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="端口。"
)
@click.option("--no-build", is_flag=True, help="先不生成，直接展示已有的网站。")
def serve_command(port: int, no_build: bool, **options: Any) -> None:
    """在本机展示网站；记录、文章或模板改动后自动重新生成。"""
    from portal.site import serve
    from portal.site.destination import is_site

    output, arguments = options["output"], _build_arguments(options)
    with suppress(KeyboardInterrupt):
        if not (no_build and is_site(output)) and (status := serve.built(arguments)):
            sys.exit(status)
        try:
            listening = serve.server(output, port)
        except OSError as error:
            raise click.ClickException(
                f"端口 {port} 用不了（{error.strerror}），请用 --port 换一个。"
            ) from None
        greeting = f"http://{serve.HOST}:{listening.server_port}/  （按 Ctrl+C 结束）"
        watched = [options["data"], options["content"], Path("theme")]
        serve.serve(listening, watched, arguments, greeting)


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


@main.command(epilog="例：portal schema --check")
@data_option
@click.option(
    "--output", type=click.Path(path_type=Path), help="写到哪里；默认为数据文件夹旁的 schemas。"
)
@click.option("--check", is_flag=True, help="只检查是否最新，不写。")
def schema(data: Path, output: Path | None, check: bool) -> None:
    """写出每类记录的 JSON Schema（2020-12），供编辑器提示和校验。"""
    from portal.model.schema import write_all

    output = output or data.parent / "schemas"
    try:
        stale = write_all(output, dry_run=check)
    except OSError as error:
        raise click.ClickException(
            f"写不了 {error.filename}（{error.strerror}），请用 --output 另指一个文件夹。"
        ) from None
    if check and stale:
        raise click.ClickException(f"需要更新（运行 portal schema）：{'、'.join(stale)}")
    click.echo(f"{output}：{'没有变化' if not stale else '已写 ' + '、'.join(stale)}")


# -- records -----------------------------------------------------------------------------------


@main.command(name="new", epilog="例：portal new decision --act 行政处罚")
@click.argument("record_type", metavar="TYPE", type=click.Choice(sorted(BY_TYPE)))
@click.option("--act", type=click.Choice(ACTS), default=None, help="行为类别，如 行政处罚。")
@click.option("--year", type=click.IntRange(1949, 2098), default=None, help="年份；默认今年。")
@as_of_option
@data_option
def new_command(
    record_type: str, act: str | None, year: int | None, as_of: date | None, data: Path
) -> None:
    """新建一条记录的文件，列出该类记录（TYPE，如 decision）的全部字段，打印文件的位置。"""
    from portal.staff.new import has_act, new_record

    kind, day = BY_TYPE[record_type], as_of or today()
    if act and not has_act(kind):
        raise click.UsageError(f"{kind.LABEL}没有行为类别，请去掉 --act。")
    if not data.is_dir():
        raise click.UsageError(f"没有数据文件夹 {data}，请用 --data 指明。")
    click.echo(new_record(data, kind, act=act, year=year or day.year, as_of=day))


@main.command(
    name="remove",
    epilog="例：portal remove cf-2024-k7m3q9 --ground 个人隐私 "
    "--drafted 法规科 --reviewed 保密审查岗 --approved 分管负责人",
)
@removal_options
@as_of_option
@data_option
def remove_command(
    record_id: str, ground: str, as_of: date | None, data: Path, **roles: str
) -> None:
    """删除一条记录：只留下统计所需和防止旧表格再次导入的内容，打印文件的位置，由你提交。"""
    from portal.staff.remove import remove_record

    if not data.is_dir():
        raise click.UsageError(f"没有数据文件夹 {data}，请用 --data 指明。")
    click.echo(remove_record(data, record_id, ground, roles, as_of or today()))


@main.command(
    name="import",
    epilog="例：portal import 许可.xlsx 处罚.csv --dry-run；"
    "portal import 处罚.csv --as corrected --note 罚款金额录入错误",
)
@import_options
@as_of_option
@data_option
def import_command(as_of: date | None, **options: Any) -> None:
    """把表格（CSV、XLSX、XLS、JSON）的每一行变成一条记录；收不下的行连同原因另存。

    全部收下返回 0，有行退回返回 1，用法不对返回 2。
    """
    from portal.staff.run import Unusable, Unwritten, import_files, ordered

    try:
        sys.exit(import_files(ordered(as_of=as_of or today(), **options), click.echo))
    except Unusable as error:
        raise click.UsageError(str(error)) from None
    except Unwritten as error:
        raise click.ClickException(str(error)) from None
