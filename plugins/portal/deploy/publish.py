"""One publication: look at what is online, refuse or copy, then one rename; and the way back (发布).

A release is a folder of its own, in which unchanged files are the same ones as in the release before
it (hard links). It is whole before the link `current` points to it, so that nobody ever sees two
mixed; theme files stay for pages that are being read, all other old files go with their release.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

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
from portal.deploy.facts import Facts, Refused
from portal.deploy.guard import Terms
from portal.deploy.packed import pack
from portal.deploy.place import Place
from portal.deploy.shell import CURRENT, HALF, RELEASES, Lost, Shell
from portal.deploy.transfer import PACKED, Plan, compare, everything, fetch, put
from portal.site.build import Busy, alone
from portal.site.destination import FACTS

TOLD = 50  # events, in a report
DAILY = {FACTS, "search/index.json"}  # tell the day, and change with it
PROSE = "pagefind/"
Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class _Online:
    """What is online, as far as it differs: its facts, its events, and the copy of both."""

    release: str
    facts: Facts
    told: Chronicle
    copy: Path


def publish(
    site: Path, place: Place, terms: Terms, *, stamp: str, jobs: int, dry_run: bool, say: Say
) -> None:
    """Publish `site` at `place` under the name `stamp`, and say what changed; or refuse."""
    site = site.resolve()
    _apart(site, place)
    with _to_itself(site), TemporaryDirectory() as scratch, Shell(place) as shell:
        new = Facts.of(site)
        guard.in_time(new, terms)
        there = shell.enter(lock=not dry_run)
        online = _online(shell, site, Path(scratch)) if there else None
        guard.of_its_kind(new, online.facts if online else None, terms)
        events = _examined(new, online, site, terms, say) if online else []
        sources = [site, pack(site, jobs=jobs)]
        live = place.below(CURRENT)
        plan = compare(sources, live) if online else everything(sources)
        for line in _report(place, plan, events, dry_run=dry_run):
            say(line)
        if dry_run:
            return
        shell.sweep()
        if not plan.nothing:
            _release(shell, sources, plan, _unused(stamp, shell.releases()), online)


def back(place: Place, terms: Terms, *, say: Say) -> None:
    """Put the release before online again; it is kept only while it shows nothing that has left."""
    with Shell(place) as shell, TemporaryDirectory() as scratch:
        shell.enter(lock=True)
        shell.sweep()
        current = shell.current()
        before = [name for name in shell.releases() if name < current]
        if len(before) != 1:
            raise Refused(
                f"{place} 没有可以切回的旧版：此后有记录变更或网页撤下，旧版已经删除，不能再公开。"
                "请用今天的数据和以前的模板、程序重新生成，再发布。"
            )
        copy = Path(scratch)
        fetch(place.below(f"{RELEASES}/{before[0]}"), [FACTS], copy, copy)
        facts = Facts.of(copy)
        guard.in_time(facts, terms)
        shell.switch(before[0])
        say(f"{place} 已切回上一版（按 {facts.as_of} 的情形生成）。")


@contextmanager
def _to_itself(site: Path) -> Iterator[None]:
    """Keep builds from writing `site` while it is read."""
    try:
        with alone(site):
            yield
    except Busy:
        raise Refused(f"另一次生成或发布正在用 {site}；请等它结束，再发布一次。") from None


def _apart(site: Path, place: Place) -> None:
    """Refuse to publish a site into itself, or around itself."""
    target = Path(place.path)
    if not place.host and (target.is_relative_to(site) or site.is_relative_to(target)):
        raise Refused(f"{place} 与要发布的 {site} 重叠；请另指一个文件夹。")


def _online(shell: Shell, site: Path, scratch: Path) -> _Online | None:
    """Return what is online at the place of `shell`; None where nothing is yet."""
    if not (release := shell.current()):
        return None
    copy = scratch / "online"
    copy.mkdir()
    fetch(shell.place.below(CURRENT), [FACTS, f"{CHANGES}/***"], site, copy)
    same = not (copy / FACTS).exists()  # what is the same is not copied
    facts = Facts.of(site if same else copy)
    return _Online(release, facts, chronicle(copy), site if same else copy)


def _examined(new: Facts, online: _Online, site: Path, terms: Terms, say: Say) -> list[Event]:
    """Return the events that are new, where nothing forbids to take the place of `online`."""
    guard.not_older(new, online.facts, site, online.copy, terms)
    told = chronicle(site)
    if missing := guard.none_lost(online.facts, online.told, told, terms):
        say(f"没有变更说明而不再公开的记录 {len(missing)} 条，理由：{terms.allow_fewer}")
    if not (online.copy / INDEX).exists():
        return []  # the same as in `site`
    return [*fresh(online.told, told, months_that_differ(online.copy, site))]


def _report(place: Place, plan: Plan, events: list[Event], *, dry_run: bool) -> Iterator[str]:
    """Yield what is, or would be, done, in plain words."""
    if plan.nothing:
        yield f"{place} 已经是这个网站，不用发布。"
        return
    new, changed, gone = plan.counts()
    will = "将要发布" if dry_run else "发布"
    yield f"{will}到 {place}：新增 {new} 个文件，改动 {changed} 个，撤下 {gone} 个。"
    for event in sorted(events, key=lambda one: (one["date"], one["id"]))[:TOLD]:
        yield f"  {event['date']} {event['label']} {event['id']} {event.get('title', '')}".rstrip()
    if len(events) > TOLD:
        yield f"  另有 {len(events) - TOLD} 处变更，见网站的 /changes/。"


def _release(
    shell: Shell, sources: list[Path], plan: Plan, name: str, online: _Online | None
) -> None:
    """Make the release called `name` what the plan says, put it online, delete what is over."""
    folder = f"{RELEASES}/{name}{HALF}"
    try:
        begin = f"cp -al {RELEASES}/{online.release} {folder}" if online else f"mkdir {folder}"
        shell.run(begin)
        site, packed = sources
        target = shell.place.below(folder)
        written = [*plan.new, *plan.changed]
        put(packed, [one for one in written if (packed / one).is_file()], target)
        put(site, [one for one in written if not (packed / one).is_file()], target)
        shell.delete(folder, plan.gone)
        shell.finish(name)
        kept = {name, online.release} if online and only_look(plan) else {name}
        shell.doom([one for one in shell.releases() if one not in kept])
        shell.switch(name)
    finally:
        with suppress(Lost):
            shell.sweep()


def only_look(plan: Plan) -> bool:
    """Return whether a publication changes nothing that is said, but how it looks.

    Then the release before may come back. What the public is told stands, beside the pages, in the
    data of records and lists and in the index of prose.
    """
    names = {name.removesuffix(PACKED) for name in (*plan.new, *plan.changed)} - DAILY
    told = any(name.endswith((".json", ".csv")) or name.startswith(PROSE) for name in names)
    return not (plan.gone or told)


def _unused(stamp: str, taken: list[str]) -> str:
    """Return `stamp`, or with a number where there is such a release already."""
    names = [stamp, *(f"{stamp}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if not {name, f"{name}{HALF}"} & {*taken})
