"""The face of the site: how heavy it is, whom it lets in, how far away things are, and on paper."""

import gzip
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import normalize
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Page, Response, expect
from pypdf import PdfReader

from portal.lifecycle.state import STATES
from tests.conftest import Axe, Reader, ServeFolder
from tests.site.conftest import AS_OF, asset
from tests.site.kinds import KEY_KINDS, PAGE_KINDS
from tests.site.test_links import HOST, target
from tests.site.test_links import Page as Markup
from tests.site.test_links import address as address_of

KB = 1024
DECISION = 16 * KB  # as text; packed it is a third of what a server may send at first (RFC 6928)
FIRST_VISIT = 60 * KB
NOON = datetime(AS_OF.year, AS_OF.month, AS_OF.day, 4, tzinfo=UTC)  # in China
STYLE = 20 * KB
CLICKS_FROM_HOME = 3
CLICKS_OF_A_TASK = 4
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
ZOOMED = {"viewport": {"width": 640, "height": 512}, "device_scale_factor": 2}
"""A window of 1280 × 1024 at 200 %: browser zoom halves what the layout has to itself, media
queries included; the CSS property `zoom` would leave those as they were."""

SITES = pytest.mark.parametrize(
    "name", ["site", pytest.param("demo", marks=pytest.mark.xdist_group("demo"))]
)
"""The specimen and the demonstration city; the latter is built by one worker only."""

Record = dict[str, Any]
"""A record as the site publishes it: its `index.json`."""


def records(site: Path, plural: str) -> list[Record]:
    """Every public record of a type, in the order of their ids."""
    files = sorted(site.glob(f"{plural}/*/index.json"))
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


def a_record(site: Path, plural: str, state: str, **fields: str) -> Record:
    """The first record of a type in a state whose fields have these values."""
    found = (r for r in records(site, plural) if r["state"] == state)
    return next(r for r in found if fields.items() <= r["fields"].items())


def corrections(site: Path) -> Iterator[tuple[Record, Record]]:
    """Decisions with those of their changes that show a former value beside that of now."""
    for record in records(site, "decisions"):
        for change in record["history"]:
            told = [d for d in change.get("differences", ()) if "before" in d and "after" in d]
            if change["kind"] == "corrected" and told:
                yield record, change


@pytest.fixture(scope="session")
def address(site: Path, serve_folder: ServeFolder) -> str:
    """Where the specimen's site is served."""
    return serve_folder(site)


@pytest.fixture
def served(name: str, request: pytest.FixtureRequest, serve_folder: ServeFolder) -> str:
    """Where the site of `SITES` is served."""
    return serve_folder(request.getfixturevalue(name))


@pytest.fixture
def built(name: str, request: pytest.FixtureRequest) -> Path:
    """The site of `SITES`."""
    folder: Path = request.getfixturevalue(name)
    return folder


# Weight


@SITES
def test_a_decision_comes_with_the_first_round_trip(built: Path) -> None:
    pages = {file.parent.name: file.read_bytes() for file in decision_pages(built)}
    assert pages
    first = {name: len(html.partition(b'<section class="path"')[0]) for name, html in pages.items()}
    assert {name: size for name, size in first.items() if size > DECISION} == {}


@SITES
def test_the_course_of_a_case_fits_too_as_servers_send_it(built: Path) -> None:
    pages = [file.read_bytes() for file in decision_pages(built)]
    drawn = [html for html in pages if b'<section class="path"' in html]
    assert drawn
    assert max(len(gzip.compress(html, 6)) for html in drawn) <= DECISION


def decision_pages(site: Path) -> list[Path]:
    return [file.with_name("index.html") for file in sorted(site.glob("decisions/*/index.json"))]


