"""Credit codes in tables, for whoever has no script: by their last characters (代码对照表)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import InitVar, dataclass

from portal.lifecycle.digest import digest_of
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
    records: list[Link]
    url: str  # of its page; empty where it has none


@dataclass(frozen=True)
class Table:
    """The subjects on a page: `said` tells apart what their records say; they are `made` when asked for."""

    said: bytes
    made: InitVar[Callable[[], list[Subject]]]

    def __post_init__(self, made: Callable[[], list[Subject]]) -> None:
        """Keep how they are made beside what they are told apart by."""
        object.__setattr__(self, "_made", made)

    @property
    def subjects(self) -> list[Subject]:
        """The subjects in the order of their codes."""
        made: list[Subject] = vars(self)["_made"]()
        return made


@dataclass(frozen=True, slots=True)
class _Bearers:
    """All that is known of subjects: entries by their numbers, digests of them, pages by codes."""

    entries: Sequence[Entry]
    digests: Sequence[bytes]
    urls: Mapping[str, str]

    def numbers(self) -> dict[str, list[int]]:
        """Return the records of each code, the newest first."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for number in range(len(self.entries) - 1, -1, -1):
            for key in self.entries[number].keys:
                if key.code and key.key == key.code.lower():
                    found[key.code].append(number)
        return found

    def table(self, borne: Mapping[str, list[int]]) -> Table:
        """Return the table of some codes and their records."""
        told = [
            (code, self.urls.get(code, ""), b"".join([self.digests[n] for n in borne[code]]))
            for code in sorted(borne)
        ]
        return Table(
            digest_of(told), lambda: [self._subject(one, borne[one]) for one in sorted(borne)]
        )

    def _subject(self, code: str, numbers: Sequence[int]) -> Subject:
        those = [self.entries[number] for number in numbers]
        keys = [key for one in those for key in one.keys if key.code == code]
        name = next((key.name for key in keys if key.key == code.lower() and key.name), "")
        return Subject(code, name, [_link(one) for one in those], self.urls.get(code, ""))


def pages(
    entries: Sequence[Entry], digests: Sequence[bytes], urls: Mapping[str, str]
) -> Iterator[Page]:
    """Yield the tables of all subjects of `entries`, which come in the order of their numbers.

    By their `digests` these are told apart; `urls` are the pages of subjects by their codes.

    A page has the codes that end alike: where one subject changes, one page does.
    """
    bearers = _Bearers(entries, digests, urls)
    borne = bearers.numbers()
    length = next(n for n in range(LONGEST + 1) if n == LONGEST or len(borne) <= MOST * 31**n)
    groups: defaultdict[str, dict[str, list[int]]] = defaultdict(dict)
    for code, numbers in borne.items():
        groups[code[len(code) - length :]][code] = numbers
    endings = sorted(groups, key=lambda ending: ending[::-1])
    common = {"count": len(borne), "length": length}
    here = bearers.table(groups.get("", {}))
    yield Page(ADDRESS, TEMPLATE, {**common, "endings": endings, "ending": "", "here": here})
    for ending in endings if length else ():
        here = bearers.table(groups[ending])
        told = {**common, "endings": (), "ending": ending, "here": here}
        yield Page(f"{ADDRESS}{ending.lower()}/", TEMPLATE, told)


def _link(entry: Entry) -> Link:
    record_id, kind, state, label, _, _, title = entry.row
    url = f"/{BY_TYPE[kind].PLURAL}/{record_id}/"
    return Link(record_id, kind, title, url, state, label)  # type: ignore[arg-type]
