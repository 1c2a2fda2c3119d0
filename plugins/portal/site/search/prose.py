"""Pagefind for prose: editorial pages, laws by article, duties, processes (说明与法条检索).

Pagefind cuts Chinese text badly, so it is fed a shadow copy of each page in which every Han
character is a token of its own, and is asked for phrases.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from html import escape
from html.parser import HTMLParser
from pathlib import Path

from pagefind_bin import get_executable

from portal.site.search.failure import SearchFailed

_HAN = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_OPENING = r"“‘《〈「『（(【〔\["
_TOKEN = re.compile(rf"[{_OPENING}]*(?:{_HAN}|(?:(?!{_HAN})\w)+)[^\w\s{_OPENING}]*")
LIMIT = 30 * 60  # seconds; an index that takes longer hangs
SCRATCH = ".search"
PAGEFIND = "pagefind"
NOTHING = "export const createInstance = () => ({ search: async () => ({ results: [] }) });\n"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_UNUSED = ("pagefind-*ui.*", "pagefind-highlight.js")


def spaced(text: str) -> str:
    """Return `text` with every Han character a word of its own.

    Punctuation stays with its character: Pagefind passes over it there, and excerpts have it.
    """
    return " ".join(_TOKEN.findall(text))


class _Body(HTMLParser):
    """The text of the element marked `data-pagefind-body`, and the page's title.

    What is marked `data-pagefind-ignore` inside it (lists of other records) is left out. Headings
    keep their ids, so that a result leads to the very section or article.
    """

    VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "col", "wbr"})

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.ignored = 0
        self.text: list[str] = []
        self.parts: list[str] = []
        self.title = ""
        self.section = ""
        self.heading = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where the marked element begins."""
        marks = dict(attrs)
        if tag not in self.VOID and (self.depth or "data-pagefind-body" in marks):
            self.depth += 1
            if not self.ignored and "data-pagefind-ignore" in marks:
                self.ignored = self.depth
            self._enter(tag, marks.get("id") or "")
        self.title = marks.get("data-title") or self.title

    def _enter(self, tag: str, name: str) -> None:
        """Begin a heading; its id is its own, or that of what it heads (an article of a law)."""
        if tag not in HEADINGS:
            self.section = name or self.section
        elif name or self.section:
            self.flush()
            self.heading, self.section = name or self.section, ""

    def handle_endtag(self, tag: str) -> None:
        """Note where the marked element ends."""
        if self.depth and tag not in self.VOID:
            if self.ignored == self.depth:
                self.ignored = 0
            self.depth -= 1
            self.text.append(" ")
            if self.heading and tag in HEADINGS:
                self.flush()
            if not self.depth:
                self.flush()

    def flush(self) -> None:
        """Put away what was read, as a heading or as a paragraph."""
        text, self.text = spaced("".join(self.text)), []
        if self.heading:
            self.parts.append(f'<h2 id="{escape(self.heading)}">{escape(text)}</h2>')
        elif text:
            self.parts.append(f"<p>{escape(text)}</p>")
        self.heading = ""

    def handle_data(self, data: str) -> None:
        """Keep the text inside."""
        if self.depth and not self.ignored:
            self.text.append(data)


def shadow(html: str) -> str:
    """Return the page to index instead of `html`; empty where nothing is to be found."""
    body = _Body()
    body.feed(html)
    if not body.parts:
        return ""
    return (
        '<!doctype html><html lang="x-han"><body data-pagefind-body>'
        f'<span data-pagefind-meta="title:{escape(body.title)}"></span>'
        f"{''.join(body.parts)}</body></html>"
    )


def write_prose(output: Path, pages: Mapping[str, str]) -> None:
    """Index the shadows of pages, by their paths, into `output/pagefind`."""
    scratch, folder = output / SCRATCH, output / PAGEFIND
    if not any(pages.values()):
        _nothing(folder)
        return
    for path, content in pages.items():
        if content:
            target = scratch / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf-8")
    command = [get_executable(), "--site", scratch, "--output-path", folder]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=LIMIT,
        )
    except subprocess.TimeoutExpired:
        raise SearchFailed(f"{LIMIT} 秒后仍未结束，已停止") from None
    finally:
        shutil.rmtree(scratch)
    if done.returncode != 0:
        raise SearchFailed((done.stderr or done.stdout).strip())
    for pattern in _UNUSED:
        for unused in folder.glob(pattern):
            unused.unlink()


def _nothing(folder: Path) -> None:
    """Leave a search that finds nothing: Pagefind makes none of no pages."""
    folder.mkdir()
    (folder / "pagefind.js").write_text(NOTHING, encoding="utf-8")
