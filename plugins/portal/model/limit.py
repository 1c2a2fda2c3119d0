"""Limit (时限): within what time something must be done, on what law."""

from __future__ import annotations

from portal.model.base import Citation
from portal.model.changes import Part
from portal.model.fields import Count, Text, field
from portal.model.terms import LimitUnit


class Limit(Part):
    """A time limit; 0 means at once (当场)."""

    MANNER = "limit"

    amount: Count = field("时限", "当场办结的写 0", required=True)
    unit: LimitUnit = field("时限单位", required=True)
    basis: tuple[Citation, ...] = field("依据", many=True)
    note: Text | None = field("说明", "如 不含听证、鉴定时间")
