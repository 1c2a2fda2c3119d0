"""One publication: look at what is online, refuse or copy, then one rename; and the way back (发布).

A release is a folder of its own, in which unchanged files are the same ones as in the release before
it (hard links). It is whole before the link `current` points to it, so that nobody ever sees two
mixed; theme files stay for pages that are being read, all other old files go with their release.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from portal.deploy import guard
from portal.deploy.facts import Facts, Refused
from portal.deploy.guard import Terms
from portal.deploy.online import Online, Say, examined, report, telling
from portal.deploy.outlived import outliving
from portal.deploy.place import Place
from portal.deploy.shell import CURRENT, HALF, RELEASES, Lost, Shell
from portal.deploy.stock import Left, Stock, left_at
from portal.deploy.transfer import PACKED, Plan, compare, difference, fetch, put
from portal.site.assets import BELOW
from portal.site.destination import FACTS

DAILY = {FACTS, "search/index.json"}  # tell the day, and change with it
PROSE = "pagefind/"


def publish(
    site: Path, place: Place, terms: Terms, *, stamp: str, jobs: int, dry_run: bool, say: Say
) -> None:
    """Publish `site` at `place` under the name `stamp`, and say what changed; or refuse."""
    site = site.resolve()
    _apart(site, place)
    with guard.to_itself(site), TemporaryDirectory() as scratch, Shell(place) as shell:
        new = Facts.of(site)
        guard.in_time(new, terms)
        release = shell.current() if shell.enter(lock=not dry_run) else ""
        over = "" if dry_run else shell.sweep(release)  # whatever is refused then
        with ThreadPoolExecutor(1) as other:  # there and here at the same time
            looking = other.submit(_left, shell, site, release, terms.today) if release else None
            stock = Stock.of(site)
        left = looking.result() if looking else None
        plan = _plan(stock, left, place if release else None, jobs)
        online = _online(place, plan, site, Path(scratch), terms, say) if release else None
        events = examined(new, online, site, terms, say)
        for line in report(place, plan, events, dry_run=dry_run):
            say(line)
        if dry_run:
            return
        if not plan.nothing:
            name = _unused(stamp, shell.releases())
            _release(shell, stock, plan, name, release, terms.today, sound=bool(left))
            over, release = shell.sweep(name), name
        if over:
            say(f"提醒：{over}")
        if not (left and plan.nothing):
            stock.leave(place, shell.state(release), terms.today)


def _left(shell: Shell, site: Path, release: str, today: date) -> Left | None:
    """Return what the last publication left, where all of it is there as it was in `release`.

    Once a day nothing is believed, and every file read: times and inodes can lie.
    """
    left = left_at(shell.place, site)
    if left is None or left.compared != today:
        return None
    return left if left.state and left.state == shell.state(release) else None


def _plan(stock: Stock, left: Left | None, place: Place | None, jobs: int) -> Plan:
    """Return by what the stock differs from what is online at `place`; pack what has to go there."""
    if place and not left:
        stock.pack(None, jobs=jobs)
        return compare(stock.sources, place.below(CURRENT))
    plan = difference(left.files if left else {}, stock.files)
    stock.pack(plan, jobs=jobs)
    return plan


def back(place: Place, terms: Terms, *, say: Say) -> None:
    """Put the release before online again; it is kept only while it shows nothing that has left."""
    with Shell(place) as shell, TemporaryDirectory() as scratch:
        shell.enter(lock=True)
        current = shell.current()
        shell.sweep(current)
        before = [name for name in shell.releases() if name < current]
        if len(before) != 1:
            raise Refused(
                f"{place} 没有可以切回的旧版：此后有记录变更或网页撤下，旧版已经删除，不能再公开。"
                "请用今天的数据和以前的模板、程序重新生成，再发布。"
            )
        copy = Path(scratch)
        fetch(place.below(f"{RELEASES}/{before[0]}"), [FACTS], copy)
        facts = Facts.of(copy)
        guard.in_time(facts, terms)
        shell.keep({})  # what no page uses is not as it was written down any more
        shell.switch(before[0])
        say(f"{place} 已切回上一版（按 {facts.as_of} 的情形生成）。")


def _apart(site: Path, place: Place) -> None:
    """Refuse to publish a site into itself, or around itself."""
    target = Path(place.path)
    if not place.host and (target.is_relative_to(site) or site.is_relative_to(target)):
        raise Refused(f"{place} 与要发布的 {site} 重叠；请另指一个文件夹。")


def _online(
    place: Place, plan: Plan, site: Path, scratch: Path, terms: Terms, say: Say
) -> Online | None:
    """Return what is online at `place`, of which that is copied that `site` does not say too."""
    copy = scratch / "online"
    copy.mkdir()
    fetch(place.below(CURRENT), telling(plan), copy)
    return Online.of(copy, site, plan, terms, say)


def _release(
    shell: Shell, stock: Stock, plan: Plan, name: str, online: str, today: date, *, sound: bool
) -> None:
    """Make the release called `name` what the plan says, put it online, and let go what is over.

    `sound` says that nobody touched what is there.
    """
    try:
        folder = shell.begin(name, online, sound=sound)
        site, packed = stock.sources
        target = shell.place.below(folder)
        written = [*plan.new, *plan.changed]
        shell.delete(folder, plan.gone)  # before: a folder may become a file, and a file a folder
        put(packed, [one for one in written if one in stock.copies], target)
        put(site, [one for one in written if one not in stock.copies], target)
        over = _over(shell, stock, today)
        shell.delete(folder, over)
        shell.finish(name)
        kept = {name, online} if online and only_look(plan) else {name}
        shell.doom([one for one in shell.releases() if one not in kept])
        shell.switch(name)
    except BaseException:
        with suppress(Lost, Refused):
            shell.sweep(shell.current())
        raise
    if online not in {"", *kept}:
        with suppress(Refused):  # then it is deleted
            shell.follow(online, name, written, [*plan.gone, *over])


def _over(shell: Shell, stock: Stock, today: date) -> list[str]:
    """Return the theme files online that no page has used for long; note since when others are not."""
    used = {name for name in stock.files if name.startswith(BELOW)}
    online = shell.assets()
    stay = outliving(online, used, shell.outlived(), today)
    shell.keep(stay)
    return [name for name in online if not (name in used or name in stay)]


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
