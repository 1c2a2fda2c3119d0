"""The specimen's site is golden; `scripts/bless` accepts a new one."""

import difflib
from pathlib import Path

from tests.site.conftest import GENERATED, SPECIMEN

GOLDEN = SPECIMEN / "site"


def files(folder: Path) -> dict[str, bytes]:
    """Every file below `folder` but those of the two indexes, which have tests of their own."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    return {name: content for name, content in found.items() if not GENERATED.match(name)}


def test_the_site_of_the_specimen_is_the_golden_one(site: Path) -> None:
    expected, built = files(GOLDEN), files(site)
    for name in sorted(expected.keys() & built.keys()):
        old, new = (content.decode().splitlines() for content in (expected[name], built[name]))
        difference = list(difflib.unified_diff(old, new, "golden", name, n=1, lineterm=""))
        assert not difference, "\n".join([*difference, "run scripts/bless to accept the new site"])
    assert sorted(built) == sorted(expected), "run scripts/bless to accept the new site"
