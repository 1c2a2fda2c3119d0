"""The folder beside a site where a build keeps what the next one need not make again (缓存).

It may be deleted at any time: the next build then makes everything. It is private, as the records
are, and never inside what is published.
"""

from __future__ import annotations

import json
import os
import pickle
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.site.alone import Busy
from portal.site.destination import FACTS
from portal.site.renewal import TEMPLATES, WORDS
from portal.site.settings import Misset
from portal.site.stage import files_in
from portal.source.memory import Memory, Taken, Unreadable, beside
from portal.source.program import program_key

CHANGED = "changed.json"
SETTING = "PORTAL_CACHE"
RESTORED = "PORTAL_RESTORED"
_SITE, _FILES = "site", "files"


@dataclass(frozen=True, slots=True)
class Cache:
    """What is kept of the last build."""

    memory: Memory
    folder: Path

    @classmethod
    @contextmanager
    def of(cls, settings: Mapping[str, Any], output: Path) -> Iterator[Cache]:
        """Hold the cache of the site at `output`: beside it, or where PORTAL_CACHE says.

        What is not committed is let go of; what proves to be damaged is deleted. Raises
        :class:`~portal.site.alone.Busy` where another build holds it, be it of another site.
        """
        folder = Path(settings.get(SETTING) or beside(output)).absolute()
        if folder.resolve().is_relative_to(output.resolve()):
            raise Misset(f"{SETTING} 在网站里面，会被公开；请另指一个文件夹。")
        try:
            with closing(Memory(folder, program_key())) as memory:
                if not memory.known:  # another version compiles them otherwise
                    shutil.rmtree(folder / TEMPLATES, ignore_errors=True)
                (folder / TEMPLATES).mkdir(exist_ok=True)
                try:
                    yield cls(memory, folder)
                except Unreadable as error:
                    raise memory.broken(str(error)) from error
        except Taken:
            raise Busy(str(folder)) from None

    def knows(self, output: Path, *, restored: bool = False) -> bool:
        """Return whether the site at `output` is the one that the last build left, untouched.

        Both `restored` together from a copy, the site is elsewhere on the disk: its facts must be
        what they were, and its files those that are known, none more.
        """
        kept, files = self.memory.get(_SITE, _SITE), self.memory.get(_SITE, _FILES)
        if kept is None or files is None:
            return False
        try:
            if restored:
                facts = (output / FACTS).read_bytes()
                return (
                    facts == self.memory.get(_SITE, FACTS) and {*files_in(output)} == self.files()
                )
            known: tuple[int, ...] = pickle.loads(kept)
            return known == _signature(output, output)
        except OSError:
            return False

    def files(self) -> set[str]:
        """Return the files of that site."""
        kept = self.memory.get(_SITE, _FILES)
        assert kept is not None  # a site of which they are not known is not known itself
        return set(pickle.loads(kept))

    def keep(self, written: Path, site: Path, files: Collection[str]) -> None:
        """Keep what the site will be known by: its folder, and its facts as they were `written`."""
        signature = pickle.dumps(_signature(written, site))
        facts = (written / FACTS).read_bytes()
        told = {_SITE: signature, _FILES: pickle.dumps(sorted(files)), FACTS: facts}
        self.memory.put(_SITE, told.items())

    def sweep(self, used: Collection[str]) -> None:
        """Delete the files of words that are of no more use."""
        for path in (self.folder / WORDS).glob("*"):
            if path.name not in used:
                path.unlink()

    def tell(self, renewed: Collection[str], gone: Collection[str]) -> None:
        """Add to the list of what has changed since that list was last taken away."""
        told = self._told()
        changed = {*told["changed"], *renewed} - {*gone}
        deleted = ({*told["deleted"]} - {*renewed}) | {*gone}
        self._tell({**told, "changed": sorted(changed), "deleted": sorted(deleted)})

    def tell_all(self) -> None:
        """Say in that list that everything is new."""
        self._tell({"everything": True, "changed": [], "deleted": []})

    def _told(self) -> dict[str, Any]:
        try:
            told: dict[str, Any] = json.loads((self.folder / CHANGED).read_bytes())
        except FileNotFoundError:
            return {"everything": False, "changed": [], "deleted": []}
        except ValueError:
            return {"everything": True, "changed": [], "deleted": []}
        return told

    def _tell(self, told: Mapping[str, Any]) -> None:
        begun = self.folder / f"{CHANGED}.new"
        begun.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        begun.replace(self.folder / CHANGED)


def _signature(written: Path, site: Path) -> tuple[int, ...]:
    """Return by what a site is known: its folder, and the file of its facts, on this disk."""
    folder, facts = os.stat(site), os.stat(written / FACTS)
    return folder.st_dev, folder.st_ino, facts.st_ino, facts.st_mtime_ns, facts.st_size
