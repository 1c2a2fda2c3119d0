"""Remedy (救济渠道): how to object to what an agency does, where, within what time.

行政处罚法第三十九条: 救济渠道应当公示; 国办发〔2018〕118号 (四).
"""

from __future__ import annotations

from typing import Annotated

from portal.model.base import Citation, Record
from portal.model.fields import LongText, Phone, Text, Web, YesNo, choice, field
from portal.model.glance import Glance
from portal.model.limit import Limit
from portal.model.terms import Act, AgencyRef

REMEDIES = ("陈述申辩", "听证", "行政复议", "行政诉讼", "投诉举报", "国家赔偿")
TIMED = frozenset({"听证", "行政复议", "行政诉讼", "国家赔偿"})
"""Those for which the law sets a term: who misses it has lost them."""


class Remedy(Record):
    """One channel, of one agency or of all."""

    TYPE = "remedy"
    PLURAL = "remedies"
    LABEL = "救济渠道"
    GATE = "norm"
    ID_PREFIX = "jq"
    STAGE = "事前"
    IN_MENU = False
    FACET = "kind"
    IS_CHANNEL = True
    GLANCE = Glance(
        who=("to", "agency"),
        what=("kind", "acts"),
        why=("occasion",),
        law=("basis",),
        effect=("term", "starts", "prior_review", "prior_review_cases"),
        remedy=("address", "hours", "phone", "web"),
    )

    kind: Annotated[str, choice(*REMEDIES)] = field("渠道", required=True)
    to: Text = field("向谁提出", "受理机关的全称", required=True)
    agency: AgencyRef | None = field("对哪个机关", "不写即各机关通用")
    acts: tuple[Act, ...] = field("适用行为", "不写即所有行为", many=True)
    occasion: LongText | None = field("什么情形", "什么人在什么情形下可以提出")
    term: Limit | None = field("期限")
    starts: Text | None = field("从何时起算", "如 自知道或者应当知道该行政行为之日起")
    prior_review: YesNo | None = field("复议前置", "应当先申请行政复议才能起诉的写“是”")
    prior_review_cases: LongText | None = field("复议前置的情形")
    address: Text | None = field("地址")
    hours: Text | None = field("办公时间")
    phone: Phone | None = field("电话")
    web: Web | None = field("网址")
    how: LongText | None = field("怎样提出", "要交什么材料、多久答复")
    basis: tuple[Citation, ...] = field("依据", required=True, many=True)
    remark: LongText | None = field("备注")

    @property
    def title(self) -> str:
        """The channel, its term, and to whom it leads."""
        term = f"（{self.term}内）" if self.term else ""
        return f"{self.kind}{term}：{self.to}"
