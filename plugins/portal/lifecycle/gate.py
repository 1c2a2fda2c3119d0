"""The gate: a record and a day become the only thing other rooms may render (闸口).

When in doubt whether something may be shown, it may not. What each state shows of a case, a norm
and a person is in docs/decisions and in :mod:`portal.lifecycle.portrait`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cached_property, partial

from portal.clock import ONE_DAY
from portal.lifecycle import coming, lineage
from portal.lifecycle import state as states
from portal.lifecycle.coverage import CoverageIndex
from portal.lifecycle.days import shown_day, shown_last_day
from portal.lifecycle.editions import Edition, editions, last_day_in_force
from portal.lifecycle.history import Version, known, version
from portal.lifecycle.notes import Answer, Memo, Notebook
from portal.lifecycle.portrait import portrait, portrait_of_removed
from portal.lifecycle.referrers import ReferrerIndex
from portal.lifecycle.rulebook import Rulebook
from portal.lifecycle.sealing import cannot_be_judged, why_sealed
from portal.lifecycle.state import State
from portal.lifecycle.tables import Tables, Told
from portal.lifecycle.titles import anonymous_title, title_of
from portal.lifecycle.view import READABLE, Link, View
from portal.model import Record
from portal.source import Corpus, Item
from portal.source.corpus import AT_HAND

KINDS = "kinds"


class Gate:
    """What the public may see of `corpus` on the day `as_of`.

    `since` is the portal's first day (PORTAL_SINCE); by default the first publication in it.
    In a `notebook` it is noted what is asked of the gate.
    """

    def __init__(
        self,
        corpus: Corpus,
        *,
        as_of: date,
        since: date | None = None,
        notebook: Notebook | None = None,
    ) -> None:
        self.notebook = notes = notebook or Notebook()
        self.corpus = replace(corpus, items=notes.records(corpus.items)) if notes.on else corpus
        self.as_of = notes.day(as_of)
        self.rulebook = Rulebook.of(self.corpus, self.as_of)
        self._since = since
        norms = {one.id: one for one in corpus.items.values() if one.type.GATE == "norm"}
        self.following = Tables(notes, "following", partial(lineage.tell, self), norms)
        self.tables = Tables(notes, "gate", self._tell, corpus.items)
        self.referrers = ReferrerIndex(self)
        self.coverage = CoverageIndex(self)
        self._states = Memo(notes, self._state, None)  # a record within itself is not public
        self._versions = Memo(notes, self._known, most=AT_HAND)
        self._places = Memo(notes, self._places_of)
        self._editions = Memo(notes, self._editions_of)
        self._lines = Memo(notes, self._line)
        self.links = Answer(notes, "link", self._link)

    @cached_property
    def since(self) -> date:
        """The first day of the portal; publications before it are nobody's delay."""
        first = (item.begun for item in self.corpus.items.values())
        return self._since or min(first, default=self.as_of)

    def state(self, record_id: str) -> State | None:
        """Return the state of a record; None where nothing may be known of it."""
        return self._states(record_id)

    def _state(self, record_id: str) -> State | None:
        item = self.corpus.items.get(record_id)
        if item is None or item.record.changes[0].date > self.as_of:
            return None
        if not isinstance(item.record, Record):
            return "removed"
        here = self.known(item)
        assert here is not None
        if cannot_be_judged(here) or self.why_hidden(here.record):
            return None
        last_day = self.rulebook.last_day(here.record)
        state = states.state_of(here.record.changes, self.as_of, last_day)
        return "ended" if state in READABLE and self.fallen(here.record) else state

    def fallen(self, record: Record) -> list[str]:
        """Return which of the records with which this one stands have left public view."""
        return [one for one in record.stands_with if self.state(one) not in (*READABLE, None)]

    def why_hidden(self, record: Record) -> str:
        """Return why a record may never be public; empty where it may."""
        if reason := why_sealed(record, self.corpus.items):
            return reason
        if rule := self.rulebook.unpublished(record):
            return f"依规则“{rule.name}”不予公开"
        if record.within and self.state(record.within) is None:
            return f"所属记录 {record.within} 不公开"
        hidden = next((one for one in record.stands_with if self._is_hidden(one)), "")
        return f"所写的记录 {hidden} 不公开" if hidden else ""

    def _is_hidden(self, record_id: str) -> bool:
        """Return whether a record whose day has come may not be known: nor may what tells of it."""
        item = self.corpus.items.get(record_id)
        come = item is not None and item.record.changes[0].date <= self.as_of
        return come and self.state(record_id) is None

    def known(self, item: Item) -> Version | None:
        """Return the record as it reads on the day of the gate."""
        return self._versions(item.id)

    def _known(self, record_id: str) -> Version | None:
        record = self.corpus.items[record_id].record
        assert isinstance(record, Record)
        return known(record, self.as_of)

    def ids(self, kind: type[Record]) -> list[str]:
        """Return the ids of all records of `kind` of which something may be known."""
        return [one for one, _ in self.tables.row(KINDS, kind.TYPE)]

    def _tell(self, record_id: str) -> Told:
        """Tell of a record what tables are made of."""
        if self.state(record_id):
            yield KINDS, self.corpus.items[record_id].type.TYPE, ()
        yield from coming.tell(self, record_id)
        yield from self.referrers.tell(record_id)
        yield from self.coverage.tell(record_id)

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
        return self._editions(record_id)

    def _editions_of(self, record_id: str) -> tuple[Edition, ...]:
        here = self.version(record_id)
        if here is None or here.record.GATE != "norm":
            return ()
        record = here.record
        last_day = shown_last_day(self.rulebook, record, self.rulebook.last_day(record))
        return editions(record, last_day_in_force(self, record, last_day))

    def line(self, record_id: str) -> tuple[str, ...]:
        """Return the norms that came one after the other, this one among them; none if it is alone."""
        return self._lines(record_id)

    def _line(self, record_id: str) -> tuple[str, ...]:
        return lineage.line(self, record_id)

    def places(self, record_id: str, number: int = 0) -> frozenset[str]:
        """Return the places inside a record that its page marks, so that links may lead there."""
        return self._places((record_id, number))

    def _places_of(self, key: tuple[str, int]) -> frozenset[str]:
        here = self.version(*key)
        return here.record.places if here else frozenset()

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
        return self.links(record_id, "anonymous") if anonymous else self.links(record_id)

    def _link(self, record_id: str, anonymous: str = "") -> Link | None:
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
