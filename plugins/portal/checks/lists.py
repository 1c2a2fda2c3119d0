"""Rules for list entries: only the grounds and measures that were published (名单)."""

from __future__ import annotations

from portal.checks.base import Context, Findings, Subject, check
from portal.lifecycle.view import READABLE
from portal.model.entry import REPRESENTATIVE, Entry
from portal.model.law import Law
from portal.model.listing import Listing
from portal.model.measure import Measure


@check("entry-ground", "浙江省公共信用信息管理条例第二十五条")
def entry_has_grounds_of_its_list(subject: Subject[Entry], context: Context) -> Findings:
    """列入事由只能是所属名单公布的事由代号。"""
    listing = context.record(subject.record.listing, Listing)
    if listing is None:
        return
    known = [ground.key for ground in listing.grounds]
    for index, key in enumerate(subject.record.grounds):
        if key not in known:
            message = f"名单“{listing.name}”没有事由“{key}”；可用的代号：{'、'.join(known)}。"
            yield ("grounds", index), message


@check("founded-on-withdrawn", "行政处罚法第四十八条")
def entry_stands_on_what_stands(subject: Subject[Entry], context: Context) -> Findings:
    """所依据的决定撤回后，名单条目要移出、撤回，或者核实另有依据后更正；否则由条目就能认出已撤回决定的当事人。"""
    if context.gate.state(subject.item.id) not in READABLE:
        return
    for index, target in enumerate(subject.record.founded_on):
        if context.gate.state(target) == "withdrawn":
            message = (
                f"所依据的决定 {target} 已经撤回；请核实后移出名单（portal end），"
                "另有依据的，更正时删去这一项。"
            )
            yield ("founded_on", index), message


@check("list-measure", "浙江省公共信用信息管理条例第二十六条")
def list_has_public_measures(subject: Subject[Listing], context: Context) -> Findings:
    """名单的奖惩措施必须已在措施目录中公布；未经公布的不得采取。"""
    for index, target in enumerate(subject.record.measures):
        measure = context.record(target, Measure)
        if measure and context.gate.state(target) not in READABLE:
            yield (
                ("measures", index),
                f"措施“{measure.name}”没有在目录中公布；请先公布，或删去这一项。",
            )


@check("entry-measure", "浙江省公共信用信息管理条例第二十六条")
def entry_has_measures_of_its_list(subject: Subject[Entry], context: Context) -> Findings:
    """奖惩措施必须已在措施目录中公布，并且列在所属名单里；未经公布的不得采取。"""
    listing = context.record(subject.record.listing, Listing)
    for index, target in enumerate(subject.record.measures):
        measure = context.record(target, Measure)
        if measure is None:
            continue  # said by `reference`
        loc = ("measures", index)
        if context.gate.state(target) not in READABLE:
            yield loc, f"措施“{measure.name}”没有在目录中公布，不能采取；请先公布，或删去这一项。"
        elif listing and target not in listing.measures:
            message = (
                f"措施“{measure.name}”（{target}）没有列在名单“{listing.name}”的 measures 里；"
                "请先更新名单，或删去这一项。"
            )
            yield loc, message


SERIOUS = "严重失信名单"


@check("responsible-basis", "浙江省公共信用信息管理条例第十五条、第二十七条")
def law_lets_the_person_be_named(subject: Subject[Entry], context: Context) -> Findings:
    """责任人员只写所引条文规定应当标明的人：公开依据要引用收录的法律条文，条文写明了这种责任身份。"""
    listing = context.record(subject.record.listing, Listing)
    for index, person in enumerate(subject.record.responsible):
        law = context.record(person.basis.law, Law)
        known = {one.number: one.text for one in law.articles} if law else {}
        said = known.get(person.basis.article or "")
        if said is None:
            message = (
                "责任人员的公开依据要能查对：请在 basis 里写收录的法律（law）和其中的条（article），"
                "如《浙江省公共信用信息管理条例》第二十七条；没有依据的，删去这一人。"
            )
            yield ("responsible", index, "basis"), message
        elif listing and not listing.serious and SERIOUS in said:
            message = (
                f"所引{person.basis.article}只适用于{SERIOUS}，“{listing.name}”是{listing.colour}；"
                "请删去这一人，另有依据的，改引那一条。"
            )
            yield ("responsible", index, "basis"), message
        elif person.role not in said:
            message = (
                f"所引{person.basis.article}没有规定标明“{person.role}”；"
                "请核对责任身份和条文，没有依据的，删去这一人。"
            )
            yield ("responsible", index, "role"), message


@check("representative-basis", "浙江省公共信用信息管理条例第十五条、第二十七条", "warning")
def representative_is_named_by_law(subject: Subject[Entry], context: Context) -> Findings:
    """名单条目里的法定代表人姓名，只有在责任人员里写了同一个人并引用规定标明的条文，才会公开。"""
    name = subject.record.party.legal_representative
    if name and name not in subject.record.named and context.is_open(subject.item.id):
        message = (
            "没有引用规定公开姓名的条文，页面、检索和数据里都不会公开这一项；不需要的请删去，"
            f"法律规定标明的，在 responsible 里写同一个人（role: {REPRESENTATIVE}）和 basis。"
        )
        yield ("party", "legal_representative"), message


# What a decision to list someone must have, and what must have come before it.
PROCEDURE = (
    *("document_number", "signed_by", "notified_on"),
    *("statement", "exit_conditions", "remedy"),
)


@check("entry-procedure", "浙江省公共信用信息管理条例第二十四条、第二十八条", "warning")
def serious_entry_tells_its_procedure(subject: Subject[Entry], context: Context) -> Findings:
    """列入黑名单要有负责人签发的决定书，事先告知并听取陈述申辩，写明移出条件和救济途径；没有陈述的，照实写没有。"""
    listing = context.record(subject.record.listing, Listing)
    if (
        listing is None
        or not listing.serious
        or context.gate.state(subject.item.id) not in READABLE
    ):
        return
    if missing := subject.record.empty(PROCEDURE):
        yield (), f"列入{listing.colour}的条目没有写：{'、'.join(missing)}；有的请补上。"
    if subject.record.notified_on and subject.record.notified_on > subject.record.entered_on:
        message = (
            f"事先告知日期 {subject.record.notified_on} 晚于列入日期 {subject.record.entered_on}；"
            "应当先告知、听取陈述申辩，再作出决定，请核对。"
        )
        yield ("notified_on",), message
