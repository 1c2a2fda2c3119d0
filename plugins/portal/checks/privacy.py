"""Rules for personal data: what tells of a person stays out of every text (个人信息)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from portal.checks import detectors
from portal.checks.base import Context, Findings, Subject, check
from portal.checks.walk import Value
from portal.lifecycle.names import HiddenNames, every_name, hidden_names
from portal.lifecycle.privacy import identity_numbers, plain_width
from portal.model import Record, Removed
from portal.model.entry import REPRESENTATIVE
from portal.model.party import Party
from portal.model.shape import shape_of

AnySubject = Subject[Record | Removed]
Detector = Callable[[str], Iterable[str]]

# Kinds in which a number stands that is no text: only a proved identity number is wrong there.
NUMBER_LIKE = ("number", "phone", "web", "email", "domain")
# Where an agency tells the public how to reach it.
CONTACT_FIELDS = frozenset({"remedy", "exit_conditions"})


def masked(found: str) -> str:
    """Return what was found so that a clerk knows it again and a log does not repeat it."""
    shown = found.strip()
    return f"{shown[:3]}***{shown[-2:]}" if len(shown) > 6 else f"{shown[:1]}***"


def disclosed(record: Record | Removed) -> frozenset[str]:
    """Return the fields of which the record says why they may show personal data."""
    disclosures = record.disclosures if isinstance(record, Record) else ()
    return frozenset(disclosure.name for disclosure in disclosures)


def _found(values: Iterable[Value], detector: Detector) -> Iterator[tuple[Value, str]]:
    for value in values:
        found = dict.fromkeys(detector(plain_width(value.text)))
        yield from ((value, text) for text in found)


def _report(subject: AnySubject, found: Iterable[tuple[Value, str]], what: str) -> Findings:
    allowed = disclosed(subject.record)
    for value, text in found:
        if value.field not in allowed:
            yield value.loc, f"像是{what}（{masked(text)}），请隐去{_way_out(value)}"


def _way_out(value: Value) -> str:
    if not value.field:
        return "；变更的说明和依据文书里不能写。"
    return f"；确需公开的，在 disclosures 里对字段 {value.field} 写明理由。"


def _identities(subject: AnySubject) -> Iterator[tuple[Value, str]]:
    yield from _found(subject.suspects, detectors.identities)
    yield from _found(subject.of_kind(*NUMBER_LIKE), identity_numbers)


def _landlines(subject: AnySubject) -> Iterator[tuple[Value, str]]:
    if subject.is_case:
        told = (v for v in subject.suspects if v.field and v.field not in CONTACT_FIELDS)
        yield from _found(told, detectors.landlines)


def _phones(subject: AnySubject) -> Iterator[tuple[Value, str]]:
    yield from _found(subject.suspects, detectors.mobiles)
    yield from _landlines(subject)


def _accounts(subject: AnySubject) -> Iterator[tuple[Value, str]]:
    yield from _found(subject.suspects, detectors.accounts)


def _homes(subject: AnySubject) -> Iterator[tuple[Value, str]]:
    if subject.item.type.GATE == "norm" or not isinstance(subject.record, Record):
        return
    person = subject.record.facts.party_kind == "自然人"
    yield from _found(subject.suspects, lambda text: detectors.homes(text, person=person))


@check("identity-number", "个人信息保护法第二十八条")
def no_identity_number(subject: AnySubject, context: Context) -> Findings:
    """任何文字里不能有公民身份号码、护照等证件号码。"""
    yield from _report(subject, _identities(subject), "证件号码")


@check("phone-number", "个人信息保护法第二十五条")
def no_private_phone(subject: AnySubject, context: Context) -> Findings:
    """文字里不能有手机号码；执法决定和名单条目里也不能有固定电话（办公电话用电话字段）。"""
    yield from _report(subject, _phones(subject), "电话号码")


@check("bank-account", "个人信息保护法第二十八条")
def no_bank_account(subject: AnySubject, context: Context) -> Findings:
    """文字里不能有银行账号、卡号，单位的也不能有。"""
    yield from _report(subject, _accounts(subject), "银行账号")


@check("home-address", "个人信息保护法第二十五条")
def no_home_address(subject: AnySubject, context: Context) -> Findings:
    """执法决定、名单条目和执法人员的文字里不能有家庭住址，写到县（市、区）为止。"""
    yield from _report(subject, _homes(subject), "家庭住址")


@check("disclosure", "个人信息保护法第六条", "warning")
def disclosure_is_needed(subject: Subject[Record], context: Context) -> Findings:
    """披露说明只写确实含有个人信息字样的字段。"""
    disclosures = subject.record.disclosures
    if not disclosures:
        return
    finders = (_identities, _phones, _accounts, _homes)
    telling = {value.field for find in finders for value, _ in find(subject)}
    for index, disclosure in enumerate(disclosures):
        if disclosure.name not in telling:
            message = f"字段 {disclosure.name} 里没有发现个人信息，请删去这一项披露说明。"
            yield ("disclosures", index, "name"), message


@check("party-told", "行政处罚法第四十八条")
def notes_do_not_name_the_hidden(subject: Subject[Record], context: Context) -> Findings:
    """撤回的说明、事由和依据文书不能写出当事人；正文和其他说明不能写出更正前误写的当事人和不予公开的经营者姓名。"""
    if subject.item.type.GATE == "norm":
        return
    former, every = _hidden_names(subject, context), every_name(subject.record)
    if len(subject.record.changes) == 1 and not former.hidden:
        return
    shapes = shape_of(subject.item.type)
    for value in subject.texts:
        if "was" in value.loc or (value.field and shapes[value.field].identifying):
            continue  # the gate shows such a field, and a former value, only where it may
        change = subject.record.changes[int(value.loc[1])] if value.loc[0] == "changes" else None
        hidden = every if change and change.kind == "withdrawn" else former
        for name in hidden.told_in(value.text):
            yield value.loc, f"写出了不公开的“{name}”，请改为{_instead(subject.record, name)}。"


def _hidden_names(subject: Subject[Record], context: Context) -> HiddenNames:
    """Return whom texts may not name; nobody where they are out of sight and past correction."""
    if not context.is_open(subject.item.id):
        return HiddenNames(frozenset())
    return hidden_names(subject.record, context.rulebook.hidden_fields(subject.record).keys())


def _instead(record: Record, name: str) -> str:
    """Return what stands for a name: a firm is not who represents it, a trader is."""
    party = getattr(record, "party", None)
    if isinstance(party, Party) and name == party.legal_representative and not party.is_trader:
        return f"“{REPRESENTATIVE}”，不写姓名"
    return "“当事人”，并删去代码、证号"
