"""Every day is built after its midnight in China, and somebody hears of it where it was not."""

import json
import re
import runpy
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from portal.cli.common import CHINA_OFFSET
from portal.deploy.late import late
from portal.source.shipped import starter
from tests.deploy.conftest import ROOT, TODAY

CHINA = ZoneInfo("Asia/Shanghai")
DAILY = re.compile(r"^(\d+) (\d+) \* \* \*$")
WORKFLOWS = (".github/workflows/portal.yml", ".github/workflows/portal-watch.yml")
GITLAB = ".gitlab-ci.yml"


def at(cron: str, zone: tzinfo) -> datetime:
    """When of a day in China something starts that is set for every day, by the clock of a zone."""
    found = DAILY.match(cron)
    assert found, cron
    minute, hour = map(int, found.groups())
    return datetime(2026, 11, 28, hour, minute, tzinfo=zone).astimezone(CHINA)


def schedule(path: Path) -> str:
    """The one schedule of a workflow: Gitea and Forgejo do not tell a run which of several it is."""
    text = path.read_text("utf-8")
    assert "event.schedule" not in text
    (one,) = yaml.safe_load(text)[True]["schedule"]  # YAML takes `on` for a truth
    cron: str = one["cron"]
    return cron


def schedules() -> Iterator[tuple[str, str, str, tzinfo]]:
    """Every pipeline and document: by what it publishes and watches, and in which zone."""
    new = starter()
    nightly, watch = (schedule(ROOT / name) for name in WORKFLOWS)
    yield WORKFLOWS[0], nightly, watch, UTC
    nightly, watch = (schedule(new[name]) for name in WORKFLOWS)
    yield f"new {WORKFLOWS[0]}", nightly, watch, UTC
    for name, path in ((GITLAB, ROOT / GITLAB), (f"new {GITLAB}", new[GITLAB])):
        text = path.read_text("utf-8")
        assert "time zone Beijing" in text
        nightly, watch = re.findall(r'"(\d+ \d+ \* \* \*)"', text)
        yield name, nightly, watch, CHINA
    text = (ROOT / "docs" / "publishing.md").read_text("utf-8")
    (nightly,) = re.findall(r"^(.*?) /.*portal hub publish", text, re.M)
    (watch,) = re.findall(r"^(.*?) /.*portal late", text, re.M)
    yield "docs/publishing.md", nightly, watch, CHINA


SCHEDULES = [*schedules()]


@pytest.mark.parametrize(
    ("nightly", "watch", "zone"), [one[1:] for one in SCHEDULES], ids=[one[0] for one in SCHEDULES]
)
def test_the_first_run_of_a_day_is_just_after_its_midnight(
    nightly: str, watch: str, zone: tzinfo
) -> None:
    """What `next_change` names is a day; a build in its first hour is the build at it."""
    built, looked = at(nightly, zone), at(watch, zone)
    assert (built.hour, built.minute > 0) == (0, True)
    assert looked.time() > (built + timedelta(hours=1)).time()  # the build takes a while, too


def test_a_schedule_before_midnight_would_be_seen() -> None:
    assert at("50 15 * * *", UTC).hour == 23
    assert at("10 0 * * *", UTC).hour == 8


def test_all_clocks_are_those_of_china() -> None:
    assert datetime(2026, 6, 1, tzinfo=CHINA).utcoffset() == CHINA_OFFSET
    assert datetime(2026, 12, 1, tzinfo=CHINA).utcoffset() == CHINA_OFFSET
    assert runpy.run_path(str(ROOT / "pelicanconf.py"))["TIMEZONE"] == CHINA.key
    assert f'TIMEZONE = "{CHINA.key}"' in starter()["pelicanconf.py"].read_text("utf-8")


@pytest.mark.parametrize(
    ("next_change", "built", "alarmed"),
    [
        (TODAY + timedelta(days=1), TODAY, False),
        (TODAY, TODAY - timedelta(days=1), True),  # last night's build failed, or never began
        (TODAY - timedelta(days=1), TODAY - timedelta(days=2), True),
        (None, TODAY - timedelta(days=2), False),
        (None, TODAY - timedelta(days=3), True),
    ],
)
def test_whoever_looks_in_the_morning_hears_of_a_night_that_failed(
    tmp_path: Path, next_change: date | None, built: date, alarmed: bool
) -> None:
    facts: dict[str, object] = {
        "as_of": str(built),
        "next_change": next_change and str(next_change),
        "records": {},
    }
    (tmp_path / "build.json").write_text(json.dumps(facts))
    assert bool(late(str(tmp_path), TODAY)) == alarmed
