"""The server that people look at the site with answers as the web server would."""

import gzip
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from pathlib import Path

import pytest

from portal.cli import waiting
from portal.site.serve import HOST, Builder, changes, served, server
from tests.site.conftest import SPECIMEN, asset


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The specimen's site, served."""
    listening = server(site, 0)
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://{HOST}:{listening.server_port}"
    listening.shutdown()
    thread.join()
    listening.server_close()


def answer(url: str, method: str = "GET") -> tuple[int, str]:
    """The status and the body of what is at `url`."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method=method)) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/", 200, "云溪市政务公示门户"),
        ("/decisions/cf-2024-k7m3q9/", 200, "云溪星河网络科技有限公司"),
        ("/decisions/cf-2024-n5t8w4/", 200, "[已撤回]"),
        ("/decisions/cf-2025-g2p7x5/", 410, "[已终止公示]"),
        ("/decisions/cf-2023-c4n9t6/", 410, "[公示期满]"),
        ("/decisions/cf-2025-r5k8d3/", 410, "[已删除]"),
        ("/decisions/cf-2025-r5k8d3/index.json", 410, '"state":"removed"'),
        ("/laws/fl-2017-c8f4p2/", 200, "[已失效]"),
        ("/decisions/cf-2026-v3q6s9/", 404, "没有这个页面"),
        ("/nowhere/", 404, "没有这个页面"),
        ("/theme/", 404, "没有这个页面"),
    ],
)
def test_status_and_body(address: str, path: str, status: int, says: str) -> None:
    code, body = answer(address + path)
    assert code == status
    assert says in body
    assert answer(address + path, "HEAD") == (status, "")


@pytest.mark.parametrize("path", ["/", "/search/index.json", f"/{asset('style.css')}"])
def test_text_is_packed_for_whoever_unpacks_it(address: str, path: str) -> None:
    asked = urllib.request.Request(address + path, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asked) as response:
        assert response.headers["Content-Encoding"] == "gzip"
        assert response.headers["Content-Security-Policy"]
        packed = response.read()
    assert gzip.decompress(packed).decode() == answer(address + path)[1]


def test_whoever_leaves_before_the_answer_is_no_fault(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The terminal stays quiet of a reader who went away; of a fault of ours it tells."""
    (tmp_path / "large.bin").write_bytes(b"0" * 32_000_000)
    with served(tmp_path) as address:
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as reader:
            reader.sendall(b"GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n")
            reader.recv(100)
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        assert answer(f"{address}/large.bin")[0] == 200
    assert capfd.readouterr().err == ""
    with server(tmp_path, 0) as listening, socket.socket() as reader:
        try:
            raise ValueError("ours")
        except ValueError:
            listening.handle_error(reader, (HOST, 0))
    assert "ours" in capfd.readouterr().err


def test_a_change_below_a_watched_folder_is_noticed(tmp_path: Path) -> None:
    watched = changes([tmp_path, tmp_path / "not there"])
    assert next(watched) is False
    (tmp_path / "a.yaml").write_text("a: b")
    assert any(islice(watched, 50)), "noticed within ten seconds"


