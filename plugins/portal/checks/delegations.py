"""Rules for delegations: who may entrust whom with what, and in whose name it is used (委托)."""

from __future__ import annotations

from portal.checks.base import Context, Findings, Pairs, Subject, check, telling
from portal.lifecycle.view import READABLE
from portal.model.agency import ENTRUSTED, Agency
from portal.model.decision import Decision
from portal.model.delegation import Delegation
from portal.model.duty import Duty
from portal.source import Item


@check("delegation-parties", "行政处罚法第二十条")
def one_entrusts_another(subject: Subject[Delegation], context: Context) -> Findings:
    """委托机关委托另一个组织；受委托组织不得再委托。"""
    letter = subject.record
    if letter.entrusted == letter.agency:
        yield ("entrusted",), "受委托组织就是委托机关自己；请核对编号。"
    agency = context.record(letter.agency, Agency)
    if agency and agency.kind == ENTRUSTED:
        message = f"“{agency.name}”自己就是受委托的组织，不得再委托；请核对委托机关。"
        yield ("agency",), message


@check("delegation-duty", "行政处罚法第二十条")
def only_own_duties_are_entrusted(subject: Subject[Delegation], context: Context) -> Findings:
    """只能在自己的法定权限内委托：委托的权责事项必须是委托机关的。"""
    for index, target in enumerate(subject.record.duties):
        duty = context.record(target, Duty)
        if duty and duty.agency != subject.record.agency:
            message = f"权责事项“{duty.name}”属于 {duty.agency}，委托机关不能委托；请核对。"
            yield ("duties", index), message


@check("delegation-published", "行政处罚法第二十条", "warning")
def entrusted_bodies_show_their_letter(subject: Subject[Agency], context: Context) -> Findings:
    """受委托的组织应有已公布、在期限内的委托书。"""
    agency, record_id = subject.record, subject.item.id
    if agency.kind != ENTRUSTED or context.gate.state(record_id) not in READABLE:
        return
    found = context.row(letters, record_id)
    if not any(context.gate.state(letter) in READABLE for letter, _ in found):
        message = (
            f"“{agency.name}”是受委托的组织，没有在期限内的委托书；"
            "请用 portal new delegation 补上，委托已结束的用 portal end。"
        )
        yield ("kind",), message


@telling
def letters(item: Item) -> Pairs:
    """Tell of a letter of delegation whom it entrusts."""
    if isinstance(item.record, Delegation):
        yield item.record.entrusted, ()


@check("decision-in-own-name", "行政处罚法第二十条")
def entrusted_bodies_act_in_the_name_of_the_agency(
    subject: Subject[Decision], context: Context
) -> Findings:
    """受委托的组织以委托机关的名义作出决定，决定机关写委托机关。"""
    agency = context.record(subject.record.agency, Agency)
    if agency and agency.kind == ENTRUSTED:
        message = (
            f"“{agency.name}”是受委托的组织，以委托机关的名义作出决定；"
            "决定机关请改成委托机关的编号。"
        )
        yield ("agency",), message
