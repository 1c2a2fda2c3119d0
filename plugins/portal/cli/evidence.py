"""`portal audit` (审计)."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from portal.cli.check import format_option
from portal.cli.common import data_option, main, today


@main.command(name="audit", epilog="例：portal audit main --live output/build.json")
@click.argument("tip", metavar="[分支或提交]", default="HEAD")
@data_option
@click.option(
    "--live",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    default=None,
    help="线上网站的 build.json：它所写的提交必须在主干上。",
)
@format_option
def audit_command(tip: str, data: Path, live: Path | None, form: str) -> None:
    """沿主干（默认当前提交）逐个提交核对：每处改动都有声明，已有的变更没有改写过。

    有错误时返回 1，只有提醒时返回 0，用法不对或 git 无法作证时返回 2。
    """
    from portal.checks.command import Misused
    from portal.checks.evidence_command import audit_all
    from portal.source.git import NoEvidence

    try:
        sys.exit(audit_all(tip=tip, data=data, live=live, today=today(), form=form))
    except (Misused, NoEvidence) as error:
        raise click.UsageError(str(error)) from None
