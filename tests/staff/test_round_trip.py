"""Every kind of change on the specimen's records: refused, or taken and true to what was before."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from portal.checks.run import run
from portal.cli import main
from portal.lifecycle.history import settle, version
from portal.model import Record
from portal.model.changes import BY_KIND, Change
from portal.problem import errors
from portal.source import Corpus, Item, load
from portal.staff.questions import Question, missing
from tests.site.conftest import AS_OF
from tests.staff.office import Office

SPECIMEN = Path(__file__).parents[1] / "specimen" / "data"
KINDS = {
    "correct": "corrected",
    "amend": "amended",
    "dispute": "disputed",
    "end-dispute": "dispute_ended",
    "supersede": "superseded",
    "withdraw": "withdrawn",
    "end": "ended",
    "reinstate": "reinstated",
    "withhold": "corrected",
}
EVERY = 10
"""Each command tries one record in so many, or all; which ones differs by command."""
SELDOM = ("end-dispute", "reinstate")
"""The commands that few records take: these try all."""


def answer(question: Question, item: Item, corpus: Corpus) -> str:
    """Return an answer that may well be right."""
    assert question.shape.kind is not None
    if question.choices:
        return question.choices[0][0]
    if question.shape.kind.name == "day":
        return str(AS_OF)
    if question.shape.kind.name == "reference":
        return next(one.id for one in corpus.of(item.type.TYPE) if one.id != item.id)
    return "经核实"


def arguments(command: str, kind: type[Change], item: Item, corpus: Corpus) -> list[str]:
    """Return a command line in which everything is said."""
    assert isinstance(item.record, Record)
    given = [item.id, "--yes", "--as-of", str(AS_OF)]
    for question, _ in missing(kind, {"date": str(AS_OF)}, {"ground", "authority"}):
        given += [question.flag, answer(question, item, corpus)]
    if kind.EDITS:
        name = next(edited(item.record))
        given += ["--set", f"{name}={getattr(item.record, name)}（改）"]
        given += ["--field", name] if command == "withhold" else []
    return given


def edited(record: Record) -> Iterator[str]:
    """Yield the single texts of a record."""
    for shape in type(record).fields():
        is_text = shape.kind is not None and shape.kind.name in ("text", "long_text")
        if is_text and not shape.many and getattr(record, shape.name):
            yield shape.name


def told(office: Office) -> set[str]:
    """Return the errors that there are."""
    corpus = load(office.data)
    found = errors([*corpus.problems, *run(corpus, AS_OF)])
    return {f"{problem.path} {problem.rule} {problem.message}" for problem in found}


@pytest.fixture
def specimen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    office = Office(tmp_path, monkeypatch)
    shutil.rmtree(office.data)
    shutil.copytree(SPECIMEN, office.data)
    office.commit()
    return office


@pytest.mark.parametrize("every", [EVERY, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("command", KINDS)
def test_what_is_taken_leads_back_and_brings_no_error(
    specimen: Office, command: str, every: int
) -> None:
    corpus = load(specimen.data)
    kind, before = BY_KIND[KINDS[command]], told(specimen)
    taken = 0
    items = [item for item in corpus.items.values() if isinstance(item.record, Record)]
    some = items[sorted(KINDS).index(command) % every :: every]
    for item in items if command in SELDOM else some:
        assert isinstance(item.record, Record)
        text = specimen.read(item.id)
        result = CliRunner().invoke(main, [command, *arguments(command, kind, item, corpus)])
        assert result.exit_code in (0, 1), result.output
        assert result.exception is None or isinstance(result.exception, SystemExit)
        if result.exit_code:
            assert specimen.read(item.id) == text
            continue
        taken += 1
        # What is withdrawn demands the exit of the entries founded on it; nothing else is wrong.
        new = told(specimen) - before
        assert [one for one in new if " founded-on-withdrawn " not in one] == []
        former = settle(item.record, AS_OF)
        then = version(specimen.record(item.id), len(former.changes))
        names = {shape.name for shape in type(former).fields()} - then.withheld
        assert [n for n in names if getattr(then.record, n) != getattr(former, n)] == []
        specimen.file(item.id).write_text(text, "utf-8")
    assert taken
