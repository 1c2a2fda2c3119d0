"""Delegation (委托书): which powers another body uses in the agency's name, from when to when.

行政处罚法第二十条: the letter states matters, powers and term, and both sides publish it;
行政许可法第二十四条: so does whoever entrusts another agency with permits.
"""

from __future__ import annotations

from typing import Annotated

from portal.model.base import Citation, Record
from portal.model.fields import Day, LongText, Number, Phone, Text, Web, field, reference
from portal.model.glance import Glance
from portal.model.terms import Act, AgencyRef


class Delegation(Record):
    """A published letter of delegation."""

    TYPE = "delegation"
    PLURAL = "delegations"
    LABEL = "委托书"
    GATE = "norm"
    ID_PREFIX = "wt"
    DAY = "valid_from"
    FIRST_DAY = "valid_from"
    LAST_DAY = "valid_until"
    STAGE = "事前"
    IN_MENU = False
    GLANCE = Glance(
        who=("agency", "entrusted"),
        what=("name", "document_number", "acts", "duties", "matters"),
        law=("basis",),
        effect=("powers", "valid_from", "valid_until"),
        remedy=("supervision",),
    )

    name: Text = field("委托书名称", required=True)
    document_number: Number | None = field("文号")
    agency: AgencyRef = field("委托机关", required=True)
    entrusted: AgencyRef = field("受委托组织", "在执法主体里登记的编号", required=True)
    acts: tuple[Act, ...] = field("委托的行为", required=True, many=True)
    duties: tuple[Annotated[str, reference("duty")], ...] = field(
        "委托的权责事项", "委托机关自己的事项", many=True
    )
    matters: LongText = field("委托事项", "照委托书写明的具体事项", required=True)
    powers: LongText = field("委托权限", "照委托书写明的权限和限制", required=True)
    territory: Text | None = field("委托区域")
    valid_from: Day = field("委托期限自", required=True)
    valid_until: Day = field("委托期限至", required=True)
    signed_on: Day | None = field("签订日期")
    basis: tuple[Citation, ...] = field("委托依据", required=True, many=True)
    duties_of_agency: LongText | None = field("委托机关的责任")
    duties_of_entrusted: LongText | None = field("受委托组织的义务")
    supervision: Phone | None = field("监督电话")
    original: Web | None = field("委托书原文", "扫描件的网址")
    remark: LongText | None = field("备注")
