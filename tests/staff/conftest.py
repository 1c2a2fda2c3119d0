"""What every test of the staff room may ask for."""

from pathlib import Path

import pytest

from tests.staff.desk import Desk
from tests.staff.office import Office


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An empty portal with two agencies."""
    return Desk(tmp_path)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A repository with a decision, two permits, and a list entry founded on the decision."""
    office = Office(tmp_path, monkeypatch)
    office.commit()
    assert office.errors() == ""
    return office


@pytest.fixture
def loose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The same records in no repository."""
    return Office(tmp_path, monkeypatch)
