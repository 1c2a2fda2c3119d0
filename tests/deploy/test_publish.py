"""Publishing replaces a site as a whole, or refuses and leaves it as it was."""

import gzip
import json
import os
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from portal.deploy.facts import Refused
from portal.deploy.guard import Terms
from portal.deploy.outlived import Outlived, outliving, read, written
from portal.deploy.place import Place
from portal.deploy.publish import back
from tests.deploy.conftest import FIRST, SECOND, TODAY, WITHDRAWN, Portal, decision, undeletable

PAGE = f"decisions/{FIRST}/index.html"
LATER = TODAY + timedelta(days=1)


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, packed copies unpacked in their place."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file():
            found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


def places(folder: Path) -> dict[str, int]:
    """Where on the disk every file below a folder is, and which folders there are."""
    there = folder.resolve()
    return {
        path.relative_to(there).as_posix(): path.stat().st_ino if path.is_file() else 0
        for path in there.rglob("*")
    }


def same(portal: Portal) -> None:
    """What is online is the site that was built, and its packed copies say what the files say.

    Its twin is the very same files.
    """
    online = files(portal.online())
    if twin := portal.twin():
        assert places(twin) == places(portal.online())
    packed = {name for name in online if name.endswith(".gz")}
    for name in packed:
        assert gzip.decompress(online.pop(name)) == online[name.removesuffix(".gz")]
    assert packed
    assert online == files(portal.site)


def test_the_first_publication_puts_the_whole_site_online(portal: Portal) -> None:
    said = portal.publish()
    assert said[0].startswith(f"发布到 {portal.target}：新增")
    same(portal)
    assert portal.online(PAGE).stat().st_mode & 0o777 == 0o644


def test_what_is_the_same_is_not_published_again(portal: Portal) -> None:
    portal.publish()
    portal.build()
    assert portal.publish() == [f"{portal.target} 已经是这个网站，不用发布。"]
    assert len(portal.releases()) == 1


def test_unchanged_files_are_the_same_ones_and_the_former_release_is_gone(portal: Portal) -> None:
    portal.publish()
    untouched = portal.online("reference/checks/index.html").stat()
    portal.desk.write(f"decisions/{FIRST}.yaml", decision(1) + WITHDRAWN)
    portal.build()
    said = portal.publish()
    assert f"  {TODAY} 撤回 {FIRST}" in said[1]
    assert portal.online("reference/checks/index.html").stat().st_ino == untouched.st_ino
    assert len(portal.releases()) == 1
    same(portal)
    assert "未按规定留存" not in portal.online(PAGE).read_text("utf-8")


def test_what_could_not_be_deleted_is_told_until_it_is(portal: Portal) -> None:
    portal.publish()
    (release,) = portal.releases()
    portal.desk.write(f"decisions/{FIRST}.yaml", decision(1) + WITHDRAWN)
    portal.build()
    with undeletable(portal.folder):
        for _ in range(2):
            assert portal.publish()[-1].startswith("提醒：旧的文件没有删掉")
            assert f"{release}（rm: not yours）" in portal.said[-1]
    assert release in portal.releases()
    assert portal.publish() == [f"{portal.target} 已经是这个网站，不用发布。"]
    assert len(portal.releases()) == 1


def test_theme_files_outlive_their_release_and_nothing_else_does(portal: Portal) -> None:
    portal.publish()
    (portal.site / "old").mkdir()
    (portal.site / "old" / "index.html").write_text("<p>旧</p>" * 500, "utf-8")
    shutil.copy(portal.site / "index.html", portal.site / "theme" / "style.00000000.css")
    portal.publish()
    shutil.rmtree(portal.site)
    portal.build()
    portal.publish()
    assert portal.online("theme/style.00000000.css").is_file()
    assert not portal.online("old").exists()
    shutil.rmtree(portal.online("theme"))
    portal.publish()
    same(portal)


