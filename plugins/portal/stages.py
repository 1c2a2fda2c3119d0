"""How long each part of a build takes, told to whoever asks (各阶段用时)."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

_taken: ContextVar[list[dict[str, Any]] | None] = ContextVar("taken", default=None)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Note how long what is inside takes, where somebody listens.

    Told are its name, when it began and ended (seconds of the monotonic clock), and the processor time that it
    took (seconds, over all processes that ended in it).
    """
    taken = _taken.get()
    if taken is None:
        yield
        return
    began, before = time.monotonic(), _processor_time()
    yield
    ended, after = time.monotonic(), _processor_time()
    taken.append({"stage": name, "began": began, "ended": ended, "cpu": after - before})


@contextmanager
def written_to(path: Path | None) -> Iterator[None]:
    """Write what is noted inside to a file as JSON, where one is named."""
    taken: list[dict[str, Any]] = []
    token = _taken.set(taken if path else None)
    try:
        yield
    finally:
        _taken.reset(token)
    if path:
        path.write_text(json.dumps(taken, indent=2) + "\n", encoding="utf-8")


def _processor_time() -> float:
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(use.ru_utime + use.ru_stime for use in map(resource.getrusage, whose))
