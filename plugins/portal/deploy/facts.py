"""What a built site says of itself in `build.json`: for which day, from which commit (网站的自述)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from portal.site.destination import FACTS


class Refused(Exception):
    """Nothing may be published, and what is online stays as it is; the text says why, and what helps."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one site: `next_change` is the day on which it would change by itself.

    `draft` is the last day of a draft that only colleagues may see; None for what is public.
    """

    as_of: date
    next_change: date | None
    commit: str
    draft: date | None

    @classmethod
    def of(cls, folder: Path) -> Facts:
        """Return the facts of the site in `folder`; raise :class:`Refused` where it is none, or half."""
        try:
            return cls.read((folder / FACTS).read_bytes())
        except (OSError, ValueError):
            raise Refused(f"{folder} 里不是生成完整的网站；请先运行 portal build。") from None

    @classmethod
    def read(cls, content: bytes) -> Facts:
        """Return the facts that a `build.json` tells; raise ValueError where it does not."""
        told = json.loads(content)
        if not isinstance(told, dict) or not {"as_of", "records"} <= told.keys():
            raise ValueError(FACTS)
        as_of, next_change, draft = (
            date.fromisoformat(told[name]) if told.get(name) else None
            for name in ("as_of", "next_change", "draft")
        )
        if as_of is None:
            raise ValueError(FACTS)
        return cls(as_of, next_change, str(told.get("commit") or ""), draft)
