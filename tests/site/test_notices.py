"""What the banner of a record says is true of the page that it stands on."""

import re
from pathlib import Path

import pytest

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
