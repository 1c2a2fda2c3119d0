"""What the portal's owner may set, read once and typed (设置)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from portal.checks.command import day_of
from portal.parallel import default_jobs


class Misset(Exception):
    """A setting that cannot be; the text says which, and what would be right."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The PORTAL_… values of `pelicanconf.py`.

    PORTAL_DATA: the data folder. PORTAL_AS_OF: the day of the build (date or YYYY-MM-DD).
    PORTAL_TODAY: the day on which it is built, where that is another one.
    PORTAL_SINCE: the portal's first day. PORTAL_JOBS: processes. PORTAL_SEARCH: whether to build
    the search index. PORTAL_PUBLIC: whether search engines are welcome (publishconf.py).
    """

    data: Path
    as_of: date
    today: date
    since: date | None
    jobs: int
    search: bool
    public: bool
    site_url: str

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Settings:
        """Return the portal's settings in Pelican's."""
        as_of = _day(settings, "PORTAL_AS_OF")
        if as_of is None:
            raise Misset("设置里没有 PORTAL_AS_OF，即按哪一天生成；请写上日期。")
        return cls(
            data=Path(settings["PATH"]).parent / settings["PORTAL_DATA"],
            as_of=as_of,
            today=_day(settings, "PORTAL_TODAY") or as_of,
            since=_day(settings, "PORTAL_SINCE"),
            jobs=settings.get("PORTAL_JOBS") or default_jobs(),
            search=settings.get("PORTAL_SEARCH", True),
            public=settings.get("PORTAL_PUBLIC", False),
            site_url=settings["SITEURL"],
        )


def _day(settings: Mapping[str, Any], name: str) -> date | None:
    return day_of(settings.get(name), f"设置 {name} 的值")
