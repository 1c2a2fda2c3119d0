"""How good the answers were: recall, precision, order, time and bytes (检索指标)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from portal.lifecycle.phrase import Phrase
from portal.site.selftest.browser import Answer, Visit
from portal.site.selftest.judge import Due, faults
from portal.site.selftest.sample import KINDS, Question
from portal.site.selftest.truth import Truth

LABELS = {
    "identifier": Phrase("标识（代码、文号、名称、域名）"),
    "fragment": Phrase("任意2至8个字"),
    "long": Phrase("任意9至24个字"),
    "character": Phrase("单个字"),
    "term": Phrase("法律用语"),
    "variant": Phrase("异写（繁体、全角、括号、空格）"),
    "words": Phrase("两三个词，部分带筛选"),
    "minus": Phrase("一个词，不含另一个词"),
    "filtered": Phrase("标识加筛选"),
    "alike": Phrase("只差括号等符号的名称"),
    "mistyped": Phrase("录错一位的代码"),
    "nobody": Phrase("校验码正确而没有记录的代码"),
    "gone": Phrase("内容已撤下的记录的编号"),
}
FAULTS = 20  # told in words
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
    """What a test of the search found; `faults` are in words, one a wrong answer.

    A phone was taken to be `slowdown` times slower than the machine of the test.
    """

    as_of: str
    records: int
    slowdown: float
    tallies: dict[str, Tally] = field(default_factory=lambda: {kind: Tally() for kind in KINDS})
    visits: list[Visit] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def add(self, question: Question, answer: Answer, due: Due, truth: Truth) -> None:
        """Hold one answer against what is due."""
        shown = answer.shown - due.near
        tally = self.tallies[question.kind]
        tally.asked += 1
        tally.true += len(due.true)
        tally.right += len(due.true & answer.found)
        tally.shown += len(shown)
        tally.fitting += len(due.true & shown)
        said = faults(question, answer, due, truth)
        self.faults += [f"“{question.query}”：{fault}" for fault in said]

    def fail(self, question: Question, why: str, due: Due) -> None:
        """Note a question that the page did not answer: nothing of what is due was found."""
        tally = self.tallies[question.kind]
        tally.asked += 1
        tally.true += len(due.true)
        self.faults.append(f"“{question.query}”：页面没有答出来（{why}）")

    def asked(self) -> dict[str, Tally]:
        """Return the tallies of those kinds for which the site had something to ask."""
        return {kind: tally for kind, tally in self.tallies.items() if tally.asked}

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
                for kind, tally in self.asked().items()
            },
            "phone": {
                "visits": len(seconds),
                "slowdown": self.slowdown,
                "seconds_median": round(median(seconds), 2) if seconds else None,
                "seconds_most": round(seconds[-1], 2) if seconds else None,
                "first_kilobytes_most": _kilo(max((v.first for v in self.visits), default=0)),
                "later_kilobytes_median": _kilo(median(later)) if later else None,
            },
            "faults": len(self.faults),
        }


def _kilo(size: float) -> float:
    return round(size / KILO, 1)


def told(report: Report) -> Iterator[str]:
    """Yield the report in lines for people."""
    yield f"检索自测：{report.records} 条记录，截至 {report.as_of}"
    for kind, tally in report.asked().items():
        yield (
            f"  {LABELS[kind]}：问 {tally.asked} 次，"
            f"查全率 {tally.recall:.5f}，查准率 {tally.precision:.5f}"
        )
    if report.visits:
        phone = report.figures()["phone"]
        yield (
            f"  手机（4 Mbit/s、处理器用时为本机 {report.slowdown:g} 倍）打开 {phone['visits']} 次："
            f"首批结果中位 {phone['seconds_median']} 秒、最慢 {phone['seconds_most']} 秒；"
            f"首次至多 {phone['first_kilobytes_most']} KB，"
            f"以后每次中位 {phone['later_kilobytes_median']} KB"
        )
    yield from (f"  错误：{fault}" for fault in report.faults[:FAULTS])
    if more := len(report.faults) - FAULTS:
        yield from [f"  还有 {more} 处错误"] if more > 0 else []
    yield "没有错误。" if not report.faults else f"有 {len(report.faults)} 处错误。"