@SITES
@pytest.mark.browser
def test_a_first_visit_loads_little(built: Path, served: str, reader: Reader) -> None:
    heaviest = max(decision_pages(built), key=lambda file: file.stat().st_size)
    for url in ("/", "/decisions/", f"/decisions/{heaviest.parent.name}/"):
        page = reader()
        answers = answers_to(page)
        page.goto(served + url, wait_until="networkidle")
        sizes = {urlsplit(answer.url).path: len(answer.body()) for answer in answers}
        assert {url, "/as-of.css", f"/{asset('style.css')}"} <= set(sizes)
        assert sum(sizes.values()) <= FIRST_VISIT, sizes


def answers_to(page: Page) -> list[Response]:
    """A list to which everything is added that the page loads from now on."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    return answers


def test_the_style_sheet_is_small(site: Path) -> None:
    assert (site / asset("style.css")).stat().st_size <= STYLE


# Nobody else, and no script


@pytest.mark.browser
def test_no_request_goes_to_another_host(address: str, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for kind in (*PAGE_KINDS, "/search/?q=罚款"):
        page.goto(address + kind, wait_until="networkidle" if "?" in kind else "load")
    assert len(asked) > len(PAGE_KINDS)
    assert [url for url in asked if not url.startswith(f"{address}/")] == []


@pytest.mark.browser
def test_without_scripts_every_page_says_what_it_says_with_them(
    address: str, page: Page, reader: Reader
) -> None:
    bare = reader(java_script_enabled=False)
    page.clock.set_fixed_time(NOON)
    for kind in PAGE_KINDS:
        page.goto(address + kind)
        bare.goto(address + kind)
        said = lines(bare)
        assert len(said) > 1, kind
        assert lines(page) - said <= {"复制网址", "打印"}, kind


def lines(page: Page) -> set[str]:
    """What a reader sees of the main part, line by line."""
    text: str = page.evaluate("document.querySelector('main').innerText")
    return set(filter(None, (" ".join(line.split()) for line in text.split("\n"))))


@pytest.mark.browser
@pytest.mark.parametrize(("days", "late"), [(0, False), (1, False), (40, True)])
def test_a_site_that_is_no_longer_built_says_so(
    address: str, page: Page, days: int, late: bool
) -> None:
    page.clock.set_fixed_time(NOON + timedelta(days=days))
    page.goto(address)
    expect(page.get_by_text("本站的更新停了")).to_be_visible(visible=late)


@pytest.mark.browser
def test_days_left_are_counted_from_the_day_of_the_build(
    site: Path, address: str, page: Page
) -> None:
    record = next(one for one in records(site, "entries") if one.get("last_day"))
    page.goto(address + record["url"])
    said = page.evaluate(
        "getComputedStyle(document.querySelector('[data-left]'), '::after').content"
    )
    left = date.fromisoformat(record["last_day"]) - AS_OF
    assert said == f'"（还有 {left.days} 天）"'


CONTROLS = """() => [...document.querySelectorAll("button, input, select, textarea")]
  .filter((e) => e.checkVisibility())
  .map((e) => ({ name: e.outerHTML.slice(0, 90), works: e.form !== null && e.type !== "button" }))
