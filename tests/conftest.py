"""Tools every test may ask for: a browser, a web server, and two judges of finished pages."""

import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

NODE_MODULES = Path(__file__).parent / "node_modules"

Finding = dict[str, Any]
"""What a judge found, in its own JSON form."""

ServeFolder = Callable[[Path], str]
"""Serves a folder until all tests are done; returns its address, without a final slash."""

Reader = Callable[..., Page]
"""Opens a page in a browser set up as its arguments say (those of Playwright's `new_context`)."""

Axe = Callable[[Page], list[Finding]]
"""The accessibility violations of the page as it stands in the browser."""

JUDGE = "async () => (await axe.run({resultTypes: ['violations']})).violations"

Vnu = Callable[[Sequence[Path]], list[Finding]]
"""The messages of the Nu HTML checker on the files, errors and warnings."""


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and keeps no log."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the folder on a free port of this machine while the block runs."""
    handler = partial(QuietHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="session")
def serve_folder() -> Iterator[ServeFolder]:
    """Serve folders over HTTP until all tests are done."""
    with ExitStack() as servers:
        yield lambda folder: servers.enter_context(served(folder))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; that it is missing is a failure, never a reason to skip."""
    executable = os.environ.get("PORTAL_CHROMIUM", "")
    if not Path(executable).is_file():
        pytest.fail("PORTAL_CHROMIUM does not name a Chromium; run scripts/test")
    with sync_playwright() as tools:
        chromium = tools.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page of a reader whose language is Chinese, with nothing remembered."""
    with browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai") as context:
        yield context.new_page()


@pytest.fixture
def reader(browser: Browser) -> Iterator[Reader]:
    """Open empty pages as `page` is, each of another reader: a small window, no script, no mouse."""
    with ExitStack() as contexts:

        def opened(**options: Any) -> Page:
            here = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", **options}
            return contexts.enter_context(browser.new_context(**here)).new_page()

        yield opened


@pytest.fixture(scope="session")
def axe() -> Axe:
    """Judge pages with axe-core, whatever their content security policy allows."""
    source = node_file("axe-core/axe.min.js").read_text(encoding="utf-8")

    def violations(page: Page) -> list[Finding]:
        page.evaluate(source)
        found: list[Finding] = page.evaluate(JUDGE)
        return found

    return violations


@pytest.fixture(scope="session")
def vnu() -> Vnu:
    """Judge HTML files with the Nu HTML checker."""
    jar = node_file("vnu-jar/build/dist/vnu.jar")
    command = ["java", "-jar", str(jar), "--format", "json", "--stdout", "--exit-zero-always"]

    def messages(files: Sequence[Path]) -> list[Finding]:
        arguments = [*command, *map(str, files)]
        answer = subprocess.run(arguments, check=True, capture_output=True, text=True)
        found: list[Finding] = json.loads(answer.stdout)["messages"]
        return found

    return messages


def node_file(name: str) -> Path:
    """Return a file of an npm package of tests/package.json; fail where it is not installed."""
    path = NODE_MODULES / name
    if not path.is_file():
        pytest.fail(f"{path.name} is not installed; run scripts/test")
    return path


def pytest_configure() -> None:
    """Let programs that are started hear Ctrl+C, where a shell runs us in its background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long tests to those who ask for them: `pytest -m long`."""
    if "long" in config.getoption("markexpr"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]
