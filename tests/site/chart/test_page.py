"""The chart on its page and as a file: clickable, pannable, whole on one sheet, only if public."""

from __future__ import annotations

import io
from pathlib import Path
from unicodedata import normalize
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page
from pypdf import PdfReader

from portal.cli import main
from tests.conftest import ServeFolder

PROCESS = "/processes/lc-2024-c7f5n2/"
DATA = Path(__file__).parents[2] / "specimen" / "data"
CHART = ["chart", "--data", str(DATA), "--as-of", "2026-06-30"]


@pytest.mark.browser
def test_a_step_of_the_chart_leads_to_its_details(
    site: Path, page: Page, serve_folder: ServeFolder
) -> None:
    page.goto(serve_folder(site) + PROCESS)
    for link in page.locator(".flow a").all():
        href, name = link.get_attribute("href"), link.get_attribute("aria-label")
        assert href
        assert name
        heading = page.locator(f"{href} h3 span").first.inner_text()
        assert heading in name
    page.get_by_role("link", name="4 法制审核").click()
    assert page.url.endswith("#step-4")


@pytest.mark.browser
def test_a_chart_keeps_its_size_on_a_phone_and_can_be_moved_by_keyboard(
    site: Path, page: Page, serve_folder: ServeFolder
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(serve_folder(site) + PROCESS)
    pan = page.get_by_role("region", name="流程图，可以左右移动")
    room = pan.evaluate("one => [one.clientWidth, one.scrollWidth]")
    assert room[1] > room[0]
    pan.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.pan').scrollLeft > 0")


@pytest.mark.browser
def test_a_chart_is_whole_on_one_sheet(site: Path, page: Page, serve_folder: ServeFolder) -> None:
    page.goto(serve_folder(site) + PROCESS)
    labels = [one.get_attribute("aria-label") or "" for one in page.locator(".flow a").all()]
    names = [label.split("，")[0] for label in labels]
    sheets = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages
    texts = [" ".join(normalize("NFKC", sheet.extract_text()).split()) for sheet in sheets]
    assert any(all(name in text for name in names[:2]) and names[-1] in text for text in texts)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 673, "height": 980})  # A4 without its margins, in CSS pixels
    box = page.locator(".flow").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["width"] <= 673
    assert box["height"] <= 880


def test_a_public_process_is_exported_as_svg(tmp_path: Path) -> None:
    output = tmp_path / "流程图.svg"
    done = CliRunner().invoke(main, [*CHART, "lc-2024-c7f5n2", "--svg", "--output", str(output)])
    assert (done.exit_code, done.output) == (0, f"{output}\n")
    root = ElementTree.fromstring(output.read_text("utf-8"))
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "流程图：行政处罚普通程序"


def test_without_a_file_the_drawing_is_printed() -> None:
    done = CliRunner().invoke(main, [*CHART, "lc-2024-c7f5n2", "--svg"])
    assert done.exit_code == 0
    assert done.output.startswith("<svg ")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["lc-2024-c7f5n2", "--svg", "--as-of", "2024-01-01"], 1, "没有公开，不能导出"),
        (["lc-2024-zzzzzz", "--svg"], 1, "没有编号为 lc-2024-zzzzzz 的记录"),
        (["cf-2024-k7m3q9", "--svg"], 1, "画不出流程图"),
        (["lc-2024-c7f5n2"], 2, "请写明导出成什么：--svg"),
        (["lc-2024-c7f5n2", "--svg", "--data", "nowhere"], 2, "没有数据文件夹 nowhere"),
        (["lc-2024-c7f5n2", "--svg", "--output", "/dev/null/x"], 1, "写不了 /dev/null/x"),
    ],
)
def test_what_is_not_public_is_not_exported(arguments: list[str], code: int, said: str) -> None:
    done = CliRunner().invoke(main, [*CHART, *arguments])
    assert done.exit_code == code
    assert said in done.output
