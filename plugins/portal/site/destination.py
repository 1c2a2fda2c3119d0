"""Where a site may be written: only ever over a site of the portal's own (写到哪里)."""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterable
from pathlib import Path

FACTS = "build.json"  # what a site says of itself; by it a site is known


class Unfit(Exception):
    """Nothing may be written there; the text says why and what to do."""


def destination(output: Path, sources: Iterable[Path], keep: Collection[str] = ()) -> Path:
    """Return the real folder that `output` names, where a build may replace all that is in it.

    `sources` are what the site is made of; `keep` names what of the folder would stay.
    """
    real = output.resolve()
    if Path.cwd().resolve().is_relative_to(real):
        raise Unfit(f"{output} 包含当前文件夹，不能写成网站；请用 --output 另指一个文件夹。")
    for source in (path.resolve() for path in sources):
        if real.is_relative_to(source) or source.is_relative_to(real):
            raise Unfit(f"{output} 与 {source} 重叠，会毁掉它；请用 --output 另指一个文件夹。")
    if real.exists() and not real.is_dir():
        raise Unfit(f"{output} 是文件，不是文件夹；请用 --output 另指一个文件夹。")
    there = {path.name for path in real.iterdir()} - set(keep) if real.is_dir() else set()
    if ".git" in there:
        raise Unfit(f"{output} 是 git 仓库，生成会连它的历史一起换掉；请用 --output 另指。")
    if there and not is_site(real):
        raise Unfit(f"{output} 里有东西，又不是本门户生成的网站；请用 --output 另指，或先清空它。")
    return real


def is_site(folder: Path) -> bool:
    """Return whether the portal built what is in `folder`."""
    try:
        facts = json.loads((folder / FACTS).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(facts, dict) and {"as_of", "version"} <= facts.keys()


def clear(folder: Path, keep: Collection[str]) -> None:
    """Delete everything in `folder` but what `keep` names."""
    for path in folder.iterdir():
        if path.name in keep:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
