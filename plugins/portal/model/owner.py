"""Who runs the portal: the owner's values of `pelicanconf.py`, PORTAL_OWNER (主办单位).

What a government site must say of itself: 国办发〔2017〕47号 (footer, page tags), and of its filing:
非经营性互联网信息服务备案管理办法第十三条, 计算机信息网络国际联网安全保护管理办法第十二条.
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

    @property
    def is_set(self) -> bool:
        """Whether anything at all is given."""
        return bool(self.model_fields_set)


def read_owner(raw: object) -> tuple[Owner, tuple[Fault, ...]]:
    """Return what PORTAL_OWNER declares, and all that is wrong with it.

    A value that is wrong is left out: whoever goes on with the rest has reported the fault.
    """
    if raw is None:
        return Owner(), ()
    if not isinstance(raw, Mapping):
        return Owner(), (Fault((), RULE, 'PORTAL_OWNER 应写成 {"sponsor": "…"} 这样的分项。'),)
    faults = [fault for name, value in raw.items() for fault in _unfit(name, value)]
    try:
        return Owner(**_without(raw, faults)), tuple(faults)
    except ValidationError as error:
        found = translate(Owner, error)
        faults += [Fault(fault.loc, RULE, fault.message) for fault in found]
    return Owner(**_without(raw, faults)), tuple(faults)


def _without(raw: Mapping[Any, Any], faults: list[Fault]) -> dict[str, Any]:
    """Return what is given and not at fault; None is how Python says that nothing is."""
    refused = {fault.loc[0] for fault in faults}
    return {
        name: value for name, value in raw.items() if value is not None and str(name) not in refused
    }


def _unfit(name: object, value: object) -> Iterator[Fault]:
    """Yield what is wrong before the kinds look: a name nobody knows, a value that is no text."""
    info = Owner.model_fields.get(str(name))
    if info is None or not isinstance(name, str):
        near = get_close_matches(str(name), list(Owner.model_fields), n=1)
        hint = f"是不是 {near[0]}？" if near else f"可写的有：{'、'.join(Owner.model_fields)}。"
        yield Fault((str(name),), RULE, f"PORTAL_OWNER 里没有“{name}”这一项，{hint}")
    elif name == "keywords":
        if not isinstance(value, (list, tuple)) or not all(isinstance(one, str) for one in value):
            right = '["政务公开", "执法公示"]'
            yield Fault((name,), RULE, f"{info.title}：应写成列表，每个词写在引号里，如 {right}。")
    elif not isinstance(value, str | None) and not (name == "opened" and type(value) is date):
        yield Fault((name,), RULE, f'{info.title}：要写在引号里，如 "{value}"。')
