"""`portal migrate` (迁移)."""

from __future__ import annotations

from pathlib import Path

import click

from portal.cli.changes import folder
from portal.cli.common import data_option, main

NEXT = """只改了写法，公众看到的不变。请核对、单独提交，不要同别的改动放在一起：
  portal check
  portal preview-diff HEAD
  git add {data} && git commit -m 升级数据模型"""


@main.command(name="migrate", epilog="例：portal migrate --dry-run")
@click.option("--dry-run", is_flag=True, help="只列出会改哪些文件，不写。")
@data_option
def migrate_command(data: Path, dry_run: bool) -> None:
    """升级程序以后，把记录改成新模型的写法，连同以前的各个版本；不需要时只说一句。"""
    from portal.checks.evidence_model import CURRENT
    from portal.staff.migrate import Unmigratable, migrate

    try:
        former, files = migrate(folder(data), CURRENT, dry_run=dry_run)
    except Unmigratable as error:
        raise click.ClickException(str(error)) from None
    if not files:
        click.echo(f"无需迁移：数据的模型版本是 {former}，与程序一致。")
        return
    for file in files:
        click.echo(file)
    what = "会改" if dry_run else "已改"
    click.echo(f"模型版本 {former} → {CURRENT.version}，{what} {len(files)} 个文件。")
    if not dry_run:
        click.echo(NEXT.format(data=data))