COMMAND = [sys.executable, "-m", "portal", "serve", "--port", "0", "--no-search"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A portal folder without a site."""
    for name in ("data", "content"):
        shutil.copytree(SPECIMEN / name, tmp_path / name)
    shutil.copy(SPECIMEN / "pelicanconf.py", tmp_path)
    return tmp_path


def at_a_terminal() -> None:
    """Let Ctrl+C be heard: a shell that runs the tests in the background has it ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def interrupted(folder: Path, *options: str, building: bool = False) -> tuple[int, str, str]:
    """Serve, press Ctrl+C once the address is told, or while it is `building`; what was said.

    Return the exit code, the first line of standard output but the reminders, and all the rest.
    """
    with subprocess.Popen(
        [*COMMAND, "--as-of", "2026-06-30", *options],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=at_a_terminal,
    ) as process:
        assert process.stdout
        try:
            if building:
                first = ""
                wait_for(folder / ".output.new")
            else:
                first = next(line for line in process.stdout if "提醒 [" not in line)
                assert answer(first.split()[0])[0] == 200
            os.killpg(process.pid, signal.SIGINT)
            rest, _ = process.communicate(timeout=60)
        finally:
            process.kill()
    return process.returncode, first, rest


def wait_for(path: Path) -> None:
    """Wait until there is such a file or folder, a minute at most."""
    for _ in range(6_000):
        if path.exists():
            return
        time.sleep(0.01)
    pytest.fail(f"{path.name} did not come to be")


@pytest.mark.parametrize("options", [(), ("--no-build",)])
def test_without_a_site_serve_builds_one_and_ctrl_c_ends_it_quietly(
    folder: Path, options: tuple[str, ...]
) -> None:
    (folder / "output").mkdir()
    code, address, rest = interrupted(folder, *options)
    assert (code, rest) == (0, "")
    assert "Ctrl+C" in address
    assert (folder / "output" / "index.html").is_file()


def test_no_build_shows_the_site_that_is_there(folder: Path) -> None:
    (folder / "output").mkdir()
    (folder / "output" / "build.json").write_text('{"as_of": "2026-06-30", "version": "1"}')
    (folder / "output" / "index.html").write_text("as it was")
    assert interrupted(folder, "--no-build")[0] == 0
    assert (folder / "output" / "index.html").read_text() == "as it was"


def test_ctrl_c_while_building_ends_quietly(folder: Path) -> None:
    code, _, rest = interrupted(folder, building=True)
    assert code == 0
    assert "Traceback" not in rest


@pytest.fixture
def builder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Builder]:
    """What builds the site of the folder."""
    monkeypatch.chdir(folder)
    with Builder(["build", "--no-search", "--as-of", "2026-06-30"]) as builder:
        yield builder


def test_a_site_is_built_again_by_a_process_that_waited(folder: Path, builder: Builder) -> None:
    article = folder / "content" / "extra.md"
    for title in ("增刊", "续刊"):
        article.write_text(f"Title: {title}\nSlug: extra\n\n一\n", "utf-8")
        assert builder.build() == 0
        assert title in (folder / "output" / "extra" / "index.html").read_text("utf-8")
    record = next((folder / "data" / "agencies").glob("*.yaml"))
    record.write_text("name: [\n", "utf-8")
    assert builder.build() == 1
    assert "续刊" in (folder / "output" / "extra" / "index.html").read_text("utf-8")


def test_a_process_that_waits_and_dies_is_replaced(folder: Path, builder: Builder) -> None:
    os.kill(builder.waiting, signal.SIGKILL)
    os.waitid(os.P_PID, builder.waiting, os.WEXITED | os.WNOWAIT)
    assert builder.build() == 0
    assert (folder / "output" / "index.html").is_file()


@pytest.mark.parametrize(
    ("told", "key", "done"),
    [("\n", "1", ["main"]), ("\n", "2", ["anew"]), ("", "1", [])],
    ids=["as it was", "the program is another", "nobody is there any more"],
)
def test_who_waits_runs_the_program_that_is_there(
    monkeypatch: pytest.MonkeyPatch, told: str, key: str, done: list[str]
) -> None:
    did: list[str] = []
    monkeypatch.setattr("sys.stdin", StringIO(told))
    monkeypatch.setattr("sys.argv", ["waiting", "1", "build"])  # what it was started as
    monkeypatch.setattr(waiting, "program_key", lambda: key)
    monkeypatch.setattr(waiting, "main", lambda: did.append("main"))
    monkeypatch.setattr(os, "execv", lambda *_: did.append("anew"))
    waiting.wait()
    assert did[:1] == done
    assert sys.argv == ["waiting", "build"]