def test_theme_files_that_no_page_uses_go_after_thirty_days(portal: Portal) -> None:
    style = portal.site / "theme" / "style.00000000.css"
    shutil.copy(portal.site / "index.html", style)
    portal.publish()
    style.unlink()
    for days, there in ((100, True), (130, True), (131, False)):
        facts = json.loads((portal.site / "build.json").read_bytes())
        day = TODAY + timedelta(days=days)
        told = {**facts, "as_of": str(day), "next_change": None}
        (portal.site / "build.json").write_text(json.dumps(told))
        portal.publish(day=day)
        found = {f"{style.name}{end}" for end in ("", ".gz")} & {
            *os.listdir(portal.online("theme"))
        }
        assert len(found) == 2 * there, days
    same(portal)


def test_a_theme_file_stays_from_the_day_that_no_page_uses_it() -> None:
    day, name = TODAY, "theme/a.00000000.css"
    known: Outlived = {}
    for later, used, stays in ((0, 1, 0), (90, 0, 1), (100, 1, 0), (110, 0, 1), (140, 0, 1)):
        there = outliving([name], [name] * used, known, day + timedelta(days=later))
        assert (name in there) == bool(stays), later
        known = read(f"whatever else\n{written(there)}")
        assert known == there
    assert outliving([name], [], known, day + timedelta(days=141)) == {}


def test_dry_run_says_what_would_happen_and_changes_nothing(portal: Portal) -> None:
    assert portal.publish(dry_run=True)[0].startswith("将要发布到")
    assert not portal.target.exists()
    portal.publish()
    portal.desk.write("decisions/cf-2024-m5t3z7.yaml", decision(3))
    portal.build()
    before = files(portal.target)
    said = portal.publish(dry_run=True)
    assert said[0].startswith("将要发布到")
    assert any("cf-2024-m5t3z7" in line for line in said[1:])
    assert files(portal.target) == before


def test_a_record_that_vanished_is_not_passed_over(portal: Portal) -> None:
    portal.publish()
    (portal.desk.data / "decisions" / f"{SECOND}.yaml").unlink()
    portal.build()
    with pytest.raises(Refused, match=f"1 条记录.*{SECOND}.*--allow-fewer"):
        portal.publish()
    assert portal.online(f"decisions/{SECOND}/index.html").is_file()
    said = portal.publish(allow_fewer="误发的测试记录")
    assert said[0] == "没有变更说明而不再公开的记录 1 条，理由：误发的测试记录"
    same(portal)


def test_records_that_expire_by_a_new_rule_are_not_passed_over(portal: Portal) -> None:
    """A shorter period makes old records expire long ago: nothing happened to them now."""
    portal.publish()
    until = decision(1).replace("fine:", "publicity_until: 2024-01-31\nfine:")
    portal.desk.write(f"decisions/{FIRST}.yaml", until)
    portal.build()
    with pytest.raises(Refused, match=FIRST):
        portal.publish()


def test_an_older_build_is_refused(portal: Portal) -> None:
    portal.build(LATER)
    portal.publish(day=LATER)
    portal.build(TODAY)
    with pytest.raises(Refused, match="更旧"):
        portal.publish(day=LATER)


def test_a_build_whose_day_has_passed_or_not_come_is_refused(portal: Portal) -> None:
    until = decision(1).replace("fine:", f"publicity_until: {TODAY}\nfine:")
    portal.desk.write(f"decisions/{FIRST}.yaml", until)
    portal.build()
    portal.publish()
    with pytest.raises(Refused, match=f"{LATER} 起有内容到期或生效"):
        portal.publish(day=LATER)
    with pytest.raises(Refused, match="不到日子不能公开"):
        portal.publish(day=TODAY - timedelta(days=1))


