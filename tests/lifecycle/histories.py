"""Invented records with a history: what was done forward, and the file that declares it.

Every text is a word that stands nowhere else, so that whatever is seen can be traced. The rules of
what may follow what are stated here a second time, as the handbook states them.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

AGENCY = "jg-2024-a1b2c3"
START = date(2024, 1, 2)
AS_OF = date(2026, 6, 30)
EDITS = ("corrected", "amended")
ROLES = {"drafted": "法规科", "reviewed": "法制审核岗", "approved": "分管负责人"}
Raw = dict[str, Any]


@dataclass(frozen=True)
class Form:
    """A record type as it is played with: least fields, and optional ones by kind."""

    type: str
    least: Callable[[str], Raw]
    texts: tuple[str, ...]
    required: tuple[str, ...]
    identifying: tuple[str, ...] = ()
    tombstone: tuple[str, ...] = ()
    last_day: str = ""

    @property
    def is_case(self) -> bool:
        """Whether the record concerns a party."""
        return bool(self.identifying)


def _party(word: str) -> Raw:
    return {
        "name": f"{word}公司",
        "kind": "法人及非法人组织",
        "legal_representative": f"{word}代表",
    }


DECISION = Form(
    type="decision",
    least=lambda word: {
        "act": "行政许可",
        "agency": AGENCY,
        "party": _party(word),
        "decided_on": "2023-12-29",
        "content": f"{word}内容",
    },
    texts=("facts_found", "remark", "remedy", "document_number", "result", "certificate"),
    required=("content", "party"),
    identifying=("party",),
    tombstone=("document_number",),
    last_day="publicity_until",
)
LISTING = "md-2024-d4e5f6"
LISTED = "91339901MA314177XP"
ENTRY = Form(
    type="entry",
    least=lambda word: {
        "listing": LISTING,
        "agency": AGENCY,
        "party": {**_party(word), "code": LISTED},
        "grounds": ["甲"],
        "entered_on": "2023-12-29",
    },
    texts=("facts_found", "statement", "hearing", "exit_conditions", "remedy", "document_number"),
    required=(),
    identifying=("party",),
    tombstone=("document_number",),
    last_day="publicity_until",
)
DUTY = Form(
    type="duty",
    least=lambda word: {"name": f"{word}名称", "kind": "行政处罚", "agency": AGENCY},
    texts=("item", "unit", "party_kind", "accountability", "supervision", "remark"),
    required=("name",),
)


@dataclass
class Standing:
    """Which changes stand: the states and what they allow, from the table of the handbook."""

    stands: dict[str, date] = field(default_factory=dict)

    def state(self, day: date, last_day: date | None) -> str:
        """Return the strongest state on `day`."""
        for state in ("removed", "ended"):
            if state in self.stands:
                return state
        withdrawn = self.stands.get("withdrawn")
        over = last_day is not None and day > last_day
        if over and last_day and (withdrawn is None or withdrawn > last_day):
            return "expired"
        for state in ("withdrawn", "superseded", "disputed"):
            if state in self.stands:
                return state
        return "current"

    def allows(self, kind: str, day: date, last_day: date | None) -> bool:
        """Return whether a change of `kind` may come on `day`."""
        state = self.state(day, last_day)
        if kind in ("corrected", "amended", "disputed", "superseded", "ended"):
            return state in ("current", "disputed")
        if kind == "dispute_ended":
            return "disputed" in self.stands and state in ("disputed", "ended", "expired")
        if kind == "withdrawn":
            return "withdrawn" not in self.stands and state != "removed"
        if kind == "reinstated":
            return state in ("withdrawn", "superseded")
        return kind == "removed" and state != "removed"

    def take(self, kind: str, day: date) -> None:
        """Let a change stand, and what it undoes stand no more."""
        if kind == "reinstated":
            self.stands.pop("withdrawn" if "withdrawn" in self.stands else "superseded", None)
        if kind == "dispute_ended":
            self.stands.pop("disputed", None)
        if kind in ("disputed", "superseded", "withdrawn", "ended", "removed"):
            self.stands[kind] = day


LATER = (
    "corrected",
    "amended",
    "disputed",
    "dispute_ended",
    "superseded",
    "withdrawn",
    "ended",
    "removed",
    "reinstated",
)


@dataclass
class Story:
    """A record as it was after each change, and as the file declares all that."""

    form: Form
    now: Raw
    words: int = 0
    changes: list[Raw] = field(default_factory=list)
    snapshots: list[Raw] = field(default_factory=list)
    untold: list[frozenset[str]] = field(default_factory=list)
    standing: Standing = field(default_factory=Standing)
    stood: list[Standing] = field(default_factory=list)

    def word(self) -> str:
        """Return a word that stands nowhere else."""
        self.words += 1
        return f"词{self.words:04d}号"

    @property
    def last_day(self) -> date | None:
        """The last day in public that the record states."""
        told = self.now.get(self.form.last_day)
        return date.fromisoformat(told) if told else None

    @property
    def day(self) -> date:
        """The day of the last change."""
        return date.fromisoformat(self.changes[-1]["date"])

    def state(self, day: date) -> str:
        """Return the state on `day`, all changes made."""
        return self.standing.state(day, self.last_day)

    def state_then(self, number: int, day: date) -> str:
        """Return the state on `day`, when `number` changes had been made."""
        return self.stood[number - 1].state(day, self.last_day)

    def raw(self) -> Raw:
        """Return the file as it is today."""
        if "removed" not in self.standing.stands:
            return {**self.now, "changes": self.changes}
        left = [
            {name: value for name, value in change.items() if name not in ("was", "note")}
            for change in self.changes
        ]
        keys = [f"{'0' * 32}${'1' * 32}"]
        return {"agency": AGENCY, "year": "2024", "import_keys": keys, "changes": left}

    def declare(self, change: Raw) -> None:
        """Add a change and remember what the record says after it."""
        self.changes.append(change)
        self.snapshots.append(deepcopy(self.now))
        self.untold.append(frozenset())
        self.standing.take(change["kind"], date.fromisoformat(change["date"]))
        self.stood.append(deepcopy(self.standing))

    def withhold(self, name: str) -> None:
        """Take the former values of a field out of all that has been declared."""
        for number, change in enumerate(self.changes):
            if name in change.get("was", {}):
                del change["was"][name]
                change.setdefault("withheld", []).append(name)
            if name in self.snapshots[number]:
                self.untold[number] |= {name}
        for number in range(len(self.changes)):
            self.snapshots[number].pop(name, None)


def _alter(story: Story, name: str, how: str) -> Raw:
    """Change one field; return what the change declares of it."""
    present = story.now.get(name)
    if present is None:
        story.now[name] = story.word()
        return {"added": [name]}
    if how == "withheld":
        story.withhold(name)
    if how == "removed" and name not in story.form.required:
        del story.now[name]
    else:
        word = story.word()
        story.now[name] = _party(word) if name in story.form.identifying else word
    return {"withheld": [name]} if how == "withheld" else {"was": {name: present}}


def _edit(draw: st.DrawFn, story: Story) -> Raw:
    fields = (*story.form.texts, *story.form.required)
    names = draw(st.lists(st.sampled_from(fields), min_size=1, max_size=3, unique=True))
    declared: Raw = {}
    for name in names:
        how = draw(st.sampled_from(("changed", "removed", "withheld")))
        for key, value in _alter(story, name, how).items():
            if key == "was":
                declared.setdefault("was", {}).update(value)
            else:
                declared.setdefault(key, []).extend(value)
    return declared


def least(kind: str, day: date, word: str) -> Raw:
    """Return a change of `kind` with what every such change needs."""
    own: dict[str, Raw] = {
        "published": {},
        "corrected": {"found_by": "agency", "note": word},
        "amended": {"effective": str(day), "note": word, "ground": f"{word}事由"},
        "disputed": {"note": word},
        "dispute_ended": {"note": word},
        "superseded": {"replaced_by": "none-2024-x", "note": word},
        "withdrawn": {"ground": "撤销", "effective": str(day), "roles": ROLES, "note": word},
        "ended": {"route": "注销", "note": word},
        "removed": {"ground": "个人隐私", "roles": ROLES},
        "reinstated": {"note": word},
    }
    rests = kind in ("amended", "withdrawn", "reinstated")
    authority = {"authority": {"body": f"{word}法院"}} if rests else {}
    return {"kind": kind, "date": str(day), **own[kind], **authority}


@st.composite
def stories(draw: st.DrawFn, form: Form, kinds: tuple[str, ...] = LATER) -> Story:
    """Make a record and let things happen to it, as far as they may."""
    story = Story(form, form.least("词0000号"))
    for name in draw(st.lists(st.sampled_from(form.texts), max_size=4, unique=True)):
        story.now[name] = story.word()
    if form.last_day and draw(st.booleans()):
        period = draw(st.sampled_from((0, 1, 30, 90, 200, 400)))
        story.now[form.last_day] = str(START + timedelta(days=period))
    story.declare(least("published", START, ""))
    for _ in range(draw(st.sampled_from((8, 5, 3, 2, 1, 0)))):
        day = story.day + timedelta(days=draw(st.sampled_from((7, 0, 1, 30, 90))))
        allowed = [kind for kind in kinds if story.standing.allows(kind, day, story.last_day)]
        if not allowed:
            break
        kind = draw(st.sampled_from(allowed))
        declared = _edit(draw, story) if kind in EDITS else {}
        story.declare({**least(kind, day, story.word()), **declared})
    return story
