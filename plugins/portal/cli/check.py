"""`portal check` (校验)."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from portal.cli.common import as_of_option, config_option, data_option, jobs_option, main, today


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
