"""Two judges of every page kind: the Nu HTML checker and axe-core."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.conftest import Axe, ServeFolder, Vnu
from tests.site.kinds import PAGE_KINDS


def test_the_nu_checker_finds_nothing_on_any_page(html_files: list[Path], vnu: Vnu) -> None:
    found = vnu(html_files)
    assert [(m["url"], m.get("lastLine"), m["message"]) for m in found] == []


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.long)])
def test_axe_finds_nothing_on_any_page_kind(
    site: Path, page: Page, serve_folder: ServeFolder, axe: Axe, scheme: str
) -> None:
    address = serve_folder(site)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": 390, "height": 844})
    for kind in PAGE_KINDS:
        page.goto(address + kind)
        found = [(v["id"], [node["html"] for node in v["nodes"]]) for v in axe(page)]
        assert found == [], kind
