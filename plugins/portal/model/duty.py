"""Duty (权责事项): what an agency may and must do, on what law (权责清单)."""

from __future__ import annotations

from typing import Annotated

from portal.model.base import Citation, Record
from portal.model.changes import Part
from portal.model.fields import LongText, Number, Pinyin, Text, choice, field, reference
from portal.model.glance import Glance
from portal.model.terms import AgencyRef, Level, pinyin_field

DUTY_KINDS = (
    "行政许可",
    "行政处罚",
    "行政强制",
    "行政征收",
    "行政给付",
    "行政检查",
    "行政确认",
    "行政奖励",
    "行政裁决",
    "其他行政权力",
    "公共服务",
)


class Responsibility(Part):
    """What the agency must do in one stage (责任事项)."""

    stage: Text = field("环节", "如 立案责任", required=True)
    text: LongText = field("责任事项", required=True)
    basis: tuple[Citation, ...] = field("责任依据", many=True)


class Duty(Record):
    """One item of the list of powers and responsibilities."""

    TYPE = "duty"
    PLURAL = "duties"
    LABEL = "权责事项"
    GATE = "norm"
    ID_PREFIX = "zq"
    STAGE = "事前"
    IN_PROSE = True
    BY_NAME = True
    FACET = "kind"
    GLANCE = Glance(
        who=("agency", "unit", "level", "party_kind"),
        what=("name", "code", "kind", "item"),
        law=("basis",),
        effect=("process",),
        remedy=("supervision",),
    )

    name: Text = field("职权名称", required=True)
    pinyin: Pinyin | None = pinyin_field()
    code: Number | None = field("职权编码")
    kind: Annotated[str, choice(*DUTY_KINDS)] = field("职权类型", required=True)
    item: Text | None = field("子项")
    agency: AgencyRef = field("实施主体", required=True)
    unit: Text | None = field("承办机构")
    level: Level | None = field("行使层级")
    basis: tuple[Citation, ...] = field("实施依据", many=True)
    party_kind: Text | None = field("行政相对人类别")
    process: Annotated[str, reference("process")] | None = field("流程图")
    responsibilities: tuple[Responsibility, ...] = field("责任事项", many=True)
    accountability: LongText | None = field("追责情形")
    accountability_basis: tuple[Citation, ...] = field("追责依据", many=True)
    supervision: Text | None = field("监督方式")
    remark: LongText | None = field("备注")

    @property
    def title(self) -> str:
        """The name, with the sub-item."""
        return f"{self.name}：{self.item}" if self.item else self.name
