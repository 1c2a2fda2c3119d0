"""The specimen's site is golden; `scripts/bless` accepts a new one."""

import difflib
import re
from pathlib import Path

from tests.site.conftest import GENERATED, SPECIMEN

GOLDEN = SPECIMEN / "site"


DIGEST = re.compile(r"(theme/[a-z]+)\.[0-9a-f]{8}")
"""What tells one version of a file of the theme from the next; the golden site leaves it out."""


def files(folder: Path) -> dict[str, bytes]:
    """Every file below `folder` but those of the two indexes, which have tests of their own."""
    found = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not GENERATED.match(name):
            content = path.read_text("utf-8")
            found[DIGEST.sub(r"\1", name)] = DIGEST.sub(r"\1", content).encode()
    return found


def test_the_site_of_the_specimen_is_the_golden_one(site: Path) -> None:
    expected, built = files(GOLDEN), files(site)
    for name in sorted(expected.keys() & built.keys()):
        old, new = (content.decode().splitlines() for content in (expected[name], built[name]))
        difference = list(difflib.unified_diff(old, new, "golden", name, n=1, lineterm=""))
        assert not difference, "\n".join([*difference, "run scripts/bless to accept the new site"])
    assert sorted(built) == sorted(expected), "run scripts/bless to accept the new site"
