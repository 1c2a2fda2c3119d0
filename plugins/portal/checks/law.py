"""Rules for citations: a basis that can be found, in force on the day (法律依据)."""

from __future__ import annotations

from datetime import date

from portal.checks.base import Context, Findings, Pairs, Subject, check, telling
from portal.checks.walk import parts
from portal.clock import ONE_DAY
from portal.lifecycle.editions import last_day_in_force
from portal.lifecycle.view import READABLE
from portal.model import Record
from portal.model.base import Citation
from portal.model.decision import Decision
from portal.model.entry import Entry
from portal.model.law import Law, bare
from portal.source import Item


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
        law = context.record(citation.law, Law)
        if law and day and not law.valid_on(day):
            until = f"，至 {law.in_force_until} 止" if law.in_force_until else ""
            message = (
                f"{law.title}自 {law.in_force_from} 起施行{until}，{day} 当日不在其内；"
                f"请引用当日施行的版本{_right(context, citation.law or '', day)}。"
            )
            yield (*loc, "law"), message


@check("basis-in-force", "国办发〔2018〕118号（四）", "warning")
def nothing_current_rests_on_what_was(subject: Subject[Record], context: Context) -> Findings:
    """现行的事前公开信息不能以已经失效的法律为依据；法律修改、废止的，及时调整。"""
    if subject.is_case or context.gate.state(subject.item.id) not in READABLE:
        return
    here = context.gate.version(subject.item.id)
    for loc, citation in parts(here.record, Citation) if here else ():
        ids = (citation.law,) if citation.law else _named(citation.text or "", context)
        laws = [(one, law) for one in ids if (law := context.record(one, Law))]
        lasts = [last_day_in_force(context.gate, law, law.last_day) for _, law in laws]
        days = [last for last in lasts if last and last < context.as_of]
        if not days or len(days) < len(laws):  # of a mere name any version may be meant
            continue
        over = max(days)
        law_id, law = laws[lasts.index(over)]
        message = (
            f"{law.title}已于 {over + ONE_DAY} 失效，这里还以它为依据；{_instead(law_id, context)}"
        )
        yield (*loc, "law" if citation.law else "text"), message


def _named(name: str, context: Context) -> tuple[str, ...]:
    """Return the public versions of the law of this name; none where there are none here."""
    laws = context.row(named, bare(name)) if name else ()
    return tuple(one for one, _ in laws if context.gate.state(one))


@telling
def named(item: Item) -> Pairs:
    """Tell of each version of a law its name."""
    if isinstance(item.record, Law):
        yield bare(item.record.name), ()


def _instead(law_id: str, context: Context) -> str:
    """Return what to do: cite the version that replaced the law, where there is one."""
    following = context.row(replacing, law_id)
    cite = f"改引替代它的 {following[-1][0]}" if following else "改引现行的依据"
    return f"请用 portal amend {cite}，没有依据了的终止本记录（portal end）。"


@telling
def replacing(item: Item) -> Pairs:
    """Tell of a law which version it replaced."""
    if isinstance(item.record, Law) and item.record.replaces:
        yield item.record.replaces, ()


def _right(context: Context, law_id: str, day: date) -> str:
    """Return the record of the same law that was in force on `day`, where there is one."""
    for other in context.gate.line(law_id):
        law = context.record(other, Law)
        if law and law.valid_on(day):
            return f" {other}（{law.title}）"
    return ""
