"""A draft that is over leaves the server: what only colleagues might see is not kept for ever (草稿过期)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from portal.deploy.facts import Facts, Refused
from portal.deploy.place import Place
from portal.deploy.shell import CURRENT, Shell
from portal.deploy.transfer import fetch
from portal.site.destination import FACTS


def expire(place: Place, today: date, *, say: Callable[[str], object]) -> None:
    """Delete the draft at `place` if its last day is over, and say what was done; nothing else there."""
    with Shell(place) as shell, TemporaryDirectory() as scratch:
        if there := shell.enter(lock=False):
            shell.hold()
            shell.sweep()  # what a run left that was killed half-way
        if not (there and shell.current()):
            say(f"{place} 没有草稿。")
            return
        copy = Path(scratch)
        fetch(place.below(CURRENT), [FACTS], copy, copy)
        last = Facts.of(copy).draft
        if last is None:
            raise Refused(f"{place} 现在是公开的网站，不是预览；请核对去处。")
        if last < today:
            shell.take_down()
        over = (
            f"的草稿只看到 {last}，已经删除。"
            if last < today
            else f"的草稿看到 {last}，还没有过期。"
        )
        say(f"{place} {over}")
