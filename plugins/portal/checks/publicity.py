"""Rules for publication itself: what may be public at all, and when (公开、撤回的条件和期限)."""

from __future__ import annotations

from datetime import date

from portal.checks.base import Context, Findings, Subject, check
from portal.checks.changes import numbered
from portal.checks.walk import label_of
from portal.lifecycle.references import AGENCY
from portal.lifecycle.sealing import why_sealed
from portal.lifecycle.timeliness import timeliness
from portal.lifecycle.view import READABLE
from portal.model import RECORD_TYPES, Record
from portal.model.decision import Decision
from portal.model.entry import Entry
from portal.model.listing import Listing
from portal.model.regulation import Regulation

Case = Decision | Entry
# Titles, lists and other records' pages tell these of every case.
NEVER_HIDDEN = {AGENCY, *(kind.FACET for kind in RECORD_TYPES if kind.GATE == "case")}


@check("sealed", "政府信息公开条例第十四条、第十五条")
def sealed_records_are_not_here(subject: Subject[Case], context: Context) -> Findings:
    """未成年人、治安管理处罚、国家秘密、商业秘密、个人隐私，以及没有法律依据的自然人信息，一律不公开。"""
    if reason := why_sealed(subject.record, context.corpus.items):
        yield (
            (),
            f"{reason}；请把这个文件移出数据文件夹，已经公布过的改为 removed（删除）。",
        )


@check("unpublished", "政府信息公开条例第十四条")
def rule_lets_it_be_public(subject: Subject[Case], context: Context) -> Findings:
    """公开规则规定不予公开的（如仅警告、简易程序、轻微失信），不公开。"""
    if rule := context.rulebook.unpublished(subject.record):
        yield (
            (),
            f"依规则“{rule.name}”不予公开；请把这个文件移出数据文件夹，"
            "或核对程序、处罚类别、失信分类是否写对。",
        )


@check("within-hidden", "浙江省公共信用信息管理条例第二十五条", "warning")
def list_of_entry_is_public(subject: Subject[Entry], context: Context) -> Findings:
    """名单不公开，名单里的条目也不公开。"""
    listing = context.record(subject.record.listing, Listing)
    if listing and context.gate.state(subject.record.listing) not in READABLE:
        message = f"所属名单“{listing.name}”不公开，本条目也不会公开；请核对名单是否写对。"
        yield ("listing",), message


@check("list-basis", "国办发〔2020〕49号")
def public_list_has_a_basis(subject: Subject[Listing], context: Context) -> Findings:
    """公开的名单必须写明可以公开的法律依据。"""
    if subject.record.public and not subject.record.publication_basis:
        message = (
            "名单写了公开，却没有公开的法律依据；请加 publication_basis: 写明法律和条款，"
            "没有依据的改为 public: 否。"
        )
        yield ("public",), message


@check("future-decision")
def decision_is_made(subject: Subject[Case], context: Context) -> Findings:
    """决定日期、列入日期不能在将来。"""
    for name, day in _day_of(subject.record):
        if day > context.today:
            label = label_of(subject.record, name)
            message = f"{label} {day} 在今天（{context.today}）之后；请核对年月日。"
            yield (name,), message


@check("published-early", severity="warning")
def decision_comes_before_publication(subject: Subject[Case], context: Context) -> Findings:
    """公布日期不早于决定日期、列入日期。"""
    published = subject.record.changes[0].date
    for name, day in _day_of(subject.record):
        if published < day <= context.today:
            message = (
                f"公布日期 {published} 早于{label_of(subject.record, name)} {day}；"
                "请核对哪一个写错了。"
            )
            yield ("changes", 0, "date"), message


def _day_of(record: Case) -> tuple[tuple[str, date], ...]:
    if isinstance(record, Decision):
        return (("decided_on", record.decided_on),)
    return (("entered_on", record.entered_on),)


@check("publicity-period")
def publicity_ends_after_it_begins(subject: Subject[Case], context: Context) -> Findings:
    """公示截止期不早于决定日期、列入日期。"""
    until = subject.record.publicity_until
    for name, day in _day_of(subject.record):
        if until and until < day:
            label = label_of(subject.record, name)
            message = f"公示截止期 {until} 早于{label} {day}；请核对年月日。"
            yield ("publicity_until",), message


@check("draft", severity="warning")
def draft_is_to_be_published(subject: Subject[Record], context: Context) -> Findings:
    """写好而没有公布的记录，谁也看不到；公布日期由 portal publish-record 写上。"""
    if subject.record.is_draft:
        message = (
            f"还没有公布，谁也看不到；可以公开时运行 portal publish-record {subject.item.id}。"
        )
        yield (), message


@check("public-columns", "发改办财金〔2018〕424号", "warning")
def columns_of_the_standard_are_told(subject: Subject[Decision], context: Context) -> Findings:
    """许可、处罚要公开国家标准规定的各项：当事人代码、文书号、事实、依据、类别、有效期等。"""
    missing, state = subject.record.lacking, context.gate.state(subject.item.id)
    if missing and (state is None or state in READABLE):
        yield (), f"{subject.record.act}应当公开的内容没有写：{'、'.join(missing)}；有的请补上。"


@check("publication-late", "国办发〔2018〕118号（六）", "warning")
def published_in_time(subject: Subject[Record], context: Context) -> Findings:
    """许可、处罚等信息要在规定的期限内公布；迟了照实公布，并显示迟报。"""
    kept = None if subject.record.is_draft else timeliness(context.gate, subject.record)
    if kept and kept.late and kept.deadline:
        published = subject.record.changes[0].date
        message = (
            f"公布日期 {published} 迟于期限 {kept.deadline}（规则“{kept.rule}”）；"
            "日期照实写，如此前已在别处公开，请写 first_published。"
        )
        yield ("changes", 0, "date"), message


@check("withdrawal-late", "行政处罚法第四十八条", "warning")
def withdrawn_in_time(subject: Subject[Case], context: Context) -> Findings:
    """决定被撤销、变更、确认违法或无效的，自生效之日起在规定的期限内（三个工作日）撤回。"""
    for index, change in numbered(subject.record):
        if change.kind != "withdrawn" or change.effective is None:
            continue
        found = context.rulebook.takedown(subject.record, change.effective)
        if found and change.date > found[1].day:
            rule, deadline = found
            message = (
                f"撤回日期 {change.date} 迟于期限 {deadline.day}（规则“{rule.name}”）；日期照实写。"
            )
            yield ("changes", index, "date"), message


@check("hidden-field-name")
def rules_hide_fields_that_are(subject: Subject[Regulation], context: Context) -> Findings:
    """“隐去字段”的规则只能写执法决定、名单条目等记录里有的字段名；机关和分类依据隐去不了，不能写。"""
    known = {shape.name for kind in RECORD_TYPES for shape in kind.fields()}
    for index, name in enumerate(subject.record.hides):
        if name in NEVER_HIDDEN:
            message = (
                f"“{name}”写在标题、目录和相关页面里，不能隐去；请删去，"
                "不宜公开的用“不予公开”的规则。"
            )
            yield ("hides", index), message
        elif name not in known:
            message = f"没有哪类记录有“{name}”这个字段，规则不会起作用；请核对字段名。"
            yield ("hides", index), message
