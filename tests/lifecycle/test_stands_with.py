"""A commitment leaves public view with the entry that came of it, or that it repairs (ADRs 0034, 0035)."""

from datetime import date
from pathlib import Path

import pytest

from portal.lifecycle import Gate
from portal.source import Corpus, load
from tests.lifecycle.test_leaks import DECISION, PUBLISHED, ROLES, Portal
from tests.lifecycle.test_named import COMMITMENT

DATA = Path(__file__).parents[2] / "data"
BREACHED, ENTRY, FIRM = "cn-2024-x5h8s3", "tm-2026-5wcnmn", "云溪星河网络科技有限公司"
OUT = date(2026, 10, 14)
REPAIRING, REPAIRED, REPAIRER = "cn-2026-m6c2y5", "tm-2026-5smr5e", "云溪千帆直播服务有限公司"


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


def test_what_was_promised_for_repair_is_told_with_the_entry_alone(corpus: Corpus) -> None:
    before, after = (Gate(corpus, as_of=date(2026, 10, day)) for day in (19, 20))
    assert [before.state(one) for one in (REPAIRED, REPAIRING)] == ["current", "current"]
    assert REPAIRED in str(before.view(REPAIRING))
    assert [after.state(one) for one in (REPAIRED, REPAIRING)] == ["expired", "ended"]
    view = after.view(REPAIRING)
    assert view
    assert [(step.kind, step.date) for step in view.history] == [("ended", date(2026, 10, 20))]
    assert not any(told in str(view) for told in (REPAIRER, "灰名单", "信用修复型", REPAIRED))


@pytest.mark.parametrize(
    "end",
    [
        "  - {kind: ended, date: 2024-09-02, route: 修复}\n",
        "  - kind: withdrawn\n    date: 2024-09-02\n    ground: 撤销\n"
        "    effective: 2024-09-02\n    authority: {body: 某法院}\n"
        f"    {ROLES}\n    note: 经判决撤销。\n",
    ],
)
def test_one_for_repair_of_a_penalty_leaves_with_the_penalty(tmp_path: Path, end: str) -> None:
    portal = Portal(tmp_path / "data")
    portal.put("decisions/cf-2024-aaaaaa", f"{DECISION}changes:\n{PUBLISHED}{end}")
    promise = COMMITMENT.replace("主动型", "信用修复型") + "repaired_decisions: [cf-2024-aaaaaa]\n"
    portal.put("commitments/cn-2024-aaaaaa", promise)
    assert portal.gate(date(2024, 9, 1)).state("cn-2024-aaaaaa") == "current"
    gate = portal.gate(date(2024, 9, 2))
    assert gate.state("cn-2024-aaaaaa") == "ended"
    assert "秘密" not in str(gate.view("cn-2024-aaaaaa"))


@pytest.mark.parametrize(("sealed", "state"), [("", "current"), ("sensitive: [个人隐私]\n", None)])
def test_what_tells_of_something_sealed_is_hidden_as_that_is(
    tmp_path: Path, sealed: str, state: str | None
) -> None:
    portal = Portal(tmp_path / "data")
    portal.put("decisions/cf-2024-aaaaaa", f"{DECISION}{sealed}changes:\n{PUBLISHED}")
    promise = COMMITMENT.replace("主动型", "信用修复型") + "repaired_decisions: [cf-2024-aaaaaa]\n"
    portal.put("commitments/cn-2024-aaaaaa", promise)
    gate = portal.gate()
    assert gate.state("cf-2024-aaaaaa") == state
    assert gate.state("cn-2024-aaaaaa") == state
