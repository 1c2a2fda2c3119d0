"""Chromium, asking the search page of a finished site as a reader does (浏览器)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from portal.site.selftest import screen
from portal.site.selftest.sample import Question
from portal.site.selftest.screen import Screen
from portal.site.serve import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, CDPSession, ConsoleMessage, Page

CHROMIUM = "PORTAL_CHROMIUM"
LINE = {"bytes": 4_000_000 // 8, "latency": 40}
"""A middling line: 4 Mbit/s, 40 ms there and back."""
SECONDS = 30
PAGES = 50  # of one question
_WATCH = """
new MutationObserver(() => {
  const outcome = document.getElementById("outcome")?.textContent;
  const settled = outcome && outcome !== document.getElementById("search").dataset.busy;
  if (settled || document.querySelector("[data-id]")) window.answered ??= performance.now();
  if (settled && !window.said) console.debug(window.said = "settled");
}).observe(document, { childList: true, subtree: true, characterData: true });
"""
_SETTLED = """() => {
  const said = document.getElementById("outcome").textContent;
  return said && said !== document.getElementById("search").dataset.busy;
}"""
_ALL = """async ({ query, chosen }) => {
  const program = (name) => import(new URL(name, document.querySelector("script[type=module]").src));
  const { words } = await program("query.js");
  if (!window.engine) {
    const { Engine } = await program("engine.js");
    const { Store } = await program("store.js");
    window.engine = new Engine(await Store.open());
  }
  const asked = words(query);
  const { numbers, sure } = await engine.find(asked);
  const found = await engine.filtered(numbers, chosen);
  const counted = (values) => Object.fromEntries(values.map((one) => [one.key, one.count]));
  const counts = await engine.counts(numbers, chosen);
  const exact = await engine.exact(query);
  return {
    sure,
    numbers: Array.from(found),
    counts: Object.fromEntries(counts.map(({ name, values }) => [name, counted(values)])),
    exact: exact.map(({ count, rows }) => ({ count, ids: rows.map((row) => row.id) })),
  };
}"""


class NoBrowser(Exception):
    """There is no browser to test with; the text says how to get one."""


class Unanswered(Exception):
    """The page failed; the text says how."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The pages of results that were read, and all records that the engine behind them found.

    `sure` says whether the engine vouches for each of them.
    """

    screens: list[Screen]
    engine: set[str]
    sure: bool
    counts: dict[str, dict[str, int]]
    groups: list[dict[str, Any]]

    @property
    def seen(self) -> set[str]:
        """The records that a reader sees."""
        return {row.id for screen in self.screens for row in screen.rows}

    @property
    def found(self) -> set[str]:
        """The records that a reader comes to; those on further pages are taken from the engine."""
        return self.seen | self.engine if self.screens[-1].more else self.seen

    @property
    def shown(self) -> set[str]:
        """The records that are given out for answers."""
        return self.seen | self.engine if self.sure else self.seen


@dataclass(frozen=True, slots=True)
class Visit:
    """How long the first answer took from the opening of the page, and what was fetched.

    `first` and `later` are bytes with headers: until the first answer and all that follows it at
    once, then for each further query.
    """

    seconds: float
    first: int
    later: list[int]


@dataclass
class Reader:
    """One browser before one site."""

    browser: Browser
    address: str
    slowdown: float

    @cached_property
    def page(self) -> Page:
        """The page that is asked one question after another."""
        page = self._context().new_page()
        page.goto(f"{self.address}/search/")
        return page

    def ask(self, question: Question, ids: Sequence[str], *, through: bool) -> Answer:
        """Ask, and return what was found; raise :class:`Unanswered` where the page failed.

        `ids` are the records by their numbers; `through` says whether all pages are read.
        """
        from playwright.sync_api import Error

        wish = {"query": question.query, "chosen": question.chosen}
        try:
            self._type(self.page, question)
            pages = PAGES if through else 1
            screens = self.page.evaluate(screen.READ, {"seconds": SECONDS, "pages": pages})
            found = self.page.evaluate(_ALL, wish)
        except Error as error:
            raise Unanswered(error.message.partition("\n")[0]) from None
        return Answer(
            screens=list(map(Screen.of, screens)),
            engine={ids[number] for number in found["numbers"]},
            sure=found["sure"],
            counts=found["counts"],
            groups=found["exact"],
        )

    def visit(self, question: Question, later: list[Question]) -> Visit:
        """Open the search with a question as on a phone that was never here; then ask the others."""
        context = self._context(viewport={"width": 390, "height": 844})
        try:
            page = context.new_page()
            page.add_init_script(_WATCH)
            line = self._phone(context, page)
            fetched = self._counted(line)
            # Asking the page whether it is done would cost the phone time: it says so itself.
            with page.expect_console_message(_is_settled, timeout=SECONDS * 1000):
                page.goto(f"{self.address}/search/?{_asked(question)}", wait_until="commit")
            page.wait_for_load_state("networkidle")
            seconds = page.evaluate("answered") / 1000
            first = sum(fetched)
            sizes = []
            for other in later:
                before = sum(fetched)
                self._type(page, other)
                page.wait_for_load_state("networkidle")
                sizes.append(sum(fetched) - before)
            return Visit(seconds, first, sizes)
        finally:
            context.close()

    def _type(self, page: Page, question: Question) -> None:
        """Go to the address of a question without leaving the page, as its links do."""
        page.evaluate(
            """address => {
              document.getElementById("outcome").textContent = "";
              history.pushState(null, "", address);
              dispatchEvent(new PopStateEvent("popstate"));
            }""",
            f"?{_asked(question)}",
        )
        page.wait_for_function(_SETTLED, timeout=SECONDS * 1000, polling=50)

    def _context(self, **options: Any) -> BrowserContext:
        return self.browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **options)

    def _phone(self, context: BrowserContext, page: Page) -> CDPSession:
        line = context.new_cdp_session(page)
        line.send("Network.enable")
        conditions = {
            "offline": False,
            "latency": LINE["latency"],
            "downloadThroughput": LINE["bytes"],
            "uploadThroughput": LINE["bytes"],
        }
        line.send("Network.emulateNetworkConditions", conditions)
        line.send("Emulation.setCPUThrottlingRate", {"rate": self.slowdown})
        return line

    def _counted(self, line: CDPSession) -> list[int]:
        fetched: list[int] = []
        line.on("Network.loadingFinished", lambda event: fetched.append(event["encodedDataLength"]))
        return fetched


def _is_settled(message: ConsoleMessage) -> bool:
    return message.text == "settled"


def _asked(question: Question) -> str:
    return urlencode({"q": question.query, **question.chosen})


@contextmanager
def opened(output: Path, slowdown: float) -> Iterator[Reader]:
    """Serve the site below `output` and open a browser before it while the block runs.

    As a phone it is `slowdown` times slower than this machine.
    """
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        raise NoBrowser("没有装 playwright；请运行 .venv/bin/pip install playwright。") from None
    with served(output) as address, sync_playwright() as tools:
        program = os.environ.get(CHROMIUM) or shutil.which("chromium")
        try:
            browser = tools.chromium.launch(executable_path=program, args=["--no-sandbox"])
        except Error:
            raise NoBrowser(
                "没有 Chromium；请安装（Debian：apt-get install chromium），"
                f"或用环境变量 {CHROMIUM} 指明它的位置。"
            ) from None
        yield Reader(browser, address, slowdown)
        browser.close()
