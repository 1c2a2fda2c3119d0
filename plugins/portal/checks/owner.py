"""Rules for what the site says of itself: identifiers, filing numbers, address (网站设置).

Each stands for one thing that 国办发〔2017〕47号 asks of every government site. Most are reminders.
What nobody may be left to guess is an error where the site is published for good (PORTAL_PUBLIC): who
runs it, how to reach them, the identification code, the ICP number, and that nothing of it is made
up; see docs/decisions/0007.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from portal.model.faults import Fault
from portal.model.owner import RULE, Owner, read_owner
from portal.model.shape import Loc, Shape, shape_of, values
from portal.problem import Problem, Rule, Severity
from portal.source.configuration import Configuration

GUIDELINES = "国办发〔2017〕47号"
OWNER = "PORTAL_OWNER"
GOVERNMENT = (".gov.cn", ".政务", ".xn--zfr164b")
MADE_UP = ".example"  # names that can belong to nobody (RFC 2606)
_MADE_UP_NAME = re.compile(r"\.example(?![\w.\-])")

Finding = tuple[tuple[str, str], str]  # setting and key, message
Find = Callable[["Website"], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Website:
    """What the settings say of the site: its owner, its address, whether it is public for good."""

    owner: Owner
    faults: tuple[Fault, ...]
    url: str
    public: bool
    configuration: Configuration

    @classmethod
    def of(cls, settings: Mapping[str, Any], config: Path | None) -> Website:
        """Return what `settings`, which stand in `config`, say."""
        owner, faults = read_owner(settings.get(OWNER))
        url, public = str(settings.get("SITEURL", "")), bool(settings.get("PORTAL_PUBLIC", False))
        return cls(owner, faults, url, public, Configuration.of(config))

    def lacks(self, *names: str) -> Iterator[Finding]:
        """Yield one finding where none of the values is given; what is given wrongly is told."""
        at_fault = {fault.loc[:1] for fault in self.faults}
        if () in at_fault or any((name,) in at_fault for name in names):
            return
        if not any(getattr(self.owner, name) for name in names):
            fields = [shape_of(Owner)[name] for name in names]
            labels = "或".join(shape.label for shape in fields)
            lines = " 或 ".join(_line(shape) for shape in fields)
            yield (OWNER, ""), f"没有写{labels}；请在 {OWNER} 里加上 {lines}{_hint(fields[0])}。"


def _line(shape: Shape) -> str:
    example = shape.kind.example if shape.kind else ""
    return f'"{shape.name}": "{example or "…"}"'


def _hint(shape: Shape) -> str:
    return f"（{shape.help}）" if shape.help else ""


@dataclass(frozen=True, slots=True)
class WebsiteCheck:
    """A rule, and how to find where the site breaks it; an error `before_publication` alone."""

    rule: Rule
    find: Find
    before_publication: bool

    def problems(self, website: Website) -> Iterator[Problem]:
        """Yield what breaks the rule."""
        stops = self.before_publication and website.public
        for (setting, key), message in self.find(website):
            path, line = website.configuration.place(setting, key)
            yield self.rule.at(path, line, message, "error" if stops else None)


def website_check(
    name: str,
    provision: str,
    severity: Severity = "warning",
    *,
    before_publication: bool = False,
) -> Callable[[Find], WebsiteCheck]:
    """Make a check of a function; its docstring is the rule, as it is published."""

    def wrap(find: Find) -> WebsiteCheck:
        rule = Rule(name, inspect.getdoc(find) or "", provision, severity)
        return WebsiteCheck(rule, find, before_publication)

    return wrap


@website_check(RULE, GUIDELINES, "error")
def owner_is_written_right(website: Website) -> Iterator[Finding]:
    """主办单位设置（PORTAL_OWNER）里只写规定的项目，写法合规定。"""
    for fault in website.faults:
        yield (OWNER, _key(fault.loc)), fault.message


def _key(loc: Loc) -> str:
    """Return how the settings' place of a value is asked for: `objection.email`."""
    return ".".join(name for name in loc if isinstance(name, str))


