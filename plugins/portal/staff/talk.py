"""Talk with whoever sits at the terminal; where nobody does, say which flags are lacking (问答)."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import click

from portal.staff.questions import Question, Unclear, read


class NotWritten(click.ClickException):
    """The command stops and the file stays as it was; the message says why."""


def is_terminal() -> bool:
    """Return whether somebody can be asked."""
    return sys.stdin.isatty()


@dataclass(frozen=True, slots=True)
class Talk:
    """How much may be asked: `yes` answers the last question, `dry_run` lets nothing be written."""

    yes: bool = False
    dry_run: bool = False
    answered: list[tuple[Question, str]] = field(default_factory=list)

    def say(self, *lines: str) -> None:
        """Show lines."""
        for line in lines:
            click.echo(line)

    def ask(self, open_questions: Sequence[tuple[Question, bool]]) -> dict[str, str]:
        """Return the answers; raise :class:`click.UsageError` where nobody can be asked."""
        if not is_terminal():
            lacking = [question for question, must in open_questions if must]
            if lacking:
                flags = "、".join(question.flag for question in lacking)
                options = "".join(f"{one.flag} {one.options}。" for one in lacking if one.choices)
                raise click.UsageError(f"这里不是终端，没法问；请写明 {flags}。{options}")
            return {}
        answers = ((one, self._answer(one, must=must)) for one, must in open_questions)
        told = [(question, answer) for question, answer in answers if answer]
        self.answered.extend(told)
        return {question.parameter: answer for question, answer in told}

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Where what was answered is refused inside, say it as options: nobody types it twice."""
        try:
            yield
        except NotWritten as refused:
            if not self.answered:
                raise
            options = " ".join(f"{q.flag} {shlex.quote(told)}" for q, told in self.answered)
            message = (
                f"{refused.message}\n已经回答的不用重打，改好以后在命令后面加上：\n  {options}"
            )
            raise NotWritten(message) from None

    def _answer(self, question: Question, *, must: bool) -> str:
        for number, (_, words) in enumerate(question.choices, 1):
            click.echo(f"  {number} {words}")
        hint = f"（{question.shape.help}）" if question.shape.help else ""
        hint += "" if must else "（没有就直接回车）"
        while True:
            told: str = click.prompt(
                f"{question.label}{hint}", prompt_suffix="：", default="", show_default=False
            )
            if not told.strip() and not must:
                return ""
            try:
                return read(question, told)
            except Unclear as unclear:
                click.echo(f"  {unclear}")

    def agreed(self, *, edited: bool = False) -> bool:
        """Return whether to write; raise :class:`click.UsageError` where nobody can say so.

        `edited` says that the file holds what somebody changed before the command.
        """
        if self.dry_run:
            click.echo("只是试一试，没有写入。")
            return False
        if self.yes:
            return True
        if not is_terminal():
            raise click.UsageError("这里不是终端，没法问是否写入；核对以上内容后请加 --yes。")
        told = click.prompt("写入吗？[y/N]", default="", show_default=False, prompt_suffix=" ")
        if told.strip().lower() in ("y", "yes", "是"):
            return True
        own = "文件里你自己的改动还在，要回到原样用 git restore。"
        click.echo(f"没有写入；{own}" if edited else "没有写入，文件没有改动。")
        return False
