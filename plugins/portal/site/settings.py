"""What the portal's owner may set, read once and typed (设置)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from portal.checks.command import day_of
from portal.checks.owner import Website
from portal.parallel import default_jobs
from portal.site.language import SOURCE, Language, language, languages
from portal.site.renewal import Renewal
from portal.source.configuration import NAME


class Misset(Exception):
    """A setting that cannot be; the text says which, and what would be right."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The PORTAL_… values of `pelicanconf.py`.

    PORTAL_DATA: the data folder. PORTAL_AS_OF: the day of the build (date or YYYY-MM-DD).
    PORTAL_TODAY: the day on which it is built, where that is another one.
    PORTAL_SINCE: the portal's first day. PORTAL_JOBS: processes. PORTAL_SEARCH: whether to build
    the search index. PORTAL_PUBLIC: whether search engines are welcome (publishconf.py).
    PORTAL_SOLE_TRADERS: whether sole traders have a page of their own, as firms have.
    PORTAL_OWNER: who runs the site (`portal.model.owner`).
    PORTAL_COMMIT: the commit whose records these are; `portal audit --live` holds it against git.
    PORTAL_DRAFT: the last day of a draft, which colleagues alone may see; what is public has none.
    PORTAL_LANG: the language of the public interface; records stay as they are.
    PORTAL_RENEWAL: what the build takes over from the last one; set by `portal build`.
    PORTAL_RESTORED: whether the site and the cache come from a copy; set by `portal build`.
    """

    data: Path
    content: Path
    as_of: date
    today: date
    since: date | None
    jobs: int
    search: bool
    public: bool
    sole_traders: bool
    commit: str
    draft: date | None
    site_name: str
    site_url: str
    language: Language
    website: Website
    renewal: Renewal

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Settings:
        """Return the portal's settings in Pelican's."""
        as_of = _day(settings, "PORTAL_AS_OF")
        if as_of is None:
            raise Misset("设置里没有 PORTAL_AS_OF，即按哪一天生成；请写上日期。")
        return cls(
            data=Path(settings["PATH"]).parent / settings["PORTAL_DATA"],
            content=Path(settings["PATH"]),
            as_of=as_of,
            today=_day(settings, "PORTAL_TODAY") or as_of,
            since=_day(settings, "PORTAL_SINCE"),
            jobs=settings.get("PORTAL_JOBS") or default_jobs(),
            search=settings.get("PORTAL_SEARCH", True),
            public=settings.get("PORTAL_PUBLIC", False),
            sole_traders=settings.get("PORTAL_SOLE_TRADERS", False),
            commit=settings.get("PORTAL_COMMIT", ""),
            draft=_day(settings, "PORTAL_DRAFT"),
            site_name=settings["SITENAME"],
            site_url=settings["SITEURL"],
            language=_language(settings.get("PORTAL_LANG", SOURCE)),
            website=Website.of(settings, config_of(settings)),
            renewal=settings.get("PORTAL_RENEWAL") or Renewal(),
        )


def _day(settings: Mapping[str, Any], name: str) -> date | None:
    return day_of(settings.get(name), f"设置 {name} 的值")


def config_of(settings: Mapping[str, Any]) -> Path | None:
    """Return the file of the settings; Pelican does not tell, but keeps PATH beside it."""
    if "PORTAL_CONFIG" in settings:
        named: Path | None = settings["PORTAL_CONFIG"]
        return named
    beside = Path(settings["PATH"]).parent / NAME
    return beside if beside.is_file() else None


def _language(code: object) -> Language:
    """Return the language that the owner wrote (not `en-US`, not `english`, but `en`)."""
    there = languages()
    if code not in there:
        raise Misset(f"设置 PORTAL_LANG 写的是“{code}”，没有这种语言；可以写 {'、'.join(there)}。")
    return language(str(code))