"""


@pytest.mark.browser
def test_without_scripts_there_is_no_control_that_cannot_work(address: str, reader: Reader) -> None:
    page = reader(java_script_enabled=False)
    for kind in PAGE_KINDS:
        if kind == "/about/design/":
            continue  # its controls are there to be looked at
        page.goto(address + kind)
        controls = page.evaluate(CONTROLS)
        assert controls or kind.endswith("/card/"), kind
        assert [control["name"] for control in controls if not control["works"]] == [], kind


@pytest.mark.browser
def test_without_scripts_the_search_says_so_and_leads_to_the_lists(
    address: str, reader: Reader
) -> None:
    page = reader(java_script_enabled=False)
    page.goto(address)
    search(page, "云溪")
    expect(page.locator("noscript")).to_be_visible()
    expect(page.locator("main .facets a[href$='/decisions/']")).to_be_visible()


# Seen large, in the dark, at the greatest contrast


@pytest.mark.browser
@pytest.mark.long
@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_axe_finds_nothing_at_200_percent(
    address: str, reader: Reader, axe: Axe, scheme: str
) -> None:
    page = reader(color_scheme=scheme, **ZOOMED)
    for kind in PAGE_KINDS:
        page.goto(address + kind)
        assert violations(axe, page) == [], kind


@pytest.mark.browser
@pytest.mark.parametrize("setting", [("theme", "contrast"), ("size", "huge")])
def test_axe_finds_nothing_as_the_reader_has_set_the_page(
    address: str, reader: Reader, axe: Axe, setting: tuple[str, str]
) -> None:
    page = reader(viewport=PHONE)
    remember(page, *setting)
    for kind in KEY_KINDS:
        page.goto(address + kind)
        expect(page.locator("html")).to_have_attribute(f"data-{setting[0]}", setting[1])
        assert violations(axe, page) == [], kind


def remember(page: Page, name: str, value: str) -> None:
    """Have the browser remember a setting of the reader, as from an earlier visit."""
    page.add_init_script(f"localStorage.setItem('{name}', '{value}')")


def violations(axe: Axe, page: Page) -> list[tuple[str, list[str]]]:
    return [(v["id"], [node["html"] for node in v["nodes"]]) for v in axe(page)]


@pytest.mark.browser
@pytest.mark.parametrize(("size", "widths"), [("", (320, 390)), ("huge", (390,))])
def test_nobody_must_scroll_sideways(
    address: str, reader: Reader, size: str, widths: tuple[int, ...]
) -> None:
    page = reader()
    remember(page, "size", size)
    for kind in PAGE_KINDS:
        page.goto(address + kind)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (kind, width)


HIDDEN_ENTRIES = """() => [...document.querySelectorAll(".menu a")].filter((link) => {
  const box = link.getBoundingClientRect();
  return !(box.width && box.left >= 0 && box.right <= innerWidth);
}).map((link) => link.textContent)"""
UNEVEN = """() => [...document.querySelectorAll(".group > div")].filter((row) => {
  const [label, value] = [...row.children].map((part) => part.getBoundingClientRect());
  const beside = label.top === value.top, whole = !!row.querySelector("dd dl");
  return beside === whole;
}).map((row) => row.textContent)"""


@pytest.mark.browser
def test_on_a_phone_the_whole_menu_is_there_and_groups_are_even(
    address: str, reader: Reader
) -> None:
    page = reader(viewport={"width": 390, "height": 844})
    for kind in ("/entries/tm-2026-g4h9s3/", "/decisions/cf-2026-b2x9j4/"):
        page.goto(address + kind)
        assert page.evaluate(HIDDEN_ENTRIES) == []
        assert page.evaluate(UNEVEN) == []


# By keyboard alone

STOPS = """() => {
  const all = [...document.querySelectorAll("a[href], button, input, summary")];
  window.stops = all.filter((e) => e.checkVisibility({ visibilityProperty: true }));
  return window.stops.map((e) => e.outerHTML.slice(0, 90));
}"""
STOP = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
  if (e === document.body) return null;
  return {
    place: window.stops.indexOf(e),
    name: e.outerHTML.slice(0, 90),
    marked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
    shown: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0
      && box.left < innerWidth,
  };
}"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, pytest.param(390, marks=pytest.mark.long)])
def test_the_tab_key_reaches_everything_in_order_and_shows_where_it_is(
    address: str, reader: Reader, width: int
) -> None:
    page = reader(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    for kind in KEY_KINDS:
        page.goto(address + kind)
        expected: list[str] = page.evaluate(STOPS)
        reached = list(tabbed(page, len(expected)))
        assert 'class="skip"' in reached[0]["name"], kind
        assert [stop["name"] for stop in reached if stop["place"] >= 0] == expected, kind
        unseen = [stop["name"] for stop in reached if not (stop["marked"] and stop["shown"])]
        assert unseen == [], kind


def tabbed(page: Page, expected: int) -> Iterator[dict[str, Any]]:
    """Press Tab until the focus leaves the page; twice as many stops as `expected` are a trap.

    A window without a frame has nowhere else for the focus to go: it may begin again at once.
    """
    for number in range(2 * expected):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or (number and stop["place"] == 0):
            return
        yield stop
    pytest.fail(f"the focus does not leave {page.url}")


@pytest.mark.browser
def test_the_skip_link_leads_into_the_main_part(address: str, page: Page) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}/#main")
    page.keyboard.press("Tab")
    first = page.locator("main").locator("a, button, input").first
    expect(first).to_be_focused()


# How far away things are


@SITES
def test_nothing_is_further_than_three_clicks(built: Path) -> None:
    pages = {file for file in built.rglob("*.html") if file.name != "404.html"}
    reached = {built / "index.html"}
    for _ in range(CLICKS_FROM_HOME):
        reached |= {there for file in reached for there in links(built, file)}
    assert len(pages) > 100
    far = {file for file in pages - reached if not is_former_text(file, reached)}
    assert sorted(str(file.relative_to(built)) for file in far) == []


def is_former_text(file: Path, reached: set[Path]) -> bool:
    """Whether a page is an earlier version of a norm, or a card, that lists no longer show.

    Such a record is three clicks away, by way of the list of changes; its versions are one more,
    and a card is found by the code on a certificate.
    """
    if file.parent.name == "card":
        return True
    record = file.parents[2] / "index.json"
    if file.parents[1].name != "v" or record.with_suffix(".html") not in reached:
        return False
    state: str = json.loads(record.read_text(encoding="utf-8"))["state"]
    return state not in ("current", "disputed")


def links(site: Path, file: Path) -> Iterator[Path]:
    """The pages that a page links to."""
    here = address_of(site, file)
    for href in Markup(file.read_text(encoding="utf-8")).links:
        url = urljoin(here, href)
        if urlsplit(url).netloc == urlsplit(HOST).netloc and url.partition("#")[0].endswith("/"):
            yield target(site, url)


# What people come for


class Person:
    """Somebody at the home page, whose clicks are counted."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.clicks = page, 0
        page.goto(address)

    def click(self, place: str, text: str | re.Pattern[str]) -> None:
        """Click the first link with this text in a part of the page."""
        self.page.locator(place).get_by_role("link", name=text).first.click()
        self.clicks += 1

    def search(self, words: str) -> None:
        """Write into the box of the home page and press its button: one click."""
        search(self.page, words)
        self.clicks += 1

    def reads(self, *texts: str) -> None:
        """Find every text on the page, in at most four clicks from home."""
        for text in texts:
            expect(self.page.locator("main").get_by_text(text).first).to_be_visible()
        assert self.clicks <= CLICKS_OF_A_TASK


