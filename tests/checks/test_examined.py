"""A check that looks at nothing again finds what a check that looks at everything finds."""

import random
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from portal.checks import examined as module
from portal.checks.examined import Found, Question, examined
from portal.problem import errors
from portal.source import Corpus, load, signature
from portal.source.memory import Memory, beside
from tests.checks.examples import AGENCY, put
from tests.site import edits

COMING = AGENCY + "  - kind: disputed\n    date: 2026-07-03\n    note: 名称有异议。\n"
ASIDE = (edits.setting, edits.day)


@pytest.fixture(autouse=True)
def _believed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The times of files are believed at once, as they are of those not touched just now."""
    monkeypatch.setattr(signature, "SETTLED", 0)


@pytest.fixture
def asked(tmp_path: Path) -> Question:
    """A question about one right record, with a change that is to come."""
    put(tmp_path / "data", "agencies/jg-2024-aaaaaa.yaml", COMING)
    day = date(2026, 6, 30)
    return Question(tmp_path / "data", day, day)


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The data folders that were looked at since."""
    folders: list[Path] = []

    def noted(root: Path, **options: object) -> Corpus:
        folders.append(root)
        return load(root, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "load", noted)
    return folders


def test_what_is_as_it_was_is_not_looked_at_again(asked: Question, loaded: list[Path]) -> None:
    first = examined(asked, jobs=1)
    assert [problem.rule for problem in first.problems] == ["future-change"]
    assert examined(asked, jobs=1) == first
    eve = date(2026, 7, 2)
    assert examined(replace(asked, as_of=eve, today=eve), jobs=1) == first
    assert len(loaded) == 1


def written(path: str, text: str) -> Callable[[Question], Question]:
    """Write a file into the data folder."""

    def write(question: Question) -> Question:
        put(question.data, path, text)
        return question

    return write


def gone(question: Question) -> Question:
    """Delete the record."""
    (question.data / "agencies/jg-2024-aaaaaa.yaml").unlink()
    return question


def founded(question: Question) -> Question:
    """Make a folder of a type that there is not, with nothing in it."""
    (question.data / "decision").mkdir()
    return question


def on(as_of: date, today: date) -> Callable[[Question], Question]:
    """Ask for another day, or on another day."""
    return lambda question: replace(question, as_of=as_of, today=today)


CHANGES: dict[str, Callable[[Question], Question]] = {
    "the day of the change": on(date(2026, 7, 3), date(2026, 7, 3)),
    "a day before": on(date(2026, 6, 1), date(2026, 6, 1)),
    "another day of asking": on(date(2026, 6, 30), date(2027, 6, 30)),
    "the first day of the portal": lambda question: replace(question, since=date(2020, 1, 1)),
    "some of the files": lambda question: replace(question, paths=[question.data / "agencies"]),
    "a new file": written("agencies/jg-2024-bbbbbb.yaml", "name: 甲\n"),
    "a file that is no record": written("agencies/README.txt", "x"),
    "the form of the data": written("model.yaml", "version: 99\n"),
    "a file that went": gone,
    "an empty folder": founded,
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_asked_otherwise_is_looked_at(
    asked: Question, loaded: list[Path], change: str
) -> None:
    examined(asked, jobs=1)
    other = CHANGES[change](asked)
    found = examined(other, jobs=1)
    assert len(loaded) == 2
    shutil.rmtree(asked.data.with_name(".data.cache"))
    assert examined(other, jobs=1) == found


def test_where_nothing_can_be_kept_everything_is_looked_at(
    asked: Question, loaded: list[Path]
) -> None:
    asked.data.with_name(".data.cache").write_text("", "utf-8")
    assert examined(asked, jobs=1) == examined(asked, jobs=1)
    assert len(loaded) == 2


def test_a_check_beside_another_goes_without_what_is_kept(asked: Question) -> None:
    first = examined(asked, jobs=1)
    with closing(Memory(beside(asked.data), "another program")) as memory:
        assert examined(asked, jobs=1) == first
        assert memory.get("memory", "key") == b"another program"


def test_what_cannot_be_written_is_not_believed(
    asked: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that cannot be taken stood in the way of an error; what was found then holds no more."""
    bad = put(asked.data, "agencies/jg-2024-bbbbbb.yaml", "name: [\n")
    put(asked.data, "agencies/jg-2024-cccccc.yaml", f"{AGENCY}parent: jg-2024-bbbbbb\n")
    examined(asked, jobs=1)
    bad.unlink()
    with monkeypatch.context() as full:
        full.setattr(Memory, "_write", lambda *_: None)
        found = examined(asked, jobs=1)
    assert errors(found.problems)
    assert found == module._judged(asked, None, 1)[0]


def test_a_file_that_moved_is_told_by_its_new_place(asked: Question) -> None:
    examined(asked, jobs=1)
    file = asked.data / "agencies" / "jg-2024-aaaaaa.yaml"
    (asked.data / "agencies" / "moved").mkdir()
    file.rename(asked.data / "agencies" / "moved" / file.name)
    found = examined(asked, jobs=1)
    assert found == module._judged(asked, None, 1)[0]
    assert "moved" in found.problems[0].path


def test_what_is_gone_leaves_no_name_behind(asked: Question) -> None:
    name = "云溪远帆信息技术有限公司"
    text = f"""act: 行政处罚
agency: jg-2024-aaaaaa
party: {{name: {name}, kind: 法人及非法人组织}}
document_number: 云网信罚〔2024〕77号
decided_on: 2024-05-06
content: 警告
facts_found: 未留存网络日志。
changes:
  - kind: published
    date: 2024-05-08
"""
    file = put(asked.data, "decisions/2024/cf-2024-dddddd.yaml", text)
    kept = beside(asked.data) / "kept.sqlite"
    examined(asked, jobs=1)
    assert name.encode() in kept.read_bytes()
    file.unlink()
    examined(asked, jobs=1)
    assert name.encode() not in kept.read_bytes()


def test_no_folder_appears_beside_data_that_is_not_there(tmp_path: Path) -> None:
    day = date(2026, 6, 30)
    found = examined(Question(tmp_path / "data", day, day), jobs=1)
    assert len(errors(found.problems)) == 1
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("seed", range(3))
def test_after_any_edit_the_same_is_found_as_without_what_was_kept(
    tmp_path: Path, seed: int
) -> None:
    portal = edits.Portal(edits.copied(tmp_path / "portal"), random.Random(seed))
    for _ in range(8):
        edit = portal.chance.choice([one for one in edits.EDITS if one not in ASIDE])
        edit(portal)
        portal.as_of += timedelta(days=portal.chance.randrange(40))
        assert _found(portal) == _anew(portal), edit.__name__


def _found(portal: edits.Portal) -> Found:
    return examined(Question(portal.folder / "data", portal.as_of, portal.as_of), jobs=1)


def _anew(portal: edits.Portal) -> Found:
    question = Question(portal.folder / "data", portal.as_of, portal.as_of)
    return module._judged(question, None, 1)[0]
