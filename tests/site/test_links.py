"""No internal link or anchor is broken, no page needs a script or another host."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

HOST = "https://site.test"


class Page(HTMLParser):
    """What a page offers and what it asks for."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect ids, addresses, and everything that is loaded or inline."""
        marks = {name: value or "" for name, value in attrs}
        if "id" in marks:
            self.ids.append(marks["id"])
        if tag in ("a", "area") and "href" in marks:
            self.links.append(marks["href"])
        if tag == "form":
            self.links.append(marks["action"])
        if tag == "link" and marks.get("rel") != "canonical":
            self.loaded.append(marks["href"])
        if "src" in marks:
            self.loaded.append(marks["src"])
        self.inline += [
            f"{tag} {name}" for name in marks if name == "style" or name.startswith("on")
        ]
        if tag == "style" or (tag == "script" and "src" not in marks):
            self.inline.append(tag)


def address(site: Path, file: Path) -> str:
    """The address under which a file of the site is read."""
    path = file.relative_to(site).as_posix()
    return f"{HOST}/{path.removesuffix('index.html')}"


def target(site: Path, url: str) -> Path:
    """The file that answers an address."""
    path = site / unquote(urlsplit(url).path).lstrip("/")
    return path / "index.html" if path.is_dir() else path


def broken(site: Path, files: list[Path]) -> list[str]:
    """Every internal link that leads nowhere, and every anchor that is not there."""
    pages = {file: Page(file.read_text("utf-8")) for file in files}
    found = []
    for file, page in pages.items():
        for href in (*page.links, *page.loaded):
            url = urljoin(address(site, file), href)
            if urlsplit(url).netloc != urlsplit(HOST).netloc:
                continue
            reached, fragment = target(site, url), urlsplit(url).fragment
            if not reached.is_file():
                found.append(f"{file.relative_to(site)}: {href}")
            elif fragment and unquote(fragment) not in pages[reached].ids:
                found.append(f"{file.relative_to(site)}: {href} (anchor)")
    return found


def test_every_internal_link_and_anchor_leads_somewhere(site: Path, html_files: list[Path]) -> None:
    assert broken(site, html_files) == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text('<a id="here" href="#there">a</a><a href="none/">b</a><a href="#here">c</a>')
    assert broken(tmp_path, [page]) == ["index.html: #there (anchor)", "index.html: none/"]


def test_nothing_is_inline_and_nothing_comes_from_another_host(
    site: Path, html_files: list[Path]
) -> None:
    for file in html_files:
        page = Page(file.read_text("utf-8"))
        assert page.inline == [], file
        hosts = {urlsplit(urljoin(address(site, file), url)).netloc for url in page.loaded}
        assert hosts == {urlsplit(HOST).netloc}, file


def test_ids_are_unique_on_every_page(html_files: list[Path]) -> None:
    for file in html_files:
        ids = Page(file.read_text("utf-8")).ids
        assert len(ids) == len(set(ids)), file


def test_every_page_leads_to_the_home_page(site: Path, html_files: list[Path]) -> None:
    for file in html_files:
        urls = {urljoin(address(site, file), href) for href in Page(file.read_text("utf-8")).links}
        assert f"{HOST}/" in urls, file
