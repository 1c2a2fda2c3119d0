"""The portal as it is measured: how it is run, and how it is made to know nothing (测量的门户)."""

from __future__ import annotations

import shutil
from pathlib import Path

PROGRAM = Path(__file__).resolve().parent.parent / ".venv" / "bin" / "portal"
AS_OF = "2026-11-01"
TIMINGS = "timings.json"  # what the portal says of its stages


def portal(work: Path, jobs: int, *, search: bool = False) -> list[str]:
    """Return the command that builds the portal."""
    places = {"--data": "data", "--content": "content", "--output": "out-portal"}
    where = [word for flag, name in places.items() for word in (flag, f"{work}/{name}")]
    options = ["--config", f"{work}/pelicanconf.py", "--as-of", AS_OF]
    options += ["--jobs", str(jobs), "--timings", str(work / TIMINGS)]
    return [str(PROGRAM), "build", *where, *options, *([] if search else ["--no-search"])]


def clear(work: Path, name: str) -> None:
    """Delete what a program has written, and all that it keeps for the next time."""
    for folder in (f"out-{name}", f".out-{name}.cache", f"cache-{name}"):
        shutil.rmtree(work / folder, ignore_errors=True)
