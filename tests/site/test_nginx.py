"""The shipped files of nginx, by a real nginx: what it answers, and that a browser has no complaint."""

import base64
import gzip
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, expect

from portal.deploy.guard import Terms
from portal.deploy.place import Place
from portal.deploy.publish import publish
from portal.site.serve import POLICY
from tests.conftest import Reader
from tests.deploy.conftest import Answer, Portal, Server, ask
from tests.site.conftest import AS_OF, SPECIMEN, asset

HEADERS = {
    "content-security-policy": POLICY,
    "strict-transport-security": "max-age=31536000",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
}
FOREVER = "public, max-age=31536000, immutable"


@pytest.fixture(scope="module")
def address(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The specimen's site, published, behind nginx."""
    room = tmp_path_factory.mktemp("published")
    built, target = room / "output", room / "srv"
    shutil.copytree(site, built)
    terms = Terms(today=AS_OF, data=SPECIMEN / "data")
    place = Place.of(str(target))
    publish(built, place, terms, stamp="first", jobs=2, dry_run=False, say=print)
    with ExitStack() as servers:
        yield servers.enter_context(Server(room, target, "nginx.conf")).address


def test_every_answer_has_the_headers(address: str, site: Path) -> None:
    paths = (
        "/",
        "/nowhere/",
        "/decisions/cf-2025-r5k8d3/",
        f"/{asset('style.css')}",
        "/robots.txt",
    )
    for path in paths:
        headers = ask(address + path).headers
        assert {name: headers.get(name) for name in HEADERS} == HEADERS, path
        assert headers["server"] == "nginx"


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/", 200, "云溪市政务公示门户"),
        ("/decisions/cf-2024-n5t8w4/", 200, "[已撤回]"),
        ("/decisions/cf-2025-g2p7x5/", 410, "[已终止公示]"),
        ("/decisions/cf-2023-c4n9t6/", 410, "[公示期满]"),
        ("/decisions/cf-2025-r5k8d3/", 410, "[已删除]"),
        ("/decisions/cf-2025-r5k8d3/index.html", 410, "[已删除]"),
        ("/decisions/cf-2025-r5k8d3/index.json", 410, '"state":"removed"'),
        ("/laws/fl-2017-c8f4p2/", 200, "[已失效]"),
        ("/decisions/cf-2026-v3q6s9/", 404, "没有这个页面"),
        ("/nowhere/", 404, "没有这个页面"),
        ("/theme/", 404, "没有这个页面"),
    ],
)
def test_status_and_body(address: str, path: str, status: int, says: str) -> None:
    answer = ask(address + path)
    assert answer.status == status
    assert says in answer.body.decode()


def test_everything_in_the_map_is_gone(address: str, site: Path) -> None:
    gone = [line.split()[0] for line in (site / "gone.map").read_text("utf-8").splitlines()]
    assert gone
    for path in gone:
        answer = ask(address + path)
        assert answer.status == 410
        assert answer.headers["content-type"].startswith(
            "application/json" if path.endswith(".json") else "text/html"
        )
        assert len(answer.body) > 100
        assert answer.headers["cache-control"] == "no-cache"


def shards(site: Path) -> list[str]:
    """Files of both indexes whose names tell their content."""
    found = [*site.glob("search/grams/0/*.bin"), *site.glob("pagefind/*/*.pf_*")]
    return [f"/{path.relative_to(site).as_posix()}" for path in found]


def test_only_what_never_changes_is_kept(address: str, site: Path) -> None:
    for path in (f"/{asset('style.css')}", f"/{asset('search/main.js')}", *shards(site)):
        assert ask(address + path).headers["cache-control"] == FOREVER, path
    for path in ("/", "/search/index.json", "/as-of.css", "/search/grams/0/0.00000000.bin"):
        assert ask(address + path).headers["cache-control"] == "no-cache", path


