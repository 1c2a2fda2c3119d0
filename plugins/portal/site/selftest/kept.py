"""The figures of the last test, kept beside the editorial pages for the site to tell (自测结果)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from portal.site.selftest.figures import LABELS, Report

NAME = "search-check.json"


@dataclass(frozen=True, slots=True)
class Tested:
    """What the last test of the search found, and on which day it was."""

    day: date
    as_of: str
    records: int
    questions: list[tuple[str, dict[str, Any]]]
    phone: dict[str, Any]
    faults: int


def keep(path: Path, report: Report, day: date) -> None:
    """Write the figures of a test made on `day`."""
    content = {"tested": str(day), **report.figures()}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def kept(folder: Path) -> Tested | None:
    """Return the figures kept in `folder`; None where there are none."""
    path = folder / NAME
    if not path.is_file():
        return None
    told = json.loads(path.read_bytes())
    return Tested(
        day=date.fromisoformat(told["tested"]),
        as_of=told["as_of"],
        records=told["records"],
        questions=[(LABELS[kind], row) for kind, row in told["questions"].items()],
        phone={"slowdown": 4, **told["phone"]},  # former versions knew no other
        faults=told["faults"],
    )
