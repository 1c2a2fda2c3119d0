"""A hub takes in what is right, refuses what is wrong in the clerk's words, and publishes at once."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deploy.client import poll
from tests.deploy.conftest import Nginx, ask
from tests.deploy.office import FILES, Clerk, penalty

EACH = 50  # pushes of each writer, one in ten bad


def portal(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, as an administrator gives it."""
    command = [sys.executable, "-m", "portal", *arguments]
    return subprocess.run(command, capture_output=True, text=True)


@dataclass
class Office:
    """A hub, where it publishes, and its clerks."""

    room: Path

    def __post_init__(self) -> None:
        self.hub, self.target = self.room / "hub.git", self.room / "srv"
        done = portal("hub", "init", str(self.hub), "--publish-to", str(self.target))
        assert done.returncode == 0, done.stderr

    def clerk(self, name: str) -> Clerk:
        """A new clerk."""
        return Clerk.of(self.hub, self.room / name)

    def online(self, path: str) -> str:
        """What the public reads."""
        return (self.target / "current" / path).read_text("utf-8")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A hub to which the first clerk pushed a small portal."""
    office = Office(tmp_path)
    first = office.clerk("first")
    for path, text in FILES.items():
        first.write(path, text)
    done = first.push()
    assert done.returncode == 0, done.stderr
    assert "发布到" in done.stderr
    return office


def test_two_clerks_push_and_the_public_reads_it(office: Office, nginx: Nginx) -> None:
    address = nginx(office.target)
    one, other = Clerk(office.room / "first"), office.clerk("second")
    one.write("data/decisions/cf-2026-k7m3q9.yaml", penalty(1))
    other.write("data/decisions/cf-2026-p4x8d2.yaml", penalty(2))
    for clerk in (one, other):
        done = clerk.push()
        assert done.returncode == 0, done.stderr
    head = other.git("rev-parse", "HEAD").stdout.strip()
    assert head in ask(f"{address}/build.json").body.decode()
    for name in ("cf-2026-k7m3q9", "cf-2026-p4x8d2"):
        answer = ask(f"{address}/decisions/{name}/")
        assert answer.status == 200
        assert "未按规定留存网络日志" in answer.body.decode()


def test_a_bad_push_is_refused_with_the_clerks_messages(office: Office) -> None:
    clerk = Clerk(office.room / "first")
    before = office.online("build.json")
    clerk.write("data/decisions/cf-2026-k7m3q9.yaml", penalty(1).replace("fine:", "fien:"))
    done = clerk.push()
    assert done.returncode != 0
    assert "data/decisions/cf-2026-k7m3q9.yaml:8:" in done.stderr
    assert "没有收下" in done.stderr
    assert office.online("build.json") == before
    kept = office.hub / "portal" / "tree" / ".data.cache" / "kept.sqlite"
    first = kept.stat().st_ino
    clerk.write("data/decisions/cf-2026-k7m3q9.yaml", penalty(1))
    assert clerk.push().returncode == 0
    assert kept.stat().st_ino == first  # the tree is cleaned of everything else
    assert "未按规定留存" in office.online("decisions/cf-2026-k7m3q9/index.html")


@pytest.mark.parametrize("lock", ["index.lock", "HEAD.lock"])
def test_what_a_killed_git_left_does_not_refuse_the_next_push(office: Office, lock: str) -> None:
    (office.hub / "portal" / "tree" / ".git" / lock).touch()
    clerk = Clerk(office.room / "first")
    clerk.write("data/decisions/cf-2026-k7m3q9.yaml", penalty(1))
    done = clerk.push()
    assert done.returncode == 0, done.stderr
    assert "未按规定留存" in office.online("decisions/cf-2026-k7m3q9/index.html")


@pytest.mark.long
def test_a_silent_change_a_rewrite_and_a_deletion_are_refused(office: Office) -> None:
    clerk = Clerk(office.room / "first")
    clerk.write("data/decisions/cf-2026-k7m3q9.yaml", penalty(1))
    assert clerk.push().returncode == 0
    clerk.write("data/decisions/cf-2026-k7m3q9.yaml", penalty(1).replace("100000", "10000"))
    done = clerk.push()
    assert done.returncode != 0
    assert "fine" in done.stderr
    clerk.git("reset", "-q", "--hard", "origin/main")
    clerk.git("commit", "-q", "--amend", "-m", "改写")
    assert clerk.git("push", "--force", "origin", "HEAD:main", check=False).returncode != 0
    assert clerk.git("push", "origin", ":main", check=False).returncode != 0


@pytest.mark.long
def test_other_branches_are_nobodys_business_yet(office: Office) -> None:
    clerk = Clerk(office.room / "first")
    before = os.readlink(office.target / "current")
    clerk.write("data/decisions/cf-2026-k7m3q9.yaml", "half: written\n")
    clerk.git("add", "-A")
    clerk.git("commit", "-q", "-m", "草稿")
    done = clerk.git("push", "origin", "HEAD:draft", check=False)
    assert done.returncode == 0, done.stderr
    assert os.readlink(office.target / "current") == before


def test_a_hub_is_made_in_an_empty_folder_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    done = portal("hub", "init", str(tmp_path), "--publish-to", str(tmp_path / "srv"))
    assert done.returncode == 1
    assert "已经有东西" in done.stderr
    assert "不是中心库" in portal("hub", "publish", str(tmp_path)).stderr


@pytest.mark.long
def test_a_hundred_pushes_by_two_writers(office: Office, nginx: Nginx) -> None:
    """Ten are bad; whoever reads meanwhile sees whole pages, assets and search, old or new."""
    address = nginx(office.target)
    refused: list[str] = []

    def write(clerk: Clerk, numbers: range) -> None:
        for number in numbers:
            bad = number % 10 == 4
            text = penalty(number).replace("fine:", "fien:") if bad else penalty(number)
            clerk.write(f"data/decisions/cf-2026-a{number:05}.yaml", text)
            done = clerk.push()
            assert (done.returncode != 0) == bad, done.stderr
            if bad:
                refused.append(done.stderr)
                clerk.git("reset", "-q", "--hard", "HEAD~1")

    writers = ((0, Clerk(office.room / "first")), (50, office.clerk("second")))
    with ThreadPoolExecutor(2) as pool, poll(address) as seen:
        done = [pool.submit(write, one, range(first, first + EACH)) for first, one in writers]
        for one in done:
            one.result()
    assert len(refused) == EACH // 5
    assert all("fien" in said and "没有收下" in said for said in refused)
    assert len(list((office.target / "current" / "decisions").glob("cf-*"))) == 2 * EACH - EACH // 5
    assert seen.faults == []
    assert seen.rounds > 20
