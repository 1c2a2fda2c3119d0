"""The handbook that came with this version of the program, as pages to read without a network (手册)."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from string import Template

from markdown import Markdown
from markdown.extensions.toc import TocExtension, slugify_unicode

from portal.source.shipped import texts, theme

HOME = "handbook/index.html"
STYLE = "style.css"
PICTURES = "pictures"
OWN_STYLE = """
main { max-width: 48rem; margin: 0 auto; padding: 1rem; }
main img { max-width: 100%; height: auto; border: 1px solid var(--line); }
main pre { overflow-x: auto; padding: .75rem 1rem; border: 1px solid var(--line); }
main code { overflow-wrap: anywhere; }
"""
_LINK = re.compile(r'<a href="(?!https?:)([^"#]*)(#[^"]*)?">(.*?)</a>', re.S)
_TITLE = re.compile(r"<h1[^>]*>(.*?)</h1>", re.S)
_PAGE = Template("""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<link rel="stylesheet" href="$root$style">
</head>
<body>
<main id="main">
<p><a href="$root$home">工作人员手册</a></p>
<article class="prose">
$content
</article>
</main>
</body>
</html>
""")


def write(folder: Path) -> None:
    """Write the handbook's pages, and the pictures, into `folder`; the first one is :data:`HOME`."""
    pages = {path: _address(name) for path, name in texts().items()}
    for path, address in pages.items():
        page = folder / address
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(_page(path, "../" * address.count("/"), pages), encoding="utf-8")
    first = next(path for path, address in pages.items() if address == HOME)
    shutil.copytree(first.parent / PICTURES, folder / Path(HOME).parent / PICTURES)
    style = (theme() / "static" / STYLE).read_text("utf-8")
    (folder / STYLE).write_text(style + OWN_STYLE, encoding="utf-8")


def _address(name: str) -> str:
    """Return where the page of a text is."""
    return re.sub(r"\.md$", ".html", name.replace("README", "index"))


def _page(path: Path, root: str, pages: Mapping[Path, str]) -> str:
    """Return the page of a text; `root` leads to the folder of all `pages`."""
    toc = TocExtension(slugify=slugify_unicode)
    reader = Markdown(extensions=["tables", "fenced_code", "sane_lists", toc])
    html = reader.convert(path.read_text("utf-8"))

    def led(link: re.Match[str]) -> str:
        """Lead to the page of a text; what did not come with the program is named, and no link."""
        target, place, said = link.groups(default="")
        if not target:
            return link[0]
        address = pages.get((path.parent / target).resolve())
        return f'<a href="{root}{address}{place}">{said}</a>' if address else said

    title = _TITLE.search(html)
    assert title, path
    content = _LINK.sub(led, html)
    return _PAGE.substitute(title=title[1], root=root, home=HOME, style=STYLE, content=content)
