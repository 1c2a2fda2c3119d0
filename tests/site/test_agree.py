"""One record says one thing everywhere: page, data, lists, feeds, change list and search."""

import gzip
import hashlib
import json
import re
import runpy
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from portal.lifecycle.view import READABLE
from portal.model import RECORD_TYPES
from portal.site.feeds import TOMBSTONES
from portal.site.search.entry import ID
from portal.site.search.reader import Reader
from tests.site.conftest import SPECIMEN

ATOM = "{http://www.w3.org/2005/Atom}"
DELETED = f"{{{TOMBSTONES}}}deleted-entry"
SITE = runpy.run_path(str(SPECIMEN / "pelicanconf.py"))["SITEURL"]


class Facts(HTMLParser):
    """What a record's page says of its state, title and dates."""

    def __init__(self) -> None:
        super().__init__()
        self.into: list[str] = []
        self.texts: dict[str, str] = {"title": "", "h1": "", "state": ""}
        self.times: list[str] = []
        self.state = ""
        self.changes: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where title, heading, state and changes begin."""
        marks = {name: value or "" for name, value in attrs}
        names = marks.get("class", "").split()
        if tag == "span" and "state" in names and not self.state:
            self.state, place = names[1], "state"
        else:
            place = tag if tag in ("title", "h1") else ""
        if re.match("change-|ended", marks.get("id", "")):
            self.changes.append(marks["id"])
        if tag not in ("meta", "link", "br", "input", "rect", "path"):
            self.into.append(place)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        if self.into:
            self.into.pop()

    def handle_data(self, data: str) -> None:
        """Keep the text of what matters."""
        if self.into and self.into[-1]:
            self.texts[self.into[-1]] += data


def records(site: Path) -> Iterator[tuple[str, dict[str, Any], Facts]]:
    """Every record of the site: its folder, its data, what its page says."""
    for kind in RECORD_TYPES:
        for path in sorted((site / kind.PLURAL).glob("*-*-*/index.json")):
            facts = Facts()
            facts.feed((path.parent / "index.html").read_text(encoding="utf-8"))
            yield f"/{kind.PLURAL}/{path.parent.name}/", json.loads(path.read_bytes()), facts


def months(site: Path) -> list[dict[str, Any]]:
    """Every month of the list of changes."""
    listed = json.loads((site / "changes" / "index.json").read_bytes())["months"]
    return [json.loads((site / month["url"][1:]).read_bytes()) for month in listed]


@pytest.fixture(scope="module")
def changes(site: Path) -> dict[str, dict[str, Any]]:
    """Every change of the machine list that is still told, by its address."""
    listed = (change for month in months(site) for change in month["changes"])
    return {change["url"]: change for change in listed if "url" in change}


@pytest.fixture(scope="module")
def feed(site: Path) -> ElementTree.Element:
    return ElementTree.parse(site / "feeds" / "all.xml").getroot()


def test_page_and_data_agree_on_state_label_and_title(site: Path) -> None:
    seen = set()
    for url, data, facts in records(site):
        assert facts.state == data["state"], url
        assert facts.texts["state"].strip() == data["state_label"], url
        marked = "" if data["state"] == "current" else f"[{data['state_label']}] "
        assert data["title"].startswith(marked), url
        assert facts.texts["title"].startswith(data["title"]), url
        assert facts.texts["h1"] == data["title"], url
        seen.add(data["state"])
    assert len(seen) == 7


def test_every_change_of_a_page_is_in_its_data_and_in_the_list(
    site: Path, changes: dict[str, dict[str, Any]]
) -> None:
    listed = set()
    for url, data, facts in records(site):
        steps = {step["anchor"]: step for step in data["history"]}
        assert set(facts.changes) == set(steps), url
        for anchor, step in steps.items():
            entry = changes[f"{url}#{anchor}"]
            listed.add(f"{url}#{anchor}")
            for name in ("kind", "label", "date"):
                assert entry[name] == step[name], (url, name)
            assert (entry["state"], entry["state_label"]) == (data["state"], data["state_label"])
            assert entry.get("title", data["title"]) == data["title"], url
    assert listed == set(changes)


def test_what_is_gone_is_an_id_and_deleted(
    site: Path, changes: dict[str, dict[str, Any]], feed: ElementTree.Element
) -> None:
    gone = {url for url, data, _ in records(site) if f"{url} 1;" in (site / "gone.map").read_text()}
    assert gone
    refs = {element.attrib["ref"].removeprefix(SITE) for element in feed.iter(DELETED)}
    for address, change in changes.items():
        url = address.split("#")[0]
        assert change.get("deleted", False) == (url in gone), address
        if url in gone:
            assert "title" not in change
            number = change.get("number", 2)
            assert {f"{url}#change-{n}" for n in range(1, number)} <= refs, address
    assert {ref.split("#")[0] for ref in refs} <= gone


def test_feeds_say_what_the_list_says(
    site: Path, changes: dict[str, dict[str, Any]], feed: ElementTree.Element
) -> None:
    entries = list(feed.iter(f"{ATOM}entry"))
    assert len(entries) == min(100, len(changes))
    for entry in entries:
        address = (entry.findtext(f"{ATOM}id") or "").removeprefix(SITE)
        change = changes[address]
        title = entry.findtext(f"{ATOM}title") or ""
        assert title.startswith(f"{change['label']}：")
        if "title" in change:
            assert title == f"{change['label']}：{change['title']}"
        assert (entry.findtext(f"{ATOM}published") or "").startswith(change["date"])
        words = {element.attrib["term"] for element in entry.iter(f"{ATOM}category")}
        assert change["state_label"] in words


def test_the_feed_of_corrections_holds_no_publication(site: Path) -> None:
    root = ElementTree.parse(site / "feeds" / "corrections.xml").getroot()
    titles = [element.text or "" for element in root.iter(f"{ATOM}title")][1:]
    assert titles
    assert not [title for title in titles if title.startswith(("公布：", "公示期满："))]


def test_every_agency_with_a_change_has_its_feed(
    site: Path, changes: dict[str, dict[str, Any]]
) -> None:
    named = {change["agency"] for change in changes.values() if change.get("agency")}
    assert named <= {path.stem for path in (site / "feeds" / "agency").glob("*.xml")}


def test_the_months_count_what_was_new_what_was_changed_and_what_ran_out(
    site: Path, changes: dict[str, dict[str, Any]]
) -> None:
    overview = (site / "changes" / "index.html").read_text(encoding="utf-8")
    rows = re.findall(r">(\d{4}-\d\d)</a></td>(.*?)</tr>", overview)
    counts = {month: [int(n) for n in re.findall(r">(\d+)</td>", row)] for month, row in rows}
    for month, told in counts.items():
        kinds = [one["kind"] for one in changes.values() if one["date"].startswith(month)]
        new, lapsed = kinds.count("published"), kinds.count("expired")
        assert told == [new, len(kinds) - new - lapsed, lapsed], month
    assert sum(lapsed for _, _, lapsed in counts.values()) > 3


def test_an_agency_page_counts_the_changes_that_the_overview_lists(site: Path) -> None:
    overview, counted = (site / "changes" / "index.html").read_text(encoding="utf-8"), 0
    for path in sorted((site / "agencies").glob("jg-*/index.html")):
        page = path.read_text(encoding="utf-8")
        counts = re.search(r"至今变更过：</p>(.*?)</ul>", page, re.DOTALL)
        numbers = re.findall(r'class="count">(\d+)', counts[1]) if counts else []
        address = f"/changes/agency/{path.parent.name}/"
        assert (address[1:] in overview) == bool(numbers), address
        if numbers:
            listed = (site / address[1:] / "index.html").read_text(encoding="utf-8")
            assert f"共 {sum(map(int, numbers))} 项" in listed, address
            counted += 1
    assert counted > 3


def test_the_digest_of_a_month_is_that_of_its_file(site: Path) -> None:
    for month in json.loads((site / "changes" / "index.json").read_bytes())["months"]:
        content = (site / month["url"][1:]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == month["sha256"]
        assert len(json.loads(content)["changes"]) == month["changes"]
        assert re.fullmatch(r"\d{4}-\d{2}", month["month"])


def test_index_pages_show_only_what_is_in_public_with_its_state(site: Path) -> None:
    by_url = {url: data for url, data, _ in records(site)}
    row = re.compile(r'<td><a href="\.\.(/[^"#]+/)">[^<]*</a>(.*?)</td>')
    checked = 0
    for kind in RECORD_TYPES:
        html = (site / kind.PLURAL / "index.html").read_text(encoding="utf-8")
        for match in row.finditer(html):
            data = by_url[match[1]]
            assert data["state"] in ("current", "disputed", "superseded")
            marked = f">{data['state_label']}<" in match[2]
            checked += 1
            assert marked == (data["state"] != "current"), match[1]
    assert checked > 40


def test_search_tells_the_state_of_every_record_as_its_page_does(site: Path) -> None:
    reader = Reader(site)
    for _, data, _ in records(site):
        (found,) = [group for group in reader.exact(data["id"]) if group[0] == ID]
        record_id, kind, state, label, _, _, title = found[4][0]
        assert (record_id, kind, state) == (data["id"], data["type"], data["state"])
        assert label == data["state_label"]
        assert data["title"] == (title if state == "current" else f"[{label}] {title}")


def test_prose_has_laws_duties_and_processes_under_the_title_of_their_pages(site: Path) -> None:
    titles = {}
    for path in (site / "pagefind" / "fragment").iterdir():
        content = gzip.decompress(path.read_bytes()).decode("utf-8")
        fragment = json.loads(content[content.index("{") :])
        titles[fragment["url"]] = fragment["meta"]["title"]
    prose = {kind.TYPE for kind in RECORD_TYPES if kind.IN_PROSE}
    told = {
        url: data["title"]
        for url, data, _ in records(site)
        if data["type"] in prose and data["state"] in READABLE
    }
    assert len(told) > 5
    assert {url: titles.get(url) for url in told} == told
    others = {url for url, _, _ in records(site)} - told.keys()
    assert others
    assert others.isdisjoint(titles)
