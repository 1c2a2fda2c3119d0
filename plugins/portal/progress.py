"""Progress of long work, for people at a terminal; quiet everywhere else (进度)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, TaskID

from portal.parallel import watcher


@contextmanager
def shown_progress() -> Iterator[None]:
    """Draw a bar for each stage of the work inside, where standard error is a terminal.

    The bars are drawn by hand: a thread that draws them must not be there when workers fork.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with Progress(console=console, transient=True, auto_refresh=False) as progress:
        tasks: dict[str, TaskID] = {}

        def watch(label: str, done: int, total: int) -> None:
            if label not in tasks:
                tasks[label] = progress.add_task(label, total=total)
            progress.update(tasks[label], advance=done, refresh=True)

        token = watcher.set(watch)
        try:
            yield
        finally:
            watcher.reset(token)
