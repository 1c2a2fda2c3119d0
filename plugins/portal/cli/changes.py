"""One command for each kind of change, and `portal due` (变更、到期)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from portal.cli.common import Command, as_of_option, data_option, main, today
from portal.model.changes import BY_KIND, Change, Corrected, RemovedChange
from portal.staff.questions import answers

FORMER = click.Path(path_type=Path, exists=True, dir_okay=False)
CALLED: dict[str, tuple[str, str, str]] = {
    "published": (
        "publish-record",
        "给写好的新记录写上公布日期，从那天起公开。",
        "cf-2024-k7m3q9",
    ),
    "corrected": (
        "correct",
        "更正：原来录错了。先改文件里的值，或用 --set；原值由程序对照上次提交填写。",
        "cf-2024-k7m3q9 --set fine=10000.00",
    ),
    "amended": (
        "amend",
        "变更：情况变了。以后才生效的写 --from 日期，到那天自动变更。",
        "jg-2024-w5x8n3 --set phone=0571-12345 --from 2027-07-01",
    ),
    "disputed": ("dispute", "标注异议：有人提出异议、复议或诉讼。", "cf-2024-k7m3q9"),
    "dispute_ended": ("end-dispute", "异议有了结果，去掉异议标注。", "cf-2024-k7m3q9"),
    "superseded": (
        "supersede",
        "由新记录替代（许可变更、延续，法律修订等）。",
        "xk-2024-k7m3q9 --by xk-2026-p4x8d2",
    ),
    "withdrawn": (
        "withdraw",
        "撤回：撤销、变更、确认违法、确认无效、责令重作、误列。列出受影响的记录。",
        "cf-2024-k7m3q9 --ground 撤销 --effective 2024-09-10",
    ),
    "ended": (
        "end",
        "提前终止公示：修复、移出、提前停止公示、注销。",
        "tm-2024-k7m3q9 --route 移出",
    ),
    "reinstated": ("reinstate", "恢复：撤回或替代本身被撤销。", "cf-2024-k7m3q9"),
}
"""How the command of a kind is called, what it does, and an example; a new kind is called by its name."""


def folder(data: Path) -> Path:
    """Return the data folder; where it is not there, say so."""
    if not data.is_dir():
        raise click.UsageError(f"没有数据文件夹 {data}，请用 --data 指明。")
    return data


def since() -> date | None:
    """Return the portal's first day by the settings of the current folder."""
    from portal.checks.command import Misused, portal_start

    try:
        return portal_start(None)
    except Misused as misused:
        raise click.UsageError(str(misused)) from None


def common(command: Command) -> Command:
    """Add what every command that declares a change can be told."""
    for option in (
        data_option,
        as_of_option,
        click.option("--dry-run", is_flag=True, help="只看会写什么、公众将看到什么，不写。"),
        click.option("--yes", is_flag=True, help="不再问是否写入。"),
        click.argument("record_id", metavar="编号"),
    ):
        command = option(command)
    return command


def _editing(command: Command) -> Command:
    for option in (
        click.option("--former", type=FORMER, help="改动以前的文件；不写就是上次提交的。"),
        click.option("--unset", multiple=True, metavar="字段", help="删去的字段；可写多次。"),
        click.option(
            "--set",
            "sets",
            multiple=True,
            metavar="字段=新值",
            help="新的值，分项用点，如 party.name=…；可写多次。不写就看文件里改了什么。",
        ),
    ):
        command = option(command)
    return command


def add(name: str, kind: type[Change]) -> None:
    """Add the command that declares a change of `kind`."""
    called, words, example = CALLED.get(
        name, (name.replace("_", "-"), f"写一项变更：{kind.LABEL}。", "cf-2024-k7m3q9")
    )

    def command(**options: Any) -> None:
        declare_change(kind, **options)

    command.__doc__ = words
    options = common(answers(kind)(_editing(command) if kind.EDITS else command))
    main.command(name=called, epilog=f"例：portal {called} {example}")(options)


for _name, _kind in BY_KIND.items():
    if (
        _kind is not RemovedChange
    ):  # what stays of a removed record is another file: `portal remove`
        add(_name, _kind)


@main.command(
    name="withhold",
    epilog="例：portal withhold cf-2024-k7m3q9 --field facts_found --hide-note 2=个人隐私",
)
@common
@answers(Corrected)
@_editing
@click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="字段",
    help="原值不能再公开的字段；可写多次；只有说明泄露了的不用写。",
)
@click.option(
    "--hide-note",
    "notes",
    multiple=True,
    metavar="第几项=事由",
    help="以前的说明也泄露了的，隐去。",
)
def withhold_command(fields: tuple[str, ...], notes: tuple[str, ...], **options: Any) -> None:
    """隐去原值：写一项更正，原值不进 was，并从以前各项变更中去掉。"""
    from portal.staff.withhold import Withholding, hidden_notes

    if not (fields or notes):
        raise click.UsageError(
            "请用 --field 写明原值不能再公开的字段，或用 --hide-note 写明要隐去的说明。"
        )
    if declare_change(Corrected, Withholding(fields, tuple(hidden_notes(notes))), **options):
        click.echo("git 的历史里还有原值，要清除的见 docs/removal.md。")


def declare_change(
    kind: type[Change],
    withholding: Any = None,
    *,
    record_id: str,
    as_of: date | None,
    data: Path,
    yes: bool,
    dry_run: bool,
    sets: tuple[str, ...] = (),
    unset: tuple[str, ...] = (),
    former: Path | None = None,
    **given: str | None,
) -> bool:
    """Declare a change of `kind` and return whether it was written; `given` are the answers."""
    from portal.staff.declare import carried_out
    from portal.staff.wish import Wish
    from portal.staff.withhold import Withholding

    day = as_of or today()
    told = {"date": str(day), **{name: value for name, value in given.items() if value}}
    wish = Wish(
        folder(data),
        record_id,
        kind,
        day,
        told,
        sets=sets,
        unset=unset,
        former=former,
        withholding=withholding or Withholding(),
        since=since(),
    )
    return carried_out(wish, yes=yes, dry_run=dry_run)


@main.command(name="due", epilog="例：portal due --within 30")
@click.option(
    "--within", type=click.IntRange(0), default=30, show_default=True, help="往后看多少天。"
)
@as_of_option
@data_option
def due_command(within: int, as_of: date | None, data: Path) -> None:
    """列出待公布、待撤下（含逾期）和将到期的记录，以及网站下一次自行变化的日期。"""
    from portal.parallel import default_jobs
    from portal.source import load
    from portal.staff.due import due

    corpus = load(folder(data), jobs=default_jobs())
    for line in due(corpus, as_of or today(), within, since()):
        click.echo(line)
    if corpus.broken:
        click.echo(f"另有 {len(corpus.broken)} 个文件读不进来，没有算进去；请运行 portal check。")
