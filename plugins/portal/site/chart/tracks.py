"""Which of the ways between two rows runs above which (走线).

Between two rows every bent way has one horizontal piece. Which runs above is asked pair by pair, as in
G. Sander, "A Fast Heuristic for Hierarchical Manhattan Layout", GD 1995, and in Schulze et al.
2014, §7: ways that else lay on each other decide first, then crossings. Loops of such wishes are broken
as in P. Eades, X. Lin, W. F. Smyth, "A Fast and Effective Heuristic for the Feedback Arc Set
Problem", IPL 47 (1993) 319–323.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

NEAR = 6
"""Lines nearer to each other than this count as lying on each other."""
ALWAYS = 1000
"""What it weighs that ways would lie on each other, in crossings."""


Costs = dict[tuple[int, int], int]
"""What it costs that the first net runs above the second."""


@dataclass(frozen=True, slots=True)
class Net:
    """Ways from one place: `tops` and `bottoms` are where they come from above and go below.

    `out` says that they also lead to a lane at the left of everything, or come from one.
    """

    tops: tuple[int, ...]
    bottoms: tuple[int, ...]
    out: bool = False

    @property
    def straight(self) -> bool:
        """Whether there is no horizontal piece."""
        return not self.out and len({*self.tops, *self.bottoms}) == 1

    @property
    def low(self) -> float:
        """Where the horizontal piece begins."""
        return float("-inf") if self.out else min(*self.tops, *self.bottoms)

    @property
    def high(self) -> float:
        """Where it ends."""
        return max((*self.tops, *self.bottoms))


@dataclass(frozen=True, slots=True)
class Tracks:
    """The track of each net, counted from above, -1 for straight ones; how many there are.

    `clashes` are pairs of nets that lie on each other all the same, the upper one first.
    """

    track: tuple[int, ...]
    count: int
    clashes: tuple[tuple[int, int], ...] = ()


def tracks(nets: Sequence[Net]) -> Tracks:
    """Return on which track each of `nets` runs."""
    bent = [number for number, net in enumerate(nets) if not net.straight]
    cost: Costs = {}
    beside: dict[int, list[int]] = {number: [] for number in bent}
    spans = [(net.low - NEAR, net.high + NEAR) if not net.straight else (0, 0) for net in nets]
    for one, other in combinations(bent, 2):
        if spans[one][0] < spans[other][1] and spans[other][0] < spans[one][1]:
            beside[one].append(other)
            beside[other].append(one)
            cost[one, other] = _cost(nets[one], nets[other])
            cost[other, one] = _cost(nets[other], nets[one])
    track = [-1] * len(nets)
    for number in _by_wish(bent, beside, cost):
        track[number] = max((track[other] for other in beside[number]), default=-1) + 1
    clashes = tuple(
        pair for pair, price in cost.items() if price >= ALWAYS and track[pair[0]] < track[pair[1]]
    )
    return Tracks(tuple(track), max(track, default=-1) + 1, clashes)


def _cost(upper: Net, lower: Net) -> int:
    """Return how many crossings it costs that `upper` runs above `lower`."""
    low, high, lower_low, lower_high = upper.low, upper.high, lower.low, lower.high
    crossings = sum(lower_low < x < lower_high for x in upper.bottoms)
    crossings += sum(low < x < high for x in lower.tops)
    near = any(abs(x - other) < NEAR for x in upper.bottoms for other in lower.tops)
    return crossings + ALWAYS * near


def _by_wish(bent: Sequence[int], beside: dict[int, list[int]], cost: Costs) -> list[int]:
    """Return the nets from above: next always one that no other wants to be above of, or nearly."""
    left, order = dict.fromkeys(bent), []
    while left:
        chosen, least = next(iter(left)), 1 << 30
        for one in left:
            wishes = [cost[one, other] - cost[other, one] for other in beside[one] if other in left]
            against = sum(wish for wish in wishes if wish > 0)
            if not against:
                chosen = one
                break
            if (sum(wishes)) < least:
                chosen, least = one, sum(wishes)
        del left[chosen]
        order.append(chosen)
    return order
