"""The server that people look at the site with answers as the web server would."""

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.site.serve import HOST, changes, server


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


def answer(url: str) -> tuple[int, str]:
    """The status and the body of what is at `url`."""
    try:
        with urllib.request.urlopen(url) as response:
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


def test_a_change_below_a_watched_folder_is_noticed(tmp_path: Path) -> None:
    watched = changes([tmp_path, tmp_path / "not there"])
    threading.Timer(0.5, lambda: (tmp_path / "a.yaml").write_text("a: b")).start()
    assert next(watched) is None
