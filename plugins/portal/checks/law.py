"""Rules for citations: a basis that can be found, in force on the day (法律依据)."""

from __future__ import annotations

from datetime import date

from portal.checks.base import Context, Findings, Subject, check
from portal.checks.walk import parts
from portal.model import Record
from portal.model.base import Citation
from portal.model.decision import Decision
from portal.model.entry import Entry
from portal.model.law import Law


@check("citation", "行政处罚法第三十八条")
def citation_names_a_law(subject: Subject[Record], context: Context) -> Findings:
    """每条依据都要写明是哪部法律：收录的写编号（law），没有收录的照原文写名称（text）。"""
    for loc, citation in parts(subject.record, Citation):
        if not citation.law and not citation.text:
            message = "这条依据没有写是哪部法律；请加 law:（法律记录的编号）或 text:（依据名称）。"
            yield loc, message


@check("law-in-force", "立法法第一百零四条", "warning")
def law_is_in_force(subject: Subject[Decision | Entry], context: Context) -> Findings:
    """决定、列入所引用的法律版本，应在当日施行。"""
    day = subject.record.day
    for loc, citation in parts(subject.record, Citation):
        law = context.record(citation.law, Law) if citation.law else None
        if law and day and not law.valid_on(day):
            until = f"，至 {law.in_force_until} 止" if law.in_force_until else ""
            message = (
                f"{law.title}自 {law.in_force_from} 起施行{until}，{day} 当日不在其内；"
                f"请引用当日施行的版本{_right(context, citation.law or '', day)}。"
            )
            yield (*loc, "law"), message


def _right(context: Context, law_id: str, day: date) -> str:
    """Return the record of the same law that was in force on `day`, where there is one."""
    for other in context.gate.lines.get(law_id, ()):
        law = context.record(other, Law)
        if law and law.valid_on(day):
            return f" {other}（{law.title}）"
    return ""
