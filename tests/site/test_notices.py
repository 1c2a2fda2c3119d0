"""What the banner of a record says is true of the page that it stands on."""

import re
from datetime import date
from pathlib import Path

import pytest

from portal.clock import WorkCalendar
from portal.lifecycle.timeliness import Takedown

BANNER = re.compile(r'<div class="notice (\w+)">(.*?)</div>', re.DOTALL)


def banners(site: Path, url: str) -> dict[str, str]:
    """The banners of a page, by their kind."""
    return dict(BANNER.findall((site / url / "index.html").read_text(encoding="utf-8")))


@pytest.mark.parametrize("url", ["officers/ry-2024-g7w3v6", "decisions/cf-2024-n5t8w4"])
def test_a_tombstone_promises_no_text(site: Path, url: str) -> None:
    assert "正文留供查阅" not in banners(site, url)["withdrawn"]


def test_an_old_version_of_a_withdrawn_norm_says_that_it_is_withdrawn(site: Path) -> None:
    told = banners(site, "duties/zq-2024-m6h8y2/v/1")
    assert "本记录已撤回，正文留供查阅，不再有效。" in told["withdrawn"]
    assert "查看本记录的最后一版" in told["superseded"]
    assert "现行版本</a>" not in told["superseded"]


def test_an_old_version_of_a_norm_in_force_leads_to_the_one_in_force(site: Path) -> None:
    assert "查看现行版本</a>" in banners(site, "agencies/jg-2024-w5x8n3/v/1")["superseded"]


@pytest.mark.parametrize(
    ("effective", "done", "words"),
    [
        ("2024-09-10", "2024-09-12", "生效后第 2 个工作日"),
        ("2024-09-10", "2024-09-10", "生效当日"),
        ("2024-09-07", "2024-09-08", "生效后首个工作日以前"),  # Saturday, Sunday
        ("2024-09-10", "2024-09-09", "生效以前"),
    ],
)
def test_how_soon_a_record_came_down(effective: str, done: str, words: str) -> None:
    start, end = date.fromisoformat(effective), date.fromisoformat(done)
    days = WorkCalendar().working_days_between(start, end)
    assert Takedown(start, end, days).speed == words


def test_what_an_agency_is_called_in_tables_is_internal(site: Path) -> None:
    page = (site / "agencies/jg-2024-w5x8n3/index.html").read_text(encoding="utf-8")
    data = (site / "agencies/jg-2024-w5x8n3/index.json").read_text(encoding="utf-8")
    for word in ("云溪市网信办", "aliases", "officers_from", "列明执法人员起始日"):
        assert word not in page + data, word


def test_an_old_version_does_not_say_when_the_record_changed_or_was_checked(site: Path) -> None:
    status = re.compile(r'<dl class="status">(.*?)</dl>', re.DOTALL)
    (old,), (now,) = (
        status.findall((site / f"agencies/jg-2024-w5x8n3/{version}index.html").read_text("utf-8"))
        for version in ("v/2/", "")
    )
    for word in ("最近变更", "核对至"):
        assert word in now
        assert word not in old


def test_what_ended_is_told_once_and_by_its_number(site: Path) -> None:
    page = (site / "changes/kind/ended/index.html").read_text(encoding="utf-8")
    (row,) = (row for row in re.findall(r"<tr>.*?</tr>", page) if "tm-2026-d2m6x8" in row)
    assert "[已终止公示]" not in row
    assert "名单条目" in row
    assert "云溪市互联网信息办公室" in row
