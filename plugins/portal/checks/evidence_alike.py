"""Which new file is an old record under another id? Asked for the sake of the message (改名)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from portal.checks.evidence_snapshot import Snapshot

ALIKE = 0.6  # the share of lines that both have
COMMON = 50  # files that have a line, from which on it tells nothing of any of them


class Likeness:
    """New files, ready to be asked which of them is most like an old one."""

    def __init__(self, candidates: Iterable[Snapshot]) -> None:
        self._candidates = [(one, _lines(one)) for one in candidates]
        self._having: defaultdict[str, list[int]] = defaultdict(list)
        for place, (_, lines) in enumerate(self._candidates):
            for line in lines:
                self._having[line].append(place)

    def most_alike(self, before: Snapshot) -> Snapshot | None:
        """Return the file of the same type that has most lines of `before`; None: none is near."""
        lines = _lines(before)
        hits = Counter(place for line in lines for place in self._having.get(line, ())[:COMMON])
        near = (self._candidates[place] for place, _ in hits.most_common(COMMON))
        shares = [
            (len(lines & other) / len(lines | other), one.path, one)
            for one, other in near
            if one.kind is before.kind
        ]
        best = max(shares, default=None, key=lambda share: share[:2])
        return best[2] if best and best[0] >= ALIKE else None


def _lines(one: Snapshot) -> frozenset[str]:
    return frozenset(line.strip() for line in one.text.splitlines() if line.strip())
