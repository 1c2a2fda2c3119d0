"""List (名单): grounds, period, exit, and the legal basis for publishing it.

浙江省公共信用信息管理条例第二十四、二十五条; 国办发〔2020〕49号.
"""

from __future__ import annotations

from typing import Annotated

from portal.model.base import Citation, Record
from portal.model.changes import Part
from portal.model.fields import LongText, Phone, Text, YesNo, field, reference
from portal.model.glance import Glance
from portal.model.terms import AgencyRef, Colour


class Ground(Part):
    """A ground for entry (列入事由)."""

    key: Text = field("事由代号", "名单内唯一，如 甲", required=True)
    text: LongText = field("事由", required=True)
    basis: tuple[Citation, ...] = field("依据", many=True)


class Listing(Record):
    """A red, grey, black or other list."""

    TYPE = "list"
    PLURAL = "lists"
    LABEL = "信用名单"
    GATE = "norm"
    ID_PREFIX = "md"
    STAGE = "信用"
    FACET = "colour"
    MARKED_BY = "colour"
    ON_HOME = True
    GLANCE = Glance(
        who=("agency", "scope", "contact", "phone"),
        what=("name", "colour"),
        why=("grounds",),
        law=("publication_basis",),
        effect=("period", "measures"),
        remedy=("exit_conditions", "exit_procedure", "remedy"),
    )

    name: Text = field("名称", required=True)
    colour: Colour = field("名单类别", required=True)
    agency: AgencyRef = field("认定机关", required=True)
    public: YesNo = field("是否公开", required=True)
    publication_basis: tuple[Citation, ...] = field("公开依据", "公开名单的法律依据", many=True)
    scope: LongText | None = field("适用对象")
    grounds: tuple[Ground, ...] = field("列入事由", required=True, many=True)
    period: Text | None = field("公示期限")
    measures: tuple[Annotated[str, reference("measure")], ...] = field("奖惩措施", many=True)
    exit_conditions: LongText = field("移出条件", required=True)
    exit_procedure: LongText | None = field("移出程序")
    remedy: LongText | None = field("救济途径")
    contact: Text | None = field("异议受理")
    phone: Phone | None = field("联系电话")

    @property
    def serious(self) -> bool:
        """Whether the law asks for a decision and a hearing before anyone enters (严重失信名单)."""
        return self.colour == "黑名单"

    @property
    def praises(self) -> bool:
        """Nobody is repaired off a red list (守信名单)."""
        return self.colour == "红名单"

    @property
    def sealed(self) -> str:
        """A list that is not public, or says nothing of the law that lets it be."""
        if not self.public:
            return "名单不公开"
        return "" if self.publication_basis else "名单没有写明公开的法律依据"