@website_check("owner-sponsor", GUIDELINES, before_publication=True)
def sponsor_is_named(website: Website) -> Iterator[Finding]:
    """网站写明主办单位；正式发布时缺了是错误。"""
    yield from website.lacks("sponsor")


@website_check("owner-contact", GUIDELINES, before_publication=True)
def contact_is_given(website: Website) -> Iterator[Finding]:
    """网站写明主办单位的联系方式（电话或电子邮箱）；正式发布时缺了是错误。"""
    yield from website.lacks("phone", "email")


@website_check("owner-site-id-code", GUIDELINES, before_publication=True)
def identification_code_is_given(website: Website) -> Iterator[Finding]:
    """网站写明网站标识码；正式发布时缺了是错误。"""
    yield from website.lacks("site_id_code")


@website_check(
    "owner-icp", "非经营性互联网信息服务备案管理办法第五条、第十三条", before_publication=True
)
def icp_number_is_given(website: Website) -> Iterator[Finding]:
    """网站写明ICP备案编号；正式发布时缺了是错误。"""
    yield from website.lacks("icp")


@website_check("owner-icp-link", "非经营性互联网信息服务备案管理办法第十三条")
def icp_number_is_linked(website: Website) -> Iterator[Finding]:
    """ICP备案编号链接到备案管理系统，供公众查询核对。"""
    if website.owner.icp:
        yield from website.lacks("icp_url")


@website_check("owner-police", GUIDELINES)
def police_filing_is_given(website: Website) -> Iterator[Finding]:
    """网站写明公安机关备案标识。"""
    yield from website.lacks("police")


@website_check("owner-party-government-mark", GUIDELINES)
def party_government_mark_is_given(website: Website) -> Iterator[Finding]:
    """网站挂党政机关网站标识。"""
    yield from website.lacks("party_government_mark")


@website_check("owner-error-report", GUIDELINES)
def error_report_is_given(website: Website) -> Iterator[Finding]:
    """网站有“我为政府网站找错”监督举报平台的入口。"""
    yield from website.lacks("error_report")


@website_check("site-domain", GUIDELINES)
def domain_is_a_government_one(website: Website) -> Iterator[Finding]:
    """网站写明域名；正式发布的网址用这个域名，并以 .gov.cn（或 .政务）结尾。"""
    yield from website.lacks("domain")
    host = urlsplit(website.url).hostname or ""
    if not website.public:
        return
    if not host.endswith(GOVERNMENT):
        message = (
            f"正式发布的网址“{website.url}”不以 .gov.cn 结尾；政府网站不用其他后缀的英文域名。"
        )
        yield ("SITEURL", ""), message
    if website.owner.domain not in (None, host):
        message = f"网站域名“{website.owner.domain}”与网址 SITEURL 的“{host}”不同，请改成一样。"
        yield (OWNER, "domain"), message


@website_check("owner-example", GUIDELINES, "error")
def no_made_up_values_in_public(website: Website) -> Iterator[Finding]:
    """演示用的虚构网址和邮箱（以 .example 结尾）不随正式发布的网站公开。"""
    if not website.public or (urlsplit(website.url).hostname or "").endswith(MADE_UP):
        return
    for loc, shape, value in values(website.owner):
        if isinstance(value, str) and _MADE_UP_NAME.search(value):
            message = f"{shape.label}：“{value}”是演示用的虚构值，请改成本单位的，没有就删去整行。"
            yield (OWNER, _key(loc)), message


CHECKS: tuple[WebsiteCheck, ...] = tuple(
    value for value in vars().values() if isinstance(value, WebsiteCheck)
)
RULES: tuple[Rule, ...] = tuple(check.rule for check in CHECKS)


def examine(website: Website) -> list[Problem]:
    """Return what is wrong with what the site says of itself, and what is missing, sorted."""
    return sorted(problem for check in CHECKS for problem in check.problems(website))
