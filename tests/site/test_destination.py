"""A site is written over nothing but a site; what was there stays, whatever `--output` says."""

import os
from pathlib import Path

import pytest

from portal.site.destination import Unfit, clear, destination, is_site

SITE = '{"as_of": "2026-06-30", "version": "1"}'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a portal with data, a site, and folders of somebody else."""
    for name in ("data/laws", "content", "site/sub", "mine", "empty", "checkout/.git", "work"):
        (tmp_path / "portal" / name).mkdir(parents=True)
    (tmp_path / "portal" / "site" / "build.json").write_text(SITE)
    (tmp_path / "portal" / "checkout" / "build.json").write_text(SITE)
    (tmp_path / "portal" / "mine" / "build.json").write_text('{"name": "of another program"}')
    (tmp_path / "portal" / "file").write_text("mine")
    monkeypatch.chdir(tmp_path / "portal")
    return tmp_path / "portal"


@pytest.mark.parametrize(
    "output",
    [".", "..", "/", "data", "data/site", "data/../data", "content", "mine", "file", "checkout"],
)
def test_no_site_is_written_over_what_is_not_one(here: Path, output: str) -> None:
    with pytest.raises(Unfit, match="请"):
        destination(Path(output), [Path("data"), here / "content"])


@pytest.mark.parametrize("output", ["site", "empty", "new", "not/yet/there", "../beside"])
def test_a_site_is_written_over_a_site_or_where_nothing_is(here: Path, output: str) -> None:
    real = destination(Path(output), [Path("data"), here / "content"])
    assert real == (here / output).resolve()


def test_a_folder_that_holds_the_data_is_refused_even_if_a_site_stands_in_it(here: Path) -> None:
    with pytest.raises(Unfit, match="重叠"):
        destination(here / "site", [here / "site" / "sub"])


def test_a_link_leads_to_the_real_folder(here: Path) -> None:
    (here / "link").symlink_to("site")
    (here / "trap").symlink_to("data")
    assert destination(here / "link", [here / "data"]) == here / "site"
    with pytest.raises(Unfit, match="重叠"):
        destination(here / "trap", [here / "data"])


def test_what_is_kept_does_not_count_as_there(here: Path) -> None:
    (here / "empty" / ".git").mkdir()
    assert destination(here / "empty", [], keep=[".git"]) == here / "empty"


def test_clear_leaves_what_is_to_be_kept_and_follows_no_link(here: Path) -> None:
    (here / "site" / "elsewhere").symlink_to(here / "data")
    clear(here / "site", keep=["build.json"])
    assert os.listdir(here / "site") == ["build.json"]
    assert (here / "data" / "laws").is_dir()


@pytest.mark.parametrize("facts", ["", "[]", "{}", '{"version": 1}', "\x00"])
def test_a_site_is_known_by_its_facts(tmp_path: Path, facts: str) -> None:
    assert not is_site(tmp_path)
    (tmp_path / "build.json").write_text(facts)
    assert not is_site(tmp_path)
