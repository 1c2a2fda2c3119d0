"""What else can go wrong between a desk and a server: names that change places, kills, missing programs."""

import shutil

import pytest

from portal.deploy.facts import Refused
from tests.deploy.conftest import FIRST, SECOND, WITHDRAWN, Portal, decision
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


def test_what_a_killed_publication_left_goes_even_if_the_next_is_refused(portal: Portal) -> None:
    portal.publish()
    (former,) = portal.releases()
    shutil.copytree(portal.online().resolve(), portal.folder / "kept")
    portal.desk.write(f"decisions/{FIRST}.yaml", decision(1) + WITHDRAWN)
    portal.build()
    portal.publish()
    (portal.folder / "kept").rename(portal.target / "releases" / former)  # as if killed before
    (portal.desk.data / "decisions" / f"{SECOND}.yaml").unlink()
    portal.build()
    with pytest.raises(Refused, match=SECOND):
        portal.publish(dry_run=True)
    assert former in portal.releases()
    with pytest.raises(Refused, match=SECOND):
        portal.publish()
    assert former not in portal.releases()
