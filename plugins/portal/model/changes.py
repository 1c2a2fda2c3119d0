"""The declared public history of a record, one class a kind of change (变更).

Words follow the law (行政处罚法第四十八条: 变更、撤销、确认违法、确认无效 → 撤回并说明理由)
and the retraction practice of NISO RP-45-2024: what, since when, why, on whose authority.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from portal.model.fields import Day, LongText, Text, choice, field, reference


class Part(BaseModel):
    """A group of fields inside a record; frozen, and no unknown field is taken."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    MANNER: ClassVar[str] = "group"  # how it is shown, as the kinds of field are
    IN_ROWS: ClassVar[bool] = False  # whether several of them are shown as a table
    POINTS: ClassVar[tuple[str, str]] = ("", "")  # its reference, and the place in that record
    QUOTES: ClassVar[str] = ""  # the field of that record in which the place stands

    def unpublished(self) -> Mapping[str, str]:
        """Return the fields that are never public in this part, each with the reason."""
        return {}


class Roles(Part):
    """Who drafted, reviewed and approved: roles, never persons (谁执法谁公示)."""

    drafted: Text = field("起草", "岗位或机构，不写姓名", required=True)
    reviewed: Text = field("审核", "岗位或机构，不写姓名", required=True)
    approved: Text = field("批准", "岗位或机构，不写姓名", required=True)


class Authority(Part):
    """The body and document on which a change rests."""

    body: Text = field("机关", "作出文书的机关", required=True)
    document: Text | None = field("文书", "文书名称或文号")


class FirstPublished(Part):
    """An earlier publication elsewhere; the portal does not forge its own dates."""

    date: Day = field("首次公开日期", required=True)
    where: Text = field("首次公开渠道", required=True)


ITSELF = "agency"
FOUND_BY: dict[str, str] = {
    "party": "当事人提出",
    ITSELF: "本机关自查发现",
    "public": "公众提出",
    "supervisor": "监督机关指出",
}
WITHDRAWAL_GROUNDS = ("撤销", "变更", "确认违法", "确认无效", "责令重作", "误列")
REPAIRED = "修复"
EARLY_ROUTES = (REPAIRED, "提前停止公示")
END_ROUTES = (REPAIRED, "移出", "提前停止公示", "注销")
REMOVAL_GROUNDS = ("个人隐私", "未成年人", "国家秘密", "商业秘密", "司法裁判")
WITHHOLDING_GROUNDS = ("个人隐私", "商业秘密", "国家秘密", "当事人已隐去")

FoundBy = Annotated[str, choice(*FOUND_BY)]
Replacement = Annotated[str, reference("")]
Withheld = Annotated[str, choice(*WITHHOLDING_GROUNDS)]


class Change(Part):
    """What every change has; the place in the list is the version number."""

    LABEL: ClassVar[str] = ""
    NEEDS_NOTE: ClassVar[bool] = True
    ASKED: ClassVar[frozenset[str]] = frozenset()  # what people are asked for and may leave out
    EDITS: ClassVar[bool] = False

    kind: str
    date: Day = field("日期", "在本门户上变更的日期", required=True)
    note: LongText | None = field("说明", "为什么变更，写给公众看")
    note_withheld: Withheld | None = field("说明隐去", "原说明不能再公开时，写明理由")
    roles: Roles | None = field("岗位")
    authority: Authority | None = field("依据文书")
    effective: Day | None = field("生效日期", "法律上发生变化的日期，期限自此起算")


class Published(Change):
    """First day on this portal."""

    LABEL = "公布"
    NEEDS_NOTE = False
    ASKED = frozenset({"roles"})
    kind: Literal["published"]
    first_published: FirstPublished | None = field("此前公开", "此前在别处公开过的，写明日期和渠道")


NOT_YET = date(9000, 1, 1)
"""The day of publication of what nobody published: later than any that can be written in a file."""
DRAFTED = (Published(kind="published", date=NOT_YET),)


