"""Which new file is an old record under another id? Asked for the sake of the message (改名)."""

from __future__ import annotations

from collections.abc import Iterable

from portal.checks.evidence_snapshot import Snapshot

ALIKE = 0.6  # the share of lines that both have


def most_alike(before: Snapshot, candidates: Iterable[Snapshot]) -> Snapshot | None:
    """Return the file of the same type that has most lines of `before`; None where none is near."""
    lines = _lines(before)
    shares = [
        (len(lines & other) / len(lines | other), one.path, one)
        for one in candidates
        if one.kind is before.kind and (other := _lines(one))
    ]
    best = max(shares, default=None, key=lambda share: share[:2])
    return best[2] if best and best[0] >= ALIKE else None


def _lines(one: Snapshot) -> frozenset[str]:
    return frozenset(line.strip() for line in one.text.splitlines() if line.strip())
