"""`portal init` (新门户)."""

from __future__ import annotations

from pathlib import Path

import click

from portal.cli.common import main, today
from portal.model.founding import Founding
from portal.staff.questions import answering, questions_of


@main.command(
    name="init",
    epilog="例：portal init 公示门户 --name 云溪市政务公示门户 --sponsor 云溪市人民政府办公室 "
    "--division 339901 --domain gs.yunxi.example",
)
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
@answering(questions_of(Founding))
def init_command(folder: Path, **given: str | None) -> None:
    """在空文件夹里开办一个新门户：设置、栏目文章、示例草稿、编辑器、校验和自动发布的配置。

    没有写的选项，在终端里会问；都可以以后再改。文件夹里只能有 .git、.venv 和 wheels。
    """
    from portal.staff.found import NotEmpty, found, to_be_asked
    from portal.staff.talk import Talk

    told = {name: value for name, value in given.items() if value}
    told |= Talk().ask(to_be_asked(told))
    try:
        count = found(folder, told, today())
    except NotEmpty as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        message = f"写不进 {error.filename}（{error.strerror}），请检查权限和磁盘空间。"
        raise click.ClickException(message) from None
    click.echo(f"{folder}：写了 {count} 个文件。接下来做什么，见 {folder / 'README.md'}。")
