"""Build a site whole or not at all: in place under a journal, or anew, put there by one rename (构建)."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from portal.site import generator
from portal.site.alone import alone
from portal.site.cache import RESTORED, Cache
from portal.site.destination import FACTS
from portal.site.renewal import Renewal
from portal.site.settings import Settings
from portal.site.stage import Stage, files_in
from portal.site.standing import STANDING, Standing, sources_of, surveyed
from portal.source.memory import Unreadable
from portal.stages import stage as timed

_EXCHANGE_LINUX = 2  # RENAME_EXCHANGE, linux/fs.h
_SWAP_MACOS = 2  # RENAME_SWAP, sys/stdio.h
_HERE = -100 if sys.platform != "darwin" else -2  # AT_FDCWD


def build(settings: dict[str, Any]) -> Path | None:
    """Build the site that `settings` describe; on any failure the old site stays as it was.

    A site that the last build left is changed in place, any other replaced. Return the folder that
    holds the old site where that could not be deleted.
    """
    output = Path(settings["OUTPUT_PATH"])
    with alone(output):
        _restore(output)
        try:
            return _built(settings, output)
        except Unreadable:  # it is gone now: everything is made
            return _built(settings, output)


def _built(settings: dict[str, Any], output: Path) -> Path | None:
    with Cache.of(settings, output) as cache:
        stage = Stage.beside(output)
        stage.carry_through(cache.tell)
        known = cache.knows(output, restored=settings.get(RESTORED, False))
        ours = generator.has_no_other_plugin(settings)
        if known and ours and _renewed(settings, stage, cache, _begun(settings, cache, output)):
            return None
        return _replaced(settings, output, cache, _begun(settings, cache, None))


def _begun(settings: dict[str, Any], cache: Cache, live: Path | None) -> Renewal:
    """Return what a build takes over that looks at its sources now; it changes the site `live`."""
    survey = surveyed(settings, cache.folder)
    sources = sources_of(settings, survey)
    return Renewal(cache.memory, live, made_of=sources, survey=survey)


def _renewed(settings: dict[str, Any], stage: Stage, cache: Cache, renewal: Renewal) -> bool:
    """Change the site in place; False where it cannot be, and has to be built anew."""
    stage.begin()
    try:
        stood = _stood(settings, stage, renewal)
        if not stood:
            generator.run({**settings, "OUTPUT_PATH": str(stage.files), "PORTAL_RENEWAL": renewal})
        written, there = stage.written(), cache.files()
        files = there if stood else {*written, *renewal.staying}
        renewed, gone = stage.differing(written), there - files
        if not stage.fits(renewed):
            cache.memory.rollback()
            stage.clear()
            return False
        cache.keep(stage.files, stage.output, files)
    except BaseException:
        stage.clear()
        raise
    stage.decide({*renewed, FACTS}, gone)  # by the place of its facts the site is known again
    cache.memory.commit()
    stage.carry_through(cache.tell)
    if not stood:
        cache.sweep(renewal.used)
    return True


@timed("day")
def _stood(settings: dict[str, Any], stage: Stage, renewal: Renewal) -> bool:
    """Write the new day where nothing else would be another; return whether that is so."""
    options = Settings.of({**settings, "PORTAL_RENEWAL": renewal})
    there: Standing | None = renewal.recall(STANDING)
    if there is None or not there.lasting.holds(renewal.made_of, options.as_of):
        return False
    generator.remind(options)
    for path, content in there.files(options, stage.files):
        stage.write(path, content)
    return True


def _replaced(
    settings: dict[str, Any], output: Path, cache: Cache, renewal: Renewal
) -> Path | None:
    """Build into a fresh folder, and put it in the place of the site by one rename."""
    fresh = output.with_name(f".{output.name}.new")
    _discard(fresh)
    try:
        fresh.mkdir(parents=True)
        generator.run({**settings, "OUTPUT_PATH": str(fresh), "PORTAL_RENEWAL": renewal})
        cache.keep(fresh, fresh, {*files_in(fresh)})
        cache.tell_all()
        swap(fresh, output)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    cache.memory.commit()
    cache.sweep(renewal.used)
    try:
        _discard(fresh)
    except OSError:
        return fresh
    return None


def _aside(output: Path) -> Path:
    """Return where the old site is while `swap` needs two renames."""
    return output.with_name(f".{output.name}.old")


def _restore(output: Path) -> None:
    """Mend what a build left that was killed between the two renames of `swap`."""
    aside = _aside(output)
    if aside.exists() and not output.exists():
        aside.rename(output)
    _discard(aside)


def swap(fresh: Path, output: Path) -> None:
    """Put `fresh` in the place of `output` by one rename; `fresh` then holds the old site."""
    if not output.exists():
        fresh.rename(output)
    elif not _exchange(fresh, output):
        aside = _aside(output)
        output.rename(aside)
        try:
            fresh.rename(output)
        except OSError:
            aside.rename(output)
            raise
        aside.rename(fresh)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders at once; False where the system cannot."""
    library = ctypes.CDLL(None, use_errno=True)
    arguments = (_HERE, os.fsencode(one), _HERE, os.fsencode(other))
    if hasattr(library, "renameat2"):
        failed = library.renameat2(*arguments, _EXCHANGE_LINUX)
    elif hasattr(library, "renameatx_np"):
        failed = library.renameatx_np(*arguments, _SWAP_MACOS)
    else:
        return False
    code = ctypes.get_errno()
    if failed and code not in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        raise OSError(code, os.strerror(code), str(other))
    return not failed


def _discard(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
