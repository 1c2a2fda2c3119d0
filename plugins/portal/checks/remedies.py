"""Rules for remedies: a term with its article, and a way to get there (救济渠道)."""

from __future__ import annotations

from portal.checks.base import Context, Findings, Subject, check
from portal.model.remedy import TIMED, Remedy

REVIEW, SUIT = "行政复议", "行政诉讼"


@check("remedy-term", "行政处罚法第三十九条")
def terms_are_told(subject: Subject[Remedy], context: Context) -> Findings:
    """听证、行政复议、行政诉讼、国家赔偿要写明期限和起算。"""
    remedy = subject.record
    if remedy.kind in TIMED and remedy.term is None:
        message = f"{remedy.kind}有法定期限，逾期就不能再提出；请加 term: 和 starts:（起算）。"
        yield ("kind",), message
    elif remedy.kind in TIMED and remedy.starts is None:
        yield ("kind",), f"{remedy.kind}的期限从何时起算没有写；请加 starts: …"


@check("prior-review", "行政复议法第二十三条")
def prior_review_is_explained(subject: Subject[Remedy], context: Context) -> Findings:
    """写了复议前置的，要写明什么情形；复议前置只用于行政复议和行政诉讼。"""
    remedy = subject.record
    if remedy.prior_review and remedy.kind not in (REVIEW, SUIT):
        yield ("prior_review",), f"复议前置只用于{REVIEW}和{SUIT}；{remedy.kind}请删去这一行。"
    elif remedy.prior_review and remedy.prior_review_cases is None:
        message = "写了复议前置，没有写什么情形；请加 prior_review_cases: …"
        yield ("prior_review",), message


@check("remedy-contact", "行政处罚法第三十九条", "warning")
def remedies_can_be_reached(subject: Subject[Remedy], context: Context) -> Findings:
    """救济渠道要写明怎样找到：地址、电话、网址至少一项。"""
    remedy = subject.record
    if not (remedy.address or remedy.phone or remedy.web):
        yield ("to",), f"没有写怎样找到“{remedy.to}”；请加 address:、phone: 或 web:。"
