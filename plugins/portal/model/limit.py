"""A time limit: so many of a unit, on what law (时限)."""

from __future__ import annotations

from portal.model.base import Citation
from portal.model.changes import Part
from portal.model.fields import Count, Text, field
from portal.model.terms import LimitUnit, counted


class Limit(Part):
    """A time limit; 0 means at once, while the applicant waits (当场办结)."""

    MANNER = "limit"

    amount: Count = field("时限", "当场办结的写 0", required=True)
    unit: LimitUnit = field("时限单位", required=True)
    basis: tuple[Citation, ...] = field("依据", many=True)
    note: Text | None = field("说明", "如 不含听证、鉴定时间")

    def __str__(self) -> str:
        """Say the number and its unit as a sentence has them."""
        return counted(self.amount, self.unit)

    def equals(self, other: Limit) -> bool:
        """Return whether both allow the same time, whatever the law that each cites."""
        return (self.amount, self.unit) == (other.amount, other.unit)
