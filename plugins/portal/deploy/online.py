"""What is online, held against the site that is to take its place, and what is said of it (比对)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.deploy import guard
from portal.deploy.chronicle import (
    CHANGES,
    INDEX,
    Chronicle,
    Event,
    chronicle,
    fresh,
    months_that_differ,
)
from portal.deploy.facts import Facts
from portal.deploy.guard import Terms
from portal.deploy.place import Target
from portal.deploy.transfer import Plan
from portal.site.destination import FACTS
from portal.site.preview import READABLE

PAGE = ".html"
TOLD = 50  # events, in a report
Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Online:
    """What is online, as far as it differs: its facts, its events, and where the copy of both is."""

    facts: Facts
    told: Chronicle
    copy: Path

    @classmethod
    def of(cls, copy: Path, site: Path, plan: Plan, terms: Terms, say: Say) -> Online | None:
        """Return what is online where `copy` holds what of it is not the same as in `site`.

        Refuses where files that tell it are lost, unless there is a reason; then what is left tells,
        and None is returned where that is not even the facts.
        """
        if lost := _lost(copy, site, plan):
            guard.told(lost, terms)
            say(f"线上的 {lost[0]} 不见了或坏了，没有全部比较，理由：{terms.allow_fewer}")
        if FACTS in lost:
            return None
        same = not (copy / FACTS).exists()
        return cls(Facts.of(site if same else copy), chronicle(copy), site if same else copy)


def _lost(copy: Path, site: Path, plan: Plan) -> list[str]:
    """Return which files are not there online, or no use, without which nobody knows what it tells.

    What is no use is deleted from the `copy`.
    """
    differs = {*plan.new}
    for name in telling(plan):
        differs.add(name)
        try:
            (Facts.read if name == FACTS else json.loads)((copy / name).read_bytes())
        except (OSError, ValueError):
            (copy / name).unlink(missing_ok=True)

    def at(name: str) -> Path:
        return (copy if name in differs else site) / name

    if first := [name for name in (FACTS, INDEX) if not at(name).exists()]:
        return first
    listed = json.loads(at(INDEX).read_bytes())["months"]
    names = [one["url"].removeprefix("/") for one in listed]
    return [name for name in names if not at(name).exists()]


def telling(plan: Plan) -> Iterator[str]:
    """Yield those of the files online that tell its facts and events, and are not the same any more."""
    for name in (*plan.changed, *plan.gone):
        if name == FACTS or (name.startswith(f"{CHANGES}/") and name.endswith(".json")):
            yield name


def examined(new: Facts, online: Online | None, site: Path, terms: Terms, say: Say) -> list[Event]:
    """Return the events that are new in `site`; refuse where it may not take the place of `online`."""
    guard.of_its_kind(new, online.facts if online else None, terms)
    if not online:
        return []
    guard.not_older(new, online.facts, site, online.copy, terms)
    told = chronicle(site)
    if missing := guard.none_lost(online.facts, online.told, told, terms):
        say(f"没有变更说明而不再公开的记录 {len(missing)} 条，理由：{terms.allow_fewer}")
    if not (online.copy / INDEX).exists():
        return []  # the same as in `site`
    return [*fresh(online.told, told, months_that_differ(online.copy, site))]


def leaves(plan: Plan, events: Iterable[Event]) -> bool:
    """Return whether anything that could be read leaves public view: a page, or what a record said."""
    pages = any(name.endswith(PAGE) for name in plan.gone)
    return pages or any(one["state"] not in READABLE for one in events)


def report(target: Target, plan: Plan, events: list[Event], *, dry_run: bool) -> Iterator[str]:
    """Yield what is, or would be, done, in plain words."""
    if plan.nothing:
        yield f"{target} 已经是这个网站，不用发布。"
        return
    new, changed, gone = plan.counts()
    will = "将要发布" if dry_run else "发布"
    yield f"{will}到 {target}：新增 {new} 个文件，改动 {changed} 个，撤下 {gone} 个。"
    for event in sorted(events, key=lambda one: (one["date"], one["id"]))[:TOLD]:
        yield f"  {event['date']} {event['label']} {event['id']} {event.get('title', '')}".rstrip()
    if len(events) > TOLD:
        yield f"  另有 {len(events) - TOLD} 处变更，见网站的 /changes/。"
