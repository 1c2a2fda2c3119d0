"""The pictures of the handbook: what the public sees of each thing that staff do."""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

LIMIT = 60 * 1024
ENCODED = """async (picture) => {
  const bytes = Uint8Array.from(atob(picture), (c) => c.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes]));
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
  const blob = await canvas.convertToBlob({ type: "image/webp", quality: 0.85 });
  const told = new Uint8Array(await blob.arrayBuffer());
  return btoa(Array.from(told, (byte) => String.fromCharCode(byte)).join(""));
}"""
TRACED = "cf-2026-h7t3r9"
LOOKED_UP = "91339901MA314177XP\n云溪市不存在的公司\n91339901MA314177XX\n"
ABOVE = {"h1": 44}  # pixels above a heading that belong to it: what it is, in what state
MARGIN = 16


@dataclass(frozen=True)
class Shot:
    """One picture: of which page, in a window how large, from which part of it on."""

    url: str
    width: int = 820
    height: int = 700
    top: str = "h1"
    typed: str = ""


def shots(known: Mapping[str, str]) -> dict[str, Shot]:
    """Return the pictures by name; `known` are the pages of the demonstration."""
    return {
        "home": Shot("/", top="header"),
        "decision": Shot(known["decisions-current"], height=740),
        "correction": Shot(known["decisions-corrected"], height=620, top="section:has(> .history)"),
        "dispute": Shot(known["decisions-disputed"], height=360),
        "tombstone": Shot(known["decisions-withdrawn"], width=390, height=640),
        "entry": Shot(known["entries-current"], height=640),
        "chart": Shot(known["processes-current"], height=900, top="figure.chart"),
        "trace": Shot(f"/decisions/{TRACED}/", height=900, top="section.path"),
        "lookup": Shot("/lookup/", height=820, typed=LOOKED_UP),
        "coverage": Shot("/coverage/", height=560),
        "card": Shot(f"{known['officers-current']}card/", width=390, height=520, top="article"),
    }


def take(
    wanted: Mapping[str, Shot],
    opened: Callable[[int], Page],
    show: Callable[[Page, str], None],
    root: str,
    output: Path,
) -> int:
    """Take the pictures into `output` in place of all that are there; return how many."""
    output.mkdir(parents=True, exist_ok=True)
    for path in output.glob("*.webp"):
        path.unlink()
    for name, shot in wanted.items():
        page = opened(shot.width)
        show(page, root + shot.url)
        if shot.typed:
            page.locator("#q").fill(shot.typed)
            page.get_by_role("button", name="核对").click()
            page.locator("#answers > *").first.wait_for()
        (output / f"{name}.webp").write_bytes(encoded(page, photographed(page, shot)))
        page.context.close()
    large = [path.name for path in output.glob("*.webp") if path.stat().st_size > LIMIT]
    if large:
        sys.exit(f"错误：图片超过 60 KB：{'、'.join(sorted(large))}。")
    return len(wanted)


def photographed(page: Page, shot: Shot) -> bytes:
    """Return the picture as PNG: from the head of its part on, as far as the window is high."""
    box = page.locator(shot.top).first.bounding_box()
    assert box is not None
    top = max(box["y"] - ABOVE.get(shot.top, MARGIN), 0)
    whole: float = page.evaluate("document.documentElement.scrollHeight")
    height = min(shot.height, whole - top)
    clip = {"x": 0.0, "y": top, "width": float(shot.width), "height": height}
    return page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type]


def encoded(page: Page, picture: bytes) -> bytes:
    """Return a PNG as WebP, which is a third of it; the browser knows how."""
    page.goto("about:blank")
    told: str = page.evaluate(ENCODED, base64.b64encode(picture).decode())
    return base64.b64decode(told)
