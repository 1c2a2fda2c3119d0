"""`portal lookup` (核对)."""

from __future__ import annotations

import csv
import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from portal.cli.common import folder_option, main

if TYPE_CHECKING:
    from portal.site.search.lookup import Answer

NONE_PUBLIC = 1


@main.command(
    name="lookup",
    epilog="例：portal lookup 云溪星河网络科技有限公司；portal lookup --file 名单.txt --csv > 结果.csv",
)
@click.argument("asked", metavar="[代码|名称|文号]...", nargs=-1)
@click.option(
    "--file",
    "lines",
    type=click.File("r", encoding="utf-8-sig"),
    help="从文件读，一行一个；- 即标准输入。",
)
@folder_option("output", "网站的文件夹。")
@click.option("--json", "form", flag_value="json", help="输出 JSON。")
@click.option("--csv", "form", flag_value="csv", help="输出 CSV。")
def lookup_command(asked: tuple[str, ...], lines: Any, output: Path, form: str | None) -> None:
    """许可前核对：按代码、全称或文号查公开的记录，没有就明说查了什么、截至哪天。

    都有公开的记录时退出码为 0，有一个没有或写错为 1。
    """
    from portal.site.search import SearchFailed
    from portal.site.search.lookup import look_up
    from portal.site.search.reader import Reader, has_index

    wanted = [one.strip() for one in (*asked, *(lines or ())) if one.strip()]
    if not wanted:
        raise click.UsageError("请写要查的代码、名称或文号，或用 --file 给出文件。")
    if not has_index(output):
        raise click.ClickException(f"{output} 没有检索索引；请先运行 portal build。")
    index = Reader(output)
    try:
        answers = [look_up(index, one) for one in wanted]
        manifest = index.manifest
    except SearchFailed as error:
        raise click.ClickException(str(error)) from None
    facts = {"as_of": manifest["as_of"], "records": manifest["records"]}
    {"json": _json, "csv": _csv}.get(form or "", _text)(answers, facts)
    sys.exit(0 if all(one.meanings for one in answers) else NONE_PUBLIC)


def _json(answers: Sequence[Answer], facts: dict[str, Any]) -> None:
    content = {**facts, "answers": [dataclasses.asdict(one) for one in answers]}
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))


def _csv(answers: Sequence[Answer], facts: dict[str, Any]) -> None:
    from portal.site.search.lookup import COLUMNS, table

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow((*COLUMNS, "截至"))
    writer.writerows((*row, facts["as_of"]) for row in table(answers))


def _text(answers: Sequence[Answer], facts: dict[str, Any]) -> None:
    from portal.site.search.lookup import SAID

    for answer in answers:
        click.echo(f"{answer.asked}：{SAID[answer.outcome]}")
        for one in answer.meanings:
            whose = f"{one.name}（{one.code or '未登记代码'}）" if one.name else ""
            near = "" if one.same else "，相近，不是同一个名称"
            click.echo(f"  {one.what}一致{near}{f'：{whose}' if whose else ''}，{one.count} 条")
            for row in one.rows:
                told = (row["state_label"], row["date"], row["title"], row["url"])
                click.echo(f"    {'  '.join(told)}")
            if one.count > len(one.rows):
                click.echo(f"    以上是最新的 {len(one.rows)} 条，其余请在网站上检索。")
    click.echo(
        f"查的是截至 {facts['as_of']} 公开的 {facts['records']} 条记录。没有查到，不等于没有记录："
    )
    click.echo("名称须与登记的全称一致；公示期满、已撤回的记录不能再按名称查到。")
