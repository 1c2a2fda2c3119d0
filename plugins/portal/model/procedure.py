"""What a decision says of how it was made: the tier applied, the legal review passed (办理情况)."""

from __future__ import annotations

from typing import Annotated

from portal.model.changes import Part
from portal.model.fields import Day, LongText, Money, Number, Text, choice, field, reference

PASSED = ("通过", "修改后通过")
FAILED = "未通过"


class TierApplied(Part):
    """The tier of the discretion standard by which the decision was measured (行政处罚法第三十四条)."""

    POINTS = ("standard", "tier")
    QUOTES = "tiers"

    standard: Annotated[str, reference("discretion")] = field("裁量基准", required=True)
    tier: Text = field("裁量阶次", "裁量基准里的阶次名称，如 从轻", required=True)
    base: Money | None = field(
        "计罚基数", "按违法所得、货值金额等的倍数罚款的，写基数的金额，单位为元"
    )
    departure: LongText | None = field(
        "不在幅度内的理由", "罚款不在该阶次幅度内的，写明理由和批准情况"
    )


class LegalReview(Part):
    """The legal review of a major decision (行政处罚法第五十八条; 国办发〔2018〕118号 (十一)–(十四))."""

    item: Annotated[str, reference("review")] | None = field("审核目录事项")
    body: Text = field("审核机构", "机构，不写姓名", required=True)
    outcome: Annotated[str, choice(*PASSED, FAILED)] = field("审核结果", required=True)
    reviewed_on: Day = field("审核日期", required=True)
    document: Number | None = field("审核意见书文号")

    @property
    def passed(self) -> bool:
        """Whether the decision could be made."""
        return self.outcome in PASSED
