"""`portal officers` (执法人员核验卡片)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from portal.cli.common import as_of_option, config_option, data_option, main, today

PUBLISHED = Path("publishconf.py")


@main.command(name="officers", epilog="例：portal officers --qr 二维码")
@click.option(
    "--qr",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="把每个人的二维码（SVG）写进这个文件夹。",
)
@config_option
@as_of_option
@data_option
def officers_command(qr: Path | None, config: Path | None, as_of: date | None, data: Path) -> None:
    """列出在册执法人员核验卡片的网址，可以写成二维码，印在证件上。

    网址取自设置里的 SITEURL，默认用正式发布的 publishconf.py。
    """
    from portal.checks.command import DEFAULT_CONFIG, Misused, settings_in
    from portal.lifecycle import Gate
    from portal.site.cards import NotPublic, cards
    from portal.source import load

    if not data.is_dir():
        raise click.UsageError(f"没有数据文件夹 {data}，请用 --data 指明。")
    found = config or next((one for one in (PUBLISHED, DEFAULT_CONFIG) if one.is_file()), None)
    try:
        site_url = str(settings_in(found).get("SITEURL", "")).rstrip("/")
        shown = list(cards(Gate(load(data), as_of=as_of or today()), site_url))
    except Misused as error:
        raise click.UsageError(str(error)) from None
    except NotPublic as error:
        raise click.ClickException(
            f"SITEURL（{error}）不是公众能打开的网址，二维码不能指向它；"
            "请用 --config 指明正式发布的设置。"
        ) from None
    for one in shown:
        click.echo(f"{one.id}\t{one.title}\t{one.until}\t{one.address}")
    if qr:
        write(qr, {one.id: one.code for one in shown})
        click.echo(f"{qr}：{len(shown)} 个二维码")


def write(folder: Path, codes: dict[str, bytes]) -> None:
    """Write a file for each code below `folder`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for record_id, code in codes.items():
            (folder / f"{record_id}.svg").write_bytes(code)
    except OSError as error:
        raise click.ClickException(
            f"写不了 {error.filename}（{error.strerror}），请换一个文件夹。"
        ) from None
