"""Which ways lead back, in which rank each step stands, which path is the main one (分层).

The first two steps of the layered drawing of K. Sugiyama, S. Tagawa, M. Toda, "Methods for Visual
Understanding of Hierarchical System Structures", IEEE Trans. SMC 11 (1981) 109–125. Ways back are
found by a search in depth from the start, as in E. R. Gansner et al., "A Technique for Drawing
Directed Graphs", IEEE TSE 19 (1993) 214–230, §2.1: of a loop with one entrance it turns round the
way that people call the way back, whatever the order of the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from portal.site.chart.flow import Flow


@dataclass(frozen=True, slots=True)
class Ranking:
    """The rank of each step (the start has 0), and which ways lead back, forth, to themselves.

    `main` are the ways of the longest path from the start: the drawing keeps it straight.
    """

    ranks: tuple[int, ...]
    forth: tuple[int, ...]
    back: tuple[int, ...]
    selves: tuple[int, ...]
    main: tuple[int, ...]


def ranking(flow: Flow) -> Ranking:
    """Return the ranks of the steps of `flow`; ways forth lead from a lower rank to a higher."""
    selves = tuple(n for n, way in enumerate(flow.ways) if way.source == way.target)
    leaving = [[n for n in numbers if n not in selves] for numbers in flow.leaving()]
    finished = list(_finished(flow, leaving))
    place = {step: len(finished) - at for at, step in enumerate(finished)}
    others = [(n, way) for n, way in enumerate(flow.ways) if n not in selves]
    back = {n for n, way in others if place[way.source] > place[way.target]}
    onward = [[n for n in numbers if n not in back] for numbers in leaving]
    ranks, main = [0] * len(flow.steps), _main(flow, onward, finished)
    for step in reversed(finished):
        for number in onward[step]:
            target = flow.ways[number].target
            ranks[target] = max(ranks[target], ranks[step] + 1)
    forth = tuple(n for n, _ in others if n not in back)
    return Ranking(tuple(ranks), forth, tuple(sorted(back)), selves, tuple(main))


def _finished(flow: Flow, leaving: Sequence[Sequence[int]]) -> Iterator[int]:
    """Yield the steps as a search in depth is done with them: each after all it leads forth to."""
    seen: set[int] = set()
    for root in chain((flow.start,), range(len(flow.steps))):
        if root in seen:
            continue
        seen.add(root)
        stack = [(root, iter(leaving[root]))]
        while stack:
            step, ways = stack[-1]
            targets = (flow.ways[number].target for number in ways)
            following = next((target for target in targets if target not in seen), None)
            if following is None:
                yield step
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(leaving[following])))


def _main(flow: Flow, onward: Sequence[Sequence[int]], finished: Sequence[int]) -> Iterator[int]:
    """Yield the ways of the longest path from the start; of equal ones the record's first."""
    left = [0] * len(flow.steps)
    best: dict[int, int] = {}
    for step in finished:
        for number in onward[step]:
            length = left[flow.ways[number].target] + 1
            if length > left[step]:
                left[step], best[step] = length, number
    step = flow.start
    while step in best:
        yield best[step]
        step = flow.ways[best[step]].target
