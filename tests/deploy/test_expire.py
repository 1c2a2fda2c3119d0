"""A draft that is over is not kept on the server, and nothing else is taken from it."""

import json
import os
import shutil
import subprocess
from base64 import b64encode
from datetime import date, timedelta
from pathlib import Path

import pytest

from portal.deploy.expire import expire
from portal.deploy.facts import Refused
from portal.deploy.late import late
from portal.deploy.place import Place
from portal.site.addresses import until
from tests.deploy.conftest import CHINA, FIRST, TODAY, Nginx, Portal, ask, undeletable
from tests.deploy.office import TODAY as NOW
from tests.deploy.test_ci import clone, origin, run
from tests.deploy.test_publish import files

__all__ = ["origin"]
LAST = TODAY + timedelta(days=14)


def ended(target: Path, today: date) -> list[str]:
    """Run what a server runs every day; return what is said."""
    said: list[str] = []
    expire(Place.of(str(target)), today, say=said.append)
    return said


@pytest.fixture
def draft(portal: Portal) -> Portal:
    """A portal whose draft colleagues may see for two weeks."""
    facts = json.loads((portal.site / "build.json").read_bytes())
    (portal.site / "build.json").write_text(json.dumps({**facts, "draft": str(LAST)}))
    portal.publish(preview=True)
    return portal


def test_a_draft_is_deleted_the_day_after_its_last(draft: Portal) -> None:
    before = files(draft.target)
    assert "还没有过期" in ended(draft.target, LAST)[0]
    assert late(str(draft.online()), LAST) == ""
    assert files(draft.target) == before
    over = LAST + timedelta(days=1)
    assert "portal expire" in late(str(draft.online()), over)
    assert "已经删除" in ended(draft.target, over)[0]
    assert not draft.online().is_symlink()
    assert draft.releases() == []
    assert {*files(draft.target)} == {".lock", ".over", ".kept"}
    assert ended(draft.target, over) == [f"{draft.target} 没有草稿。"]


def test_what_cannot_be_deleted_is_not_said_to_be_gone(draft: Portal) -> None:
    (release,) = draft.releases()
    with undeletable(draft.folder), pytest.raises(Refused, match=f"{release}（rm: not yours）"):
        ended(draft.target, LAST + timedelta(days=1))
    assert not draft.online().is_symlink()
    assert ended(draft.target, LAST + timedelta(days=1)) == [f"{draft.target} 没有草稿。"]
    assert draft.releases() == []


def test_an_empty_folder_has_no_draft(tmp_path: Path) -> None:
    assert ended(tmp_path, TODAY) == [f"{tmp_path} 没有草稿。"]
    assert ended(tmp_path, TODAY) == [f"{tmp_path} 没有草稿。"]  # now with a lock in it


def test_what_a_killed_run_left_goes_with_the_next(draft: Portal) -> None:
    draft.online().unlink()  # as if killed right after that
    assert draft.releases() != []
    ended(draft.target, LAST)
    assert draft.releases() == []


def test_a_draft_that_is_being_replaced_stays(draft: Portal) -> None:
    lock = ["flock", str(draft.target / ".lock"), "sh", "-c", "echo held; read wait"]
    with subprocess.Popen(lock, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        assert "这次不删" in ended(draft.target, LAST + timedelta(days=1))[0]
        other.communicate("\n")
    assert draft.online("index.html").is_file()


def test_the_public_site_and_other_folders_stay(portal: Portal) -> None:
    portal.publish()
    before = files(portal.target)
    with pytest.raises(Refused, match="公开的网站"):
        ended(portal.target, TODAY + timedelta(days=999))
    assert files(portal.target) == before
    with pytest.raises(Refused, match="别的东西"):
        ended(portal.desk.data, TODAY)
    assert ended(portal.folder / "nowhere", TODAY) == [f"{portal.folder / 'nowhere'} 没有草稿。"]
    assert not (portal.folder / "nowhere").exists()


@pytest.mark.parametrize(
    ("days", "zone", "status"),
    [
        (-1, CHINA, 410),
        (0, CHINA, 200),
        (1, CHINA, 200),
        (400, CHINA, 200),
        (0, "UTC0", 410),
        (400, "UTC0", 410),
        (400, "CST+8", 410),
    ],
)
def test_the_server_shows_a_draft_no_longer_than_until_its_last_day(
    tmp_path: Path, nginx: Nginx, days: int, zone: str, status: int
) -> None:
    """By the day in China, and with no command run in between; the day it was made counts nothing.

    A server that goes by another clock shows none.
    """
    last = NOW + timedelta(days=days)
    draft = Portal(tmp_path)
    draft.build(last, f'PORTAL_DRAFT = "{last}"\nPORTAL_PUBLIC = False\n')
    draft.publish(day=last, preview=True)
    address = nginx(draft.target, "nginx-preview.conf", zone)
    known = {"Authorization": f"Basic {b64encode(b'colleague:secret').decode()}"}
    for path in ("/", f"/decisions/{FIRST}/", "/search/index.json", "/nowhere/"):
        wanted = 404 if status == 200 and path in {"/search/index.json", "/nowhere/"} else status
        assert ask(address + path, **known).status == wanted, path
        assert ask(address + path).status == (401 if status == 200 else 410)


def test_the_days_of_a_draft_are_all_up_to_its_last() -> None:
    for last in (date(2026, 1, 1), date(2026, 11, 28), date(2027, 12, 31), date(2028, 2, 29)):
        names = {*until(last)}
        for ahead in range(-1000, 1000):
            day = last + timedelta(days=ahead)
            asked = {f"until/{part}" for part in (f"{day:%Y}", f"{day:%Y-%m}", f"{day}")}
            assert bool(names & asked) == (day <= last), day


def test_the_pipeline_deletes_it_and_publishes_whatever_becomes_of_that(origin: Path) -> None:
    merged, preview, public = (origin.parent / name for name in ("merged", "preview", "public"))
    clone(origin, "merged")
    (preview / "releases" / "20240603T120000").mkdir(parents=True)
    os.symlink("releases/20240603T120000", preview / "current")
    last = str(NOW - timedelta(days=1))
    facts = {"as_of": last, "records": {}, "draft": last}
    (preview / "current" / "build.json").write_text(json.dumps(facts))
    done = run(merged, "ci-publish", str(public), PORTAL_PREVIEW_TARGET=str(preview))
    assert done.returncode == 0, done.stderr
    assert not (preview / "current").exists()
    shutil.rmtree(public)
    done = run(merged, "ci-publish", str(public), PORTAL_PREVIEW_TARGET=str(merged))
    assert done.returncode == 1  # somebody must hear of it
    assert (public / "current" / "index.html").is_file()
