"""Credit codes in tables, for whoever has no script: by their last characters (代码对照表)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from portal.lifecycle.view import Link
from portal.model import BY_TYPE
from portal.site.page import Page
from portal.site.search.entry import Entry

ADDRESS = "/search/codes/"
TEMPLATE = "codes.html"
MOST = 200  # subjects meant for one page
LONGEST = 2


@dataclass(slots=True)
class Subject:
    """Whom a code means: the name of the newest record, and all its records, the newest first."""

    code: str
    name: str
    records: list[Link] = field(default_factory=list)
    url: str = ""  # of its page, where it has one


def pages(entries: Iterable[Entry], urls: Mapping[str, str]) -> Iterator[Page]:
    """Yield the tables of all subjects of `entries`, which come in the order of their numbers.

    `urls` are the pages of subjects by their codes.

    A page has the codes that end alike: where one subject changes, one page does.
    """
    subjects = _subjects(entries, urls)
    length = next(n for n in range(LONGEST + 1) if n == LONGEST or len(subjects) <= MOST * 31**n)
    groups: defaultdict[str, list[Subject]] = defaultdict(list)
    for subject in subjects:
        groups[subject.code[len(subject.code) - length :]].append(subject)
    endings = sorted(groups, key=lambda ending: ending[::-1])
    common = {"count": len(subjects), "length": length}
    yield Page(ADDRESS, TEMPLATE, {**common, "endings": endings, "ending": "", "here": groups[""]})
    for ending in endings if length else ():
        told = {**common, "endings": (), "ending": ending, "here": groups[ending]}
        yield Page(f"{ADDRESS}{ending.lower()}/", TEMPLATE, told)


def _subjects(entries: Iterable[Entry], urls: Mapping[str, str]) -> list[Subject]:
    found: dict[str, Subject] = {}
    for entry in reversed(list(entries)):
        for key in entry.keys:
            if key.code and key.key == key.code.lower():
                subject = found.setdefault(key.code, Subject(key.code, key.name))
                subject.url = urls.get(key.code, "")
                subject.name = subject.name or key.name
                subject.records.append(_link(entry))
    return [found[code] for code in sorted(found)]


def _link(entry: Entry) -> Link:
    record_id, kind, state, label, _, _, title = entry.row
    url = f"/{BY_TYPE[kind].PLURAL}/{record_id}/"
    return Link(record_id, kind, title, url, state, label)  # type: ignore[arg-type]
