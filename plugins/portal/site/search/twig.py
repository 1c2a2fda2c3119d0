"""A node of the gram tree that is edited (嫩枝)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from portal.site.search.differing import HEAD, Flip
from portal.site.search.former import Unfit
from portal.site.search.level import FEW
from portal.site.search.nodes import Raw
from portal.site.search.posting import Posting
from portal.site.search.sets import Numbers, low_of


@dataclass(slots=True, eq=False)
class Twig:
    """A run of characters that stood there as `raw`, among `universe` records, perhaps not at all.

    What is `followed` has flips, or leads to some; any other is told anew because its parent has
    other records, and keeps its own. Places of records are among those of the parent, ranks among
    its own.
    """

    run: str
    width: int
    raw: Raw | None
    flips: Sequence[Flip]
    universe: int
    parent: Twig | None = None
    followed: bool = True
    records: Posting = field(init=False)
    leads: Posting | None = None
    outside: bool = False
    rest: bytes = b""
    children: list[tuple[int, Twig | bytes]] | None = None
    code: int = 0
    lead_code: int = 0
    sets: bytes = b""
    content: bytes = b""
    left: list[int] = field(default_factory=list)
    came: list[int] = field(default_factory=list)
    _before: Posting = field(init=False)
    _was: dict[int, int | None] = field(default_factory=dict)
    _now: dict[int, int | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.records = Posting.none(self.universe)

    @property
    def was_size(self) -> int:
        """How many records had the run."""
        return self.raw.size if self.raw else 0

    @property
    def was_wide(self) -> bool:
        """Whether it had children."""
        return self.was_size > FEW

    @property
    def wide(self) -> bool:
        """Whether it has children."""
        return self.records.size > FEW

    @property
    def changed(self) -> bool:
        """Whether other records have the run."""
        return bool(self.left or self.came)

    def alike(self, raw: Raw) -> bool:
        """Whether a child without flips that stood there as `raw` is told the same now.

        So it is where no other records are here, or where all that came have the highest numbers,
        unless they are missing of a complement, or so many that gaps are cut otherwise.
        """
        if not self.changed:
            return True
        count, complement = raw.code >> 2, raw.code & 2
        if self.left or complement or any(rank < self.was_size for rank in self.came):
            return False
        return low_of(count, self.was_size) == low_of(count, self.records.size)

    def edit(self) -> None:
        """Let the sets tell what is so now; raise :class:`Unfit` where there is nothing to edit."""
        if not (self.raw or self.flips):
            raise Unfit(self.run)
        if self.followed:
            self._before = self.records.copy()
        if self.parent:
            self.records.move(self.parent.left, self.parent.came)
        for flip in self.flips:
            if flip.came or flip.left:
                place = self._place_now(flip.number)
                if place is not None:
                    self.records.set(place, member=flip.came)
        if self.flips:
            self._settle()

    def _settle(self) -> None:
        """Note who left and who came; let the leads tell so."""
        left = [self.was(flip.number) for flip in self.flips if flip.left]
        came = [self.now(flip.number) for flip in self.flips if flip.came]
        wrong = any(self.was(flip.number) is not None for flip in self.flips if flip.came)
        self.left = [rank for rank in left[::-1] if rank is not None]
        self.came = [rank for rank in came if rank is not None]
        if wrong or len(self.left) < len(left) or len(self.came) < len(came):
            raise Unfit(self.run)
        if self.leads and not self.wide:
            self.leads = None
        if self.leads:
            self.leads.move(self.left, self.came)
            for flip in self.flips:
                rank = self.now(flip.number)
                if rank is not None:
                    self.leads.set(rank, member=flip.after == HEAD)

    def was(self, number: int) -> int | None:
        """Return the rank that a record had; None where it did not have the run."""
        if number not in self._was:
            place = number if self.parent is None else self.parent.was(number)
            self._was[number] = None if place is None else self._before.rank(place)
        return self._was[number]

    def now(self, number: int) -> int | None:
        """Return the rank that a record has; None where it does not have the run."""
        if number not in self._now:
            place = self._place_now(number)
            self._now[number] = None if place is None else self.records.rank(place)
        return self._now[number]

    def _place_now(self, number: int) -> int | None:
        return number if self.parent is None else self.parent.now(number)

    def numbers(self, ranks: Numbers) -> Numbers:
        """Return the records of these ranks."""
        places = self.records.at(ranks)
        return places if self.parent is None else self.parent.numbers(places)
