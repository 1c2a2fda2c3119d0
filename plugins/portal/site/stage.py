"""A site changed in place: file by file by rename, under a journal, so that it is never half (就地更新).

What is new is written to a folder beside the site first. The journal there says what goes where
and what goes away; once it stands, the change is carried through, now or by whoever comes next.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.site.destination import FACTS

JOURNAL = "journal.json"
_LEADING = ("search/index.json", "pagefind/pagefind-entry.json")  # they lead to other files
_PAGES = (".html", ".json", ".xml")


@dataclass(frozen=True, slots=True)
class Stage:
    """The `folder` beside the site at `output` where its next state is made ready."""

    folder: Path
    output: Path

    @classmethod
    def beside(cls, output: Path) -> Stage:
        """Return the stage of the site at `output`."""
        return cls(output.with_name(f".{output.name}.next"), output)

    @property
    def files(self) -> Path:
        """Where the new files are written."""
        return self.folder / "files"

    def clear(self) -> None:
        """Make it empty."""
        if self.folder.exists():
            shutil.rmtree(self.folder)

    def begin(self) -> None:
        """Make it ready to be written to."""
        self.clear()
        self.files.mkdir(parents=True)

    def write(self, path: str, content: bytes) -> None:
        """Write one new file."""
        (self.files / path).parent.mkdir(parents=True, exist_ok=True)
        (self.files / path).write_bytes(content)

    def written(self) -> list[str]:
        """Return the files that were written to it."""
        return sorted(files_in(self.files))

    def differing(self, written: Iterable[str]) -> list[str]:
        """Return those of the files `written` that the site does not have just so."""
        return [path for path in written if not self._is_there(path)]

    def _is_there(self, path: str) -> bool:
        here, there = self.files / path, self.output / path
        try:
            return (
                here.stat().st_size == there.stat().st_size
                and here.read_bytes() == there.read_bytes()
            )
        except (FileNotFoundError, NotADirectoryError):
            return False

    def fits(self, renewed: Iterable[str]) -> bool:
        """Return whether no file comes where there is a folder, and no folder where there is a file."""
        return not any(
            (self.output / path).is_dir()
            or any((self.output / above).is_file() for above in list(Path(path).parents)[:-1])
            for path in renewed
        )

    def decide(self, renewed: Collection[str], gone: Collection[str]) -> None:
        """Write the journal: from now on these changes are carried through, whatever happens."""
        told = {"renewed": sorted(renewed, key=_turn), "gone": sorted(gone)}
        begun = self.folder / f"{JOURNAL}.new"
        begun.write_text(json.dumps(told), encoding="utf-8")
        begun.replace(self.folder / JOURNAL)

    def carry_through(self, tell: Callable[[list[str], list[str]], None]) -> None:
        """Do what the journal says, where there is one, `tell` what it was, and clear the stage."""
        journal = self.folder / JOURNAL
        if journal.exists():
            told = json.loads(journal.read_bytes())
            for path in told["renewed"]:
                self._renew(path)
            for path in told["gone"]:
                self._delete(path)
            tell(told["renewed"], told["gone"])
            journal.unlink()
        self.clear()

    def _renew(self, path: str) -> None:
        target = self.output / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(self.files / path, target)
        except FileNotFoundError:
            if not target.exists():  # else it was moved before
                raise

    def _delete(self, path: str) -> None:
        target = self.output / path
        target.unlink(missing_ok=True)
        for folder in target.parents:
            if folder == self.output:
                break
            try:
                folder.rmdir()
            except OSError:  # something else is in it
                break


def _turn(path: str) -> tuple[int, str]:
    """Return when a file takes its place: what pages use, pages, what leads to the former; facts last."""
    if path == FACTS:
        return 3, path
    if path in _LEADING:
        return 2, path
    asset = not path.endswith(_PAGES) or path.startswith(("theme/", "search/", "pagefind/"))
    return int(not asset), path


def files_in(folder: Path) -> Iterator[str]:
    """Yield every file below `folder` by its path from there."""
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        with os.scandir(folder / inside) as entries:
            for entry in entries:
                path = f"{inside}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{path}/")
                else:
                    yield path
