"""Records that rows name and the data folder lacks, made beside the rows' own (新建的机关和名单)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.model import Record


@dataclass(frozen=True, slots=True)
class Made:
    """A record to be: it is written with the first row that needs it, or not at all."""

    model: type[Record]
    id: str
    content: dict[str, Any]
    word: str
