"""What every agency must make public, on which provision, and where that is here (应当公开的信息).

The one list of it: 国办发〔2018〕118号, sections (四) to (十四), and what it builds on.
"""

from __future__ import annotations

from dataclasses import dataclass

from portal.model import BY_TYPE
from portal.model.base import Record

GUIDANCE = "国办发〔2018〕118号"
ENTRUSTED = "受委托的组织"
LEAST_REVIEWERS = 5
"""How many of a hundred officers are reviewers at least (国办发〔2018〕118号 (十一): 原则上不少于5%)."""

PENALTIES = frozenset({"行政处罚"})
INSPECTIONS = frozenset({"行政检查"})
SERVICES = frozenset({"行政许可", "行政确认", "行政给付", "行政奖励", "行政裁决", "公共服务"})
MAJOR = frozenset({"行政许可", "行政处罚", "行政强制", "行政征收"})
FORCEFUL = frozenset({"行政处罚", "行政强制", "行政检查", "行政征收"})


@dataclass(frozen=True, slots=True)
class Information:
    """A kind of information: records of the type `record`, or `fields` of the agency's own record.

    It is due of agencies that have a duty of one of the kinds `duties`; of all where there are
    none; of those that entrust others, or are entrusted, where `entrusting`. Records that name no
    agency, nor anything of one, count for all where they are `general`, else for those whose
    records name them. Of decisions those of an `act` count, where there is one.
    """

    key: str
    label: str
    provision: str
    record: str = ""
    fields: tuple[str, ...] = ()
    duties: frozenset[str] = frozenset()
    entrusting: bool = False
    general: bool = False
    act: str = ""

    @property
    def kind(self) -> type[Record]:
        """The type of its records; where it has none, that of agencies."""
        return BY_TYPE[self.record or "agency"]


INFORMATION = (
    Information(
        "body",
        "执法主体",
        f"{GUIDANCE}（四）",
        fields=("kind", "code", "address", "phone", "jurisdiction", "basis"),
    ),
    Information("officers", "执法人员", f"{GUIDANCE}（四）、（二十三）", "officer"),
    Information(
        "responsibilities",
        "执法职责",
        f"{GUIDANCE}（四）",
        fields=("responsibilities", "units"),
    ),
    Information("powers", "执法权限（权责清单）", f"{GUIDANCE}（四）", "duty"),
    Information("laws", "执法依据", f"{GUIDANCE}（四）", "law"),
    Information("procedures", "执法程序（执法流程图）", f"{GUIDANCE}（四）", "process"),
    Information("guides", "服务指南", f"{GUIDANCE}（四）", "guide", duties=SERVICES),
    Information(
        "inspections", "随机抽查事项清单", f"{GUIDANCE}（四）", "inspection", duties=INSPECTIONS
    ),
    Information("delegations", "委托书", "行政处罚法第二十条", "delegation", entrusting=True),
    Information("complaints", "投诉举报渠道", f"{GUIDANCE}（五）", fields=("complaint_phone",)),
    Information("remedies", "救济渠道", f"{GUIDANCE}（四）", "remedy", general=True),
    Information("decisions", "执法决定", f"{GUIDANCE}（六）", "decision"),
    Information(
        "findings",
        "检查结果",
        f"{GUIDANCE}（六）",
        "decision",
        act="行政检查",
        duties=INSPECTIONS,
    ),
    Information(
        "recordings", "音像记录事项清单", f"{GUIDANCE}（八）", "recording", duties=FORCEFUL
    ),
    Information(
        "reviewers",
        "法制审核人员",
        f"{GUIDANCE}（十一）",
        fields=("officer_count", "reviewer_count"),
    ),
    Information(
        "reviews",
        "重大执法决定法制审核目录",
        f"{GUIDANCE}（十二）",
        "review",
        duties=MAJOR,
    ),
    Information(
        "discretions",
        "行政裁量权基准",
        f"{GUIDANCE}（十九）",
        "discretion",
        duties=PENALTIES,
    ),
)
"""The kinds of information, in the order of the guidance."""
