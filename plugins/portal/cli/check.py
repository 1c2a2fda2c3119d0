"""`portal check` (校验)."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from portal.cli.common import as_of_option, config_option, data_option, jobs_option, main, today

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="text 供人看，json 供程序读，github 供代码托管平台标在行上。",
)


@main.command(
    name="check",
    epilog="例：portal check data/decisions/2024 --format github；portal check --base origin/main",
)
@click.argument(
    "paths", metavar="[文件或文件夹…]", nargs=-1, type=click.Path(path_type=Path, exists=True)
)
@data_option
@as_of_option
@config_option
@click.option(
    "--base",
    metavar="分支或提交",
    default="",
    help="对照这个分支或提交，只校验改动了的记录：改动都要有声明，已合并的变更不能改。",
)
@click.option(
    "--fix",
    is_flag=True,
    help="与 --base 合用：补上缺的声明，改正原值和日期；合并冲突时把双方的变更依次写好。",
)
@format_option
@jobs_option
def check_command(
    as_of: date | None, jobs: int | None, base: str, fix: bool, **options: Any
) -> None:
    """校验全部记录，一次报出所有问题；写明文件或文件夹时只报这些的。

    有错误时返回 1，只有提醒时返回 0，用法不对或 git 无法作证时返回 2。
    """
    from portal.checks.command import Misused, check_all
    from portal.parallel import default_jobs

    day, options["jobs"] = as_of or today(), jobs or default_jobs()
    if fix and not base:
        raise click.UsageError("--fix 要与 --base 合用：写明对照哪个分支或提交。")
    try:
        if base:
            sys.exit(_against(base, fix, day, options))
        sys.exit(check_all(as_of=day, today=today(), **options))
    except Misused as misused:
        raise click.UsageError(str(misused)) from None


def _against(base: str, fix: bool, day: date, options: dict[str, Any]) -> int:
    """Repair where that is asked for, then check what differs from `base`."""
    from portal.checks.evidence_command import check_against
    from portal.source.git import NoEvidence

    try:
        if fix:
            from portal.staff.fix import repair

            repair(options["data"], base, day, options["paths"], click.echo)
        return check_against(base=base, as_of=day, today=today(), **options)
    except NoEvidence as error:
        raise click.UsageError(str(error)) from None
