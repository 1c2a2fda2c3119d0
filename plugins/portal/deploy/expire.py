"""A draft that is over leaves the server: what only colleagues might see is not kept for ever (草稿过期)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from portal.deploy.facts import Facts, Refused
from portal.deploy.place import Place
from portal.deploy.shell import CURRENT, Locked, Shell
from portal.deploy.transfer import fetch
from portal.site.destination import FACTS


def expire(place: Place, today: date, *, say: Callable[[str], object]) -> None:
    """Delete the draft at `place` if its last day is over, and say what was done; nothing else there.

    While a draft is being published nothing is done: it takes the place of what may be over. Raises
    :class:`Refused` where the public site is there, and where anything cannot be deleted.
    """
    with Shell(place) as shell:
        there = shell.enter(lock=False)
        try:
            last, current = _held(shell) if there else (None, "")
        except Locked:
            say(f"{place} 正在发布草稿，旧的由它换掉；这次不删。")
            return
        if last and last < today:
            shell.take_down()
            current = ""
        if left := shell.sweep(current) if there else "":
            raise Refused(left)
        if last is None:
            say(f"{place} 没有草稿。")
        else:
            over = "，已经删除" if last < today else "，还没有过期"
            say(f"{place} 的草稿只看到 {last}{over}。")


def _held(shell: Shell) -> tuple[date | None, str]:
    """Keep the place to ourselves; return the last day of the draft there, if any, and its release."""
    shell.hold()
    current = shell.current()
    if not current:
        return None, current
    with TemporaryDirectory() as scratch:
        copy = Path(scratch)
        fetch(shell.place.below(CURRENT), [FACTS], copy)
        last = Facts.of(copy).draft
    if last is None:
        raise Refused(f"{shell.place} 现在是公开的网站，不是预览；请核对去处。")
    return last, current
