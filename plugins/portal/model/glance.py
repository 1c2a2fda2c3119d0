"""What a reader asks of any record first: who, what, why, on what law, to what effect (概要)."""

from __future__ import annotations

from dataclasses import dataclass, fields

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Glance:
    """The fields that answer each question, in the order in which every page shows them.

    The order is that of a decision document (行政处罚法第五十九条): who (主体), what (事项),
    why (事由), on what law (依据), with what effect (效力) and remedy (救济).
    """

    who: Names = ()
    what: Names = ()
    why: Names = ()
    law: Names = ()
    effect: Names = ()
    remedy: Names = ()

    def items(self) -> tuple[tuple[str, Names], ...]:
        """Return each question with the names of its fields."""
        return tuple((question.name, getattr(self, question.name)) for question in fields(self))
