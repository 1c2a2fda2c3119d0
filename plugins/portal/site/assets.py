"""What pages load of the theme, under names that tell the content: they may be kept for ever (主题文件).

A style sheet, a script or a picture has the digest of its bytes in its name, a folder of modules
that of all its files, so that these find each other by the names they are written with. Pages of
two builds can therefore be read side by side, each with its own.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = "theme"  # below the site
BELOW = f"{FOLDER}/"
STATIC = "static"  # below the theme
DIGITS = 8
IMPORT = re.compile(
    r"""^(?:(?:import|export)\s[^;"']*?\bfrom|import)\s*["']([^"']+)""", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Assets:
    """The files of a theme that pages load; `names` are those right below `folder`, as published."""

    folder: Path
    names: Mapping[str, str]

    @classmethod
    def of(cls, theme: Path) -> Assets:
        """Return the assets of the theme in that folder."""
        folder = theme / STATIC
        return cls(folder, {path.name: _named(path) for path in sorted(folder.iterdir())})

    @property
    def words(self) -> dict[str, Callable[[str], object]]:
        """What templates ask for assets by."""
        return {"asset": self.path, "modules": self.modules}

    def path(self, name: str) -> str:
        """Return where below the site's root the file is that the theme calls `name`."""
        first, slash, rest = name.partition("/")
        return f"{FOLDER}/{self.names[first]}{slash}{rest}"

    def modules(self, name: str) -> list[str]:
        """Return where what a script imports is, and what that imports: a browser told so waits once.

        What a script imports only when it needs it (`import()`) is not among them.
        """
        found: set[str] = set()
        waiting = [self.path(name)]
        while waiting:
            here = waiting.pop()
            for there in self._imported(here):
                there = posixpath.normpath(posixpath.join(posixpath.dirname(here), there))
                if there not in found:
                    found.add(there)
                    waiting.append(there)
        return sorted(found)

    def _imported(self, path: str) -> list[str]:
        """Return what a published script of the theme imports; the site's own data imports nothing."""
        folder, _, rest = path.removeprefix(f"{FOLDER}/").partition("/")
        sources = {published: name for name, published in self.names.items()}
        if folder not in sources:
            return []
        return IMPORT.findall((self.folder / sources[folder] / rest).read_text(encoding="utf-8"))

    def write(self, output: Path) -> None:
        """Write all of them below the site's root."""
        (output / FOLDER).mkdir(parents=True, exist_ok=True)
        for name, published in self.names.items():
            source, target = self.folder / name, output / FOLDER / published
            if source.is_dir():
                shutil.copytree(source, target, copy_function=shutil.copyfile, dirs_exist_ok=True)
            else:
                shutil.copyfile(source, target)


def _named(path: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.is_file():
            content = file.read_bytes()
            digest.update(f"{file.relative_to(path).as_posix()} {len(content)}\n".encode())
            digest.update(content)
    return f"{path.stem}.{digest.hexdigest()[:DIGITS]}{path.suffix}"
