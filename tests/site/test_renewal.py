"""A site that is changed in place is the site that is built anew, byte for byte."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site.conftest import ROOT, SPECIMEN
from tests.site.edits import Portal
from tests.site.test_repeatable import digests


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A portal folder with a theme of its own, and the process in it."""
    copy = tmp_path / "portal"
    shutil.copytree(SPECIMEN, copy, ignore=shutil.ignore_patterns("site"))
    shutil.copytree(ROOT / "theme", copy / "theme")
    monkeypatch.chdir(copy)
    yield copy


def differing(folder: Path) -> list[str]:
    """The files in which the site that was changed and the one built anew differ."""
    changed, anew = digests(folder / "output"), digests(folder / "full")
    return sorted(path for path in {*changed, *anew} if changed.get(path) != anew.get(path))


def run(folder: Path, seed: int, steps: int, *, search: bool) -> None:
    """Edit at random, step by step; after each the changed site must be the one built anew."""
    portal = Portal(folder, random.Random(seed), search)
    assert portal.build("output") == 0
    place = (folder / "output").stat().st_ino
    done: list[str] = []
    for _ in range(steps):
        done.append(portal.edit())
        before = {path: path.read_bytes() for path in portal.records()}
        if portal.afresh():
            assert portal.build("output")
            _undo(portal, before)
            continue
        assert portal.build("output") == 0
        assert differing(folder) == [], (seed, done)
        assert (folder / "output").stat().st_ino == place


def _undo(portal: Portal, before: dict[Path, bytes]) -> None:
    """Put the records back as the specimen has them, where an edit broke a rule."""
    for path in portal.records():
        own = SPECIMEN / path.relative_to(portal.folder)
        if own.exists():
            path.write_bytes(own.read_bytes())
        else:
            path.unlink()
    for path, content in portal.gone.items():
        path.write_bytes(content)
    portal.gone.clear()


@pytest.mark.parametrize("seed", range(4))
def test_a_site_changed_in_place_is_the_site_built_anew(folder: Path, seed: int) -> None:
    run(folder, seed, 6, search=seed == 0)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 300))
def test_so_it_is_after_many_edits(folder: Path, seed: int) -> None:
    run(folder, seed, 8, search=seed % 3 == 0)
