"""One call from the command line: settings, build, and plain words for what went wrong (汇总)."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import TemplateError

import portal
from portal.problem import errors
from portal.progress import shown_progress
from portal.site import generator
from portal.site.build import Busy, build
from portal.site.publish import Incomplete
from portal.site.render import Unrendered
from portal.site.search import SearchFailed

DEFAULT_CONFIG = Path("pelicanconf.py")
BASE: dict[str, Any] = {
    "SITENAME": "政务公示门户",
    "SITEURL": "http://127.0.0.1:8000",
    "PLUGINS": ["portal.site.generator"],
}


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
) -> int:
    """Build the site; return 0, or 1 after printing every problem to standard error."""
    config = config or (DEFAULT_CONFIG if DEFAULT_CONFIG.is_file() else None)
    overrides: dict[str, Any] = {
        **({} if config else BASE),
        "PATH": str((content if content.is_dir() else data).absolute()),
        "TIMEZONE": "Asia/Shanghai",
        "PORTAL_EDITORIAL": content.is_dir(),
        "OUTPUT_PATH": str(output.absolute()),
        "THEME": str(theme()),
        "PORTAL_DATA": str(data.absolute()),
        "PORTAL_JOBS": jobs,
        "PORTAL_SEARCH": not no_search,
        "PORTAL_AS_OF": as_of or today,
    }
    try:
        with shown_progress():
            build(generator.configuration(config, overrides))
    except generator.CheckFailed as failed:
        print(*failed.problems, sep="\n", file=sys.stderr)
        return _say(f"有 {len(errors(failed.problems))} 处错误，没有生成；原来的网站不变。")
    except Busy as busy:
        return _say(f"另一次生成正在写 {busy}，请等它结束。")
    except SearchFailed as failed:
        return _say(f"检索索引没有建成：{failed}；原来的网站不变。")
    except (Incomplete, Unrendered, TemplateError, OSError, RuntimeError) as error:
        return _say(f"没有生成，原来的网站不变：{error}")
    return 0


def theme() -> Path:
    """Return the portal's own theme, else the one that came with the package."""
    package = Path(portal.__file__).parent
    folders = (Path("theme"), package / "theme", package.parents[1] / "theme")
    return next(folder.absolute() for folder in folders if (folder / "templates").is_dir())


def _say(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1
