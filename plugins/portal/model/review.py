"""Review (法制审核事项): which decisions are major and must pass legal review before they are made.

行政处罚法第五十八条; 国办发〔2018〕118号第四部分: 未经法制审核或者审核未通过的, 不得作出决定.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from portal.model.base import Citation, Record
from portal.model.changes import Part
from portal.model.decision import Decision
from portal.model.fields import LongText, Money, Text, field, reference
from portal.model.glance import Glance
from portal.model.limit import Limit
from portal.model.terms import Act, AgencyRef, Circumstance, PartyKind, Penalty


class Threshold(Part):
    """What makes a decision major; all that is written must hold together (审核标准)."""

    party_kinds: tuple[PartyKind, ...] = field("对象", "是其中一种", many=True)
    penalties: tuple[Penalty, ...] = field("处罚类别", "有其中一种", many=True)
    measures: tuple[Text, ...] = field("强制方式", "有其中一种，如 冻结", many=True)
    fine: Money | None = field("罚款达到", "含本数，单位为元")
    confiscated: Money | None = field("没收达到", "含本数，单位为元")
    amount: Money | None = field("涉及金额达到", "含本数，单位为元")
    circumstances: tuple[Circumstance, ...] = field("重大情形", "有其中一项", many=True)
    other: LongText | None = field("其他情形", "不能由数据判断、由机关认定的情形")

    def met_by(self, decision: Decision) -> bool:
        """Return whether the data of a decision meet all that is asked; what only people can judge is not."""
        return not self.other and all(self._answers(decision))

    def _answers(self, decision: Decision) -> Iterator[bool]:
        if self.party_kinds:
            yield decision.party.kind in self.party_kinds
        if self.penalties:
            yield not set(self.penalties).isdisjoint(decision.penalties)
        if self.measures:
            yield any(measure in (decision.measure or "") for measure in self.measures)
        if self.circumstances:
            yield not set(self.circumstances).isdisjoint(decision.circumstances)
        for name in ("fine", "confiscated", "amount"):
            least, value = getattr(self, name), getattr(decision, name)
            if least is not None:
                yield value is not None and value >= least


class Review(Record):
    """One item of the catalogue of major decisions (重大执法决定法制审核目录)."""

    TYPE = "review"
    PLURAL = "reviews"
    LABEL = "法制审核事项"
    GATE = "norm"
    ID_PREFIX = "sh"
    STAGE = "事前"
    IN_MENU = False
    IN_PROSE = True
    FACET = "act"
    GLANCE = Glance(
        who=("agency", "unit", "reviewer"),
        what=("act", "name", "duties"),
        law=("basis",),
        effect=("limit",),
    )

    name: Text = field("审核事项", required=True)
    act: Act = field("执法类别", required=True)
    agency: AgencyRef = field("执法机关", required=True)
    duties: tuple[Annotated[str, reference("duty")], ...] = field(
        "权责事项", "只适用于这些事项；不写即该类别的全部事项", many=True
    )
    unit: Text | None = field("承办机构")
    reviewer: Text = field("审核机构", required=True)
    thresholds: tuple[Threshold, ...] = field(
        "审核标准", "符合其中一项即须审核；不写即该类别的全部决定", many=True
    )
    materials: tuple[Text, ...] = field("应提交资料", many=True)
    focus: tuple[Text, ...] = field("审核重点", many=True)
    basis: tuple[Citation, ...] = field("审核依据", required=True, many=True)
    limit: Limit | None = field("审核时限")
    remark: LongText | None = field("备注")

    def concerns(self, decision: Decision) -> bool:
        """Return whether a decision is of the act and of the agency of this item."""
        return decision.act == self.act and self.agency in decision.agencies

    def covers(self, decision: Decision) -> bool:
        """Return whether a decision must pass review by this item, as far as its data tell."""
        return (
            self.concerns(decision)
            and (not self.duties or decision.duty in self.duties)
            and (not self.thresholds or any(one.met_by(decision) for one in self.thresholds))
        )
