"""What else can go wrong between a desk and a server: names that change places, kills, lost files."""

import shutil
from datetime import timedelta

import pytest

from portal.deploy.facts import Refused
from tests.deploy.conftest import FIRST, SECOND, TODAY, Portal, program
from tests.deploy.test_publish import PAGE, same

MONTH = "changes/2024-01/index.json"


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
    former = portal.killed_before_the_former_went()
    (portal.desk.data / "decisions" / f"{SECOND}.yaml").unlink()
    portal.build()
    with pytest.raises(Refused, match=SECOND):
        portal.publish(dry_run=True)
    assert former in portal.releases()
    with pytest.raises(Refused, match=SECOND):
        portal.publish()
    assert former not in portal.releases()


@pytest.mark.parametrize("harm", ["gone", "half"])
@pytest.mark.parametrize("name", ["build.json", "changes/index.json", MONTH])
def test_without_what_tells_of_the_site_online_nothing_takes_its_place(
    portal: Portal, name: str, harm: str
) -> None:
    """An older build, and one that lacks records, would otherwise pass every guard."""
    portal.build(TODAY + timedelta(days=1))
    portal.publish(day=TODAY + timedelta(days=1))
    before = portal.online(PAGE).read_bytes()
    if harm == "gone":
        portal.online(name).unlink()
    else:
        portal.online(name).write_bytes(portal.online(name).read_bytes()[:-9])
    for one in (FIRST, SECOND):
        (portal.desk.data / "decisions" / f"{one}.yaml").unlink()
    portal.build(TODAY + timedelta(days=name != "build.json"))
    day = TODAY + timedelta(days=1)
    with pytest.raises(Refused, match=f"线上的 {name} 不见了或坏了.*--allow-fewer"):
        portal.publish(day=day)
    assert portal.online(PAGE).read_bytes() == before
    assert portal.publish(day=day, allow_fewer="磁盘坏了")[0].endswith("理由：磁盘坏了")
    same(portal)


@pytest.mark.parametrize("able", ["-f", "all", "nothing"])
def test_a_release_is_on_the_disk_before_the_public_reads_it(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, able: str
) -> None:
    """By `sync -f`, or plain `sync` where that has no such option; a server without any publishes."""
    portal.publish()
    (former,) = portal.releases()
    (portal.site / "note.json").write_text("[1]")
    seen = portal.folder / "seen"
    refused = {"-f": "", "all": '[ "$*" = "" ] || exit 1', "nothing": "exit 127"}[able]
    program(
        portal.folder, "sync", f"{refused}\n( readlink current; ls releases ) >{seen}", monkeypatch
    )
    portal.publish()
    same(portal)
    if able != "nothing":
        assert seen.read_text().split() == [f"releases/{former}", former, *portal.releases()]


def test_empty_folders_go_whatever_options_there_are(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("over/deep/a.txt", "stays/a.txt", "stays/b.txt"):
        (portal.site / name).parent.mkdir(parents=True, exist_ok=True)
        (portal.site / name).write_text("text")
    portal.publish()
    shutil.rmtree(portal.site / "over")
    (portal.site / "stays" / "a.txt").unlink()
    no_option = 'case " $* " in *" --ignore"*) echo "no such option" >&2; exit 1;; esac'
    program(portal.folder, "rmdir", no_option, monkeypatch)
    portal.publish()
    same(portal)
    assert not portal.online("over").exists()
