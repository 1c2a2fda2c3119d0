"""The gate: a record and a day become the only thing other rooms may render (闸口).

When in doubt whether something may be shown, it may not. What each state shows of a case, a norm
and a person is in docs/decisions and in :mod:`portal.lifecycle.portrait`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from portal.clock import ONE_DAY
from portal.lifecycle import state as states
from portal.lifecycle.coverage import CoverageIndex
from portal.lifecycle.days import shown_day, shown_last_day
from portal.lifecycle.editions import Edition, editions, last_day_in_force
from portal.lifecycle.history import Version, known, version
from portal.lifecycle.lineage import lines
from portal.lifecycle.portrait import portrait, portrait_of_removed
from portal.lifecycle.referrers import ReferrerIndex
from portal.lifecycle.rulebook import Rulebook
from portal.lifecycle.sealing import cannot_be_judged, why_sealed
from portal.lifecycle.state import State
from portal.lifecycle.titles import anonymous_title, title_of
from portal.lifecycle.view import READABLE, Link, View
from portal.model import Record
from portal.source import Corpus, Item


class Gate:
    """What the public may see of `corpus` on the day `as_of`.

    `since` is the portal's first day (PORTAL_SINCE); by default the first publication in it.
    """

    def __init__(self, corpus: Corpus, *, as_of: date, since: date | None = None) -> None:
        self.corpus = corpus
        self.as_of = as_of
        self.rulebook = Rulebook.of(corpus, as_of)
        self._since = since
        self.referrers = ReferrerIndex(self)
        self.coverage = CoverageIndex(self)
        self._versions: dict[str, Version | None] = {}
        self._links: dict[tuple[str, bool], Link | None] = {}
        self._states: dict[str, State | None] = {}
        self._places: dict[tuple[str, int], frozenset[str]] = {}
        self._editions: dict[str, tuple[Edition, ...]] = {}

    @cached_property
    def since(self) -> date:
        """The first day of the portal; publications before it are nobody's delay."""
        first = (item.record.changes[0].date for item in self.corpus.items.values())
        return self._since or min(first, default=self.as_of)

    def state(self, record_id: str) -> State | None:
        """Return the state of a record; None where nothing may be known of it."""
        if record_id not in self._states:
            self._states[record_id] = None  # a record within itself is not public
            item = self.corpus.items.get(record_id)
            self._states[record_id] = self._derive(item) if item else None
        return self._states[record_id]

    def _derive(self, item: Item) -> State | None:
        if item.record.changes[0].date > self.as_of:
            return None
        if not isinstance(item.record, Record):
            return "removed"
        here = self.known(item)
        assert here is not None
        if cannot_be_judged(here) or self.why_hidden(here.record):
            return None
        last_day = self.rulebook.last_day(here.record)
        state = states.state_of(here.record.changes, self.as_of, last_day)
        alone = not here.record.within or self.state(here.record.within) in READABLE
        return state if alone or state not in READABLE else "ended"

    def why_hidden(self, record: Record) -> str:
        """Return why a record may never be public; empty where it may."""
        if reason := why_sealed(record, self.corpus.items):
            return reason
        if rule := self.rulebook.unpublished(record):
            return f"依规则“{rule.name}”不予公开"
        if record.within and self.state(record.within) is None:
            return f"所属记录 {record.within} 不公开"
        return ""

    def known(self, item: Item) -> Version | None:
        """Return the record as it reads on the day of the gate."""
        if item.id not in self._versions:
            assert isinstance(item.record, Record)
            self._versions[item.id] = known(item.record, self.as_of)
        return self._versions[item.id]

    def ids(self, kind: type[Record]) -> list[str]:
        """Return the ids of all records of `kind` of which something may be known."""
        return [item.id for item in self.corpus.of(kind.TYPE) if self.state(item.id)]

    def version(self, record_id: str, number: int = 0) -> Version | None:
        """Return the record as it is today, or version `number` of it, for what is derived from it."""
        item = self.corpus.items[record_id]
        here = self.known(item) if isinstance(item.record, Record) else None
        return version(here.record, number) if here and number else here

    def number_on(self, record_id: str, day: date | None) -> int | None:
        """Return which version of a norm was in force on `day`; None where none was that is known."""
        found = (one.number for one in reversed(self.editions(record_id)) if one.applied_on(day))
        return next(found, None)

    def editions(self, record_id: str) -> tuple[Edition, ...]:
        """Return when each version of a norm was shown and applied, the first one first."""
        if record_id not in self._editions:
            here = self.version(record_id)
            self._editions[record_id] = self._editions_of(here.record) if here else ()
        return self._editions[record_id]

    def _editions_of(self, record: Record) -> tuple[Edition, ...]:
        if record.GATE != "norm":
            return ()
        last_day = shown_last_day(self.rulebook, record, self.rulebook.last_day(record))
        return editions(record, last_day_in_force(self, record, last_day))

    @cached_property
    def lines(self) -> Mapping[str, tuple[str, ...]]:
        """The norms that came one after the other, each with all of its line."""
        return lines(self)

    def places(self, record_id: str, number: int = 0) -> frozenset[str]:
        """Return the places inside a record that its page marks, so that links may lead there."""
        key = (record_id, number)
        if key not in self._places:
            here = self.version(record_id, number)
            self._places[key] = here.record.places if here else frozenset()
        return self._places[key]

    def warm(self) -> None:
        """Derive what all views share, before work is spread over processes."""
        self.referrers.warm()
        self.coverage.warm()
        assert self.lines is not None

    def view(self, record_id: str) -> View | None:
        """Return what the public may see of a record; None where nothing may be known of it."""
        state = self.state(record_id)
        if state is None:
            return None
        item = self.corpus.items[record_id]
        if not isinstance(item.record, Record):
            return portrait_of_removed(self, item)
        here = self.known(item)
        assert here is not None
        return portrait(self, item, here, state)

    def earlier(self, record_id: str, number: int) -> View | None:
        """Return an earlier version of a norm, marked as not current; None where there is none."""
        state = self.state(record_id)
        if state is None or number not in {one.number for one in self.editions(record_id)[:-1]}:
            return None
        item = self.corpus.items[record_id]
        here = self.known(item)
        assert here is not None
        then = version(here.record, number)
        until = max(here.record.changes[number].date - ONE_DAY, then.record.changes[-1].date)
        return portrait(self, item, then, state, until)

    def link(self, record_id: str, *, anonymous: bool = False) -> Link | None:
        """Return a reference by the title that the public may see; None where there is none.

        From a tombstone it is `anonymous`: the decision made anew names the same party.
        """
        key = (record_id, anonymous)
        if key not in self._links:
            self._links[key] = self._link(record_id, anonymous)
        return self._links[key]

    def _link(self, record_id: str, anonymous: bool) -> Link | None:
        state = self.state(record_id)
        if state is None or state == "removed":
            return None
        item = self.corpus.items[record_id]
        here = self.known(item)
        assert here is not None
        if state in ("ended", "expired") and item.type.GATE != "norm":
            return None
        return Link(
            id=record_id,
            type=item.type.TYPE,
            title=anonymous_title(self, here.record, tombstone=True)
            if anonymous and here.record.GATE != "norm"
            else title_of(self, here, state),
            url=f"/{item.type.PLURAL}/{record_id}/",
            state=state,
            state_label=states.label(state, item.type.GATE),
        )

    def day(self, record_id: str) -> date:
        """Return the day by which a readable record is sorted."""
        here = self.version(record_id)
        assert here is not None
        return shown_day(self.rulebook, here.record)