class Edit(Change):
    """A change of fields: the former values, and what was absent before."""

    EDITS = True
    CORRECTS: ClassVar[bool] = False  # whether the former values were wrong when they were shown
    was: dict[str, Any] = Field(default_factory=dict, title="原值", description="改动字段原来的值")
    added: tuple[Text, ...] = field("新增字段", "原来没有、这次新增的字段", many=True)
    withheld: tuple[Text, ...] = field("隐去原值", "原值不能再公开的字段", many=True)

    @property
    def touched(self) -> frozenset[str]:
        """Return the names of the fields that this change touched."""
        return frozenset((*self.was, *self.added, *self.withheld))


class Corrected(Edit):
    """We were wrong (不准确的, 及时予以更正)."""

    LABEL = "更正"
    CORRECTS = True
    kind: Literal["corrected"]
    found_by: FoundBy = field("发现途径", required=True)


class Amended(Edit):
    """The world changed; from `effective` on."""

    LABEL = "变更"
    kind: Literal["amended"]
    effective: Day = field("生效日期", "从哪天起；以后的日期到那天自动变更", required=True)
    ground: Text | None = field("事由", "决定部分变更、撤销的事由")


class Disputed(Change):
    """An objection, review or action is pending (异议标注)."""

    LABEL = "异议"
    kind: Literal["disputed"]


class DisputeEnded(Change):
    """The objection has been decided."""

    LABEL = "异议终结"
    kind: Literal["dispute_ended"]


class Superseded(Change):
    """Another record stands in its place."""

    LABEL = "替代"
    NEEDS_NOTE = False
    kind: Literal["superseded"]
    replaced_by: Replacement = field("替代记录", required=True)


class Withdrawn(Change):
    """The text comes down everywhere; the fact and the reason stay (行政处罚法第四十八条)."""

    LABEL = "撤回"
    kind: Literal["withdrawn"]
    ground: Annotated[str, choice(*WITHDRAWAL_GROUNDS)] = field("撤回事由", required=True)
    effective: Day = field("生效日期", "撤销等发生效力的日期，三个工作日自次日起算", required=True)
    authority: Authority = field("依据文书", required=True)
    roles: Roles = field("岗位", required=True)
    replaced_by: Replacement | None = field("重新作出的决定")


class Ended(Change):
    """Publicity ended before its period did (修复、移出、提前停止公示、注销)."""

    LABEL = "终止公示"
    NEEDS_NOTE = False
    ASKED = frozenset({"note"})
    kind: Literal["ended"]
    note: LongText | None = field(
        "说明", "法律、机关等的写给公众看；决定、名单条目、执法人员的只留底，不公开"
    )
    route: Annotated[str, choice(*END_ROUTES)] = field("终止方式", required=True)


class RemovedChange(Change):
    """Nothing stays but the fact: privacy, minors, secrets, court order."""

    LABEL = "删除"
    NEEDS_NOTE = False
    kind: Literal["removed"]
    ground: Annotated[str, choice(*REMOVAL_GROUNDS)] = field("删除事由", required=True)
    roles: Roles = field("岗位", required=True)


class Reinstated(Change):
    """A withdrawal or replacement was itself undone."""

    LABEL = "恢复"
    kind: Literal["reinstated"]
    authority: Authority = field("依据文书", required=True)


CHANGE_KINDS: tuple[type[Change], ...] = (
    Published,
    Corrected,
    Amended,
    Disputed,
    DisputeEnded,
    Superseded,
    Withdrawn,
    Ended,
    RemovedChange,
    Reinstated,
)
BY_KIND: dict[str, type[Change]] = {
    kind.model_fields["kind"].annotation.__args__[0]: kind  # type: ignore[union-attr]
    for kind in CHANGE_KINDS
}
MAX_CHANGES = 1_000
AnyChange = Annotated[
    Published
    | Corrected
    | Amended
    | Disputed
    | DisputeEnded
    | Superseded
    | Withdrawn
    | Ended
    | RemovedChange
    | Reinstated,
    Field(discriminator="kind"),
]
Changes = Annotated[tuple[AnyChange, ...], Field(max_length=MAX_CHANGES)]


class Scheduled(Part):
    """An amendment that takes effect later; from that day the build applies it (预定变更)."""

    effective: Day = field("生效日期", required=True)
    set: dict[str, Any] = Field(title="新值", description="自生效日起的新值", min_length=1)
    note: LongText = field("说明", required=True)
    ground: Text | None = field("事由")
    authority: Authority | None = field("依据文书")
