"""Markup in any field is text on the page: a hundred strings in every field, in a real browser."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from portal.model.shape import shape_of
from portal.source import load
from portal.source.text import read_text
from portal.source.yamlfile import parse
from portal.staff.writer import dump
from tests.conftest import ServeFolder
from tests.site.conftest import SPECIMEN, Build
from tests.site.test_canary import KEYS, TEXT_KINDS

pytestmark = pytest.mark.xdist_group("injection")  # its site is built once

CALL = "window.__hit=1"
TAGS = (
    "img src=x",
    "svg",
    "body",
    "video",
    "audio",
    "iframe",
    "input autofocus",
    "details open",
    "math",
    "object",
)
EVENTS = ("onerror", "onload", "onfocus", "ontoggle")
ATTACKS = (
    *(f"<{tag} {event}={CALL}>" for tag in TAGS for event in EVENTS),
    *(
        f"{breaker}<script>{CALL}</script>"
        for breaker in (
            '"',
            "'",
            "</title>",
            "</textarea>",
            "-->",
            "]]>",
            "</style>",
            "</script>",
            "<!--",
            "<![CDATA[",
        )
    ),
    *(
        f"{scheme}{CALL}"
        for scheme in (
            "javascript:",
            "JaVaScRiPt:",
            "java\\tscript:",
            "data:text/html,<script>",
            "vbscript:",
            "//evil.example/?",
        )
    ),
    *(
        f"{quote} {event}={CALL} x={quote}"
        for quote in ('"', "'", "`")
        for event in (*EVENTS, "onmouseover", "onclick")
    ),
    *(
        "{{ " + code + " }}"
        for code in ("7*7", "''.__class__", "config", "self", "cycler.__init__")
    ),
    *(
        "{% " + code + " %}"
        for code in ("include '/etc/passwd'", "for x in ()", "import os", "raw", "set x = 1")
    ),
    *(f"<a href={quote}javascript:{CALL}{quote}>x</a>" for quote in ('"', "'", "")),
    *(f"&lt;script&gt;{CALL}&lt;/script&gt;{n}" for n in range(4)),
    *(
        f"<{tag}>{CALL}</{tag}>"
        for tag in (
            "script",
            "SCRIPT",
            "ScRiPt",
            "script/x",
            "script ",
            "style",
            "noscript",
            "template",
        )
    ),
    f"<svg><script>{CALL}</script></svg>",
    f"<svg><animate onbegin={CALL} attributeName=x dur=1s>",
    f"<form action=javascript:{CALL}><button>",
    f"<base href=javascript:{CALL}//>",
    f"<meta http-equiv=refresh content='0;url=javascript:{CALL}'>",
    f"<link rel=import href='data:text/html,<script>{CALL}</script>'>",
    f"${{{CALL}}}",
    f"<%= {CALL} %>",
)


LOOK = """() => ({
    hit: window.__hit ?? null,
    text: document.body.textContent,
    scripts: [...document.scripts].map((one) => one.src),
    bad: [...document.links].filter((a) => !/^(https?|mailto|tel):/.test(a.protocol)).length,
})"""


def all_from(first: int) -> str:
    """Return all attacks in one text, beginning with another one each time."""
    start = first % len(ATTACKS)
    return " ".join((*ATTACKS[start:], *ATTACKS[:start]))


def attacked(node: Any, fields: dict[str, Any], turn: int) -> Any:
    """Return `node` with all attacks behind every text; which comes first depends on the place."""
    if isinstance(node, list):
        return [attacked(child, fields, turn + index) for index, child in enumerate(node)]
    if not isinstance(node, dict):
        return node
    changed = {}
    for index, (name, child) in enumerate(node.items()):
        shape = fields.get(name)
        attack = all_from(turn + index)
        if shape is None or name in KEYS:
            changed[name] = child
        elif shape.part:
            changed[name] = attacked(child, shape_of(shape.part), turn + index)
        elif shape.kind.name in TEXT_KINDS and isinstance(child, str):
            changed[name] = f"{child} {attack}"
        elif shape.kind.name in TEXT_KINDS:
            changed[name] = [f"{text} {attack}" for text in child]
        else:
            changed[name] = child
    return changed


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, build: Build) -> Path:
    """The specimen's site with attacks in every text field of every record."""
    folder = tmp_path_factory.mktemp("hostile")
    corpus = load(SPECIMEN / "data")
    for turn, item in enumerate(corpus.items.values()):
        content = parse(read_text(corpus.root / item.path)).content
        planted = attacked(content, shape_of(type(item.record)), turn * 7)
        for change in planted["changes"]:
            if "note" in change:
                change["note"] += all_from(turn)
        path = folder / "data" / item.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dump(planted), encoding="utf-8")
    return build(folder, search=True)


def test_there_are_a_hundred_attacks() -> None:
    assert len(set(ATTACKS)) >= 100


def pages(site: Path, most: int) -> list[Path]:
    """The pages of a site, at most so many below each of its folders."""
    below: defaultdict[str, list[Path]] = defaultdict(list)
    for path in sorted(site.rglob("*.html"), key=lambda path: (len(path.parts), path)):
        below[path.relative_to(site).parts[0]].append(path)
    return [path for paths in below.values() for path in paths[:most]]


@pytest.mark.browser
@pytest.mark.parametrize("most", [6, pytest.param(10_000, marks=pytest.mark.long)])
def test_no_attack_runs_on_any_page_and_every_one_is_text(
    hostile: Path, page: Page, serve_folder: ServeFolder, most: int
) -> None:
    address, dialogs, seen = serve_folder(hostile), [], ""
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    for path in pages(hostile, most):
        url = f"{address}/{path.relative_to(hostile).as_posix()}"
        page.goto(url)
        assert page.url == url
        found = page.evaluate(LOOK)
        assert found["hit"] is None, url
        assert all(src.startswith(address) for src in found["scripts"]), url
        assert found["bad"] == 0, url
        seen += found["text"]
    assert dialogs == []
    assert [attack for attack in ATTACKS if attack not in seen] == []


@pytest.mark.browser
@pytest.mark.parametrize("query", ["onerror", "__hit", '"><img src=x onerror=window.__hit=1>'])
def test_no_attack_runs_in_search(
    hostile: Path, page: Page, serve_folder: ServeFolder, query: str
) -> None:
    page.goto(f"{serve_folder(hostile)}/search/")
    page.locator("main input[type=search]").fill(query)
    page.locator("main form button").first.click()
    page.wait_for_function("document.getElementById('outcome')?.textContent.length > 6")
    assert page.evaluate("window.__hit") is None


@pytest.mark.browser
def test_the_test_would_notice_an_attack_that_runs(
    tmp_path: Path, page: Page, serve_folder: ServeFolder
) -> None:
    (tmp_path / "index.html").write_text(f"<p>{ATTACKS[0]}</p>", encoding="utf-8")
    page.goto(serve_folder(tmp_path))
    page.wait_for_function("window.__hit === 1")
