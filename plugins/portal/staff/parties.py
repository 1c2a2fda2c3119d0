"""Of what kind is the party? From its code, else from what the row says (行政相对人类别)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from portal.model.fields import CREDIT_CODE_PATTERN
from portal.model.terms import PARTY_KINDS
from portal.staff.convert import Refusal

ORGANISATION, TRADER, PERSON = PARTY_KINDS
# 统一社会信用代码 whose first two characters are 92 belong to 个体工商户 (GB 32100—2015).
TRADER_PREFIX = "92"
_ORGANISATION_NUMBERS = ("organisation_code", "institution_number", "society_number")
_ORGANISATION_NAME = re.compile(
    "(公司|集团|合作社|合作联社|银行|工厂|总厂|分厂|煤矿|学校|中学|小学|大学|学院|幼儿园|医院|卫生院"
    "|研究院|研究所|设计院|事务所|协会|学会|商会|基金会|委员会|村委会|居委会|管理处|分行|支行|合伙"
    "|人民政府)[）)]?$"
)
_PERSON = re.compile("自然人|公民|个人(?!独资)")
_PERSONAL_NAME = re.compile("[\u3400-\u9fff]{2,4}|.*·.*")


def kind_of_party(party: Mapping[str, Any], *, has_identity_card: bool) -> str:
    """Return the kind of `party`, or raise :class:`Refusal`.

    Who is said to be a natural person is refused, whatever else the row says: the code may be an
    employer's. Next a credit code proves the kind; next the row's own word; next other numbers of
    organisations. An identity card where nothing speaks of an organisation is a natural person.
    """
    said = str(party.get("kind", ""))
    if _PERSON.search(said):
        raise Refusal(f"当事人是{PERSON}；自然人信息默认不公开，不导入。")
    if kind := _by_code(str(party.get("code", ""))):
        return kind
    if any(party.get(number) for number in _ORGANISATION_NUMBERS):
        return said or ORGANISATION
    if has_identity_card and (not said or _PERSONAL_NAME.fullmatch(str(party["name"]))):
        raise Refusal(
            f"填有当事人证件号码而没有单位代码，应是{PERSON}；自然人信息默认不公开，不导入。"
        )
    if said:
        return said
    if _ORGANISATION_NAME.search(str(party["name"])):
        return ORGANISATION
    raise Refusal("没有填“行政相对人类别”，也没有代码可以判断；请填类别或统一社会信用代码。")


def _by_code(code: str) -> str:
    if not re.match(CREDIT_CODE_PATTERN, code):
        return ""
    return TRADER if code.startswith(TRADER_PREFIX) else ORGANISATION
