"""`portal new`, `portal remove`, `portal import` and `portal schema` (写记录)."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from portal.cli.changes import common, declare_change, folder
from portal.cli.common import as_of_option, data_option, folder_option, main, today
from portal.model import RECORD_TYPES, Record
from portal.model.changes import RemovedChange
from portal.model.terms import ACTS
from portal.staff.options import import_options
from portal.staff.questions import answers, question_of


class Kind(click.ParamType[type[Record]]):
    """A type of record, by its name or its Chinese label or a part of that."""

    name = "类型"

    def convert(self, value: object, param: object, ctx: click.Context | None) -> type[Record]:
        """Return the type, or fail with a sentence."""
        told = str(value)
        exact = [kind for kind in RECORD_TYPES if told in (kind.TYPE, kind.PLURAL, kind.LABEL)]
        found = exact or [kind for kind in RECORD_TYPES if told in kind.LABEL]
        if len(found) != 1:
            raise click.BadParameter(f"“{told}”不是一种记录；可选：{TYPES}。")
        return found[0]


TYPES = "、".join(f"{kind.LABEL} {kind.TYPE}" for kind in RECORD_TYPES)
NEW = f"新建一条记录的文件，列出该类记录的全部字段，打印文件的位置。\n\n类型：{TYPES}。"


@main.command(name="new", help=NEW, epilog="例：portal new decision --act 行政处罚")
@click.argument("kind", metavar="类型", type=Kind())
@click.option("--act", type=click.Choice(ACTS), default=None, help="行为类别，如 行政处罚。")
@click.option("--year", type=click.IntRange(1949, 2098), default=None, help="年份；默认今年。")
@as_of_option
@data_option
def new_command(
    kind: type[Record], act: str | None, year: int | None, as_of: date | None, data: Path
) -> None:
    """Write the file of a new record and say where it is."""
    from portal.staff.new import has_act, new_record
    from portal.staff.talk import Talk

    if act and not has_act(kind):
        raise click.UsageError(f"{kind.LABEL}没有行为类别，请去掉 --act。")
    if not data.is_dir():
        raise click.UsageError(f"没有数据文件夹 {data}，请用 --data 指明。")
    if not act and (asked := question_of(kind, "act")):
        act = Talk().ask([(asked, True)])["act"]
    click.echo(new_record(data, kind, act=act, year=year or (as_of or today()).year))


@main.command(
    name="remove",
    epilog="例：portal remove cf-2024-k7m3q9 --dry-run；portal remove cf-2024-k7m3q9 "
    "--ground 个人隐私 --drafted 法规科 --reviewed 保密审查岗 --approved 分管负责人",
)
@common
@answers(RemovedChange)
@click.option("--value", "values", multiple=True, help="与 --dry-run 同用：还要查找的内容。")
@folder_option("output", "与 --dry-run 同用：上次生成的网站。")
@click.option("--verbose", is_flag=True, help="与 --dry-run 同用：逐个列出网站的文件。")
def remove_command(
    record_id: str,
    dry_run: bool,
    values: tuple[str, ...],
    output: Path,
    verbose: bool,
    **options: Any,
) -> None:
    """删除：只留下统计所需和防止旧表格再次导入的内容。加 --dry-run 只列出内容还留在哪里。"""
    from portal.staff.remove import REMOVE_OR_WITHHOLD
    from portal.staff.talk import is_terminal

    if not dry_run:
        if is_terminal() and not options["ground"]:
            click.echo(REMOVE_OR_WITHHOLD)
        if declare_change(RemovedChange, record_id=record_id, dry_run=False, **options):
            click.echo(f"git 的历史里还有原文：portal remove {record_id} --dry-run 列出留在哪里，")
            click.echo("清除的步骤见 docs/removal.md。")
        return
    from portal.staff.traces import traces

    found = traces(folder(options["data"]), record_id, values, output, verbose=verbose)
    for line in found.lines():
        click.echo(line)


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
