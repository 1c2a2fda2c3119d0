"""One call from the command line: load, check, print, and an exit code (校验命令)."""

from __future__ import annotations

import runpy
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from portal.checks.examined import Question, examined
from portal.checks.owner import Website, examine
from portal.checks.report import FORMATS, counted
from portal.problem import errors
from portal.progress import shown_progress
from portal.source.configuration import NAME

DEFAULT_CONFIG = Path(NAME)


class Misused(Exception):
    """What was asked for makes no sense; the text says why."""


def check_all(
    *,
    paths: Sequence[Path],
    data: Path,
    as_of: date,
    today: date,
    config: Path | None,
    form: str,
    jobs: int,
) -> int:
    """Print the problems in `data`, or in `paths` below it; return 1 where one is an error.

    Where there are settings and no `paths`, what the settings say of the site is checked as well.
    """
    for path in paths:
        if not path.absolute().is_relative_to(data.absolute()):
            raise Misused(f"“{path}”不在数据文件夹 {data} 里。")
    config = config_file(config)
    settings = settings_in(config)
    since = _since(settings, config)
    with shown_progress():
        found = examined(Question(data, as_of, today, since, paths or None), jobs=jobs)
    problems = found.problems
    if config and not paths:
        problems = sorted([*problems, *examine(Website.of(settings, config))])
    if told := FORMATS[form](problems):
        print(told)
    print(counted(found.taken, found.refused, problems), file=sys.stderr)
    return 1 if errors(problems) else 0


def portal_start(config: Path | None) -> date | None:
    """Return PORTAL_SINCE of the settings, the portal's first day; None where it is not set."""
    config = config_file(config)
    return _since(settings_in(config), config)


def config_file(config: Path | None) -> Path | None:
    """Return the settings file: the one named, else that of the current folder, if there is one."""
    return config or (DEFAULT_CONFIG if DEFAULT_CONFIG.is_file() else None)


def settings_in(config: Path | None) -> Mapping[str, Any]:
    """Return the settings in `config`, a program that is run; none without a file."""
    with explained(config):
        return runpy.run_path(str(config)) if config else {}


def _since(settings: Mapping[str, Any], config: Path | None) -> date | None:
    return day_of(settings.get("PORTAL_SINCE"), f"{config} 里的 PORTAL_SINCE")


def day_of(value: object, called: str) -> date | None:
    """Return a setting as a day; `called` is what a message calls it."""
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise Misused(f"{called}“{value}”不是日期，应为 2024-05-08 这样的写法。") from None


@contextmanager
def explained(config: Path | None) -> Iterator[None]:
    """Say of whatever goes wrong while `config`, a program, is run inside, where in it that was.

    No byte code of it is kept: Python tells two versions apart by whole seconds and size alone.
    """
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    except (Exception, SystemExit) as error:
        if config is None:
            raise
        cause = error.msg if isinstance(error, SyntaxError) else error
        message = f"{_place(config, error)}: 设置文件有误：{type(error).__name__}：{cause}"
        raise Misused(message) from None
    finally:
        sys.dont_write_bytecode = before


def _place(config: Path, error: BaseException) -> str:
    """Return the last line that was run of `config` and the settings beside it, as path:line."""
    frames = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError) and error.filename:
        frames.append((error.filename, error.lineno))
    folder = config.resolve().parent
    beside = [(path, line) for path, line in frames if Path(path).resolve().parent == folder]
    path, line = beside[-1] if beside else (str(config), 1)
    return f"{path}:{line or 1}"
