"""What every test of the evidence may ask for."""

import os
import random

import pytest


@pytest.fixture
def seed() -> int:
    """The seed of everything random: always the same under CI; pytest shows it where a test fails."""
    chosen = "1" if os.environ.get("CI") else os.environ.get("SEED", "")
    found = int(chosen or random.randrange(10**6))
    print(f"SEED={found}")
    return found
