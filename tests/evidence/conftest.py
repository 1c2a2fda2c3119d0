"""What every test of the evidence may ask for."""

import os
import random

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long tests to those who ask for them: `pytest -m long tests/evidence`."""
    if "long" in config.getoption("markexpr"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


@pytest.fixture
def seed() -> int:
    """The seed of everything random: always the same under CI; pytest shows it where a test fails."""
    chosen = "1" if os.environ.get("CI") else os.environ.get("SEED", "")
    found = int(chosen or random.randrange(10**6))
    print(f"SEED={found}")
    return found
