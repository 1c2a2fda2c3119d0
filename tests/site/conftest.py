"""The specimen, built once."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from portal.site.assemble import assemble

ROOT = Path(__file__).parents[2]
SPECIMEN = ROOT / "tests" / "specimen"
AS_OF = date(2026, 6, 30)

Build = Callable[..., Path]


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
def html_files(site: Path) -> list[Path]:
    """Every page of the specimen's site."""
    return sorted(site.rglob("*.html"))
