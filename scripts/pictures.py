"""Photographs of every page kind in every state: the work behind `scripts/pictures`."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from playwright.sync_api import Browser, Error, FloatRect, Page, sync_playwright
from scripts.demo import ROOT, Parser, demo, is_corrected, records
from scripts.handbook import shots, take

WIDTHS = (390, 820, 1440)
HEIGHTS = {390: 844, 820: 1180, 1440: 900}
A4_WIDTH = 794  # CSS pixels: 210 mm
README_LIMIT = 200 * 1024
# What differs between machines or runs and has nothing to do with the pages.
FLAGS = [
    "--no-sandbox",
    "--hide-scrollbars",
    "--disable-lcd-text",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    "--disable-gpu",
    "--disable-prefer-compositing-to-lcd-text",
    "--disable-composited-antialiasing",
    "--disable-partial-raster",
    "--num-raster-threads=1",
]
ANSWERED = "!['', outcome.dataset.busy].includes(outcome.textContent)"
# What moves while a page loads keeps the rounding of where it first was: draw everything anew.
DRAWN_ANEW = """async () => {
  const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  for (const display of ["none", ""]) {
    document.documentElement.style.display = display;
    await frames();
  }
}"""
MARGIN = 16
AREA = """([selector, margin]) => {
  const boxes = [...document.querySelectorAll(selector)].map((e) => e.getBoundingClientRect());
  const left = Math.min(...boxes.map((b) => b.left)) - margin;
  const top = Math.min(...boxes.map((b) => b.top)) - margin;
  return { x: left, y: top + scrollY, width: Math.max(...boxes.map((b) => b.right)) + margin - left,
    height: Math.max(...boxes.map((b) => b.bottom)) + margin - top };
}"""
Scheme = Literal["light", "dark"]
Pages = dict[str, str]
"""Addresses by the name of their pictures."""


@dataclass(frozen=True)
class View:
    """How a page is looked at."""

    name: str
    width: int
    scheme: Scheme = "light"
    printed: bool = False


VIEWS = (
    *(View(f"{width}-light", width) for width in WIDTHS),
    *(View(f"{width}-dark", width, "dark") for width in WIDTHS),
    View("print", A4_WIDTH, printed=True),
)


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = Parser(add_help=False, allow_abbrev=False)
    parser.add_argument("--output", type=Path, default=ROOT / "pictures")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--only", nargs="+", default=[])
    which.add_argument("--readme", action="store_true")
    which.add_argument("--handbook", action="store_true")
    return parser.parse_args()


def pages(site: Path) -> Pages:
    """Return one page of each kind in each state that occurs, found in the built site."""
    counts: dict[str, dict[str, int]] = json.loads((site / "build.json").read_text("utf-8"))[
        "records"
    ]
    largest = max(counts, key=lambda plural: sum(counts[plural].values()))
    return {
        "home": "/",
        **{f"index-{plural}": f"/{plural}/" for plural in counts},
        **dict(parts(site, largest)),
        **dict(examples(site, counts)),
        **dict(earlier(site, counts)),
        "changes": "/changes/",
        "coverage": "/coverage/",
        "changes-month": address(site, max(site.glob("changes/*/index.html"))),
        "search": f"/search/?q={quote(records(site, largest)[0]['agency']['title'])}",
        "404": "/404.html",
        "reference": "/reference/",
        "reference-checks": "/reference/checks/",
        "reference-type": f"/reference/{largest}/",
        "design": "/about/design/",
        **dict(editorial(site)),
    }


def address(site: Path, file: Path) -> str:
    """Return the address of the page in a file."""
    return f"/{file.parent.relative_to(site).as_posix()}/"


def parts(site: Path, plural: str) -> Iterator[tuple[str, str]]:
    """Yield the last index page of each division of a type: year, agency, what else there is."""
    for file in sorted(site.glob(f"{plural}/*/*/index.html")):
        yield f"index-{plural}-{file.parents[1].name}", address(site, file)


def examples(site: Path, counts: dict[str, dict[str, int]]) -> Iterator[tuple[str, str]]:
    """Yield of each type and state the record that says most, and one that was corrected."""
    for plural, states in counts.items():
        found = sorted(records(site, plural), key=lambda record: len(record["fields"]))
        for state in states:
            url = [record["url"] for record in found if record["state"] == state][-1]
            yield f"{plural}-{state}", url
        yield from ((f"{plural}-corrected", r["url"]) for r in found if is_corrected(r))


def earlier(site: Path, counts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield an earlier version of a norm of each type that has one."""
    for plural in counts:
        for file in sorted(site.glob(f"{plural}/*/v/*/index.html")):
            yield f"{plural}-earlier", address(site, file)


