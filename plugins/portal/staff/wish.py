"""What the command line asks of a record, how it may break off, and what comes next (请求)."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import click

from portal.model.changes import Change, RemovedChange
from portal.staff.opened import Opened
from portal.staff.talk import NotWritten
from portal.staff.withhold import Withholding


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asks for: which record, which kind of change, and the answers given."""

    root: Path
    record_id: str
    kind: type[Change]
    as_of: date
    given: Mapping[str, str]
    sets: Sequence[str] = ()
    unset: Sequence[str] = ()
    former: Path | None = None
    withholding: Withholding = field(default_factory=Withholding)
    since: date | None = None

    @property
    def name(self) -> str:
        """The kind as files call it."""
        return str(self.kind.model_fields["kind"].annotation.__args__[0])  # type: ignore[union-attr]

    @property
    def removes(self) -> bool:
        """Whether nothing stays but the fact."""
        return self.kind is RemovedChange

    @property
    def day(self) -> str:
        """The day of the change on the portal."""
        return self.given["date"]


@contextmanager
def unharmed() -> Iterator[None]:
    """Say, where somebody breaks off in the middle, that nothing was written."""
    try:
        yield
    except (click.Abort, KeyboardInterrupt, EOFError):
        click.echo()
        raise NotWritten("已取消，什么也没有写进文件。") from None


def next_step(here: Opened, kind: type[Change]) -> None:
    """Say that the file was written, and how to hand it in."""
    click.echo(f"已写入 {here.shown}。")
    if here.in_git:
        click.echo("核对后提交：")
        click.echo(f'  git add {shlex.quote(here.shown)} && git commit -m "{kind.LABEL} {here.id}"')
    else:
        click.echo("这里不在 git 仓库里，请按本单位的办法存档。")
