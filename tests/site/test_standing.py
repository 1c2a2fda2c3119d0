"""A site of which nothing but the day is another: nothing is read, three files are written."""

import json
import os
import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from portal import stages
from portal.source import signature
from tests.site.edits import Portal, copied
from tests.site.test_repeatable import digests

DECISION = Path("data/decisions/2024/cf-2024-k7m3q9.yaml")
TOUCHED = 0


@pytest.fixture
def portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Portal:
    """A portal whose site was built, its sources untouched for long enough, the process in it."""
    monkeypatch.setattr(signature, "SETTLED", TOUCHED)
    monkeypatch.chdir(copied(tmp_path / "portal"))
    portal = Portal(tmp_path / "portal", random.Random(0), search=True)
    assert portal.build("output") == 0
    return portal


def again(portal: Portal) -> set[str]:
    """Build once more; return the stages of the build. The site must be the one built anew."""
    told = portal.folder.parent / "stages.json"
    with stages.written_to(told):
        assert portal.build("output") == 0
    taken = {one["stage"] for one in json.loads(told.read_bytes())}
    assert portal.afresh() == 0
    assert digests(portal.folder / "output") == digests(portal.folder / "full")
    return taken


def test_nothing_is_read_where_nothing_changed(portal: Portal) -> None:
    assert again(portal) == {"day"}
    assert again(portal) == {"day"}


def test_a_new_day_on_which_nothing_is_due_is_written_into_three_files(portal: Portal) -> None:
    portal.as_of += timedelta(days=1)
    assert again(portal) == {"day"}
    told = json.loads((portal.folder / ".output.cache/changed.json").read_bytes())
    assert told["changed"] == ["as-of.css", "build.json", "search/index.json"]


def test_a_day_on_which_something_is_due_is_seen(portal: Portal) -> None:
    facts = json.loads((portal.folder / "output/build.json").read_bytes())
    while str(portal.as_of) < facts["next_change"]:
        portal.as_of += timedelta(days=1)
    assert "records" in again(portal)
    portal.as_of -= timedelta(days=2)
    assert "records" in again(portal)


def test_the_site_stands_on_as_long_as_the_day_goes_on(portal: Portal) -> None:
    facts = json.loads((portal.folder / "output/build.json").read_bytes())
    while str(portal.as_of + timedelta(days=1)) < facts["next_change"]:
        portal.as_of += timedelta(days=1)
    assert again(portal) == {"day"}


def test_what_came_and_went_while_times_could_not_be_trusted_is_gone(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signature, "SETTLED", 10**18)
    extra = portal.folder / "content" / "extra.md"
    extra.write_text("Title: 增刊\nSlug: extra\n\n增刊\n", "utf-8")
    assert portal.build("output") == 0
    assert (portal.folder / "output" / "extra").is_dir()
    extra.unlink()
    monkeypatch.setattr(signature, "SETTLED", TOUCHED)
    assert again(portal) != {"day"}
    assert not (portal.folder / "output" / "extra").exists()


EDITS: dict[str, Callable[[Path], object]] = {
    "a record": lambda folder: (folder / DECISION).write_bytes(
        (folder / DECISION).read_bytes().replace("罚款已于".encode(), "罚款早已于".encode())
    ),
    "a record of the same times": lambda folder: _silently(folder / DECISION),
    "what is no record": lambda folder: (folder / "data/README.md").write_text("说明", "utf-8"),
    "an article": lambda folder: _appended(folder / "content/about.md", "又一句。\n"),
    "a picture": lambda folder: (folder / "content/new.svg").write_text("<svg/>", "utf-8"),
    "a style": lambda folder: _appended(folder / "theme/static/style.css", "p{margin:0}\n"),
    "a setting": lambda folder: _appended(folder / "pelicanconf.py", 'PORTAL_COMMIT_ = "x"\n'),
}


@pytest.mark.parametrize("edit", EDITS)
def test_whatever_is_edited_is_seen(portal: Portal, edit: str) -> None:
    EDITS[edit](portal.folder)
    assert "lists" in again(portal)


def test_a_commit_is_told_without_reading_anything(portal: Portal) -> None:
    with (portal.folder / "pelicanconf.py").open("a", encoding="utf-8") as file:
        file.write('import os\nPORTAL_COMMIT = os.environ.get("AT", "")\n')
    assert "lists" in again(portal)
    os.environ["AT"] = "3f2a9c41d0"
    try:
        assert again(portal) == {"day"}
    finally:
        del os.environ["AT"]
    facts = json.loads((portal.folder / "output/build.json").read_bytes())
    assert facts["commit"] == "3f2a9c41d0"


def test_what_was_touched_just_now_or_lies_elsewhere_is_read(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signature, "SETTLED", 3_600_000_000_000)
    assert "lists" in again(portal)
    monkeypatch.setattr(signature, "SETTLED", TOUCHED)
    (portal.folder / "content/linked.svg").symlink_to(portal.folder / "theme/static/emblem.svg")
    assert "lists" in again(portal)
    assert "lists" in again(portal)


def test_a_site_touched_behind_the_back_of_the_build_is_built_anew(portal: Portal) -> None:
    (portal.folder / "output/build.json").write_text('{"as_of": "", "version": ""}', "utf-8")
    assert "lists" in again(portal)


def _silently(path: Path) -> None:
    """Change a file so that its size and its time of change stay."""
    times = path.stat()
    path.write_bytes(path.read_bytes().replace("5月20日".encode(), "5月21日".encode()))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def _appended(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)
