"""What a chart is made of, once everything has its place: boxes, lines, labels (图形)."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from portal.site.chart.sizes import BESIDE, Size, inset

Point = tuple[int, int]


class Middled:
    """Something of a size, with its middle at the height `y`."""

    __slots__ = ()
    y: int
    size: Size

    @property
    def top(self) -> int:
        """The upper border; of a label, where its first line begins."""
        return self.y - self.size.height // 2

    @property
    def bottom(self) -> int:
        """The lower border; of a label, where its last line ends."""
        return self.y + self.size.height // 2


@dataclass(frozen=True, slots=True)
class Box(Middled):
    """A step: its number from 0, its middle, its kind, its size and what is written in it."""

    step: int
    x: int
    y: int
    kind: str
    size: Size

    @property
    def left(self) -> int:
        """The left border where it is farthest out."""
        return self.x - self.size.width // 2

    @property
    def right(self) -> int:
        """The right border where it is farthest out."""
        return self.x + self.size.width // 2

    def recess(self, y: int) -> int:
        """Return how far the side recedes at the height `y`, on the left as on the right."""
        corner, half = inset(self.kind), self.size.height / 2
        away = abs(y - self.y)
        if self.kind == "判断":
            return round(corner * away / half)
        into = away - (half - corner)
        return round(corner - sqrt(corner**2 - into**2)) if into > 0 else 0


@dataclass(frozen=True, slots=True)
class Line:
    """A way, from its source to its target, in horizontal and vertical pieces; `way` is its number."""

    way: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Label(Middled):
    """The condition of way `way`, right of its line at `x`, its middle at `y`."""

    way: int
    x: int
    y: int
    size: Size

    @property
    def left(self) -> int:
        """Where the text begins."""
        return self.x + BESIDE

    @property
    def right(self) -> int:
        """Where the text ends."""
        return self.left + self.size.width