def search(page: Page, words: str) -> None:
    box = page.locator("main form[role=search]")
    box.locator("input").fill(words)
    box.locator("button").click()


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def window(request: pytest.FixtureRequest, reader: Reader) -> Page:
    """A page on a phone, and one on a desk."""
    return reader(viewport=request.param)


@pytest.mark.browser
def test_task_find_the_penalty_of_a_firm(site: Path, address: str, window: Page) -> None:
    penalty = a_record(site, "decisions", "current", act="行政处罚")
    firm = penalty["fields"]["party"]["name"]
    person = Person(window, address)
    person.search(firm)
    person.click("#search", penalty["title"])
    person.reads(firm, penalty["fields"]["content"], penalty["fields"]["remedy"])


@pytest.mark.browser
def test_task_see_what_was_corrected(site: Path, address: str, window: Page) -> None:
    record, change = next(corrections(site))
    person = Person(window, address)
    follow_change(person, record, change)
    step = window.locator(f"#change-{change['number']}")
    expect(step).to_be_in_viewport()
    expect(step.locator("del").first).to_be_visible()
    expect(step.locator("ins").first).to_be_visible()
    person.reads(change["note"])


def follow_change(person: Person, record: Record, change: Record) -> None:
    """Go from home by way of the list of changes to a change of a record."""
    person.click(".menu", "更正与撤回")
    person.click("main", change["date"][:7])
    row = person.page.locator("main tr", has_text=change["date"])
    row.filter(has_text=change["label"]).get_by_role("link", name=record["title"]).click()
    person.clicks += 1


