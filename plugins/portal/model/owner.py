"""Who runs the portal: the owner's values of `pelicanconf.py`, PORTAL_OWNER (主办单位).

What a government site must say of itself: 国办发〔2017〕47号 (footer, page tags), and of its filing:
非经营性互联网信息服务备案管理办法第十三条, 计算机信息网络国际联网安全保护管理办法第十二条. Who
receives objections must be told (浙江省公共信用信息管理条例第三十条: 电话、电子邮箱、网站等).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import ValidationError

from portal.model.changes import Part
from portal.model.faults import Fault, translate
from portal.model.fields import Day, Domain, Email, Phone, Text, Web, field
from portal.model.kind import Kind, wrong
from portal.model.shape import Loc, shape_of

RULE = "owner"  # of every fault in how PORTAL_OWNER is written
HAN = "\u4e00-\u9fff"


def _number(label: str, form: str, pattern: str, example: str) -> Kind:
    def parse(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise wrong(f"“{value}”不合要求，应为{form}，如 {example}。")
        return value

    return Kind("number", label, form, parse, pattern, example=example)


# Sites of the ministries have codes that begin with bm; all others with their division.
SITE_ID_CODE = _number(
    "网站标识码",
    "10位数字，前6位是行政区划代码（国务院部门的为 bm 加8位数字）",
    r"^([0-9]{10}|bm[0-9]{8})$",
    "3399010001",
)
ICP = _number(
    "ICP备案编号",
    "省简称、“ICP备”、数字、“号”，中间没有空格",
    rf"^[{HAN}]ICP备[0-9]{{5,12}}号(-[0-9]{{1,3}})?$",
    "浙ICP备00000000号",
)
POLICE = _number(
    "公安机关备案标识",
    "省简称、“公网安备”、10至14位数字、“号”",
    rf"^[{HAN}]公网安备 ?[0-9]{{10,14}}号$",
    "浙公网安备 33990102000001号",
)
POSTCODE = _number("邮政编码", "6位数字", r"^[0-9]{6}$", "330100")


class Desk(Part):
    """Who receives objections, or applications for repair, and how to reach them (受理单位)."""

    name: Text | None = field("受理单位", "单位和科室的全称")
    address: Text | None = field("地址")
    phone: Phone | None = field("电话")
    email: Email | None = field("电子邮箱", "记录页上的“写信”寄到这里，写明编号、版本和网址")
    form: Web | None = field("网上受理的网址", "记录页在后面加上 record=编号&version=版本")
    hours: Text | None = field("办公时间")

    @property
    def is_reachable(self) -> bool:
        """Whether there is any way to it."""
        return any(getattr(self, name) for name in REACHED_BY)


REACHED_BY = ("address", "phone", "email", "form")
"""The values of a desk of which it needs one: nobody could reach it otherwise."""


class Owner(Part):
    """What the portal says of itself; every value may be absent."""

    sponsor: Text | None = field("主办单位", "主办单位的全称")
    operator: Text | None = field("承办单位", "日常维护网站的单位")
    site_id_code: Annotated[str, SITE_ID_CODE] | None = field(
        "网站标识码", "网站报备后由全国政府网站信息报送系统给出"
    )
    domain: Domain | None = field("网站域名", "只写域名，不写 https://")
    icp: Annotated[str, ICP] | None = field("ICP备案编号")
    icp_url: Web | None = field("ICP备案查询网址", "备案编号链接到的网址")
    police: Annotated[str, POLICE] | None = field("公安机关备案标识")
    police_url: Web | None = field("公安备案查询网址", "不写则备案号不带链接")
    party_government_mark: Web | None = field(
        "党政机关网站标识", "机构编制部门核发的标识所链接的网址"
    )
    error_report: Web | None = field("“我为政府网站找错”", "监督举报平台入口的网址")
    phone: Phone | None = field("联系电话")
    email: Email | None = field("电子邮箱")
    address: Text | None = field("地址")
    postcode: Annotated[str, POSTCODE] | None = field("邮政编码")
    opened: Day | None = field("网站开通日期")
    licence: Text | None = field("数据开放许可", "许可的名称")
    licence_url: Web | None = field("数据开放许可全文", "许可全文的网址")
    keywords: tuple[Text, ...] = field("网站关键词", many=True)
    objection: Desk | None = field("异议受理", "不写则是主办单位自己")
    repair: Desk | None = field("信用修复受理", "不写则与异议受理相同")

    @property
    def is_set(self) -> bool:
        """Whether anything at all is given beside the desks."""
        return bool(self.model_fields_set - {"objection", "repair"})

    @property
    def objection_desk(self) -> Desk:
        """Who receives objections: the owner itself, where it names nobody."""
        itself = Desk(name=self.sponsor, address=self.address, phone=self.phone, email=self.email)
        return self.objection or itself

    @property
    def repair_desk(self) -> Desk:
        """Who receives applications for repair: who receives objections, where it names nobody."""
        return self.repair or self.objection_desk


def read_owner(raw: object) -> tuple[Owner, tuple[Fault, ...]]:
    """Return what PORTAL_OWNER declares, and all that is wrong with it.

    A value that is wrong is left out: whoever goes on with the rest has reported the fault.
    """
    if raw is None:
        return Owner(), ()
    if not isinstance(raw, Mapping):
        return Owner(), (Fault((), RULE, 'PORTAL_OWNER 应写成 {"sponsor": "…"} 这样的分项。'),)
    faults = list(_unfit(Owner, raw))
    try:
        return Owner(**_without(raw, faults)), tuple(faults)
    except ValidationError as error:
        found = translate(Owner, error)
        faults += [Fault(fault.loc, RULE, fault.message) for fault in found]
    return Owner(**_without(raw, faults)), tuple(faults)


def _without(raw: Mapping[Any, Any], faults: list[Fault], above: Loc = ()) -> dict[str, Any]:
    """Return what is given and not at fault; None is how Python says that nothing is."""
    kept: dict[str, Any] = {}
    for name, value in raw.items():
        loc = (*above, str(name))
        inside = [fault.loc for fault in faults if fault.loc[: len(loc)] == loc]
        if isinstance(value, Mapping) and loc not in inside:
            kept[name] = _without(value, faults, loc)
        elif value is not None and not inside:
            kept[name] = value
    return kept


def _unfit(part: type[Part], raw: Mapping[Any, Any], above: Loc = ()) -> Iterator[Fault]:
    """Yield what is wrong before the kinds look: a name nobody knows, a value that is no text."""
    for name, value in raw.items():
        shape, loc = shape_of(part).get(str(name)), (*above, str(name))
        if shape is None or not isinstance(name, str):
            yield Fault(loc, RULE, _unknown(part, name, above))
        elif shape.part is Desk:
            yield from _unfit_desk(shape.label, value, loc)
        elif shape.many:
            if not isinstance(value, (list, tuple)) or not all(isinstance(o, str) for o in value):
                right = '["政务公开", "执法公示"]'
                message = f"{shape.label}：应写成列表，每个词写在引号里，如 {right}。"
                yield Fault(loc, RULE, message)
        elif not isinstance(value, str | None) and not (name == "opened" and type(value) is date):
            yield Fault(loc, RULE, f'{shape.label}：要写在引号里，如 "{value}"。')


def _unfit_desk(label: str, value: object, loc: Loc) -> Iterator[Fault]:
    if value is None:
        return
    if not isinstance(value, Mapping):
        message = f'{label}：应写成 {{"name": "…", "phone": "…"}} 这样的分项。'
        yield Fault(loc, RULE, message)
    elif not any(value.get(name) for name in REACHED_BY):
        ways = "、".join(f"{shape_of(Desk)[name].label}（{name}）" for name in REACHED_BY)
        yield Fault(loc, RULE, f"{label}：至少写一种联系方式：{ways}。")
    else:
        yield from _unfit(Desk, value, loc)


def _unknown(part: type[Part], name: object, above: Loc) -> str:
    near = get_close_matches(str(name), list(part.model_fields), n=1)
    hint = f"是不是 {near[0]}？" if near else f"可写的有：{'、'.join(part.model_fields)}。"
    where = " 的 ".join(("PORTAL_OWNER", *map(str, above)))
    return f"{where} 里没有“{name}”这一项，{hint}"
