"""Duty (权责事项): what an agency may and must do, on what law (权责清单)."""

from __future__ import annotations

import re
from typing import Annotated

from portal.model.base import Citation, Record
from portal.model.changes import Part
from portal.model.fields import (
    LongText,
    Number,
    Pinyin,
    Text,
    YesNo,
    choice,
    field,
    reference,
)
from portal.model.glance import Glance
from portal.model.limit import Limit
from portal.model.terms import AgencyRef, Level, pinyin_field

# The kinds of power with their numbers in the national catalogue of government services.
DUTY_KINDS = {
    "行政许可": "01",
    "行政处罚": "02",
    "行政强制": "03",
    "行政征收": "04",
    "行政给付": "05",
    "行政检查": "06",
    "行政确认": "07",
    "行政奖励": "08",
    "行政裁决": "09",
    "其他行政权力": "10",
    "公共服务": "20",
}
# A basic code (基本编码) of twelve: place (33 a province), kind, branch, number, sub-item.
BASIC_CODE = re.compile(r"[0-9]{2}(?P<kind>[0-9]{2})[0-9]{2}[0-9A-Z]{3}[0-9]{3}")


class Responsibility(Part):
    """What the agency must do in one stage (责任事项)."""

    IN_ROWS = True

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
        who=("agency", "statutory_body", "unit", "level", "party_kind"),
        what=("name", "code", "kind", "item"),
        law=("basis",),
        effect=("statutory", "forwarded", "process"),
        remedy=("supervision",),
    )

    name: Text = field("职权名称", required=True)
    pinyin: Pinyin | None = pinyin_field()
    code: Number | None = field("职权编码", "基本编码的第3、4位是职权类型的代码，如 330217001000")
    kind: Annotated[str, choice(*DUTY_KINDS)] = field("职权类型", required=True)
    item: Text | None = field("子项")
    agency: AgencyRef = field("实施主体", required=True)
    statutory_body: Text | None = field("法定主体", "与实施主体不同的，写法律规定的行使主体")
    unit: Text | None = field("承办机构")
    level: Level | None = field("行使层级")
    basis: tuple[Citation, ...] = field("实施依据", many=True)
    party_kind: Text | None = field("行政相对人类别")
    statutory: Limit | None = field("法定时限", "自受理、立案起到作出决定的时限")
    forwarded: YesNo | None = field("审核转报", "本级审核后转报上级决定的，写 是")
    process: Annotated[str, reference("process")] | None = field("流程图")
    responsibilities: tuple[Responsibility, ...] = field("责任事项", many=True)
    accountability: LongText | None = field("追责情形")
    accountability_basis: tuple[Citation, ...] = field("追责依据", many=True)
    supervision: Text | None = field("监督方式")
    remark: LongText | None = field("备注")

    @property
    def kind_number(self) -> str:
        """The number of its kind (01–10, 20)."""
        return DUTY_KINDS[self.kind]

    @property
    def title(self) -> str:
        """The name, with the sub-item."""
        return f"{self.name}：{self.item}" if self.item else self.name
