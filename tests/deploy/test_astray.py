"""What else can go wrong between a desk and a server: names that change places, kills, missing programs."""

import pytest

from tests.deploy.conftest import Portal
from tests.deploy.test_publish import same


def forget(portal: Portal) -> None:
    """Let nobody know what was left at the server, so that all is compared."""
    for file in (portal.folder / ".output.cache").glob("published*"):
        file.unlink()


@pytest.mark.parametrize("known", [True, False])
def test_a_file_and_a_folder_change_places(portal: Portal, *, known: bool) -> None:
    one, other = portal.site / "one", portal.site / "other"
    one.write_text("file")
    for name in ("a.txt", "b/c.txt"):
        (other / name).parent.mkdir(parents=True, exist_ok=True)
        (other / name).write_text("below" * 500)
    for _ in range(4):
        portal.publish()
        same(portal)
        one.rename(portal.site / "third")
        other.rename(one)
        (portal.site / "third").rename(other)
        if not known:
            forget(portal)
