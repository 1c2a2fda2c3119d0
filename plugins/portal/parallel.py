"""Work spread over the processors: forked workers that inherit what is loaded (并行)."""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

CHUNK = 250
"""How many items a process takes at once; of so few or fewer, no process is started."""
LIFE = 16
"""How many chunks a process takes before a fresh one does, where what it keeps grows with each."""
Item = TypeVar("Item")
Result = TypeVar("Result")

Watcher = Callable[[str, int, int], None]
"""Is told a stage's name, how many items are done now, and how many there are."""

watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)

_work: Callable[[Sequence[object]], object] | None = None


def default_jobs() -> int:
    """Return how many processes this machine can run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _run(chunk: Sequence[object]) -> object:
    assert _work is not None
    return _work(chunk)


def in_chunks(
    work: Callable[[Sequence[Item]], Result],
    items: Sequence[Item],
    *,
    jobs: int,
    size: int = CHUNK,
    label: str = "",
    growing: bool = False,
) -> Iterator[Result]:
    """Yield `work(chunk)` for `items` cut into chunks, in order, over `jobs` processes.

    `work` may be a closure over anything: the workers are forks and inherit it, nothing but the
    chunk and the result travels. An exception in a worker is raised here. What is `label`led is
    told to whoever watches (see :data:`watcher`). Where `work` keeps what it found out, `growing`
    with every item, processes are replaced from time to time, so that this has a bound.
    """
    chunks = [items[start : start + size] for start in range(0, len(items), size)]
    watch = watcher.get() if label else None
    alone = jobs <= 1 or len(chunks) <= 1 or "fork" not in multiprocessing.get_all_start_methods()
    many = jobs * LIFE if growing else len(chunks)
    results = map(work, chunks) if alone else _forked(work, chunks, jobs, many)
    for chunk, result in zip(chunks, results, strict=True):
        if watch:
            watch(label, len(chunk), len(items))
        yield result


def _forked(
    work: Callable[[Sequence[Item]], Result], chunks: list[Sequence[Item]], jobs: int, many: int
) -> Iterator[Result]:
    """Yield what `jobs` processes make of `chunks`, of so `many` until others take over.

    These are forked when none of the pool's threads is left that might hold a lock.
    """
    global _work
    try:
        for start in range(0, len(chunks), many):
            _work = work  # type: ignore[assignment] # whoever takes the results may share out work, too
            _give_back()
            gc.freeze()  # keeps the collector from touching, and so copying, inherited pages
            with multiprocessing.get_context("fork").Pool(min(jobs, len(chunks))) as pool:
                yield from pool.imap(_run, chunks[start : start + many])
    finally:
        _work = None


@contextmanager
def beside(work: Callable[[], Result], *, apart: bool) -> Iterator[Callable[[], Result]]:
    """Let a process of its own do `work` while what is inside goes on; what is yielded waits for it.

    It is a fork and inherits everything, so that nothing but its result travels; where it is not
    `apart`, or there are no forks, it is done here and first. What it raises is raised where its
    result is asked for.
    """
    if not apart or "fork" not in multiprocessing.get_all_start_methods():
        result = work()
        yield lambda: result
        return
    gc.freeze()
    fork = multiprocessing.get_context("fork")
    reader, writer = fork.Pipe(duplex=False)
    process = fork.Process(target=_tell, args=(work, writer), daemon=True)
    process.start()
    writer.close()  # so that the end of the process ends the line
    try:
        yield lambda: _told(reader)
    finally:
        process.kill()
        process.join()


def _tell(work: Callable[[], object], writer: Any) -> None:
    """Do `work` and tell what came of it; interrupted is who waits for it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    watcher.set(None)
    try:
        told = True, work()
    except Exception as error:  # whatever it is, it is raised where the result is asked for
        told = False, error
    writer.send(told)


def _told(reader: Any) -> Any:
    try:
        done, told = reader.recv()
    except EOFError:
        raise RuntimeError("a process ended before its work did") from None
    if not done:
        raise told
    return told


def _give_back() -> None:
    """Give the system what was freed, where the C library would keep it (glibc)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)


@contextmanager
def growing_heap() -> Iterator[None]:
    """Spare the cycle collector a heap that only grows, inside and afterwards.

    Walking all records again and again as more are loaded takes longer than loading them. Within
    another such block nothing is otherwise.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
