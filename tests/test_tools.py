"""The tools of conftest.py find true faults, and pass what is right."""

import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page

from tests.conftest import Axe, ServeFolder, Vnu

GOOD = """<!DOCTYPE html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>行政处罚</title></head>
<body><main><h1>行政处罚</h1><p>罚款 100 元。</p></main></body>
</html>
"""
POLICY = """<meta http-equiv="Content-Security-Policy" content="default-src 'self'">"""

pytestmark = pytest.mark.xdist_group("tools")


def write(folder: Path, html: str) -> Path:
    path = folder / "index.html"
    path.write_text(html, encoding="utf-8")
    return path


def test_a_served_folder_answers(tmp_path: Path, serve_folder: ServeFolder) -> None:
    write(tmp_path, GOOD)
    with urlopen(f"{serve_folder(tmp_path)}/index.html") as answer:
        assert answer.read().decode("utf-8") == GOOD


@pytest.mark.browser
def test_the_browser_shows_a_served_page(
    tmp_path: Path, serve_folder: ServeFolder, page: Page
) -> None:
    write(tmp_path, GOOD)
    page.goto(serve_folder(tmp_path))
    assert page.title() == "行政处罚"
    assert page.evaluate("navigator.language") == "zh-CN"


@pytest.mark.browser
def test_axe_passes_a_good_page(page: Page, axe: Axe) -> None:
    page.set_content(GOOD)
    assert axe(page) == []


@pytest.mark.browser
def test_axe_finds_a_picture_without_a_text(page: Page, axe: Axe) -> None:
    page.set_content(GOOD.replace("</p>", '<img src="data:,"></p>'))
    assert [violation["id"] for violation in axe(page)] == ["image-alt"]


@pytest.mark.browser
def test_axe_runs_where_inline_scripts_are_forbidden(
    tmp_path: Path, serve_folder: ServeFolder, page: Page, axe: Axe
) -> None:
    write(tmp_path, GOOD.replace("<title>", f"{POLICY}<title>").replace(' lang="zh-CN"', ""))
    page.goto(serve_folder(tmp_path))
    assert [violation["id"] for violation in axe(page)] == ["html-has-lang"]


def test_vnu_passes_a_good_page(tmp_path: Path, vnu: Vnu) -> None:
    assert vnu([write(tmp_path, GOOD)]) == []


def test_vnu_finds_an_element_in_the_wrong_place(tmp_path: Path, vnu: Vnu) -> None:
    path = write(tmp_path, GOOD.replace("<p>", "<p><li>"))
    (message, *_) = vnu([path])
    assert message["type"] == "error"
    assert message["url"] == path.as_uri().replace("file:///", "file:/")
    assert "li" in message["message"]


def test_tests_of_a_group_run_in_one_worker(tmp_path: Path) -> None:
    """Where they do not, everything passes, and sites are built twice."""
    (tmp_path / "test_group.py").write_text(
        "import os, pathlib, pytest\n"
        "@pytest.mark.xdist_group('one')\n"
        "@pytest.mark.parametrize('number', range(6))\n"
        "def test_it(number: int) -> None:\n"
        "    pathlib.Path(os.environ['PYTEST_XDIST_WORKER']).touch()\n"
    )
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        "2",
        "--dist=loadgroup",
        "-p",
        "no:cacheprovider",
    ]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert len([*tmp_path.glob("gw*")]) == 1
