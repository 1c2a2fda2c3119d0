"""The handbook came with the wheel: whole, without a network, and a new portal leads to it."""

import re
import select
import signal
import subprocess
from pathlib import Path
from urllib.parse import unquote, urldefrag
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page

from tests.founding.newcomer import ROOT, Newcomer

pytestmark = pytest.mark.xdist_group("founding")
TEXTS = [path.stem for path in (ROOT / "docs" / "handbook").glob("*.md")]


@pytest.fixture(scope="module")
def handbook(newcomer: Newcomer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The handbook as pages."""
    folder = tmp_path_factory.mktemp("book") / "手册"
    newcomer.run("portal", "handbook", "--output", str(folder))
    newcomer.run("portal", "handbook", "--output", str(folder), status=2)
    return folder


def test_every_text_is_a_page_and_every_link_leads_somewhere(handbook: Path) -> None:
    pages = {path.resolve(): path.read_text("utf-8") for path in handbook.rglob("*.html")}
    assert {path.stem for path in pages} >= {*TEXTS, "publishing", "owner"} - {"README"}
    followed = 0
    for path, text in pages.items():
        for found in re.findall(r'(?:href|src)="([^"]+)"', text):
            address, place = urldefrag(unquote(found))
            if address.startswith(("http:", "https:")):
                continue
            target = (path.parent / address).resolve() if address else path
            assert target.is_file(), f"{path}: {found}"
            assert not place or f'id="{place}"' in pages[target], f"{path}: {found}"
            followed += 1
    assert followed > 80
    assert ".md" not in "".join(re.findall(r'href="[^h][^"]*"', "".join(pages.values())))


@pytest.mark.browser
def test_it_opens_from_a_folder_and_is_dressed(handbook: Path, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((handbook / "handbook" / "index.html").as_uri())
    assert page.title() == "工作人员手册"
    page.get_by_role("link", name="撤回、替代、删除").click()
    assert "撤回" in page.locator("h1").inner_text()
    assert page.locator("article table").count() + page.locator("article pre").count() > 0
    assert page.evaluate("getComputedStyle(document.querySelector('.prose')).maxWidth") != "none"
    assert page.evaluate("[...document.images].every(one => one.naturalWidth > 0)")
    page.set_viewport_size({"width": 390, "height": 800})
    for name in ("publishing.html", "handbook/correct.html", "handbook/records.html"):
        page.goto((handbook / name).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
    assert [url for url in asked if not url.startswith("file:")] == []


def test_the_readme_leads_to_it_and_the_command_shows_it(newcomer: Newcomer) -> None:
    (command,) = re.findall(
        r"^\.venv/bin/portal (handbook.*)$", newcomer.files()["README.md"], re.M
    )
    program = str(newcomer.folder / ".venv" / "bin" / "portal")
    with subprocess.Popen(
        [program, command, "--port", "0"], cwd=newcomer.folder, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            heard, _, _ = select.select([process.stdout], [], [], 60)
            assert heard
            with urlopen(process.stdout.readline().split()[0]) as answer:
                assert "工作人员手册" in answer.read().decode()
        finally:
            process.send_signal(signal.SIGINT)
    assert process.returncode == 0
