"""What nobody touched since the last publication is not read again; whatever was touched is seen."""

import gzip
import json
import os
import random
import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from portal.deploy import publish as deploy
from portal.deploy.expire import expire
from portal.deploy.facts import Refused
from portal.deploy.place import Place
from portal.deploy.transfer import compare
from tests.deploy.conftest import FIRST, TODAY, WITHDRAWN, Portal, decision, program
from tests.deploy.test_publish import PAGE, places, same

ASIDE = "reference/checks/index.html"


@pytest.fixture
def compared(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Publish three times, so that there is a twin; then note whenever everything is read."""
    for number in range(3):
        (portal.site / "note.json").write_text(f"[{number}]")
        portal.publish()
    assert portal.twin()
    seen: list[str] = []

    def noted(*arguments: object) -> object:
        seen.append("compared")
        return compare(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(deploy, "compare", noted)
    return seen


def test_a_change_is_published_and_nothing_else_read(portal: Portal, compared: list[str]) -> None:
    untouched, releases = portal.online(ASIDE).stat(), {*portal.releases()}
    portal.desk.write(f"decisions/{FIRST}.yaml", decision(1) + WITHDRAWN)
    portal.build()
    assert f"  {TODAY} 撤回 {FIRST}" in portal.publish()[1]
    assert compared == []
    same(portal)
    assert portal.online(ASIDE).stat().st_ino == untouched.st_ino
    assert len(portal.releases()) == 1
    assert {*portal.releases()} != releases
    for place in (portal.online(PAGE), portal.twin() / PAGE):  # type: ignore[operator]
        assert "未按规定留存" not in place.read_text("utf-8")
    assert "不用发布" in portal.publish()[0]
    assert compared == []


def test_a_file_called_like_a_packed_copy_is_published_itself(
    portal: Portal, compared: list[str]
) -> None:
    """What it takes the place of is withdrawn, and its copy is not to be had by that name."""
    text, instead = portal.site / "list.txt", portal.site / "list.txt.gz"
    text.write_text("撤下的名单" * 500, "utf-8")
    portal.publish()
    text.unlink()
    instead.write_bytes(gzip.compress(b"another"))
    portal.publish()
    assert compared == []
    assert portal.online(instead.name).read_bytes() == instead.read_bytes()
    assert not portal.online(text.name).exists()
    assert [*portal.folder.glob(f".*/{instead.name}")] == []  # nor kept at the desk


def test_what_is_refused_is_refused_without_reading_all(
    portal: Portal, compared: list[str]
) -> None:
    (portal.desk.data / "decisions" / f"{FIRST}.yaml").unlink()
    portal.build()
    with pytest.raises(Refused, match=f"1 条记录.*{FIRST}"):
        portal.publish()
    assert compared == []
    assert portal.online(PAGE).is_file()


def again_as_it_was(path: Path, text: str) -> None:
    """Write a file in its place; its size and its time stay."""
    before = path.stat()
    with path.open("r+") as file:
        file.write(text)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)


HARMS = (
    "edited",
    "deleted",
    "added",
    "twin edited",
    "twin deleted",
    "twin replaced",
    "a day later",
)


@pytest.mark.parametrize("harm", HARMS)
def test_whatever_was_touched_online_is_mended(
    portal: Portal, compared: list[str], harm: str
) -> None:
    twin = portal.twin()
    assert twin
    folder = twin if "twin" in harm else portal.online()
    match harm.split()[-1]:
        case "edited":
            again_as_it_was(folder / ASIDE, "<!--")
        case "deleted":
            (folder / ASIDE).unlink()
        case "added":
            (folder / "more.html").write_text("不是我们的")
        case "replaced":
            shutil.copy(folder / "index.html", folder / "other")
            (folder / "other").rename(folder / ASIDE)
    (portal.site / "note.json").write_text("[99]")
    portal.publish(day=TODAY + timedelta(days=harm == "a day later"))
    assert compared == ["compared"]
    same(portal)


def test_what_was_touched_in_the_site_is_published(portal: Portal, compared: list[str]) -> None:
    again_as_it_was(portal.site / ASIDE, "<!--")
    assert "改动 1 个" in portal.publish()[0]
    assert compared == []
    same(portal)


@pytest.mark.parametrize("harm", ["gone", "half", "another"])
def test_without_what_was_written_down_all_is_compared(
    portal: Portal, compared: list[str], harm: str
) -> None:
    kept = portal.folder / ".output.cache"
    for file in kept.glob("published*"):
        if harm == "gone":
            file.unlink()
        elif harm == "half":
            file.write_bytes(file.read_bytes()[:-9])
        else:
            file.write_text(json.dumps([harm]))
    (portal.site / "note.json").write_text("[99]")
    assert "改动 1 个" in portal.publish()[0]
    assert compared == ["compared"]
    same(portal)


def test_two_desks_publish_in_turn(portal: Portal, compared: list[str]) -> None:
    """Each of them knows what itself had left, and sees that it is not there any more."""
    other = shutil.copytree(portal.folder, portal.folder.with_name("other"))
    for number in range(4):
        desk = Portal(other) if number % 2 else portal
        desk.target = portal.target
        (desk.site / "note.json").write_text(f"[9{number}]")
        desk.publish()
        same(desk)
    assert len(compared) == 3  # but the first time


def test_what_cannot_be_written_down_is_found_out_again(
    portal: Portal, compared: list[str]
) -> None:
    for file in (portal.folder / ".output.cache").glob("published*"):
        file.unlink()
        file.mkdir()
    for number in range(2):
        (portal.site / "note.json").write_text(f"[9{number}]")
        portal.publish()
        same(portal)
    assert len(compared) == 2


def test_any_sequence_of_changes_ends_with_the_site(portal: Portal, compared: list[str]) -> None:
    dice = random.Random(9)
    for number in range(12):
        for _ in range(dice.randint(1, 4)):
            path = (
                portal.site
                / dice.choice(("a", "b/c", "b/d/e"))
                / dice.choice(("1.html", "2.html", "3.json"))
            )
            if path.exists() and dice.random() < 0.6:
                path.unlink()
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(f"<p>{number}</p>" * dice.choice((1, 500)))
        portal.publish()
        same(portal)
    assert compared == []


def test_the_link_may_be_written_otherwise_and_what_leads_nowhere_is_refused(
    portal: Portal,
) -> None:
    """What is online is never taken for nothing: then all of it would be deleted, and no guard asked."""
    portal.publish()
    (release,) = portal.releases()
    before = places(portal.online())
    link, whole = portal.target / "current", portal.target / "releases" / release
    for written in (str(whole), f"./releases/{release}"):
        link.unlink()
        link.symlink_to(written)
        assert "不用发布" in portal.publish()[0]
        assert places(portal.online()) == before
    for written in ("releases/nowhere", "releases/..", str(portal.site), "releases", "."):
        link.unlink()
        link.symlink_to(written)
        with pytest.raises(Refused, match=r"看不出线上是哪一版.*ln -sfn"):
            portal.publish()
        with pytest.raises(Refused, match="看不出线上是哪一版"):
            expire(Place.of(str(portal.target)), TODAY, say=print)
        assert places(whole) == before
    link.unlink()
    shutil.copytree(whole, link)  # as a copy makes of a link
    with pytest.raises(Refused, match="看不出线上是哪一版"):
        portal.publish()
    assert places(whole) == before


def test_one_answer_that_fails_deletes_nothing(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal.publish()
    before = places(portal.online())
    program(portal.folder, "readlink", "exit 1", monkeypatch)
    with pytest.raises(Refused, match="看不出线上是哪一版"):
        portal.publish()
    assert places(portal.online()) == before


@pytest.mark.parametrize("name", ["$(touch harm)", "20240603T130000;touch harm", "a b", "zz*"])
def test_what_is_no_name_of_a_release_is_no_command(portal: Portal, name: str) -> None:
    portal.publish()
    strange = portal.target / "releases" / name
    strange.mkdir()
    with pytest.raises(Refused, match=f"里有别的东西（{re.escape(name)}）"):
        portal.publish()
    assert strange.is_dir()
    assert not (portal.target / "harm").exists()
    (portal.target / "current").unlink()
    (portal.target / "current").symlink_to(f"releases/{name}")
    with pytest.raises(Refused, match="里有别的东西"):
        expire(Place.of(str(portal.target)), TODAY, say=print)
    assert not (portal.target / "harm").exists()
