"""Commitment (信用承诺): what a firm promised, to whom, and how it kept its word.

The fields are those of the national standard of commitment information (20 fields, as used by the
credit platforms); who received it and its code are those of the agency's own record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from portal.model.base import Facts, Record
from portal.model.changes import Part
from portal.model.faults import Fault
from portal.model.fields import CreditCode, Day, LongText, Number, Text, choice, field, reference
from portal.model.glance import Glance
from portal.model.party import Party
from portal.model.terms import AgencyRef

REPAIRING = "信用修复型"
KINDS = ("审批替代型", "容缺受理型", "证明事项型", REPAIRING, "行业自律型", "主动型", "其他")
KEPT = "全部履行"
FULFILMENTS = (KEPT, "部分履行", "全部未履行")
PUBLIC = "可向社会公开"
PUBLICITY = (PUBLIC, "特定范围内公开", "不可公开")


class Judgement(Part):
    """Who found how the commitment was kept (履行状态认定)."""

    by: Text = field("认定单位", required=True)
    code: CreditCode | None = field("认定单位统一社会信用代码")
    on: Day | None = field("认定日期")


class Commitment(Record):
    """A commitment that a firm made in public."""

    TYPE = "commitment"
    PLURAL = "commitments"
    LABEL = "信用承诺"
    GATE = "case"
    ID_PREFIX = "cn"
    DAY = "made_on"
    LAST_DAY = "publicity_until"
    TITLED_BY = ("party", "name")
    KNOWN_BY = ("code",)
    STAGE = "信用"
    FACET = "kind"
    GLANCE = Glance(
        who=("agency", "party"),
        what=("kind", "matter", "content", "made_on", "code"),
        why=("repaired_entries", "repaired_decisions"),
        effect=("valid_until", "liability", "fulfilment", "unfulfilled", "consequence", "entries"),
    )

    party: Party = field("承诺人", required=True, identifying=True)
    agency: AgencyRef = field("承诺受理单位", required=True, tombstone=True)
    code: Number | None = field("承诺编码", "行政区划6位、日期8位、流水6位", tombstone=True)
    kind: Annotated[str, choice(*KINDS)] = field("承诺类型", required=True)
    matter: LongText | None = field("承诺事由", "如 申请办理某项许可")
    content: LongText = field("承诺内容", required=True)
    liability: LongText | None = field("违诺责任")
    made_on: Day = field("承诺作出日期", required=True, tombstone=True)
    valid_until: Day | None = field("承诺有效期", "有效期的最后一天")
    fulfilment: Annotated[str, choice(*FULFILMENTS)] | None = field(
        "承诺履行状态", "还没有认定的不写"
    )
    unfulfilled: LongText | None = field("未履行的承诺内容")
    consequence: LongText | None = field("违诺责任追究内容")
    judged: Judgement | None = field("履行状态认定")
    entries: tuple[Annotated[str, reference("entry")], ...] = field("因违诺列入", many=True)
    repaired_entries: tuple[Annotated[str, reference("entry")], ...] = field(
        "申请修复的名单条目", "信用修复型的写；条目离开公示，承诺随之停止公示", many=True
    )
    repaired_decisions: tuple[Annotated[str, reference("decision")], ...] = field(
        "申请修复的决定", "信用修复型的写；决定离开公示，承诺随之停止公示", many=True
    )
    publicity: Annotated[str, choice(*PUBLICITY)] = field("公开类型", required=True)
    publicity_until: Day | None = field("公示截止期")
    remark: LongText | None = field("备注")

    @property
    def title(self) -> str:
        """Whose commitment it is, and of what kind."""
        return f"{self.LABEL}：{self.party.name}（{self.kind}）"

    @property
    def anonymous_title(self) -> str:
        """The kind of record and its code."""
        return f"{self.LABEL}（{self.code}）" if self.code else self.LABEL

    @property
    def facts(self) -> Facts:
        """What the rules of law ask of a commitment."""
        return Facts(agency=self.agency, party_kind=self.party.kind)

    def unpublished(self, part: Part) -> Mapping[str, str]:
        """The standard has no column for the representative: no law orders the name."""
        return part.unpublished(named=False) if isinstance(part, Party) else part.unpublished()

    @property
    def end_routes(self) -> tuple[str, ...]:
        """A commitment leaves public view with its purpose, or with whoever made it."""
        return ("提前停止公示", "注销")

    @property
    def stands_with(self) -> tuple[str, ...]:
        """A breach tells of the entries that came of it, one for repair of what it repairs.

        It is told no longer than they are.
        """
        return (*self.entries, *self.repairs)

    @property
    def repairs(self) -> tuple[str, ...]:
        """What the commitment was made to repair: entries and penalties (信用修复管理办法)."""
        return (*self.repaired_entries, *self.repaired_decisions)

    @property
    def sealed(self) -> str:
        """Only those whose public type allows it; none of natural persons (浙江条例第十五条)."""
        if self.publicity != PUBLIC:
            return f"承诺的公开类型是“{self.publicity}”"
        return "承诺人为自然人，不公开" if self.party.kind == "自然人" else ""

    def faults(self) -> Iterator[Fault]:
        """Yield what a breach must tell and does not."""
        if self.fulfilment in (None, KEPT):
            return
        for name, label in (
            ("unfulfilled", "未履行的承诺内容"),
            ("consequence", "违诺责任追究内容"),
        ):
            if getattr(self, name) is None:
                message = f"履行状态为“{self.fulfilment}”的，要写明“{label}”，请加一行 {name}: …"
                yield Fault((name,), "missing-field", message)