def test_an_unchanged_page_costs_no_body(address: str) -> None:
    tag = ask(f"{address}/").headers["etag"]
    again = ask(f"{address}/", **{"If-None-Match": tag})
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("path", ["/", "/decisions/cf-2025-r5k8d3/", "/search/index.json"])
def test_text_comes_packed(address: str, path: str) -> None:
    packed = ask(address + path, **{"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "Accept-Encoding"
    assert "content-length" in packed.headers  # packed before, not now
    assert gzip.decompress(packed.body) == ask(address + path).body


def test_nobody_writes_down_what_people_look_for() -> None:
    shipped = Path(__file__).parents[2] / "deploy" / "nginx.conf"
    (form,) = [line for line in shipped.read_text("utf-8").splitlines() if "log_format" in line]
    assert not {"$request", "$request_uri", "$args", "$http_referer"} & set(
        form.replace('"', " ").replace("'", " ").split()
    )


@pytest.mark.browser
def test_a_browser_has_no_complaint_and_search_works(address: str, reader: Reader) -> None:
    page = reader(ignore_https_errors=True)
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(_said(message)))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/decisions/", "/decisions/cf-2024-k7m3q9/", "/changes/", "/lookup/"):
        page.goto(address + path, wait_until="networkidle")
    page.goto(f"{address}/search/?q=听证", wait_until="networkidle")
    expect(page.locator("#outcome")).to_contain_text("找到")
    ways = page.evaluate(
        "performance.getEntries().map((one) => one.nextHopProtocol).filter(Boolean)"
    )
    assert {*ways} == {"h2"}  # thirty small files come over one connection
    page.locator("#prose").scroll_into_view_if_needed()
    expect(page.locator("#prose [role=status]")).to_contain_text("页面")
    assert complaints == []
    elsewhere = [url for url in asked if not url.startswith((address, "data:", "blob:"))]
    assert elsewhere == []


def _said(message: ConsoleMessage) -> str:
    return f"{message.type}: {message.text}"


@pytest.fixture
def draft(tmp_path: Path) -> Portal:
    """A portal of which a draft is published for colleagues."""
    portal = Portal(tmp_path)
    portal.build(config='PORTAL_DRAFT = "2099-12-31"\n')
    portal.publish(preview=True)
    return portal


def preview(draft: Portal, servers: ExitStack) -> str:
    """The address of the preview."""
    room = draft.folder / "room"
    room.mkdir()
    return servers.enter_context(Server(room, draft.target, "nginx-preview.conf")).address


def test_a_preview_asks_for_a_password_and_is_kept_by_nobody(draft: Portal) -> None:
    with ExitStack() as servers:
        address = preview(draft, servers)
        assert ask(f"{address}/").status == 401
        known = {"Authorization": f"Basic {base64.b64encode(b'colleague:secret').decode()}"}
        answer: Answer = ask(f"{address}/", **known)
        assert answer.status == 200
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-robots-tag"] == "noindex, nofollow, noarchive"
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        assert "草稿" in answer.body.decode()
        assert "Disallow: /" in ask(f"{address}/robots.txt", **known).body.decode()
        assert ask(f"{address}/nowhere/", **known).status == 404


@pytest.mark.browser
def test_a_draft_says_so_and_ends(draft: Portal, reader: Reader) -> None:
    """When it is over, the script takes a page away; without one the mark and the day stay."""
    with ExitStack() as servers:
        address = preview(draft, servers)
        known = {"username": "colleague", "password": "secret"}
        page = reader(ignore_https_errors=True, http_credentials=known)
        page.clock.set_fixed_time(datetime(2100, 1, 1, tzinfo=UTC))
        page.goto(address)
        expect(page.locator("body")).to_have_text("这份草稿已经过期，请向给您网址的人要新的。")
        page = reader(ignore_https_errors=True, http_credentials=known, java_script_enabled=False)
        page.goto(f"{address}/decisions/")
        expect(page.locator(".draft")).to_contain_text("2099年12月31日为止")
        mark = page.evaluate("getComputedStyle(document.body, '::before').content")
        assert mark == '"草稿"'
        assert page.locator("meta[name=robots]").first.get_attribute("content") == (
            "noindex, nofollow, noarchive"
        )