def editorial(site: Path) -> Iterator[tuple[str, str]]:
    """Yield the pages that people wrote."""
    for source in sorted((ROOT / "content").glob("*.md")):
        if (site / source.stem / "index.html").is_file():
            yield f"page-{source.stem}", f"/{source.stem}/"


def photograph(browser: Browser, root: str, wanted: Pages, output: Path) -> int:
    """Take every page in every view; return how many pictures there are."""
    output.mkdir(parents=True, exist_ok=True)
    for view in VIEWS:
        page = opened(browser, view.width, view.scheme, scale=1)
        page.emulate_media(media="print" if view.printed else "screen")
        for name, url in wanted.items():
            show(page, root + url)
            path = output / f"{name}-{view.name}.png"
            page.screenshot(path=path, full_page=True, animations="disabled")
        page.context.close()
    return len(VIEWS) * len(wanted)


def opened(browser: Browser, width: int, scheme: Scheme, *, scale: float) -> Page:
    """Return an empty page of a reader in Yunxi with a window of this width."""
    return browser.new_context(
        viewport={"width": width, "height": HEIGHTS.get(width, 1123)},
        device_scale_factor=scale,
        color_scheme=scheme,
        reduced_motion="reduce",
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
    ).new_page()


def show(page: Page, url: str) -> None:
    """Open a page and wait until nothing of it is missing; a search, until it has answered."""
    page.goto(url, wait_until="load")
    page.evaluate("document.fonts.ready")
    if "?q=" in url:
        page.wait_for_function(ANSWERED)
    page.evaluate(DRAWN_ANEW)


def for_readme(browser: Browser, root: str, known: Pages, output: Path) -> int:
    """Take the pictures of the read-me files; return how many. They must be small."""
    output.mkdir(parents=True, exist_ok=True)
    desk = opened(browser, 1440, "light", scale=1)
    phone = opened(browser, 390, "light", scale=1.25)  # the whole of it, and not too large
    dark = opened(browser, 390, "dark", scale=1.5)
    show(desk, root + known["home"])
    desk.screenshot(path=output / "home.png")
    show(desk, root + known["decisions-corrected"])
    part(desk, "section:has(> .history)", output / "correction.png")
    show(phone, root + known["decisions-withdrawn"])
    part(phone, ".record > :not(.tools)", output / "tombstone.png")
    show(dark, root + known["decisions-corrected"])
    dark.screenshot(path=output / "decision-dark.png")
    taken = sorted(output.glob("*.png"))
    large = [path.name for path in taken if path.stat().st_size > README_LIMIT]
    if large:
        sys.exit(f"错误：图片超过 200 KB：{'、'.join(large)}。")
    return len(taken)


def part(page: Page, selector: str, path: Path) -> None:
    """Take what the selector finds on a page, from the first to the last of it, with a margin."""
    area: FloatRect = page.evaluate(AREA, [selector, MARGIN])
    page.screenshot(path=path, full_page=True, clip=area)


def selected(known: Pages, only: list[str]) -> Pages:
    """Return the pages asked for, under their names where they have one."""
    names = {url: name for name, url in known.items()}
    if not only:
        return known
    return {names.get(url, re.sub(r"\W+", "-", url).strip("-")): url for url in only}


def main() -> None:
    """Build, serve, photograph."""
    options = arguments()
    with sync_playwright() as tools:
        chromium = os.environ["PORTAL_CHROMIUM"]
        browser = tools.chromium.launch(executable_path=chromium, args=FLAGS)
        with demo() as (site, root):
            known = pages(site)
            if options.readme:
                output = ROOT / "docs" / "images"
                taken = for_readme(browser, root, known, output)
            elif options.handbook:
                output = ROOT / "docs" / "handbook" / "pictures"
                desk = partial(opened, browser, scheme="light", scale=1)
                taken = take(shots(known), desk, show, root, output)
            else:
                output = options.output
                taken = photograph(browser, root, selected(known, options.only), output)
        if not (options.readme or options.handbook or options.only):
            with demo(language="en", search=False) as (_, root):
                english = {f"en-{name}": known[name] for name in ("home", "decisions-current")}
                taken += photograph(browser, root, english, output)
    print(f"{output}：{taken} 张")


if __name__ == "__main__":
    try:
        main()
    except Error as error:
        sys.exit(f"错误：页面没有拍成：{error.message.splitlines()[0]}")
