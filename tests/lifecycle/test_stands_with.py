"""A breached commitment leaves public view with the entry that came of it (ADR 0034)."""

from datetime import date
from pathlib import Path

import pytest

from portal.lifecycle import Gate
from portal.source import Corpus, load

DATA = Path(__file__).parents[2] / "data"
BREACHED, ENTRY, FIRM = "cn-2024-x5h8s3", "tm-2026-5wcnmn", "云溪星河网络科技有限公司"
OUT = date(2026, 10, 14)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load(DATA)


def test_the_day_before_the_exit_both_are_told(corpus: Corpus) -> None:
    gate = Gate(corpus, as_of=date(2026, 10, 13))
    assert (gate.state(ENTRY), gate.state(BREACHED)) == ("current", "current")
    assert FIRM in str(gate.view(BREACHED))


def test_from_the_day_of_the_exit_neither_names_anybody(corpus: Corpus) -> None:
    gate = Gate(corpus, as_of=OUT)
    assert (gate.state(ENTRY), gate.state(BREACHED)) == ("ended", "ended")
    view = gate.view(BREACHED)
    assert view
    assert [(step.kind, step.date) for step in view.history] == [("ended", OUT)]
    assert not any(told in str(view) for told in (FIRM, "灰名单", "云网信灰〔2026〕3号"))


def test_an_entry_that_is_not_public_yet_changes_nothing(corpus: Corpus) -> None:
    entered = corpus.items[ENTRY].record.changes[0].date
    gate = Gate(corpus, as_of=max(corpus.items[BREACHED].record.changes[0].date, date(2024, 6, 1)))
    assert gate.as_of < entered
    assert gate.state(ENTRY) is None
    assert gate.state(BREACHED) == "current"