@pytest.mark.browser
def test_task_learn_why_a_page_was_withdrawn(site: Path, address: str, window: Page) -> None:
    record = a_record(site, "decisions", "withdrawn")
    change = next(c for c in record["history"] if c["kind"] == "withdrawn")
    person = Person(window, address)
    follow_change(person, record, change)
    person.reads(change["note"], change["ground"], change["authority"])
    person.click(".notice p:has-text('为什么')", re.compile("."))
    person.reads("撤回")


@pytest.mark.browser
@pytest.mark.xdist_group("demo")
def test_task_find_who_may_inspect_and_by_what_procedure(
    demo: Path, serve_folder: ServeFolder, window: Page
) -> None:
    duty = a_record(demo, "duties", "current", kind="行政检查")
    agency, process = duty["fields"]["agency"]["title"], duty["fields"]["process"]
    person = Person(window, serve_folder(demo))
    person.click("main", "权责事项")
    person.click(".filters", "行政检查")
    person.click("main", duty["title"])
    person.reads(agency)
    person.click("main", process["title"])
    steps = next(r for r in records(demo, "processes") if r["id"] == process["id"])
    person.reads(*(node["name"] for node in steps["fields"]["nodes"]))


@pytest.mark.browser
def test_task_find_how_to_object(site: Path, address: str, window: Page) -> None:
    penalty = a_record(site, "decisions", "current", act="行政处罚")
    person = Person(window, address)
    person.search(penalty["fields"]["document_number"])
    person.click("#search", penalty["title"])
    person.reads(penalty["fields"]["remedy"])
    person.click(".tools", "这条信息有误")
    person.reads("申请更正", "行政复议", "行政诉讼")


@pytest.mark.browser
@pytest.mark.xdist_group("demo")
def test_task_learn_how_to_get_off_a_list_and_when(
    demo: Path, serve_folder: ServeFolder, window: Page
) -> None:
    entry = next(one for one in records(demo, "entries") if one.get("earliest_end"))
    listing = next(r for r in records(demo, "lists") if r["id"] == entry["fields"]["listing"]["id"])
    person = Person(window, serve_folder(demo))
    person.click("main", "名单条目")
    person.click("main", entry["title"])
    person.reads(day(entry["earliest_end"]["from"]), "申请信用修复", "写信申请")
    person.click(".status", "名单的移出条件和程序")
    expect(window.locator("#remedy")).to_be_in_viewport()
    person.reads(listing["fields"]["exit_conditions"], listing["fields"]["exit_procedure"])
    assert person.clicks == CLICKS_FROM_HOME


# On paper


@pytest.mark.browser
def test_a_printed_decision_says_where_and_when_it_was_read(
    site: Path, address: str, page: Page
) -> None:
    record, change = next(corrections(site))
    page.goto(address + record["url"])
    menu = page.locator(".menu").inner_text().split()
    shown = printed(page.pdf(prefer_css_page_size=True))
    for text in (
        record["title"],
        f"https://gs.yunxi.example{record['url']}",
        f"索引号{record['id']}",
        f"版本{record['version']}",
        f"公布{day(record['published'])}",
        f"最近变更{day(record['changed'])}",
        f"公示至{day(record['last_day'])}",
        "(2026年6月30日)",
        change["note"],
    ):
        assert "".join(normalize("NFKC", text).split()) in shown, text
    for text in ("".join(menu), "检索", "跳到正文", "复制网址", "这条信息有误", "明暗", "站点地图"):
        assert text not in shown, text


def printed(document: bytes) -> str:
    """The text of a PDF without blanks; fonts call some characters by those they look like."""
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(document)).pages)
    return "".join(normalize("NFKC", text).split())


def day(written: str) -> str:
    """A day as pages write it: 2026年6月30日."""
    year, month, number = map(int, written.split("-"))
    return f"{year}年{month}月{number}日"


