"""Rules for legal review: no major decision without a passed one (法制审核)."""

from __future__ import annotations

from portal.checks.base import Context, Findings, Pairs, Subject, check, telling
from portal.lifecycle.editions import was_public
from portal.lifecycle.history import applied
from portal.lifecycle.view import READABLE
from portal.model.decision import Decision
from portal.model.review import Review
from portal.source import Item


@check("legal-review", "行政处罚法第五十八条；国办发〔2018〕118号第四部分")
def major_decisions_pass_review(subject: Subject[Decision], context: Context) -> Findings:
    """属于重大执法决定法制审核目录的决定，作出以前要经法制审核并且通过；未经审核或者审核未通过的，不得作出。"""
    decision, review = subject.record, subject.record.review
    if context.gate.state(subject.item.id) not in (None, *READABLE):
        return  # what came down keeps what it says
    if review is None:
        if found := _covering(decision, context):
            message = (
                f"属于法制审核目录事项 {found[0]}“{found[1].title}”，却没有法制审核结果；"
                "请加 review: 写明审核机构、审核结果和审核日期。"
            )
            yield (), message
        return
    item = context.record(review.item, Review)
    if item and not item.concerns(decision):
        message = (
            f"审核目录事项 {review.item}“{item.title}”是 {item.agency} 的{item.act}，"
            f"不是本机关的{decision.act}；请核对编号。"
        )
        yield ("review", "item"), message
    if not review.passed:
        message = f"法制审核结果是“{review.outcome}”，不得作出决定；请核对。"
        yield ("review", "outcome"), message
    if review.reviewed_on > decision.decided_on:
        message = (
            f"审核日期 {review.reviewed_on} 在决定日期 {decision.decided_on} 之后；"
            "法制审核应当在作出决定以前，请核对日期。"
        )
        yield ("review", "reviewed_on"), message


def _covering(decision: Decision, context: Context) -> tuple[str, Review] | None:
    """Return the item in public on the day of a decision by which it had to be reviewed."""
    for agency in decision.agencies:
        for record_id, _ in context.row(catalogue, agency):
            item = context.record(record_id, Review)
            then = applied(item, decision.decided_on) if item else None
            if (
                item
                and was_public(context.gate, item, decision.decided_on)
                and isinstance(then, Review)
                and then.covers(decision)
            ):
                return record_id, then
    return None


@telling
def catalogue(item: Item) -> Pairs:
    """Tell of an item of the catalogue whose it is."""
    if isinstance(item.record, Review):
        yield item.record.agency, ()
