"""Rules for the declared history: order, dates, what each kind of change needs (变更记录)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from portal.checks.base import Context, Findings, Subject, check
from portal.clock import ONE_DAY
from portal.lifecycle.state import ALLOWED, may_follow
from portal.model import Record, Removed
from portal.model.changes import Amended, AnyChange, Change, Edit, Ended, Published

AnySubject = Subject[Record | Removed]


def numbered(record: Record | Removed) -> Iterator[tuple[int, AnyChange]]:
    """Yield the changes of a record with their places in the list, from 0."""
    return enumerate(record.changes)


@check("change-order", "国办发〔2018〕118号（六）")
def change_may_follow(subject: AnySubject, context: Context) -> Findings:
    """变更的先后要合规定：先公布；终止或期满后只能异议终结、撤回、删除；删除后不再变更。"""
    changes: tuple[Change, ...] = subject.record.changes
    for index, change in enumerate(changes):
        before = changes[:index]
        ends = _last_days(subject, context, index) if index else (None,)
        wrong = [may_follow(before, change.kind, change.date, last_day) for last_day in ends]
        if all(wrong):
            kinds = ("published", *ALLOWED)
            allowed = [k for k in kinds if not may_follow(before, k, change.date, ends[0])]
            hint = f"此处可以写：{'、'.join(allowed)}。" if allowed else "此处不能再有变更。"
            yield ("changes", index, "kind"), f"{wrong[0]}{hint}"


def _last_days(subject: AnySubject, context: Context, index: int) -> tuple[date | None, ...]:
    """Return what the last day in public may have been before change `index`.

    The text of a norm stays readable after its last day, so it may still be corrected, and a
    certificate may be renewed. A case may have been changed up to the day that it stated, before
    a rule came that ends it earlier. A removed record says nothing of its period.
    """
    if not isinstance(subject.record, Record):
        return (None, subject.record.changes[0].date - ONE_DAY)
    if not subject.is_case:
        return (None,)
    before = subject.versions[index - 1]
    record = subject.record if before.withheld else before.record
    last_day = context.rulebook.last_day(record)
    return (last_day, record.last_day or last_day)


@check("change-note", "行政处罚法第四十八条")
def change_says_why(subject: Subject[Record], context: Context) -> Findings:
    """更正、变更、异议、异议终结、撤回和恢复都要向公众写明理由。"""
    for index, change in numbered(subject.record):
        if change.note and change.note_withheld:
            message = "既有说明 note，又写了说明隐去 note_withheld；请只留一个。"
            yield ("changes", index, "note_withheld"), message
        if change.NEEDS_NOTE and not (change.note or change.note_withheld):
            message = f"{change.LABEL}缺少说明，请加一行 note: …，写明为什么{change.LABEL}。"
            yield ("changes", index), message


@check("change-effect")
def change_changes_something(subject: Subject[Record], context: Context) -> Findings:
    """更正和变更至少涉及一个字段，用 was、added 或 withheld 写明；更正只隐去以前的说明时，不涉及字段。"""
    later_withheld = False
    for index, change in reversed(list(numbered(subject.record))):
        if not isinstance(change, Edit):
            continue
        hides = change.CORRECTS and any(c.note_withheld for c in subject.record.changes[:index])
        if not change.touched and not later_withheld and not hides:
            message = (
                f"{change.LABEL}没有写明改了什么；请用 was: 写改动字段的原值，"
                "用 added: 写新增的字段名。"
            )
            yield ("changes", index), message
        later_withheld = later_withheld or bool(change.withheld)


@check("end-route", "国办发〔2025〕22号；行政许可法第七十条")
def end_goes_a_way_of_its_type(subject: Subject[Record], context: Context) -> Findings:
    """终止方式要合记录的类型：修复只用于行政处罚和名单条目，移出只用于名单条目，注销不用于行政处罚。"""
    allowed = subject.record.end_routes
    for index, change in numbered(subject.record):
        if isinstance(change, Ended) and change.route not in allowed:
            what = subject.record.facts.act or subject.item.type.LABEL
            message = (
                f"{what}不能以“{change.route}”终止；应为{'或'.join(f'“{r}”' for r in allowed)}。"
            )
            yield ("changes", index, "route"), message


@check("amendment-ground", "行政处罚法第四十八条")
def amended_case_rests_on_something(subject: Subject[Record], context: Context) -> Findings:
    """执法决定、名单条目的变更和预定变更，要写明事由和依据文书。"""
    if not subject.is_case:
        return
    places = [
        (("changes", index), change)
        for index, change in numbered(subject.record)
        if change.kind == "amended"
    ]
    scheduled = subject.record.scheduled
    for loc, amendment in [*places, *([(("scheduled",), scheduled)] if scheduled else [])]:
        for name, label in (("ground", "事由"), ("authority", "依据文书")):
            if not getattr(amendment, name):
                yield loc, f"{subject.item.type.LABEL}的变更缺少“{label}”，请加一行 {name}: …"


@check("superseded-case", "行政处罚法第四十八条")
def only_permits_are_superseded(subject: Subject[Record], context: Context) -> Findings:
    """执法决定中只有行政许可可以写 superseded（变更、延续后的替代）；其他决定用 withdrawn。"""
    act = subject.record.facts.act
    if not subject.is_case or act == "行政许可":
        return
    for index, change in numbered(subject.record):
        if change.kind == "superseded":
            message = (
                f"{act}不能写 superseded；重新作出决定的，写 withdrawn，"
                "事由为“变更”，并在 replaced_by 写明新的记录。"
            )
            yield ("changes", index, "kind"), message


@check("change-date")
def change_dates_rise(subject: AnySubject, context: Context) -> Findings:
    """变更日期按先后排列，后一项不早于前一项；此前公开的日期不晚于公布日期。"""
    latest: date | None = None
    for index, change in numbered(subject.record):
        if latest and change.date < latest:
            message = f"日期 {change.date} 早于前一项变更的 {latest}；请更正日期，旧在前、新在后。"
            yield ("changes", index, "date"), message
        latest = max(latest or change.date, change.date)
        first = change.first_published if isinstance(change, Published) else None
        if first and first.date > change.date:
            message = f"首次公开日期 {first.date} 晚于在本门户公布的 {change.date}；请核对。"
            yield ("changes", index, "first_published", "date"), message


@check("portal-start")
def nothing_before_the_portal(subject: AnySubject, context: Context) -> Findings:
    """公布日期不早于本门户开通之日；更早在别处公开的，写 first_published。"""
    published = subject.record.changes[0]
    if context.since and published.kind == "published" and published.date < context.since:
        message = (
            f"公布日期 {published.date} 早于本门户开通的 {context.since}；"
            "请写在本门户公布的日期，此前的公开写进 first_published。"
        )
        yield ("changes", 0, "date"), message


def is_taking_down(change: AnyChange) -> bool:
    """Return whether a change takes something out of public sight."""
    withholds = isinstance(change, Edit) and bool(change.withheld)
    return change.kind in ("withdrawn", "removed") or withholds


@check("future-withdrawal", "行政处罚法第四十八条")
def taking_down_is_not_put_off(subject: AnySubject, context: Context) -> Findings:
    """撤回、删除和隐去原值应立即办理，日期不能在将来。"""
    for index, change in numbered(subject.record):
        if change.date > context.today and is_taking_down(change):
            message = f"{change.LABEL}的日期 {change.date} 在将来；应立即办理，写 {context.today}。"
            yield ("changes", index, "date"), message


@check("withdrawal-effective", "行政处罚法第四十八条")
def withdrawal_is_in_effect(subject: Subject[Record], context: Context) -> Findings:
    """撤回的生效日期不早于作出决定、列入名单之日，也不晚于撤回之日；还没有生效的，到那天再撤回。"""
    made = subject.record.day if subject.is_case else None
    for index, change in numbered(subject.record):
        if change.kind != "withdrawn" or change.effective is None:
            continue
        loc, told = ("changes", index, "effective"), f"撤回的生效日期 {change.effective} "
        if made and change.effective < made:
            yield loc, f"{told}早于作出决定（列入名单）的 {made}；请核对哪一个写错了。"
        if change.effective > change.date:
            yield loc, f"{told}晚于撤回日期 {change.date}；还没有生效，请到那天再撤回。"


@check("future-change", severity="warning")
def change_is_not_in_the_future(subject: AnySubject, context: Context) -> Findings:
    """除公布外，变更的日期一般不在将来；将来生效的变更用 scheduled。"""
    for index, change in numbered(subject.record):
        if change.kind == "published" or is_taking_down(change):
            continue
        if change.date > context.today:
            message = f"{change.LABEL}的日期 {change.date} 在将来，到那天才会公开；请核对。"
            yield ("changes", index, "date"), message


@check("effective-date")
def amendment_is_in_effect(subject: Subject[Record], context: Context) -> Findings:
    """变更写入记录时应已生效；将来生效的用 scheduled，到日子自动变更。"""
    for index, change in numbered(subject.record):
        if isinstance(change, Amended) and change.effective > change.date:
            message = (
                f"生效日期 {change.effective} 晚于变更日期 {change.date}，还没有生效就会显示新内容；"
                "请删去这一项，把值改回，再运行 "
                f"portal amend {subject.item.id} --from {change.effective}。"
            )
            yield ("changes", index, "effective"), message
