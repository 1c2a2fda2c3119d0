"""The specimen and the demonstration city, each built once."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from portal.site.assemble import assemble
from portal.site.assets import Assets

ROOT = Path(__file__).parents[2]
SPECIMEN = ROOT / "tests" / "specimen"
AS_OF = date(2026, 6, 30)
DEMO_DAY = date(2026, 11, 23)
"""A day on which the demonstration city shows every state; the records do not change with time."""

Build = Callable[..., Path]


asset = Assets.of(ROOT / "theme").path
"""Where below a site the file is that the theme calls so."""

GENERATED = re.compile(r"pagefind/|search/|about/search/")
"""The two search indexes and the pages about them, which say what was proved of the index."""


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Build a portal folder (with `data/` and perhaps `content/`); return its site."""

    def built(folder: Path, *, as_of: date = AS_OF, search: bool = False, jobs: int = 1) -> Path:
        output = tmp_path_factory.mktemp("site") / "output"
        status = assemble(
            today=as_of,
            data=folder / "data",
            content=folder / "content",
            output=output,
            config=ROOT / "tests" / "specimen" / "pelicanconf.py",
            jobs=jobs,
            no_search=not search,
        )
        assert status == 0
        return output

    return built


@pytest.fixture(scope="session")
def site(build: Build) -> Path:
    """The specimen's site, with search."""
    return build(SPECIMEN, search=True, jobs=2)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the demonstration city in `data/`, without search, as of a fixed day."""
    output = tmp_path_factory.mktemp("demo") / "output"
    status = assemble(
        today=DEMO_DAY,
        data=ROOT / "data",
        content=ROOT / "content",
        output=output,
        config=ROOT / "pelicanconf.py",
        jobs=2,
        no_search=True,
    )
    assert status == 0
    return output


@pytest.fixture(scope="session")
def html_files(site: Path) -> list[Path]:
    """Every page of the specimen's site."""
    return sorted(site.rglob("*.html"))
