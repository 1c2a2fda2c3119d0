"""Builds the two sites that a preview compares: that of a commit, and that of the files (预览生成)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath

from portal.checks.command import DEFAULT_CONFIG
from portal.site.preview import Built, as_data, compare
from portal.site.preview_report import markdown
from portal.site.preview_scheduled import scheduled
from portal.source import load
from portal.source.git import Repository


class Unbuilt(Exception):
    """One of the two sites could not be built; the text is what the build said."""


def effect_since(
    base: str,
    *,
    data: Path,
    content: Path,
    config: Path | None,
    day: date,
    form: str,
    renew: Callable[[Path], object],
) -> str:
    """Return what the public sees differently of the files as they are than of `base`.

    `renew` brings a data folder of an earlier model to the program's own.
    """
    with tempfile.TemporaryDirectory() as scratch:
        room = Path(scratch)
        earlier = _Earlier.of(data, base, room / "earlier")
        old_data = earlier.folder(data)
        renew(old_data)
        old = _build(old_data, earlier.folder(content), room / "old", earlier.config(config), day)
        sites = {"old": old, "new": _build(data, content, room / "new", config, day)}
        for name, process in sites.items():
            _, said = process.communicate()
            if process.returncode:
                which = f"{base} 的记录" if name == "old" else "现在的记录"
                raise Unbuilt(f"{which}生成不了网站，无从比较：\n{said.decode().strip()}")
        effect = compare(Built(room / "old"), Built(room / "new"))
        planned = scheduled(load(old_data), load(data), day)
        effect = replace(effect, scheduled=tuple(planned))
    if form == "json":
        return json.dumps(as_data(effect), ensure_ascii=False, indent=2)
    return markdown(effect, base).rstrip()


@dataclass(frozen=True, slots=True)
class _Earlier:
    """The `files` of a commit, blob by path, written below `room` byte for byte where asked for."""

    top: Repository
    files: Mapping[PurePosixPath, str]
    room: Path

    @classmethod
    def of(cls, data: Path, base: str, room: Path) -> _Earlier:
        repository = Repository.around(data)
        told = os.fsdecode(repository.ask("rev-parse", "--show-toplevel"))
        top = Repository(Path(told.rstrip("\n")))
        tree = top.tree(repository.commit(base))
        return cls(top, {PurePosixPath(path): blob for path, blob in tree.items()}, room)

    def folder(self, folder: Path) -> Path:
        """Return the folder as the commit has it, empty where it has none; itself outside of git."""
        inside = self._inside(folder)
        if ".." in inside.parts:
            return folder
        (self.room / inside).mkdir(parents=True, exist_ok=True)
        self._write([path for path in self.files if path.is_relative_to(inside)])
        return self.room / inside

    def config(self, config: Path | None) -> Path | None:
        """Return the settings of the commit, the programs beside them too; else those of today."""
        inside = self._inside(config or DEFAULT_CONFIG)
        if inside not in self.files:
            return config
        self._write([p for p in self.files if p.parent == inside.parent and p.suffix == ".py"])
        return self.room / inside

    def _inside(self, place: Path) -> PurePosixPath:
        return PurePosixPath(os.path.relpath(place.resolve(), self.top.folder.resolve()))

    def _write(self, paths: Iterable[PurePosixPath]) -> None:
        for path in paths:
            (self.room / path).parent.mkdir(parents=True, exist_ok=True)
            (self.room / path).write_bytes(self.top.blob(self.files[path]))
        self.top.close()


def _build(
    data: Path, content: Path, output: Path, config: Path | None, day: date
) -> subprocess.Popen[bytes]:
    arguments = ["--no-search", "--data", str(data), "--content", str(content)]
    arguments += ["--output", str(output), "--as-of", str(day), "--jobs", "1"]
    arguments += ["--config", str(config)] if config else []
    command = [sys.executable, "-m", "portal", "build", *arguments]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
