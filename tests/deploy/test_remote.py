"""Publishing through SSH: a real server on this machine, real keys, a line that is cut."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator

import pytest

from portal.deploy.facts import Refused
from portal.deploy.place import Place
from portal.deploy.shell import Lost, Shell
from tests.deploy.conftest import FIRST, WITHDRAWN, Portal, decision, free_port
from tests.deploy.test_publish import same

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


def test_whom_nobody_lets_in_is_told_so(portal: Portal, host: str) -> None:
    with pytest.raises(Refused, match="连不上"):
        portal.publish(f"nobody@{host}:{portal.target}")
    assert not portal.target.exists()


@pytest.mark.parametrize("text", ["rsync://host/module", "host::module", "https://host/x"])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="用户@主机:文件夹"):
        Place.of(text)
