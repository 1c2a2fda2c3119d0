"""What `portal import` can be told (选项)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import click
from pydantic_core import PydanticCustomError

from portal.model.changes import FOUND_BY
from portal.model.fields import parse_day

Command = Callable[..., None]
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


class Day(click.ParamType[date]):
    """A day written YYYY-MM-DD."""

    name = "日期"

    def convert(self, value: object, param: object, ctx: click.Context | None) -> date:
        """Return the day, or fail with a sentence."""
        if isinstance(value, date):
            return value
        try:
            return parse_day(str(value))
        except PydanticCustomError as error:
            raise click.BadParameter(error.message()) from None


def import_options(command: Command) -> Command:
    """Add the files and options of `portal import`."""
    options = (
        click.argument("files", metavar="表格…", nargs=-1, required=True, type=FILE),
        click.option(
            "--mapping",
            "mappings",
            multiple=True,
            type=FILE,
            help="映射文件；双公示模板不用指明。",
        ),
        click.option("--dry-run", is_flag=True, help="只说会写什么，不写。"),
        click.option("--create-agencies", is_flag=True, help="新建表里有而没有登记的机关。"),
        click.option("--create-lists", is_flag=True, help="按映射里写的，新建没有登记的名单。"),
        click.option(
            "--as",
            "change",
            type=click.Choice(["corrected", "amended"]),
            help="收下内容不同的行：corrected 原来录错，amended 情况变了。",
        ),
        click.option("--note", default="", help="改动的原因，写给公众看；与 --as 同用。"),
        click.option(
            "--found-by",
            type=click.Choice(list(FOUND_BY)),
            help=f"更正怎样发现：{'，'.join(f'{k} {v}' for k, v in FOUND_BY.items())}。"
            "不写即本机关自查发现；记录有异议没有了结的，要写明。",
        ),
        click.option("--effective", type=Day(), default=None, help="变更的生效日期；默认当日。"),
        click.option(
            "--ground", default="", help="变更的事由，如 行政复议变更；与 --as amended 同用。"
        ),
        click.option("--authority-body", default="", help="变更依据的文书由哪个机关作出。"),
        click.option("--authority-document", default="", help="变更依据的文书的名称或文号。"),
    )
    return _all(options)(command)


def _all(options: Sequence[Callable[[Command], Command]]) -> Callable[[Command], Command]:
    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate
