"""A simple search over what Pagefind finds; the record index takes its place (检索).

Pagefind cuts Chinese text badly, so it is fed a shadow copy of each page in which every Han
character is a token of its own, and is asked for phrases (architecture.md §5).
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from pathlib import Path

from pagefind_bin import get_executable

_HAN = re.compile(r"([\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")
_PUNCTUATION = re.compile(r"[^\w\s]+")
LIMIT = 30 * 60  # seconds; an index that takes longer hangs
_UNUSED = ("pagefind-*ui.*", "pagefind-highlight.js")


class SearchFailed(Exception):
    """Pagefind did not build its index."""


def spaced(text: str) -> str:
    """Return `text` with every Han character a word of its own and no punctuation."""
    return " ".join(_HAN.sub(r" \1 ", _PUNCTUATION.sub(" ", text)).split())


class _Body(HTMLParser):
    """The text of the element marked `data-pagefind-body`, and the page's title.

    What is marked `data-pagefind-ignore` inside it (lists of other records) is left out.
    """

    VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "col", "wbr"})

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.ignored = 0
        self.text: list[str] = []
        self.title = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where the marked element begins."""
        marks = dict(attrs)
        if tag not in self.VOID and (self.depth or "data-pagefind-body" in marks):
            self.depth += 1
            if not self.ignored and "data-pagefind-ignore" in marks:
                self.ignored = self.depth
        self.title = marks.get("data-title") or self.title

    def handle_endtag(self, tag: str) -> None:
        """Note where the marked element ends."""
        if self.depth and tag not in self.VOID:
            if self.ignored == self.depth:
                self.ignored = 0
            self.depth -= 1
            self.text.append(" ")

    def handle_data(self, data: str) -> None:
        """Keep the text inside."""
        if self.depth and not self.ignored:
            self.text.append(data)


def shadow(html: str) -> str:
    """Return the page to index instead of `html`; empty where nothing is to be found."""
    body = _Body()
    body.feed(html)
    text = spaced("".join(body.text))
    if not text:
        return ""
    return (
        '<!doctype html><html lang="x-han"><body data-pagefind-body>'
        f'<span data-pagefind-meta="title:{escape(body.title)}"></span>'
        f"<p>{escape(text)}</p></body></html>"
    )


def build_index(output: Path, scratch: Path) -> int:
    """Index every page of `output` into `output/pagefind`; return how many pages were found in."""
    pages = sum(1 for _ in _shadows(output, scratch))
    command = [get_executable(), "--site", scratch, "--output-path", output / "pagefind"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        raise SearchFailed(f"{LIMIT} 秒后仍未结束，已停止") from None
    finally:
        shutil.rmtree(scratch)
    if done.returncode != 0:
        raise SearchFailed((done.stderr or done.stdout).strip())
    for pattern in _UNUSED:
        for path in (output / "pagefind").glob(pattern):
            path.unlink()
    return pages


def _shadows(output: Path, scratch: Path) -> Iterator[Path]:
    for path in sorted(output.rglob("*.html")):
        if content := shadow(path.read_text(encoding="utf-8")):
            target = scratch / path.relative_to(output)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf-8")
            yield target
