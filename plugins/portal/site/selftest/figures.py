"""How good the answers were: recall, precision, order, time and bytes (检索指标)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from portal.lifecycle.phrase import Phrase
from portal.site.selftest.browser import Answer, Visit
from portal.site.selftest.sample import KINDS, Question
from portal.site.selftest.truth import Truth

LABELS = {
    "identifier": Phrase("标识（代码、文号、名称、域名）"),
    "fragment": Phrase("任意2至8个字"),
    "character": Phrase("单个字"),
    "term": Phrase("法律用语"),
    "variant": Phrase("异写（繁体、全角、括号、空格）"),
    "words": Phrase("两三个词，部分带筛选"),
}
FAULTS = 20  # told in words
SOME = 3  # records named in a fault
KILO = 1000


@dataclass(slots=True)
class Tally:
    """The answers to one kind of question, in records.

    `true` should be found, `right` of these were; `shown` were counted or stood on the page,
    `fitting` of these should.
    """

    asked: int = 0
    true: int = 0
    right: int = 0
    shown: int = 0
    fitting: int = 0

    @property
    def recall(self) -> float:
        """The share of what should be found that was."""
        return self.right / self.true if self.true else 1.0

    @property
    def precision(self) -> float:
        """The share of what was shown that should be."""
        return self.fitting / self.shown if self.shown else 1.0


@dataclass(slots=True)
class Report:
    """What a test of the search found; `faults` are in words, one a wrong answer."""

    as_of: str
    records: int
    tallies: dict[str, Tally] = field(default_factory=lambda: {kind: Tally() for kind in KINDS})
    visits: list[Visit] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def add(self, question: Question, answer: Answer, truth: Truth, ids: Sequence[str]) -> None:
        """Hold one answer against the truth; `ids` are the records by their numbers."""
        found = {ids[number] for number in answer.numbers}
        shown = set(answer.others) | (found if answer.sure else set())
        true = truth.having(question.words, question.chosen)
        tally = self.tallies[question.kind]
        tally.asked += 1
        tally.true += len(true)
        tally.right += len(true & found)
        tally.shown += len(shown)
        tally.fitting += len(true & shown)
        said = list(_differences(true, found, shown)) or list(_counts(question, answer, truth))
        said += _exact(question, answer, truth)
        self.faults += [f"“{question.query}”：{fault}" for fault in said]

    def fail(self, question: Question, why: str) -> None:
        """Note a question that the page did not answer: nothing that should be found was."""
        self.tallies[question.kind].asked += 1
        self.faults.append(f"“{question.query}”：页面没有答出来（{why}）")

    def figures(self) -> dict[str, Any]:
        """Return the figures for machines: shares, seconds and kilobytes."""
        seconds = sorted(visit.seconds for visit in self.visits)
        later = [size for visit in self.visits for size in visit.later]
        return {
            "as_of": self.as_of,
            "records": self.records,
            "questions": {
                kind: {
                    "asked": tally.asked,
                    "recall": round(tally.recall, 5),
                    "precision": round(tally.precision, 5),
                }
                for kind, tally in self.tallies.items()
            },
            "phone": {
                "visits": len(seconds),
                "seconds_median": round(median(seconds), 2) if seconds else None,
                "seconds_most": round(seconds[-1], 2) if seconds else None,
                "first_kilobytes_most": _kilo(max((v.first for v in self.visits), default=0)),
                "later_kilobytes_median": _kilo(median(later)) if later else None,
            },
            "faults": len(self.faults),
        }


def _kilo(size: float) -> float:
    return round(size / KILO, 1)


def _differences(true: set[str], found: set[str], shown: set[str]) -> Iterator[str]:
    if missing := true - found:
        yield f"漏了 {len(missing)} 条（{_some(missing)}）"
    if wrong := shown - true:
        yield f"多出 {len(wrong)} 条（{_some(wrong)}）"


def _exact(question: Question, answer: Answer, truth: Truth) -> Iterator[str]:
    """An identifier leads to its bearers first, to all of them, and to nobody else."""
    if not question.of:
        return
    bearers = truth.bearers.get(question.of, set())
    if wrong := set(answer.exact) - bearers:
        yield f"精确查找多出 {len(wrong)} 条（{_some(wrong)}）"
    if bearers and (not answer.exact or answer.exact[0] not in bearers):
        yield f"第一条不是它（{_some(bearers)}）"
    counted = {one for group in answer.groups for one in group["ids"]}
    if sum(group["count"] for group in answer.groups) < len(bearers) or counted - bearers:
        yield f"精确查找的条数不对（应为 {len(bearers)}）"


def _counts(question: Question, answer: Answer, truth: Truth) -> Iterator[str]:
    """What stands beside each choice is how many it would leave."""
    for name, told in answer.counts.items():
        others = {key: value for key, value in question.chosen.items() if key != name}
        true = Counter(truth.facets[one][name] for one in truth.having(question.words, others))
        true.pop("", None)
        shown = {key: count for key, count in told.items() if count}
        if answer.sure and shown != true:
            yield f"“{name}”的计数不对：{shown}，应为 {dict(true)}"


def _some(ids: set[str]) -> str:
    return "、".join(sorted(ids)[:SOME])


def told(report: Report) -> Iterator[str]:
    """Yield the report in lines for people."""
    yield f"检索自测：{report.records} 条记录，截至 {report.as_of}"
    for kind, tally in report.tallies.items():
        yield (
            f"  {LABELS[kind]}：问 {tally.asked} 次，"
            f"查全率 {tally.recall:.5f}，查准率 {tally.precision:.5f}"
        )
    if report.visits:
        phone = report.figures()["phone"]
        yield (
            f"  手机（4 Mbit/s、处理器慢四倍）打开 {phone['visits']} 次："
            f"首批结果中位 {phone['seconds_median']} 秒、最慢 {phone['seconds_most']} 秒；"
            f"首次至多 {phone['first_kilobytes_most']} KB，"
            f"以后每次中位 {phone['later_kilobytes_median']} KB"
        )
    yield from (f"  错误：{fault}" for fault in report.faults[:FAULTS])
    if more := len(report.faults) - FAULTS:
        yield from [f"  还有 {more} 处错误"] if more > 0 else []
    yield "没有错误。" if not report.faults else f"有 {len(report.faults)} 处错误。"
