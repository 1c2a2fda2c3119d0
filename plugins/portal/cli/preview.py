"""`portal preview-diff` (公开效果)."""

from __future__ import annotations

import sys
from datetime import date
from functools import partial
from pathlib import Path

import click

from portal.cli.common import (
    as_of_option,
    config_option,
    data_option,
    folder_option,
    main,
    today,
)


@main.command(
    name="preview-diff",
    epilog="例：portal preview-diff origin/main > 公开效果.md；portal preview-diff HEAD --format json",
)
@click.argument("base", metavar="分支或提交")
@data_option
@folder_option("content", "栏目文章的文件夹。")
@config_option
@as_of_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["markdown", "json"]),
    default="markdown",
    show_default=True,
    help="markdown 贴在合并请求里，json 供程序读。",
)
def preview_command(
    base: str, data: Path, content: Path, config: Path | None, as_of: date | None, form: str
) -> None:
    """说明合并后公众会看到什么：按那个分支或提交和现在的文件各生成一次网站，逐个文件比较。

    生成不了时返回 1，git 无法作证时返回 2。
    """
    from portal.checks.evidence_model import CURRENT
    from portal.site.preview_build import Unbuilt, effect_since
    from portal.source.git import NoEvidence
    from portal.staff.migrate import Unmigratable, migrate

    day, renew = as_of or today(), partial(migrate, model=CURRENT)
    try:
        click.echo(
            effect_since(
                base, data=data, content=content, config=config, day=day, form=form, renew=renew
            )
        )
    except NoEvidence as error:
        raise click.UsageError(str(error)) from None
    except (Unbuilt, Unmigratable) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
