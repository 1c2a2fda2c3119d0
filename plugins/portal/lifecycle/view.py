"""What the public may see of a record: the only thing that other rooms may render (公开视图)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from portal.lifecycle.editions import Edition
from portal.lifecycle.outlook import Outlook
from portal.lifecycle.phrase import Phrase
from portal.lifecycle.state import State
from portal.lifecycle.timeliness import Takedown, Timeliness
from portal.lifecycle.wording import Segment
from portal.source.sharing import sharing

if TYPE_CHECKING:
    from portal.lifecycle.lineage import Member
    from portal.lifecycle.objections import Objection
    from portal.lifecycle.path import CasePath

Day = date  # fields below are called `date`
Period = tuple[date, date]
PLAIN = frozenset({"text", "number", "credit_code", "division", "phone", "domain", "count"})
WRITTEN = frozenset({"text", "long_text", "number", "phone", "line"})
READABLE: tuple[State, ...] = ("current", "disputed", "superseded")
IN_FORCE: tuple[State, ...] = ("current", "disputed")  # nothing stands in its place
BY_ITSELF = ("published", "expired")  # kinds of steps that change nothing that was there


def readable(state: State, gate: str) -> bool:
    """Return whether the text itself may be read; that of a norm may in every state it has one."""
    return state in READABLE or gate == "norm"


@sharing
@dataclass(frozen=True, slots=True)
class Link:
    """A reference to a public record, by the title that the public may see.

    `number` is that of the version to which it leads, where that is not the current one; `law`
    is on what law it rests, where nobody should have to go there to see (惩戒措施的依据).
    """

    id: str
    type: str
    title: str
    url: str
    state: State
    state_label: str
    number: int = 0
    law: str = ""

    def __hash__(self) -> int:
        return hash(self.url)  # agencies are grouped by, a hundred thousand times

    @property
    def marked(self) -> bool:
        """Whether the state must be said beside the title."""
        return self.state != "current"


@dataclass(frozen=True, slots=True)
class Shown:
    """A field as the public sees it.

    `value` is a single value, a :class:`Link`, a group (tuple of :class:`Shown`), or, where
    `many`, a tuple of these. `withheld` says why there is no value; a table has `columns`.
    """

    name: str
    label: str
    kind: str
    value: Any = None
    many: bool = False
    withheld: str = ""
    remark: str = ""
    columns: tuple[tuple[str, str], ...] = ()

    @property
    def plain(self) -> bool:
        """Whether the value is shown just as it is."""
        return self.kind in PLAIN and not (self.many or self.withheld)

    @property
    def written(self) -> bool:
        """Whether the value is text as staff wrote it, Chinese in every language of the pages."""
        return self.kind in WRITTEN and not self.withheld


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that a change touched; values only where they may be told.

    `segments` lay two texts side by side; `parts` are the fields of a group and the items of a
    list that differ; an item that only `moved` is the same. What a change corrects was wrongly
    shown in the periods `wrong`, the last day left out; parts may have their own.
    """

    label: str
    before: Shown | None = None
    after: Shown | None = None
    untold: str = ""
    segments: tuple[Segment, ...] = ()
    parts: tuple[Difference, ...] = ()
    wrong: tuple[Period, ...] = ()
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the history in plain words.

    An end that came by itself (a period ran out) is no change: it is the `ending`-th of its
    record, and its number that of the change before it.
    """

    number: int
    kind: str
    label: str
    date: date
    note: str = ""
    note_withheld: str = ""
    found_by: str = ""
    ground: str = ""
    effective: Day | None = None
    authority: str = ""
    roles: str = ""
    route: str = ""
    first_published: str = ""
    replaced_by: Link | None = None
    differences: tuple[Difference, ...] = ()
    ending: int = 0

    @property
    def anchor(self) -> str:
        """Its place on the page of its record, for ever, whatever happens after it."""
        if not self.ending:
            return f"change-{self.number}"
        return "ended" if self.ending == 1 else f"ended-{self.ending}"


@dataclass(frozen=True, slots=True)
class Former:
    """A step that was once public and may no longer be told: where it stood, and its day."""

    anchor: str
    date: date


@dataclass(frozen=True, slots=True)
class Referrers:
    """Public records of one type that refer to this one, newest first; `total` counts them all."""

    type: str
    label: str
    total: int
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class View:
    """Everything the public may see of a record, or of an earlier version of a norm."""

    id: str
    type: str
    type_label: str
    plural: str
    gate: str
    state: State
    state_label: str
    title: str
    fields: tuple[Shown, ...]
    history: tuple[Step, ...]
    number: int
    published: date | None
    changed: date
    day: date
    agency: Link | None = None
    last_day: date | None = None
    timeliness: Timeliness | None = None
    takedown: Takedown | None = None
    referrers: tuple[Referrers, ...] = ()
    editions: tuple[Edition, ...] = ()
    planned: date | None = None
    until: date | None = None
    replaced_by: Link | None = None
    full: bool = True
    former: tuple[Former, ...] = ()
    sorted_by: str = ""
    holds: bool = False
    channels: tuple[Link, ...] = ()
    path: CasePath | None = None
    line: tuple[Member, ...] = ()
    outlook: Outlook = field(default_factory=Outlook)
    mark: str = ""
    within: Link | None = None
    objections: tuple[Objection, ...] = ()

    @property
    def url(self) -> str:
        """The address, for ever, whatever the state."""
        return f"/{self.plural}/{self.id}/"

    @property
    def versions(self) -> tuple[int, ...]:
        """The numbers of the earlier versions that may be read."""
        return tuple(edition.number for edition in self.editions[:-1])

    @property
    def listed(self) -> bool:
        """Whether index pages, sitemap and search show the record."""
        return self.state in READABLE

    @property
    def gone(self) -> bool:
        """Whether the address answers 410 with the tombstone as its body."""
        return self.state == "removed" or (self.state in ("ended", "expired") and not self.full)

    @property
    def way_out(self) -> str:
        """By which way (修复、移出 …) or on what ground (撤销、误列 …) it left public view."""
        ways = (one.route or one.ground for one in reversed(self.history) if one.kind == self.state)
        return next(ways, "")

    @property
    def heading(self) -> str:
        """The title with the mark of every state but current."""
        if self.state == "current":
            return self.title
        return Phrase("[{state}] {title}", state=Phrase(self.state_label), title=self.title)
