"""One at a time: whoever writes a site, or must find it whole, holds its lock (互斥)."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Busy(Exception):
    """Another build or publication holds the same site."""


@contextmanager
def alone(output: Path) -> Iterator[None]:
    """Hold the lock of `output`; the system frees it when the process dies, however it dies."""
    output.parent.mkdir(parents=True, exist_ok=True)
    with (output.parent / f".{output.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(str(output)) from None
        yield
