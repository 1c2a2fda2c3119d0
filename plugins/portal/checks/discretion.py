"""Rules for discretion: a tier that is published, and a fine within it (裁量)."""

from __future__ import annotations

from decimal import Decimal

from portal.checks.base import Context, Findings, Subject, check
from portal.lifecycle.editions import was_public
from portal.lifecycle.history import applied
from portal.model.agency import Agency
from portal.model.decision import Decision
from portal.model.discretion import Discretion, Range, Tier
from portal.model.graph import reached


def _standard(decision: Decision, context: Context) -> Discretion | None:
    """Return the standard that a decision names, as it applied on the day of the decision."""
    if decision.discretion is None:
        return None
    found = context.record(decision.discretion.standard, Discretion)
    then = applied(found, decision.decided_on) if found else None
    return then if isinstance(then, Discretion) else None


def _line(decision: Decision, context: Context) -> set[str]:
    """Return the agencies of a decision and those above them, whose standards they may apply."""

    def above(agency_id: str) -> tuple[str, ...]:
        agency = context.record(agency_id, Agency)
        return (agency.parent,) if agency and agency.parent else ()

    return reached(decision.agencies, above)


@check("tier", "行政处罚法第三十四条")
def tier_was_published(subject: Subject[Decision], context: Context) -> Findings:
    """所引的裁量阶次，要在决定之日已经公布、正在施行的裁量基准里；基准是决定机关、联合机关或者其上级机关的，写了权责事项的，要与决定的一致。"""
    decision, standard = subject.record, _standard(subject.record, context)
    cited = decision.discretion
    if standard is None or cited is None:
        return
    if standard.tier(cited.tier) is None:
        known = "、".join(tier.key for tier in standard.tiers)
        message = f"裁量基准 {cited.standard} 没有阶次“{cited.tier}”；可用的：{known}。"
        yield ("discretion", "tier"), message
    if standard.agency not in _line(decision, context):
        message = (
            f"裁量基准 {cited.standard} 由 {standard.agency} 实施，不是决定机关 {decision.agency} "
            "的，也不是其上级机关的；请引用本机关实施的基准。"
        )
        yield ("discretion", "standard"), message
    if decision.duty and standard.duty and decision.duty != standard.duty:
        message = (
            f"裁量基准 {cited.standard} 是事项 {standard.duty} 的，"
            f"本决定的权责事项是 {decision.duty}；请核对。"
        )
        yield ("discretion", "standard"), message
    if not was_public(context.gate, standard, decision.decided_on):
        message = (
            f"裁量基准 {cited.standard} 在决定之日 {decision.decided_on} 还没有公布或者已不施行；"
            "请引用当日施行的基准，此前已在别处公布的在基准里写 first_published。"
        )
        yield ("discretion", "standard"), message


@check("tier-fine", "行政处罚法第三十四条")
def fine_is_within_its_tier(subject: Subject[Decision], context: Context) -> Findings:
    """罚款要在所引裁量阶次的幅度以内；不在幅度内的，写明理由和批准情况。"""
    decision, standard = subject.record, _standard(subject.record, context)
    cited = decision.discretion
    tier = standard.tier(cited.tier) if standard and cited else None
    if tier is None or cited is None or decision.fine is None or cited.departure:
        return
    base = cited.base
    if any(span.allows(decision.fine, base) for span in tier.ranges):
        return
    if base is None and any(span.base for span in tier.ranges):
        message = f"阶次“{cited.tier}”按倍数罚款，无从核对；请加 base: …，写明计罚基数的金额。"
        yield ("discretion",), message
        return
    message = (
        f"罚款 {decision.fine} 元不在阶次“{cited.tier}”的幅度以内（{_told(tier, base)}）；"
        "请核对金额和阶次，确需不在幅度内的，用 departure 写明理由和批准情况。"
    )
    yield ("fine",), message


def _told(tier: Tier, base: Decimal | None) -> str:
    return "；或者 ".join(_span(span, base) for span in tier.ranges) or "本阶次不罚款"


def _span(span: Range, base: Decimal | None) -> str:
    least, most = span.bounds(base) or (None, None)
    ends = [f"{least.normalize():f} 元以上"] if least is not None else []
    if most is not None:
        ends.append(
            f"{'不满 ' if span.below else ''}{most.normalize():f} 元{'' if span.below else '以下'}"
        )
    return "".join(filter(None, [span.when and f"{span.when}：", "、".join(ends)]))
