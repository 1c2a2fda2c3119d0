"""Agency (执法主体): who may enforce the law, and how to reach it (国办发〔2018〕118号 (四))."""

from __future__ import annotations

from typing import Annotated

from portal.model.base import Citation, Facts, Record
from portal.model.changes import Part
from portal.model.fields import (
    Count,
    CreditCode,
    Day,
    Division,
    Email,
    LongText,
    Phone,
    Pinyin,
    Text,
    Web,
    choice,
    field,
)
from portal.model.glance import Glance
from portal.model.terms import AgencyRef, pinyin_field

ENTRUSTED = "受委托的组织"


class Unit(Part):
    """A unit inside the agency (内设执法机构)."""

    name: Text = field("名称", required=True)
    responsibilities: LongText | None = field("职责分工")
    phone: Phone | None = field("电话")


class FormerName(Part):
    """A name the agency had; its id stays the same."""

    name: Text = field("名称", required=True)
    until: Day | None = field("使用至")


class Agency(Record):
    """A body that enforces the law."""

    TYPE = "agency"
    PLURAL = "agencies"
    LABEL = "执法主体"
    GATE = "norm"
    ID_PREFIX = "jg"
    STAGE = "事前"
    FACET = "kind"
    ON_HOME = True
    BY_NAME = True
    GOVERNS = False  # who wants to reach it needs its address of today
    GLANCE = Glance(
        who=("name", "short_name", "kind", "parent", "leader", "former_names"),
        what=("responsibilities", "jurisdiction"),
        law=("basis",),
        remedy=("complaint_phone", "phone", "address", "hours", "email", "website"),
    )

    name: Text = field("名称", "批准的全称", required=True)
    short_name: Text | None = field("简称")
    pinyin: Pinyin | None = pinyin_field()
    kind: Annotated[str, choice("法定行政机关", "法律法规授权的组织", ENTRUSTED)] | None = field(
        "主体性质"
    )
    code: CreditCode | None = field("统一社会信用代码")
    division: Division | None = field("行政区划代码")
    parent: AgencyRef | None = field("上级机关")
    address: Text | None = field("办公地址")
    hours: Text | None = field("办公时间")
    phone: Phone | None = field("联系电话")
    complaint_phone: Phone | None = field("投诉举报电话")
    email: Email | None = field("电子邮箱")
    website: Web | None = field("网站")
    leader: Text | None = field("负责人")
    jurisdiction: LongText | None = field("管辖范围")
    responsibilities: LongText | None = field("主要职责")
    basis: tuple[Citation, ...] = field("执法依据", many=True)
    units: tuple[Unit, ...] = field("执法机构", many=True)
    staff: Count | None = field("执法人员编制数")
    officer_count: Count | None = field("执法人员总数", "持有执法证件、在岗的人数")
    reviewer_count: Count | None = field("法制审核人员数", "不少于执法人员总数的百分之五")
    former_names: tuple[FormerName, ...] = field("曾用名称", many=True)
    aliases: tuple[Text, ...] = field(
        "别名", "表格里出现过的其他写法，导入时识别", many=True, private=True
    )
    officers_from: Day | None = field(
        "列明执法人员起始日", "自该日起，本机关的决定须列明至少两名执法人员", private=True
    )

    @property
    def facts(self) -> Facts:
        """Agencies are no subject of act rules."""
        return Facts()