# Every component

FAULTS = """() => [...document.querySelectorAll("main section")].flatMap((section) => {
  const room = section.getBoundingClientRect();
  const shown = (e) => e.checkVisibility() && !e.closest(".unseen") && !e.closest("svg > *");
  return [...section.querySelectorAll("*")].filter(shown).flatMap((e) => {
    const box = e.getBoundingClientRect(), name = e.outerHTML.slice(0, 90);
    return [
      [box.width === 0 || box.height === 0, "no box"],
      [box.left < room.left - 1 || box.right > room.right + 1, "outside its section"],
      [e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1, "wider inside than outside"],
    ].filter(([wrong]) => wrong).map(([, what]) => `${what}: ${name}`);
  });
})"""
CHIP = """e => { const sign = getComputedStyle(e, "::before"), frame = getComputedStyle(e); return {
  words: e.textContent, sign: sign.content.split(" / ")[0],
  frame: `${frame.borderTopStyle} ${frame.borderTopWidth}` }; }"""


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("window", [PHONE, DESK], ids=["phone", "desk"], indirect=True)
def test_every_component_shows_and_keeps_to_its_place(
    address: str, window: Page, scheme: str
) -> None:
    window.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    window.goto(f"{address}/about/design/")
    assert window.locator("main section > *").count() > 10
    assert window.evaluate(FAULTS) == []


@pytest.mark.browser
def test_no_state_is_told_by_its_colour_alone(address: str, page: Page) -> None:
    page.goto(f"{address}/about/design/")
    chips = {state: page.locator(f"main li > .state.{state}") for state in STATES}
    seen = {state: [chip.evaluate(CHIP) for chip in found.all()] for state, found in chips.items()}
    over = seen.pop("expired")  # to a reader the same as "ended": the words say which
    assert {(chip["sign"], chip["frame"]) for chip in over} == {
        (chip["sign"], chip["frame"]) for chip in seen["ended"]
    }
    words = [{chip["words"] for chip in state} for state in seen.values()]
    signs = [{chip["sign"] for chip in state} for state in seen.values()]
    assert all(words)
    assert len(set.union(*words)) == sum(map(len, words))
    assert len(set.union(*signs)) == len(signs)
    assert "none" not in set.union(*signs)


# What the reader may set


@pytest.mark.browser
def test_the_size_of_text_is_kept_and_told(address: str, page: Page) -> None:
    page.goto(address)
    buttons = page.locator(".reader [data-size]")
    sizes = [page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")]
    for number in (1, 2):
        buttons.nth(number).click()
        page.reload()
        pressed = [button.get_attribute("aria-pressed") for button in buttons.all()]
        assert pressed == [str(n == number).lower() for n in range(3)]
        sizes.append(page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)"))
    assert sizes == [16, 20, 24]
    buttons.first.click()
    page.reload()
    expect(buttons.first).to_have_attribute("aria-pressed", "true")
    assert page.locator("html").get_attribute("data-size") is None


@pytest.mark.browser
def test_light_and_dark_are_kept_and_told(address: str, page: Page) -> None:
    page.goto(address)
    button = page.locator(".reader [data-theme-next]")
    papers = []
    for theme, name in (("light", "浅色"), ("dark", "深色"), ("contrast", "高对比")):
        button.click()
        page.reload()
        expect(button).to_have_text(f"明暗：{name}")
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        papers.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert len(set(papers)) == 3
    button.click()
    page.reload()
    expect(button).to_have_text("明暗：自动")
    assert page.locator("html").get_attribute("data-theme") is None


@pytest.mark.browser
def test_the_copy_button_gives_the_permanent_address(
    site: Path, address: str, reader: Reader
) -> None:
    record = a_record(site, "decisions", "current")
    page = reader(permissions=["clipboard-read", "clipboard-write"])
    page.goto(address + record["url"])
    page.locator("[data-copy]").click()
    expect(page.locator("[data-copy]")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"https://gs.yunxi.example{record['url']}"
