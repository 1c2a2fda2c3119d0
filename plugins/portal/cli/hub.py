"""`portal hub` (中心库)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from portal.cli.common import Commands, main

folder_argument = click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))


@main.group(
    name="hub",
    cls=Commands,
    subcommand_metavar="命令 …",
    epilog="例：portal hub init /srv/portal.git --publish-to /srv/portal",
)
def hub_group() -> None:
    """中心库：没有代码托管平台时，收推送、先校验、再发布的 git 仓库。"""


@hub_group.command(
    name="init", epilog="例：portal hub init /srv/portal.git --publish-to /srv/portal"
)
@folder_argument
@click.option(
    "--publish-to",
    "target",
    metavar="去处",
    required=True,
    help="发布到哪里，写法同 portal publish。",
)
@click.option("--branch", default="main", show_default=True, help="主干的名称，只有它发布。")
def init_command(folder: Path, target: str, branch: str) -> None:
    """建立中心库：推送到主干的先校验，有错误的不收；收下的随即生成并发布。"""
    from portal.deploy import hub
    from portal.deploy.place import target_of

    def create() -> int:
        made = hub.create(folder, str(target_of(target)), branch)
        click.echo(f"中心库 {made.folder} 已建立，{branch} 发布到 {made.target}。")
        click.echo("第一次推送，在门户的文件夹里：")
        click.echo(f"  git remote add origin {made.folder}（经 SSH：用户@主机:{made.folder}）")
        click.echo(f"  git push --set-upstream origin {branch}")
        click.echo(f"同事：git clone {made.folder}；经 SSH：git clone 用户@主机:{made.folder}")
        return 0

    _answer(create)


@hub_group.command(name="check", epilog="例：由 git 的 pre-receive 钩子运行。")
@folder_argument
def check_command(folder: Path) -> None:
    """校验正在推送到主干的内容；从标准输入读 git 给 pre-receive 钩子的各行。"""
    from portal.checks import command, evidence_command  # noqa: F401 - once, for all that is run
    from portal.deploy import hub

    _answer(lambda: hub.check(hub.Hub.at(folder), sys.stdin, main))


@hub_group.command(name="publish", epilog="例：portal hub publish /srv/portal.git")
@folder_argument
def publish_command(folder: Path) -> None:
    """按主干现在的内容生成并发布；每天夜里也应运行一次，到期的内容才会撤下。"""
    from portal.deploy import branch, hub, publish  # noqa: F401 - once, for all that is run
    from portal.site import assemble  # noqa: F401

    _answer(lambda: hub.publish(hub.Hub.at(folder), main))


def _answer(work: Callable[[], int]) -> None:
    """End with the code that `work` returns, or say why it could not be done."""
    from portal.deploy.facts import Refused
    from portal.source.git import NoEvidence

    try:
        sys.exit(work())
    except (Refused, NoEvidence) as error:
        raise click.ClickException(str(error)) from None
