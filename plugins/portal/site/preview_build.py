"""Builds the two sites that a preview compares: that of a commit, and that of the files (预览生成)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from portal.site.preview import Built, as_data, compare
from portal.site.preview_report import markdown
from portal.site.preview_scheduled import scheduled
from portal.source import load
from portal.source.git import Repository


class Unbuilt(Exception):
    """One of the two sites could not be built; the text is what the build said."""


def effect_since(
    base: str, *, data: Path, content: Path, config: Path | None, day: date, form: str
) -> str:
    """Return what the public sees differently of the files as they are than of `base`."""
    with tempfile.TemporaryDirectory() as scratch:
        room = Path(scratch)
        earlier = _checked_out(data, base, room / "earlier", [data, content])
        sites = {
            "old": _build(earlier[data], earlier[content], room / "old", config, day),
            "new": _build(data, content, room / "new", config, day),
        }
        for name, process in sites.items():
            _, said = process.communicate()
            if process.returncode:
                which = f"{base} 的记录" if name == "old" else "现在的记录"
                raise Unbuilt(f"{which}生成不了网站，无从比较：\n{said.decode().strip()}")
        effect = compare(Built(room / "old"), Built(room / "new"))
        planned = scheduled(load(earlier[data]), load(data), day)
        effect = replace(effect, scheduled=tuple(planned))
    if form == "json":
        return json.dumps(as_data(effect), ensure_ascii=False, indent=2)
    return markdown(effect, base).rstrip()


def _checked_out(data: Path, base: str, into: Path, folders: list[Path]) -> dict[Path, Path]:
    """Write `folders` as `base` has them below `into`; return where each is."""
    repository = Repository.around(data)
    commit, found = repository.commit(base), {}
    for number, folder in enumerate(folders):
        found[folder] = into / str(number)
        found[folder].mkdir(parents=True)
        archive = _archive(repository, commit, folder)
        if archive:
            with ZipFile(BytesIO(archive)) as packed:
                packed.extractall(found[folder])
    return found


def _archive(repository: Repository, commit: str, folder: Path) -> bytes:
    """Return a folder as `commit` has it, as a ZIP file; nothing where it has none."""
    root = Path(repository.ask("rev-parse", "--show-toplevel").decode().strip())
    inside = Path(os.path.relpath(folder.resolve(), root.resolve())).as_posix()
    tree = commit if inside == "." else f"{commit}:{inside}"
    top = Repository(root)  # git archives what lies below the folder it is called in
    if inside.startswith("..") or top.asked("cat-file", "-e", tree)[0]:
        return b""
    return top.ask("archive", "--format=zip", tree)


def _build(
    data: Path, content: Path, output: Path, config: Path | None, day: date
) -> subprocess.Popen[bytes]:
    arguments = ["--no-search", "--data", str(data), "--content", str(content)]
    arguments += ["--output", str(output), "--as-of", str(day), "--jobs", "1"]
    arguments += ["--config", str(config)] if config else []
    command = [sys.executable, "-m", "portal", "build", *arguments]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