def git(folder: Path, *arguments: str) -> str:
    """Run git as somebody."""
    who = ("-c", "user.name=x", "-c", "user.email=x@y", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def committed(portal: Portal) -> str:
    """Commit the records and build from there; return the commit."""
    git(portal.folder, "add", "data")
    git(portal.folder, "commit", "-q", "--allow-empty", "-m", "提交")
    head = git(portal.folder, "rev-parse", "HEAD")
    portal.build(config=f'PORTAL_COMMIT = "{head}"\n')
    return head


def test_a_build_of_an_older_commit_is_refused(portal: Portal) -> None:
    git(portal.folder, "init", "-q")
    older = committed(portal)
    committed(portal)
    portal.publish()
    portal.build(config=f'PORTAL_COMMIT = "{older}"\n')
    with pytest.raises(Refused, match="不比线上的新"):
        portal.publish()
    portal.build()
    with pytest.raises(Refused, match="PORTAL_COMMIT"):
        portal.publish()
    committed(portal)
    assert portal.publish()[0].startswith("发布到")


def test_what_is_no_finished_site_is_refused(portal: Portal) -> None:
    facts = {"as_of": "2024-06-03", "version": "1"}
    (portal.site / "build.json").write_text(json.dumps(facts))
    with pytest.raises(Refused, match="portal build"):
        portal.publish()


def test_other_peoples_folders_stay_as_they_are(portal: Portal) -> None:
    portal.target.mkdir()
    (portal.target / "notes.txt").write_text("mine")
    with pytest.raises(Refused, match=r"notes\.txt"):
        portal.publish()
    assert os.listdir(portal.target) == ["notes.txt"]
    for overlapping in (portal.site, portal.site / "srv", portal.folder):
        with pytest.raises(Refused, match="重叠"):
            portal.publish(str(overlapping))


def test_two_do_not_publish_at_once(portal: Portal) -> None:
    portal.publish()
    lock = ["flock", str(portal.target / ".lock"), "sh", "-c", "echo held; read wait"]
    with subprocess.Popen(lock, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Refused, match="另一次发布"):
            portal.publish()
        other.communicate("\n")
    portal.publish()


def switch_back(portal: Portal, day: date = TODAY) -> None:
    place = Place.of(str(portal.target))
    back(place, Terms(today=day, data=portal.desk.data), say=portal.said.append)


def test_a_new_look_can_be_taken_back(portal: Portal) -> None:
    portal.publish()
    before = portal.online("index.html").read_bytes()
    portal.build(config='SITENAME = "别的名称"\n')
    portal.publish()
    assert portal.online("index.html").read_bytes() != before
    switch_back(portal)
    assert portal.online("index.html").read_bytes() == before
    portal.publish()
    same(portal)


def test_nothing_that_left_public_view_comes_back(portal: Portal) -> None:
    portal.publish()
    portal.desk.write(f"decisions/{FIRST}.yaml", decision(1) + WITHDRAWN)
    portal.build()
    portal.publish()
    with pytest.raises(Refused, match="没有可以切回的旧版"):
        switch_back(portal)
    everything = b"".join(files(portal.target).values())
    assert "未按规定留存网络日志".encode() in everything  # of the other decision
    assert portal.releases() == ["20240603T120000-2"]


def test_what_a_killed_publication_left_is_cleared_away(portal: Portal) -> None:
    portal.publish()
    releases = portal.target / "releases"
    half, whole = releases / "20240603T110000.part", releases / "20240603T130000"
    for one in (half, whole):
        shutil.copytree(portal.online().resolve(), one)
    with pytest.raises(Refused, match="没有可以切回的旧版"):
        switch_back(portal)
    portal.desk.write(f"decisions/{FIRST}.yaml", decision(1) + WITHDRAWN)
    portal.build()
    portal.publish()
    assert not half.exists()
    assert not whole.exists()
    same(portal)


def test_what_went_goes_even_if_we_are_killed_before_we_deleted_it(portal: Portal) -> None:
    portal.publish()
    old = portal.killed_before_the_former_went()
    assert "不用发布" in portal.publish()[0]
    assert old not in portal.releases()


def run(portal: Portal, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, as people give it."""
    command = [sys.executable, "-m", "portal", "publish", *arguments]
    return subprocess.run(command, cwd=portal.folder, capture_output=True, text=True)


def test_the_command_says_what_it_did_and_runs_what_comes_after(portal: Portal) -> None:
    build = [sys.executable, "-m", "portal", "build", "--no-search"]
    subprocess.run(build, cwd=portal.folder, check=True)
    done = run(portal, "srv", "--after", "touch done; exit 3")
    assert done.returncode == 1
    assert "发布到" in done.stdout
    assert "发布以后的命令没有做成（3）" in done.stderr
    assert (portal.folder / "done").exists()
    assert run(portal, "srv").returncode == 0
    refused = run(portal, "data")
    assert refused.returncode == 1
    assert "agencies" in refused.stderr
    assert run(portal, "srv", "--back", "--dry-run").returncode == 2
