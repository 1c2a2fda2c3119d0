"""What every test of the staff room may ask for."""

from pathlib import Path

import pytest

from tests.staff.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An empty portal with two agencies."""
    return Desk(tmp_path)
