"""Publishing through SSH: a real server on this machine, real keys, a line that is cut."""

import os
import random
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from portal.deploy.facts import Refused
from portal.deploy.place import Place
from portal.deploy.shell import Lost, Shell
from tests.deploy.conftest import FIRST, WITHDRAWN, Portal, decision, free_port
from tests.deploy.line import Line
from tests.deploy.test_publish import same
from tests.deploy.test_robust import mark, marks

SSHD = """
ListenAddress 127.0.0.1
Port {port}
HostKey {room}/host
AuthorizedKeysFile {room}/user.pub
PidFile {room}/pid
StrictModes no
UsePAM no
PasswordAuthentication no
"""


@pytest.fixture
def host(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A host that SSH reaches with a key, as rsync is told in RSYNC_RSH."""
    room, port = tmp_path_factory.mktemp("ssh"), free_port()
    for name in ("host", "user"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(room / name)]
        subprocess.run(command, check=True)
    (room / "config").write_text(SSHD.format(port=port, room=room))
    key = (room / "host.pub").read_text().rsplit(" ", 1)[0]
    (room / "known").write_text(f"[127.0.0.1]:{port} {key}\n")
    options = f"-F none -i {room}/user -o UserKnownHostsFile={room}/known -o BatchMode=yes"
    monkeypatch.setenv("RSYNC_RSH", f"ssh {options} -p {port}")
    os.makedirs("/run/sshd", exist_ok=True)
    sshd = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
    assert sshd
    with subprocess.Popen([sshd, "-D", "-f", str(room / "config")]) as server:
        wait_for(port)
        yield "127.0.0.1"
        server.terminate()


def wait_for(port: int) -> None:
    """Wait until somebody listens."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("sshd does not answer")


def test_a_server_gets_the_same_as_a_folder(portal: Portal, host: str) -> None:
    target = f"{host}:{portal.target}"
    assert portal.publish(target, dry_run=True)[0].startswith("将要发布到")
    assert not portal.target.exists()
    portal.publish(target)
    same(portal)
    portal.desk.write(f"decisions/{FIRST}.yaml", decision(1) + WITHDRAWN)
    portal.build()
    said = portal.publish(target)
    assert "撤回" in said[1]
    same(portal)
    assert len(portal.releases()) == 1
    assert "不用发布" in portal.publish(target)[0]


def test_a_line_that_is_cut_leaves_the_site_and_frees_the_lock(portal: Portal, host: str) -> None:
    target = f"{host}:{portal.target}"
    portal.publish(target)
    with Shell(Place.of(target)) as shell:
        shell.enter(lock=True)
        with pytest.raises(Refused, match="另一次发布"):
            portal.publish(target)
        shell._process.kill()
        with pytest.raises(Lost):
            shell.run("echo never")
    portal.publish(target)
    same(portal)


@pytest.fixture
def line(host: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    """A line to the host that can be cut; whoever publishes goes over it."""
    command, port = os.environ["RSYNC_RSH"].rsplit(" ", 1)
    line = Line(int(port))
    alive = "-o ServerAliveInterval=1 -o ServerAliveCountMax=2 -o StrictHostKeyChecking=no"
    monkeypatch.setenv("RSYNC_RSH", f"{command} {line.port} {alive}")
    yield line
    line.close()


def again(portal: Portal, target: str) -> None:
    """Publish as soon as the server has noticed that we are gone."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with suppress(Locked):
            published(portal, target)
            same(portal)
            return
        time.sleep(0.1)
    raise AssertionError("the place stays locked")


class Locked(Exception):
    """The server still holds the lock of the publication before."""


def published(portal: Portal, target: str) -> None:
    try:
        portal.publish(target)
    except Refused as refused:
        if "另一次发布" in str(refused):
            raise Locked from None
        raise


def weighed(portal: Portal, target: str, line: Line) -> int:
    """Publish, and then a change of every page; return how many bytes that change took."""
    mark(portal, 0)
    portal.publish(target)
    line.mend()
    mark(portal, 1)
    again(portal, target)
    return line.carried


def cut_often(portal: Portal, target: str, line: Line, times: int) -> None:
    """Cut the line at that many moments; the site is whole after each, and the next run repairs it."""
    dice, hit = random.Random(9), 0
    all_of_it = weighed(portal, target, line)
    for number in range(2, times + 2):
        mark(portal, number)
        line.mend(int(dice.uniform(0, 0.9) * all_of_it))
        try:
            portal.publish(target)
        except (Refused, Lost):
            hit += 1
        assert marks(portal) in ({str(number - 1)}, {str(number)})
        line.mend()
        again(portal, target)
        assert len(portal.releases()) <= 2
    assert hit > times // 2


def test_a_line_that_is_cut_half_way_leaves_the_site_whole(
    portal: Portal, host: str, line: Line
) -> None:
    cut_often(portal, f"{host}:{portal.target}", line, 3)


@pytest.mark.long
def test_a_line_that_is_cut_at_thirty_moments(portal: Portal, host: str, line: Line) -> None:
    cut_often(portal, f"{host}:{portal.target}", line, 30)


def test_a_line_that_goes_dead_is_not_waited_for(portal: Portal, host: str, line: Line) -> None:
    target = f"{host}:{portal.target}"
    half = weighed(portal, target, line) // 2
    mark(portal, 2)
    line.mend(half, dead=True)
    with pytest.raises((Refused, Lost)):
        portal.publish(target)
    assert marks(portal) == {"1"}
    line.mend()
    again(portal, target)
    assert marks(portal) == {"2"}


def test_whom_nobody_lets_in_is_told_so(portal: Portal, host: str) -> None:
    with pytest.raises(Refused, match="连不上"):
        portal.publish(f"nobody@{host}:{portal.target}")
    assert not portal.target.exists()


@pytest.mark.parametrize("text", ["rsync://host/module", "host::module", "https://host/x"])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="用户@主机:文件夹"):
        Place.of(text)
