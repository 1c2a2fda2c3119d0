"""`portal search-check` (检索自测)."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from portal.cli.common import folder_option, jobs_option, main, today
from portal.parallel import default_jobs
from portal.progress import shown_progress


def _within_reason(_context: click.Context, _option: click.Parameter, value: float) -> float:
    if not 1 <= value <= 100:  # nor what is no number at all
        raise click.BadParameter("应在 1 到 100 之间。")
    return value


@main.command(name="search-check", epilog="例：portal search-check output --scale 0.1")
@click.argument("output", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--seed", type=int, default=1, show_default=True, help="抽样的种子。")
@click.option(
    "--scale",
    type=click.FloatRange(0, 1, min_open=True),
    default=1.0,
    show_default=True,
    help="问整套问题的几分之几。",
)
@click.option(
    "--visits", type=click.IntRange(0), default=30, show_default=True, help="用手机打开几次。"
)
@click.option(
    "--slowdown",
    type=float,
    callback=_within_reason,
    default=4.0,
    show_default=True,
    help="手机处理器用时为本机的几倍；本机慢，就取小些。",
)
@click.option(
    "--save", is_flag=True, help="把指标存进栏目文章的文件夹，下次生成时写在“关于检索”页上。"
)
@folder_option("content", "栏目文章的文件夹。")
@jobs_option
def search_check(
    output: Path,
    content: Path,
    seed: int,
    scale: float,
    visits: int,
    slowdown: float,
    save: bool,
    jobs: int | None,
) -> None:
    """在浏览器里逐条提问，同逐字比对的结果核对：查得全不全、准不准、快不快。"""
    from portal.site.destination import is_site
    from portal.site.search.reader import has_index
    from portal.site.selftest import NAME, NoBrowser, examine, keep, told

    if not (is_site(output) and has_index(output)):
        raise click.ClickException(f"{output} 不是带检索索引的网站；请先运行 portal build。")
    try:
        with shown_progress():
            report = examine(
                output,
                seed=seed,
                scale=scale,
                visits=visits,
                slowdown=slowdown,
                jobs=jobs or default_jobs(),
            )
    except NoBrowser as error:
        raise click.ClickException(str(error)) from None
    for line in told(report):
        click.echo(line)
    if save:
        keep(content / NAME, report, today())
    sys.exit(1 if report.faults else 0)
