"""What all commands share: the group, the clock, the options that many of them take (命令行)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from portal.cli import chinese  # noqa: F401 - before any option is made
from portal.staff.options import Day

if TYPE_CHECKING:
    from http.server import ThreadingHTTPServer

OPTIONS = "[选项]"
CHINA_OFFSET = timedelta(hours=8)
Command = Callable[..., None]


def now() -> datetime:
    """Return what time it is in Asia/Shanghai, whatever the machine's zone (no summer time)."""
    return datetime.now(UTC) + CHINA_OFFSET


def today() -> date:
    """Return what day it is in Asia/Shanghai."""
    return now().date()


def folder_option(name: str, help_text: str, *, default: str = "") -> Callable[[Command], Command]:
    """Return the option that names a folder; by default the one called as the option is."""
    kind, folder = click.Path(path_type=Path), Path(default or name)
    return click.option(f"--{name}", type=kind, default=folder, show_default=True, help=help_text)


data_option = folder_option("data", "数据文件夹。")
jobs_option = click.option("--jobs", type=click.IntRange(1), default=None, help="并行进程数。")


as_of_option = click.option(
    "--as-of", type=Day(), default=None, help="按哪一天的情形校验或生成；默认为北京时间今天。"
)


def port_option(port: int) -> Callable[[Command], Command]:
    """Return the option that names the port on which something is shown."""
    kind = click.IntRange(0, 65535)
    return click.option("--port", type=kind, default=port, show_default=True, help="端口。")


def listening(folder: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of `folder` on this machine alone; say what helps where the port is taken."""
    from portal.site import serve

    try:
        return serve.server(folder, port)
    except OSError as error:
        raise click.ClickException(
            f"端口 {port} 用不了（{error.strerror}），请用 --port 换一个。"
        ) from None


def address_of(server: ThreadingHTTPServer) -> str:
    """Return where a browser finds what `server` shows."""
    from portal.site import serve

    return f"http://{serve.HOST}:{server.server_port}/"


class Commands(click.Group):
    """The commands, which speak UTF-8 whatever the terminal says it wants."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Take in a command; its usage line is Chinese too."""
        cmd.options_metavar = OPTIONS
        super().add_command(cmd, name)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command that the arguments name."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        return super().main(*args, **kwargs)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    options_metavar=OPTIONS,
    subcommand_metavar="命令 …",
)
@click.version_option(package_name="transparency-portal", message="%(version)s")
def main() -> None:
    """政务公示门户：从 git 里的记录，经一道闸口，生成静态网站。"""


config_option = click.option(
    "--config",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    default=None,
    help="设置文件；默认用当前文件夹的 pelicanconf.py。",
)
