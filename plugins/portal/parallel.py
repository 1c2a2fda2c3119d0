"""Work spread over the processors: forked workers that inherit what is loaded (并行)."""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from multiprocessing.connection import Connection
from multiprocessing.pool import ExceptionWithTraceback  # type: ignore[attr-defined]
from typing import TypeVar

CHUNK = 250
"""How many items a process takes at once; of so few or fewer, no process is started."""
LIFE = 16
"""How many chunks a process takes before a fresh one does, where what it keeps grows with each."""
PATIENCE = 10
"""Seconds in which a process ends that is told to, before it is made to."""
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
    alone = jobs <= 1 or len(chunks) <= 1 or not forks()
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


class Ended(Exception):
    """A process ended before its work was done: it was killed, most often for want of memory."""


def forks() -> bool:
    """Return whether a process can be had that inherits what is loaded."""
    return "fork" in multiprocessing.get_all_start_methods()


@contextmanager
def at_once(work: Callable[[], Result]) -> Iterator[Callable[[], Result]]:
    """Let a fork of this process do `work` while what is inside goes on; what is yielded waits for it.

    Nothing but the result travels. What `work` raises is raised where its result is asked for, and
    :class:`Ended` where the process is no more. It may start no processes of this module.
    """
    gc.freeze()
    fork = multiprocessing.get_context("fork")
    reader, writer = fork.Pipe(duplex=False)
    process = fork.Process(target=_tell, args=(work, reader, writer), daemon=True)
    process.start()
    del work  # with what it holds
    writer.close()  # so that the end of the process ends the line

    def told() -> Result:
        try:
            content = reader.recv_bytes()
        except (EOFError, OSError):
            raise Ended from None
        process.join()
        done, result = pickle.loads(content)
        if not done:
            raise result
        return result  # type: ignore[no-any-return]

    try:
        yield told
    finally:
        process.terminate()
        process.join(PATIENCE)
        process.kill()
        process.join()
        reader.close()


def _tell(work: Callable[[], object], reader: Connection, writer: Connection) -> None:
    """Do `work` and tell what came of it, as long as there is somebody to be told."""
    reader.close()  # else the line would not end with the process that listens
    signal.signal(signal.SIGINT, lambda *_: None)  # it ends when that process ends it,
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # and with it what it has started
    watcher.set(None)
    told: tuple[bool, object]
    try:
        told = True, work()
    except Exception as error:
        told = False, ExceptionWithTraceback(error, error.__traceback__)
    writer.send_bytes(pickle.dumps(told))


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
