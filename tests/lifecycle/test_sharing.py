"""What comes back from being put away says what it said; what others say alike, it shares with them."""

from __future__ import annotations

import pickle
from contextlib import closing
from pathlib import Path

from portal.lifecycle.notes import Memo, Notebook
from portal.lifecycle.phrase import Phrase
from portal.lifecycle.view import Link
from portal.source import load
from portal.source.corpus import Item
from portal.source.memory import Memory
from portal.source.recall import Recall
from tests.checks.records import decision

DATA = Path(__file__).parents[1] / "specimen" / "data"


def again(link: Link) -> Link:
    """The link after it was put away."""
    back = pickle.loads(pickle.dumps(link))
    assert isinstance(back, Link)
    return back


def test_texts_are_shared_and_phrases_stay_what_they_are() -> None:
    name = "云溪市" + "城东区综合行政执法局"
    one = Link("jg-1", "agency", name, "/agencies/jg-1/", "current", Phrase("现行有效"))
    first, second = again(one), again(one)
    assert first == second == one
    assert first.title is second.title
    assert first.state_label is second.state_label
    assert isinstance(first.state_label, Phrase)
    plain = again(Link("jg-1", "agency", name, "/agencies/jg-1/", "current", "现行有效"))
    assert type(plain.state_label) is str


def test_a_phrase_with_values_keeps_its_own() -> None:
    one, other = (Phrase("第{number}条", number=number) for number in (1, 2))
    back = pickle.loads(pickle.dumps((one, other)))
    assert back == ("第1条", "第2条")
    assert [phrase.values for phrase in back] == [{"number": 1}, {"number": 2}]


def test_a_packed_record_is_the_record_and_can_be_let_go(tmp_path: Path) -> None:
    kept: dict[str, bytes] = {}
    item = decision()
    record = item.record
    item.pack()
    assert item.record == record
    item.release()  # nobody keeps it: it stays
    assert item.record == record
    kept[item.path] = item.packed
    item.fetch = kept.__getitem__
    item.release()
    assert item.packed is kept[item.path]
    assert item.record == record


def test_records_that_were_read_come_from_the_cache_once_let_go(tmp_path: Path) -> None:
    with closing(Memory(tmp_path, "key")) as memory:
        corpus = load(DATA, jobs=2, recall=Recall(memory))
        plain = load(DATA)
        for item in corpus.items.values():
            assert isinstance(item, Item)
            assert item.fetch
            item.release()
        assert {one.id: one.record for one in corpus.items.values()} == {
            one.id: one.record for one in plain.items.values()
        }


def test_a_memo_holds_no_more_than_it_may_and_answers_as_before() -> None:
    asked: list[int] = []

    def twice(key: int) -> int:
        asked.append(key)
        return 2 * key

    memo = Memo(Notebook(), twice, most=2)
    assert [memo(key) for key in (1, 2, 1, 3, 1)] == [2, 4, 2, 6, 2]
    assert asked == [1, 2, 3, 1]
