"""The lock files are complete, hashed, agree with each other, and name no host."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ["requirements.lock", "requirements-dev.lock"]
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall(read(name)))


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_a_hash(name: str) -> None:
    blocks = re.split(r"\n(?=[a-z])", read(name).strip())
    assert len(blocks) == len(pins(name)) > 0
    assert [block for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("name", [*LOCKS, "tests/package-lock.json"])
def test_no_host_and_no_path_of_a_machine_is_locked(name: str) -> None:
    assert re.findall(r"https?:|file:|--index-url|--find-links|^-e|\s/\w+/", read(name)) == []


def test_the_developers_lock_holds_the_lock_of_the_site() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


def test_the_locks_hold_every_part_asked_for() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    assert missing(project["dependencies"], "requirements.lock") == []
    assert missing(project["optional-dependencies"]["dev"], "requirements-dev.lock") == []


def missing(requirements: list[str], lock: str) -> list[str]:
    names = (re.split(r"[^\w.-]", requirement)[0].lower() for requirement in requirements)
    return [name for name in names if name not in pins(lock)]


def test_npm_packages_are_locked_with_their_digests() -> None:
    packages = json.loads(read("tests/package-lock.json"))["packages"]
    parts = {name: part for name, part in packages.items() if name}
    assert set(parts) == {"node_modules/axe-core", "node_modules/vnu-jar"}
    assert all(part["integrity"].startswith("sha512-") for part in parts.values())
