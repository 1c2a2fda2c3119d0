"""What the portal's owner may set, read once and typed (设置)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from portal.parallel import default_jobs


@dataclass(frozen=True, slots=True)
class Settings:
    """The PORTAL_… values of `pelicanconf.py`.

    PORTAL_DATA: the data folder. PORTAL_AS_OF: the day of the build (date or YYYY-MM-DD).
    PORTAL_SINCE: the portal's first day. PORTAL_JOBS: processes. PORTAL_SEARCH: whether to build
    the search index. PORTAL_PUBLIC: whether search engines are welcome (publishconf.py).
    """

    data: Path
    as_of: date
    since: date | None
    jobs: int
    search: bool
    public: bool
    site_url: str

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Settings:
        """Return the portal's settings in Pelican's."""
        return cls(
            data=Path(settings["PATH"]).parent / settings["PORTAL_DATA"],
            as_of=_day(settings["PORTAL_AS_OF"]),
            since=_day(settings["PORTAL_SINCE"]) if settings.get("PORTAL_SINCE") else None,
            jobs=settings.get("PORTAL_JOBS") or default_jobs(),
            search=settings.get("PORTAL_SEARCH", True),
            public=settings.get("PORTAL_PUBLIC", False),
            site_url=settings["SITEURL"],
        )


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
