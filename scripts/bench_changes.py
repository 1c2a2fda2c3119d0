"""What happens between two builds whose time is taken: to one record of all (测量的改动)."""

from __future__ import annotations

import re
import runpy
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from secrets import token_hex

NOTE = re.compile("^remark: .*$", re.MULTILINE)
NUMBER = re.compile("^(document_number: .*)(号)$", re.MULTILINE)
PUBLISHED = re.compile(r"^  - kind: published\n    date: (\S+)$", re.MULTILINE)
LATER = timedelta(days=30)
SETTLED = 2.5  # seconds after which a file is believed to be as it was without being read
WITHDRAWN: str = runpy.run_path(str(Path(__file__).with_name("make_corpus")))["read_texts"]()[
    "withdrawn"
]


def untouched(data: Path) -> list[Path]:
    """Return the decisions that have a note and were never changed, in order."""
    every = sorted((data / "decisions").rglob("*.yaml"))
    told = ((path, path.read_text("utf-8")) for path in every)
    return [path for path, text in told if NOTE.search(text) and text.count("  - kind: ") == 1]


def noted(text: str, word: str) -> str:
    """Return a record whose note is `word`."""
    return NOTE.sub(f"remark: {word}", text, count=1)


def published(text: str, day: str) -> str:
    """Return a record that was published on that day."""
    return PUBLISHED.sub(rf"  - kind: published\n    date: {day}", text, count=1)


@contextmanager
def restored(paths: Iterable[Path]) -> Iterator[dict[Path, str]]:
    """Yield what the files say; afterwards they say so again."""
    before = {path: path.read_text("utf-8") for path in paths}
    try:
        yield before
    finally:
        for path, text in before.items():
            path.write_text(text, "utf-8")


def one_by_one(data: Path, day: str) -> Iterator[str]:
    """Change one record after another and yield what was done; in the end all is as it was.

    The new one is published on the `day` of the build, and so the newest, as new ones are.
    """
    edited, withdrawn = untouched(data)[-2:]
    added = edited.with_name(f"{edited.stem[:-6]}zzzzzz.yaml")
    with restored([edited, withdrawn]) as before:
        time.sleep(SETTLED)
        yield "nothing changed"
        edited.write_text(noted(before[edited], f"改{token_hex(3)}"), "utf-8")
        time.sleep(SETTLED)
        yield "a note edited"
        try:
            added.write_text(NUMBER.sub(r"\g<1>9\2", published(before[edited], day)), "utf-8")
            time.sleep(SETTLED)
            yield "a record added"
            known = date.fromisoformat(PUBLISHED.findall(before[withdrawn])[0]) + LATER
            withdrawn.write_text(
                before[withdrawn] + WITHDRAWN.format(soon=known, before=known), "utf-8"
            )
            time.sleep(SETTLED)
            yield "a record withdrawn"
        finally:
            added.unlink()
