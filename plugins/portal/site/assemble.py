"""One call from the command line: settings, build, and plain words for what went wrong (汇总)."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import TemplateError

from portal.checks.command import DEFAULT_CONFIG, Misused, explained
from portal.problem import errors
from portal.progress import shown_progress
from portal.site import generator
from portal.site.alone import Busy
from portal.site.build import build
from portal.site.cache import RESTORED
from portal.site.destination import Unfit, destination
from portal.site.publish import Incomplete
from portal.site.render import Unrendered
from portal.site.search import SearchFailed
from portal.site.settings import Misset
from portal.source.shipped import theme

BASE: dict[str, Any] = {
    "SITENAME": "政务公示门户",
    "SITEURL": "http://127.0.0.1:8000",
    "PLUGINS": [generator.__name__],
}
SOURCES = ("data", "content", "theme")  # beside the settings


def assemble(
    *,
    today: date,
    data: Path,
    content: Path,
    output: Path,
    as_of: date | None = None,
    config: Path | None = None,
    jobs: int | None = None,
    no_search: bool = False,
    draft_until: date | None = None,
    restored: bool = False,
) -> int:
    """Build the site; return 0, or 1 after printing every problem to standard error."""
    config = config or (DEFAULT_CONFIG if DEFAULT_CONFIG.is_file() else None)
    overrides: dict[str, Any] = {
        **({} if config else BASE),
        **_fixed(data, content),
        "PORTAL_JOBS": jobs,
        "PORTAL_SEARCH": not no_search,
        "PORTAL_AS_OF": as_of or today,
        "PORTAL_TODAY": today,
        RESTORED: restored,
        **({"PORTAL_DRAFT": draft_until, "PORTAL_PUBLIC": False} if draft_until else {}),
    }
    try:
        place = destination(output, [data, content, theme(), *_sources(config)])
        with explained(config):
            settings = generator.configuration(config, {**overrides, "OUTPUT_PATH": str(place)})
        with shown_progress():
            left = build(settings)
    except generator.CheckFailed as failed:
        print(*failed.problems, sep="\n", file=sys.stderr)
        return _say(f"有 {len(errors(failed.problems))} 处错误，没有生成；原来的网站不变。")
    except Exception as error:
        if (sentence := _sentence(error)) is None:
            raise
        return _say(sentence)
    if left:
        _say(f"提醒：网站已换新，但旧网站的文件夹 {left} 删不掉，请手工删除。")
    return 0


def _fixed(data: Path, content: Path) -> dict[str, Any]:
    """Return the settings that no file of settings says: of what a site is made, and by whose clock."""
    return {
        "TIMEZONE": "Asia/Shanghai",
        "PATH": str((content if content.is_dir() else Path()).absolute()),
        "PORTAL_EDITORIAL": content.is_dir(),
        "THEME": str(theme()),
        "PORTAL_DATA": str(data.absolute()),
    }


def _sources(config: Path | None) -> list[Path]:
    """Return what of the folder of `config` a site is made of."""
    if config is None:
        return []
    return [config, *filter(Path.exists, (config.parent / name for name in SOURCES))]


def _sentence(error: Exception) -> str | None:
    """Return what to say of a build that failed; nothing where the fault is the program's."""
    match error:
        case Busy():
            return f"另一次生成正在写 {error}，请等它结束。"
        case SearchFailed():
            reason = str(error) or "Pagefind 没有说明原因"
            return f"检索索引没有建成：{reason}；原来的网站不变。"
        case OSError(filename=str(path)):
            reason = f"{path}：{error.strerror}；请检查权限和磁盘空间。"
        case Misused() | Misset() | Unfit() | Incomplete() | Unrendered() | TemplateError():
            reason = str(error)
        case OSError() | RuntimeError():
            reason = str(error)
        case _:
            return None
    return f"没有生成，原来的网站不变：{reason}"


def _say(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1
