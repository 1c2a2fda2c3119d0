"""The `portal` command: parses arguments, calls, prints (命令行)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click

CHINA_OFFSET = timedelta(hours=8)


def today() -> date:
    """Return what day it is in Asia/Shanghai, whatever the machine's zone (no summer time)."""
    return (datetime.now(UTC) + CHINA_OFFSET).date()


data_option = click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("data"),
    show_default=True,
    help="数据文件夹。",
)


class Day(click.ParamType[date]):
    """A day written YYYY-MM-DD."""

    name = "DATE"

    def convert(self, value: object, param: object, ctx: click.Context | None) -> date:
        """Return the day, or fail with a sentence."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise click.BadParameter(f"“{value}”不是日期，应为 2024-05-08 这样的写法。") from None


as_of_option = click.option(
    "--as-of", type=Day(), default=None, help="按哪一天的情形校验或生成；默认为北京时间今天。"
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="transparency-portal", message="%(version)s")
def main() -> None:
    """政务公示门户：从 git 里的记录，经一道闸口，生成静态网站。"""
