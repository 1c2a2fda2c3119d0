"""What rows name instead of telling it: agencies and lists, looked up by type (登记簿)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from portal.model.agency import Agency
from portal.model.listing import Listing
from portal.staff.agencies import Agencies
from portal.staff.lists import Lists
from portal.staff.made import Made
from portal.staff.report import few


@dataclass(frozen=True, slots=True)
class Named:
    """A record of the type `register`, by what the row tells of it: name, code."""

    register: str
    told: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Registers:
    """The agencies and lists that rows can name, and those that are made for them."""

    agencies: Agencies
    lists: Lists

    @property
    def made(self) -> dict[str, Made]:
        """Records to be, by id; whoever writes one takes it out."""
        return self.agencies.made

    def find(self, named: Named, row: int) -> str:
        """Return the id of what the row names, or raise :class:`Refusal`."""
        registers = {Agency.TYPE: self.agencies.find, Listing.TYPE: self.lists.find}
        return registers[named.register](named.told, row)

    def forget_unknown(self) -> None:
        """Begin a new table: nothing of it is unknown yet."""
        self.agencies.unknown.clear()
        self.lists.unknown.clear()

    def lines(self, made: Mapping[str, tuple[str, str]]) -> Iterator[str]:
        """Say which records were `made` (title: what, path), and which names nobody knows."""
        for title, (word, path) in made.items():
            yield f"新建{word}：“{title}”（{path}）{_hint(self.agencies.near(title))}"
        for name, rows in self.agencies.unknown.items():
            yield f"没有登记的机关：“{name}”，{few(rows)}{_hint(self.agencies.near(name))}"
        for name, rows in self.lists.unknown.items():
            yield f"没有登记的名单：“{name}”，{few(rows)}"


def _hint(near: str) -> str:
    return f"；与“{near}”相近，请核对是不是同一机关，是则写进 data/aliases.yaml" if near else ""
