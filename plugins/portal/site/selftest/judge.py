"""What is wrong with an answer: with what was found, and with what a reader sees of it (核对)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from portal.site.search.fold import fold_key
from portal.site.selftest.browser import Answer
from portal.site.selftest.public import Told
from portal.site.selftest.sample import Question
from portal.site.selftest.screen import Row
from portal.site.selftest.truth import Truth

THROUGH = 50
"""Of so many results all pages are read."""
SOME = 3  # records named in a fault


@dataclass(frozen=True, slots=True)
class Due:
    """What a question must lead to: all that is `true`.

    `near` may stand there too: who bears what is asked for but for marks, or the domain of an address.
    """

    true: set[str]
    near: set[str]

    @classmethod
    def of(cls, question: Question, truth: Truth) -> Due:
        """Return what must be found; what is gone is found by its id alone."""
        true = truth.having(question.words, question.chosen, question.without)
        if question.chosen or question.without:
            return cls(true, set())
        meant = truth.meant(question.query)
        true |= {one for one in meant if truth.by_id[one].gone}
        return cls(true, meant - true)


def faults(question: Question, answer: Answer, due: Due, truth: Truth) -> Iterator[str]:
    """Yield what is wrong, in words."""
    found = list(_differences(due, answer))
    yield from found or _counts(question, answer, truth)
    yield from _said(question, answer, due)
    yield from _rows(answer, truth)
    yield from _pages(answer, due)
    if question.of:
        yield from _exact(question, answer, truth)


def _differences(due: Due, answer: Answer) -> Iterator[str]:
    if missing := due.true - answer.found:
        yield f"漏了 {len(missing)} 条（{_some(missing)}）"
    if wrong := answer.shown - due.true - due.near:
        yield f"多出 {len(wrong)} 条（{_some(wrong)}）"


def _counts(question: Question, answer: Answer, truth: Truth) -> Iterator[str]:
    """What stands beside each choice is how many it would leave."""
    for name, told in answer.counts.items():
        others = {key: value for key, value in question.chosen.items() if key != name}
        having = truth.having(question.words, others, question.without)
        true = Counter(truth.facets[one][name] for one in having)
        true.pop("", None)
        shown = {key: count for key, count in told.items() if count}
        if answer.sure and shown != true:
            yield f"“{name}”的计数不对：{shown}，应为 {dict(true)}"


def _said(question: Question, answer: Answer, due: Due) -> Iterator[str]:
    """The sentences of the page are true: how many, that there is nothing, what is wrong with a code."""
    first, least, most = answer.screens[0], len(due.true), len(due.true | due.near)
    if first.count is None:
        yield f"没有说找到几条（{first.outcome}）"
    elif first.count < least or (first.count > most and not first.at_most):
        yield f"说找到 {first.count} 条，应为 {least}"
    if first.nothing and (due.true or first.exact):
        yield "找到了，却说没有找到"
    if not first.nothing and not due.true and not first.exact:
        yield "没有找到，却没有说明查了什么"
    if question.hint and not re.search(question.hint, first.hint):
        yield f"没有提示代码错在哪里（{first.hint}）"


def _rows(answer: Answer, truth: Truth) -> Iterator[str]:
    """Every record on the page says what it is called, how it stands, and leads to its page."""
    for row in dict.fromkeys(row for screen in answer.screens for row in screen.rows):
        record = truth.by_id.get(row.id)
        if record is None:
            continue  # told above
        if _plain(row.title) != _plain(record.title):
            yield f"{row.id} 的标题不对：{row.title}"
        if row.state != record.label:
            yield f"{row.id} 的状态不对：{row.state}，应为 {record.label}"
        if not urlsplit(row.address).path.endswith(record.url):
            yield f"{row.id} 的链接不对：{row.address}"


def _plain(title: str) -> str:
    return " ".join(title.split())


def _pages(answer: Answer, due: Due) -> Iterator[str]:
    """Each record stands once among the results, and all are reached by turning the pages.

    On the first page those are left out of which the identifier tells all.
    """
    first, last = answer.screens[0], answer.screens[-1]
    listed = Counter(row.id for screen in answer.screens for row in screen.results)
    if first.exact:
        told = {
            one
            for group in answer.groups
            if group["count"] == len(group["ids"])
            for one in group["ids"]
        }
        listed.update(told & {row.id for row in first.results})
    if twice := {one for one, times in listed.items() if times > 1}:
        yield f"重复列出 {len(twice)} 条（{_some(twice)}）"
    seen = {row.id for screen in answer.screens for row in screen.rows}
    if not last.more and (unseen := due.true - seen):
        yield f"翻完各页，有 {len(unseen)} 条没有列出（{_some(unseen)}）"


def _exact(question: Question, answer: Answer, truth: Truth) -> Iterator[str]:
    """An identifier leads to its bearers first, to all of them, and to nobody else.

    The first bears it as it is written: 云溪（星月）公司 is not 云溪星月公司.
    """
    first, bearers = answer.screens[0], truth.bearers.get(question.of, set())
    written = {
        one for one in bearers if truth.by_id[one].bears(question.of, "".join(question.words))
    }
    if wrong := {row.id for row in first.exact} - bearers:
        yield f"精确查找多出 {len(wrong)} 条（{_some(wrong)}）"
    if bearers and (not first.exact or first.rows[0].id not in (written or bearers)):
        yield f"第一条不是它（{_some(written or bearers)}）"
    counted = {one for group in answer.groups for one in group["ids"]}
    if sum(group["count"] for group in answer.groups) < len(bearers) or counted - bearers:
        yield f"精确查找的条数不对（应为 {len(bearers)}）"
    for row in first.exact:
        if row.id in bearers and not _headed(row, truth.by_id[row.id], question.of):
            yield f"{row.id} 上面没有写明它的名称和代码：{row.heading}"


def _headed(row: Row, record: Told, asked: str) -> bool:
    """Whether the heading tells name and code of whom the identifier means."""
    meant = [one for one in record.subjects if asked in map(fold_key, one)]
    return not meant or any(name in row.heading and code in row.heading for name, code in meant)


def _some(ids: set[str]) -> str:
    return "、".join(sorted(ids)[:SOME])
