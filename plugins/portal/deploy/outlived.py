"""Theme files that only earlier pages use stay as long as somebody may be reading those (旧页面的样式)."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from datetime import date, timedelta

from portal.site.assets import BELOW

STAY = timedelta(days=30)
_LINE = re.compile(rf"^(\d{{4}}-\d\d-\d\d) ({re.escape(BELOW)}.+)$", re.M)
Outlived = Mapping[str, date]
"""Since when no page uses them: theme files, by name."""


def outliving(
    online: Iterable[str], used: Container[str], known: Outlived, today: date
) -> Outlived:
    """Return the theme files `online` that stay though the new site uses others.

    `known` are those that no page used already before; each goes when STAY has passed since then.
    """
    since = {name: known.get(name, today) for name in online if name not in used}
    return {name: day for name, day in since.items() if today - day <= STAY}


def read(text: str) -> Outlived:
    """Return what :func:`written` wrote, among whatever else."""
    return {name: date.fromisoformat(day) for day, name in _LINE.findall(text)}


def written(outlived: Outlived) -> str:
    """Return one line for each file."""
    return "".join(f"{day} {name}\n" for name, day in sorted(outlived.items()))
