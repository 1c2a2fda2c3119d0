"""A new portal, made from the wheel as somebody would who has nothing else."""

from pathlib import Path

import pytest

from tests.founding.newcomer import FOUNDING, Newcomer, install, wheel


@pytest.fixture(scope="session")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Newcomer:
    """A portal that `portal init` just made, in a folder with its environment."""
    room = tmp_path_factory.mktemp("newcomer")
    here = Newcomer(room / "portal")
    here.folder.mkdir()
    install(wheel(room), here.folder / ".venv")
    here.run("portal", "init", ".", *FOUNDING)
    return here


@pytest.fixture
def portal(newcomer: Newcomer, tmp_path: Path) -> Newcomer:
    """A fresh copy of the new portal, with the same environment."""
    here = Newcomer(tmp_path / "portal")
    for name, text in newcomer.files().items():
        path = here.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (here.folder / ".venv").symlink_to(newcomer.folder / ".venv")
    return here
