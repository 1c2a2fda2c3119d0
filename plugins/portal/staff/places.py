"""New ids and the folders for new files (编号与存放位置)."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from portal.model import Record
from portal.source.tree import MAX_FILES

# Lower-case letters and digits without those that look alike (0 o, 1 i l, and u beside v).
ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
RANDOM_CHARACTERS = 6
ACT_PREFIXES: Mapping[str, str] = {
    "行政许可": "xk",
    "行政处罚": "cf",
    "行政强制": "qz",
    "行政检查": "jc",
    "行政征收": "zs",
    "行政征用": "zy",
    "行政确认": "qr",
    "行政给付": "jf",
    "行政奖励": "jl",
    "行政裁决": "cj",
    "其他": "qt",
}


def prefix(model: type[Record], content: Mapping[str, Any]) -> str:
    """Return how ids of such a record begin: by its act where it is a case, else by its type."""
    act = content.get("act") if model.GATE == "case" else None
    return ACT_PREFIXES.get(str(act), model.ID_PREFIX)


class Places:
    """Gives out ids that nobody has and folders that are not full."""

    def __init__(self, root: Path, taken: Collection[str]) -> None:
        self.root = root
        self.taken = set(taken)
        self._counts: dict[str, int] = {}

    def new_id(self, start: str, year: int) -> str:
        """Return a new id `<start>-<year>-<six random characters>`."""
        while True:
            random = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS))
            found = f"{start}-{year}-{random}"
            if found not in self.taken:
                self.taken.add(found)
                return found

    def path(self, model: type[Record], year: int, record_id: str) -> str:
        """Return where the new record stands below the data folder, and count it there."""
        number = 1
        while self._count(folder := _folder(model, year, number)) >= MAX_FILES:
            number += 1
        self._counts[folder] += 1
        return f"{folder}/{record_id}.yaml"

    def _count(self, folder: str) -> int:
        if folder not in self._counts:
            self._counts[folder] = sum(1 for _ in (self.root / folder).glob("*.yaml"))
        return self._counts[folder]


def _folder(model: type[Record], year: int, number: int) -> str:
    return f"{model.PLURAL}/{year}" + (f"-{number}" if number > 1 else "")


def year_of(record: Record, as_of: date) -> int:
    """Return the year under which a record is kept: that of the act, else that of today."""
    is_case = record.GATE == "case" and record.day is not None
    return record.day.year if is_case and record.day else as_of.year
