"""Is what is online still right today? Somebody must hear of it where it is not (过期报警)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from portal.deploy.facts import Facts, Refused
from portal.site.destination import FACTS

SECONDS = 30
PATIENCE = timedelta(days=2)  # a build every night, and one that may fail


def late(where: str, today: date) -> str:
    """Return what is wrong with the age of the site at the address or folder `where`; empty if nothing.

    A site should be built on its `next_change`, in the first hour of that day: ask later in the day.
    A draft is late where it is over and still there.
    """
    facts = _facts(where)
    if facts.draft:
        over = f"{where} 的草稿只看到 {facts.draft}，还没有删除；请运行 portal expire。"
        return over if facts.draft < today else ""
    if facts.next_change and facts.next_change <= today:
        return (
            f"{where} 是按 {facts.as_of} 的情形生成的，{facts.next_change} 已有内容到期或生效，"
            "网站没有跟着改；请查明自动生成为什么停了，并立即重新生成、发布。"
        )
    if today - facts.as_of > PATIENCE:
        days = (today - facts.as_of).days
        return f"{where} 已有 {days} 天没有重新生成（{facts.as_of}）；请查明自动生成为什么停了。"
    return ""


def _facts(where: str) -> Facts:
    """Return the facts of a site; raise :class:`Refused` where nobody answers."""
    if "://" not in where:
        return Facts.of(Path(where))
    try:
        with urlopen(f"{where.rstrip('/')}/{FACTS}", timeout=SECONDS) as answer:
            return Facts.read(answer.read())
    except (URLError, ValueError, OSError) as error:
        raise Refused(f"{where} 读不到 {FACTS}（{error}）；请检查网站是否正常。") from None
