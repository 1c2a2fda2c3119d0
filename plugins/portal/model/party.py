"""Whom a decision or a list entry concerns (行政相对人)."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from functools import cache

from portal.model.base import Record
from portal.model.changes import Part
from portal.model.fields import CreditCode, Domain, Number, Text, field
from portal.model.terms import PartyKind

TRADER_CODE = "92"  # 工商，个体工商户


class Site(Part):
    """A site or app of a network operator (网站、应用)."""

    name: Text = field("网站或应用名称", required=True)
    domain: Domain | None = field("域名")
    filing_number: Number | None = field("备案号", "如 浙ICP备12345678号")


class Party(Part):
    """The party, by the public columns of the 双公示 standard (发改办财金〔2018〕424号).

    Numbers of identity papers are columns of that standard too; they are never public, so they
    are no fields here.
    """

    name: Text = field("行政相对人名称", "登记的全称", required=True)
    kind: PartyKind = field("行政相对人类别", required=True)
    code: CreditCode | None = field("统一社会信用代码")
    registration_number: Number | None = field("工商注册号")
    organisation_code: Number | None = field("组织机构代码")
    tax_number: Number | None = field("税务登记号")
    institution_number: Number | None = field("事业单位证书号")
    society_number: Number | None = field("社会组织登记证号")
    legal_representative: Text | None = field("法定代表人")
    sites: tuple[Site, ...] = field("网站和应用", many=True)

    @property
    def is_trader(self) -> bool:
        """Whether the party is a sole trader, by what is said or by its code (92…)."""
        return is_trader(self.kind, self.code or "")

    def unpublished(self, *, named: bool = True) -> Mapping[str, str]:
        """Of persons, and of those whose trade is their person, only what names the case.

        浙江省公共信用信息管理条例第十五条; 个人信息保护法第六条 (最小范围). Whoever represents a firm is
        not `named` where no law orders that.
        """
        if self.kind == "自然人":
            hidden = set(type(self).model_fields) - {"name", "kind"}
            return dict.fromkeys(sorted(hidden), "自然人的其他信息，不予公开")
        if self.is_trader:
            return {"legal_representative": "经营者个人信息，不予公开"}
        return {} if named else {"legal_representative": "没有写明公开姓名的法律依据，不予公开"}

    def names(self, without: Container[str] = ()) -> Iterator[str]:
        """Yield every text by which the party can be known, but for those in fields `without`."""
        told = {name: value for name, value in self if name not in {"kind", "sites"}}
        yield from (value for name, value in told.items() if value and name not in without)
        for site in self.sites if "sites" not in without else ():
            yield from filter(None, (site.name, site.domain, site.filing_number))


def is_trader(kind: str, code: str) -> bool:
    """Return whether a party is a sole trader, by what is said or by its code (GB 32100—2015)."""
    return kind == "个体工商户" or code.startswith(TRADER_CODE)


@cache
def party_field(kind: type[Record]) -> str:
    """Return the field that says whom a record of this type concerns; empty where none does."""
    return next((shape.name for shape in kind.fields() if shape.part is Party), "")


class DataSource(Part):
    """Who supplied the record (数据来源单位)."""

    name: Text = field("单位名称", required=True)
    code: CreditCode | None = field("统一社会信用代码")
