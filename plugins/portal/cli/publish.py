"""`portal publish`, `portal expire` and `portal late` (发布、草稿过期、过期报警)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from portal.cli.common import data_option, folder_option, jobs_option, main, now, today


@main.command(
    name="publish",
    epilog="例：portal publish /srv/portal；portal publish www@gs.yunxi.example:/srv/portal --dry-run",
)
@click.argument("target", metavar="去处")
@folder_option("output", "已经生成的网站。")
@data_option
@click.option("--dry-run", is_flag=True, help="只说明会怎样，不发布。")
@click.option(
    "--allow-fewer",
    metavar="理由",
    default="",
    help="有记录没有变更说明就不再公开，或者线上用来比较的文件不见了，也发布；写明理由。",
)
@click.option("--preview", is_flag=True, help="去处是给内部看的，只收草稿。")
@click.option(
    "--back", is_flag=True, help="不发布，切回上一版；此后有记录变更或网页撤下的，不能切回。"
)
@click.option(
    "--after", metavar="命令", default="", help="发布以后运行的命令，如让 nginx 重新读 gone.map。"
)
@jobs_option
def publish_command(
    target: str,
    output: Path,
    data: Path,
    dry_run: bool,
    allow_fewer: str,
    preview: bool,
    back: bool,
    after: str,
    jobs: int | None,
) -> None:
    """把生成的网站发布到去处：文件夹，用户@主机:文件夹（经 SSH），或 git+地址#分支。

    新版完整以后才换上，一次换完；没有换上时线上的网站不变，返回 1。比线上的旧、有记录无声消失的，
    不发布。网页服务器的根目录是去处里的 current；分支里只有一个没有历史的提交。
    """
    from portal.deploy import branch
    from portal.deploy import publish as deploy
    from portal.deploy.guard import Terms
    from portal.deploy.place import Branch, target_of
    from portal.parallel import default_jobs

    if back and dry_run:
        raise click.UsageError("--back 和 --dry-run 不能合用。")
    terms = Terms(today=today(), data=data, preview=preview, allow_fewer=allow_fewer)
    say = click.echo
    with _failures(output):
        place = target_of(target)
        if isinstance(place, Branch):
            if back:
                raise click.UsageError("分支里没有上一版，切不回去；请重新生成，再发布。")
            branch.publish(output, place, terms, dry_run=dry_run, say=say)
        elif back:
            deploy.back(place, terms, say=say)
        else:
            stamp, jobs = f"{now():%Y%m%dT%H%M%S}", jobs or default_jobs()
            deploy.publish(output, place, terms, stamp=stamp, jobs=jobs, dry_run=dry_run, say=say)
    if after and not dry_run:
        sys.exit(_afterwards(after))


@contextmanager
def _failures(output: Path) -> Iterator[None]:
    """Say in plain words why the block could not do it."""
    from portal.deploy.facts import Refused
    from portal.deploy.shell import Lost

    try:
        yield
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    except OSError as error:
        raise click.ClickException(
            f"没有发布（{error.filename or output}：{error.strerror}），线上的网站不变；"
            "请检查权限和磁盘空间，再发布一次。"
        ) from None
    except Lost as lost:
        raise click.ClickException(
            f"和 {lost} 的连接断了，线上的网站没有换，或已经完整换上；请检查网络，再发布一次。"
        ) from None


@main.command(name="expire", epilog="例：portal expire /srv/preview")
@click.argument("target", metavar="去处")
def expire_command(target: str) -> None:
    """预览的草稿过了日子，从服务器上删掉；没有过期的不动。每天运行一次，运行几次都可以。"""
    from portal.deploy.expire import expire
    from portal.deploy.place import Place

    with _failures(Path(target)):
        expire(Place.of(target), today(), say=click.echo)


@main.command(name="late", epilog="例：portal late https://gs.yunxi.example")
@click.argument("where", metavar="网址或文件夹")
def late_command(where: str) -> None:
    """看线上的网站过期没有：该自行变化的没有变，或几天没有生成，就返回 1；供定时任务报警。"""
    from portal.deploy.facts import Refused
    from portal.deploy.late import late

    try:
        said = late(where, today())
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    if said:
        raise click.ClickException(said)


def _afterwards(command: str) -> int:
    """Run `command`; return 0, or 1 after saying that it failed."""
    code = subprocess.run(command, shell=True, check=False).returncode
    if code:
        click.echo(f"已经发布，但是发布以后的命令没有做成（{code}）：{command}", err=True)
    return 1 if code else 0
