"""The official terms that several record types share (用语)."""

from __future__ import annotations

from typing import Annotated, Any

from portal.model.fields import choice, field, reference

AgencyRef = Annotated[str, reference("agency")]
LawRef = Annotated[str, reference("law")]

ACTS = (
    "行政许可",
    "行政处罚",
    "行政强制",
    "行政检查",
    "行政征收",
    "行政征用",
    "行政确认",
    "行政给付",
    "行政奖励",
    "行政裁决",
    "其他",
)
LISTED = "列入名单"  # what the rules call an entry, beside the acts
SEVERITIES = ("轻微", "一般", "严重")
PROCEDURES = ("简易程序", "普通程序", "快速办理")
PARTY_KINDS = ("法人及非法人组织", "个体工商户", "自然人")
PENALTIES = (
    "警告",
    "通报批评",
    "罚款",
    "没收违法所得",
    "没收非法财物",
    "暂扣许可证件",
    "降低资质等级",
    "吊销许可证件",
    "限制开展生产经营活动",
    "责令停产停业",
    "责令关闭",
    "限制从业",
    "行政拘留",
    "其他",
)
LEVELS = ("国家级", "省级", "市级", "县级", "乡级")
# Grounds on which a decision is major, whatever its amount (国办发〔2018〕118号 (十二)).
CIRCUMSTANCES = (
    "涉及重大公共利益",
    "可能造成重大社会影响或者引发社会风险",
    "直接关系当事人或者第三人重大权益",
    "经过听证程序",
    "案件情况疑难复杂、涉及多个法律关系",
)
MOST = {"工作日": 2_000, "日": 20_000, "月": 1_200, "年": 100, "小时": 2_000}
"""The longest period that a rule or a step may set, by unit: more is a slip of the pen."""
LIMIT_UNITS = tuple(MOST)
BARE_UNITS = frozenset({"日", "年"})
"""Units that follow a number without a counting word (两年, 六个月)."""
COLOURS = ("红名单", "灰名单", "黑名单", "其他名单")

Act = Annotated[str, choice(*ACTS)]
Severity = Annotated[str, choice(*SEVERITIES)]
Procedure = Annotated[str, choice(*PROCEDURES)]
Penalty = Annotated[str, choice(*PENALTIES)]
PartyKind = Annotated[str, choice(*PARTY_KINDS)]
Colour = Annotated[str, choice(*COLOURS)]
Circumstance = Annotated[str, choice(*CIRCUMSTANCES)]
Level = Annotated[str, choice(*LEVELS)]
LimitUnit = Annotated[str, choice(*LIMIT_UNITS)]


def counted(amount: int, unit: str) -> str:
    """Say a number and its unit as a sentence has them."""
    return f"{amount}{'' if unit in BARE_UNITS else '个'}{unit}"


def pinyin_field() -> Any:
    """Declare how a name is read, for records that are sorted by it; the public never sees it."""
    help_text = "只用来排序；名称里的多音字程序会读错时才写"
    return field("拼音", help_text, private=True)
