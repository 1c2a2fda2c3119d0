"""Measure (奖惩措施): what follows from a list; only what is published may be used.

浙江省公共信用信息管理条例第二十六、二十八条: 惩戒措施应当向社会公布, 未经公布的不得采取.
"""

from __future__ import annotations

from typing import Annotated

from portal.model.base import Citation, Record
from portal.model.fields import LongText, Text, choice, field
from portal.model.glance import Glance
from portal.model.terms import AgencyRef


class Measure(Record):
    """A measure of the published catalogue."""

    TYPE = "measure"
    PLURAL = "measures"
    LABEL = "奖惩措施"
    GATE = "norm"
    ID_PREFIX = "cs"
    STAGE = "信用"
    IN_MENU = False
    FACET = "kind"
    BASED_ON = "basis"
    GLANCE = Glance(
        who=("agency",),
        what=("name", "kind", "description"),
        law=("basis",),
        effect=("release",),
    )

    name: Text = field("名称", required=True)
    kind: Annotated[str, choice("激励", "管理", "惩戒")] = field("措施类别", required=True)
    agency: AgencyRef | None = field("实施机关", "不写即各机关通用")
    description: LongText = field("内容", required=True)
    basis: tuple[Citation, ...] = field("依据", required=True, many=True)
    release: LongText | None = field("解除条件")
