"""What is written reads back; what is edited changes there and nowhere else; all files or none."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from portal.lifecycle.identity import Identity, identity_of, import_keys, opens
from portal.model import BY_TYPE, RECORD_TYPES, Record
from portal.model.numbers import fold
from portal.model.removed import IMPORT_KEY_PATTERN
from portal.source.text import is_forbidden
from portal.source.yamlfile import parse
from portal.staff.edit import Edit, NotEditable, edit
from portal.staff.places import ALPHABET, Places, prefix
from portal.staff.store import SUFFIX, Batch, Busy, alone, lock_of
from portal.staff.writer import dump, dump_record, order

CHARACTERS = st.characters(exclude_categories=["Cs"]).filter(
    lambda c: c == "\n" or not is_forbidden(c)
)
TEXT = st.one_of(
    st.text(CHARACTERS, min_size=1, max_size=40),
    st.text("云溪 \n:#-\"'{}[]|>&*!%@`,?0", min_size=1, max_size=60),
    st.sampled_from(["NO", "010", "12:30", "null", "~", "1e5", "2024-05-08", "---", "...", "- 甲"]),
).filter(lambda text: bool(text.strip()))
NAMES = st.from_regex(r"[a-z]{1,8}(_[a-z]{1,5})?", fullmatch=True)
VALUES = st.recursive(
    TEXT,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3),
        st.dictionaries(NAMES, inner, min_size=1, max_size=3),
    ),
    max_leaves=8,
)
CONTENTS = st.dictionaries(NAMES, VALUES, min_size=1, max_size=6)


@given(CONTENTS)
def test_what_is_written_reads_back(content: dict[str, Any]) -> None:
    assert parse(dump(content)).content == content


def test_a_record_is_written_in_the_order_of_its_type() -> None:
    content = {
        "changes": [{"kind": "published", "date": "2024-05-08"}],
        "party": {"kind": "个体工商户", "name": "云溪面馆"},
        "act": "行政处罚",
    }
    assert dump_record(BY_TYPE["decision"], content) == (
        "act: 行政处罚\nparty:\n  name: 云溪面馆\n  kind: 个体工商户\n"
        "changes:\n  - kind: published\n    date: 2024-05-08\n"
    )


@pytest.mark.parametrize("model", RECORD_TYPES)
def test_changes_come_last(model: Any) -> None:
    assert order(model)[-1] == "changes"
    assert sorted(order(model)) == sorted(model.model_fields)


RECORD = """# 头上的话
act: "行政处罚"   # 引号
fine: 10000.00  # 见缴款书

# 内容
content: |
  第一段 # 不是注释

  第二段
party:  # 当事人
  name: 甲
  kind: 法人及非法人组织
changes:
  - kind: published
    date: 2024-05-08
    # 尾注
# 结尾
"""
ORDER = order(BY_TYPE["decision"])


def edited(text: str = RECORD, **values: Any) -> str:
    return edit(text, ORDER, Edit(values))


def test_a_value_is_replaced_and_its_comment_stays() -> None:
    assert edited(fine="20000.00") == RECORD.replace("10000.00", "20000.00")
    longer = edited(fine="两\n行")
    assert longer == RECORD.replace(
        "fine: 10000.00  # 见缴款书", "fine: |-  # 见缴款书\n  两\n  行"
    )
    party = edited(party={"name": "乙"})
    assert party == RECORD.replace("  name: 甲\n  kind: 法人及非法人组织\n", "  name: 乙\n")


def test_a_new_field_stands_where_the_type_has_it() -> None:
    assert edited(remark="见附件") == RECORD.replace("changes:", "remark: 见附件\nchanges:")
    assert edited(document="决定书") == RECORD.replace("changes:", "document: 决定书\nchanges:")
    agency = edited(agency="jg-2024-k7m3q9")
    assert agency == RECORD.replace("fine:", "agency: jg-2024-k7m3q9\nfine:")


def test_a_comment_stays_above_its_field() -> None:
    assert edit(RECORD, ORDER, Edit({}, dropped=["fine"])) == RECORD.replace(
        "fine: 10000.00  # 见缴款书\n", ""
    )


def test_a_change_is_appended() -> None:
    change = {"kind": "corrected", "date": "2024-06-03", "was": {"content": "长\n文"}}
    appended = edit(RECORD, ORDER, Edit({}, change=change))
    lines = "  - kind: corrected\n    date: 2024-06-03\n    was:\n      content: |-\n        长\n        文\n"
    assert appended == RECORD.replace("# 结尾\n", f"{lines}# 结尾\n")


@pytest.mark.parametrize(
    "changes", ["changes: [{kind: published, date: 2024-05-08}]\n", "changes:\n- kind: published\n"]
)
def test_lists_of_every_style_are_appended_to(changes: str) -> None:
    before = parse(changes).content["changes"]
    after = edit(changes, ORDER, Edit({}, change={"kind": "disputed"}))
    assert parse(after).content["changes"] == [*before, {"kind": "disputed"}]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffact: 甲\nfine: 1\n",
        "act: 甲\r\nfine: 1\r\n# 完\r\n",
        "---\nact: 甲\nfine: 1\n...\n",
        "  act: 甲\n  fine: 1\n",
        "act: 甲\nfine: 1",
        "act: 甲\nfine:\n  1\n",
        "act: 甲\nfine: '1' # \"#\"\n",
        'act: 甲\nfine: "1 # 2"\n',
        "fine: [1, # 一\n  2]\nact: 甲\n",
    ],
)
def test_files_of_every_style_are_edited(text: str) -> None:
    after = edit(text, ORDER, Edit({"fine": "2", "remark": "备注"}))
    body = text.removeprefix("\ufeff")
    assert after.startswith("\ufeff") == text.startswith("\ufeff")
    assert ("\r\n" in after) == ("\r\n" in text)
    expected = {**parse(body).content, "fine": "2", "remark": "备注"}
    assert parse(after.removeprefix("\ufeff")).content == expected


@pytest.mark.parametrize("text", ["{act: 甲, fine: 1}\n", "{act: 甲,\n fine: 1}\n"])
def test_a_file_on_one_line_is_left_alone(text: str) -> None:
    with pytest.raises(NotEditable):
        edited(text, fine="2")


@given(CONTENTS, CONTENTS, st.booleans())
@example({"i": "NO"}, {"a": "0\n\n"}, False)
def test_an_edit_does_what_it_says(
    before: dict[str, Any], values: dict[str, Any], drop: bool
) -> None:
    assume("changes" not in {**before, **values})
    dropped = [name for name in list(before)[:1] if drop and name not in values]
    assume(set(before) - set(dropped))
    change = Edit(values, dropped=dropped, change={"kind": "corrected"})
    text = dump({**before, "changes": [{"kind": "published"}]})
    after = edit(text, [*before, *values, "changes"], change)
    expected = change.applied(parse(text).content)
    assert parse(after).content == expected
    kept = [name for name in before if name not in values and name not in dropped]
    assert all(dump({name: before[name]}) in after for name in kept)


# -- ids and places ------------------------------------------------------------------------------


def test_ids_are_new_and_have_no_look_alikes(tmp_path: Path) -> None:
    places = Places(tmp_path, [])
    ids = {places.new_id("cf", 2024) for _ in range(500)}
    assert len(ids) == 500
    assert all(one.startswith("cf-2024-") and len(one) == 14 for one in ids)
    assert not set("0o1ilu") & set(ALPHABET)


def test_ids_begin_with_the_act() -> None:
    decision, process = BY_TYPE["decision"], BY_TYPE["process"]
    assert prefix(decision, {"act": "行政许可"}) == "xk"
    assert prefix(decision, {}) == "jd"
    assert prefix(process, {"act": "行政许可"}) == "lc"


def test_batch_writes_all_or_nothing(tmp_path: Path) -> None:
    kept, gone = tmp_path / "kept.yaml", tmp_path / "gone.csv"
    kept.write_text("before", encoding="utf-8")
    gone.write_text("gone", encoding="utf-8")
    batch = Batch()
    batch.create(tmp_path / "a" / "b" / "new.yaml", "new")
    batch.replace(kept, "after")
    batch.remove(gone)
    batch.create(gone, "already there")
    with pytest.raises(FileExistsError):
        batch.commit()
    assert sorted(os.listdir(tmp_path)) == ["gone.csv", "kept.yaml"]
    assert kept.read_text(encoding="utf-8") == "before"
    del batch.texts[gone]
    batch.commit()
    assert sorted(os.listdir(tmp_path)) == ["a", "kept.yaml"]
    assert (tmp_path / "a" / "b" / "new.yaml").read_text(encoding="utf-8") == "new"
    assert kept.read_text(encoding="utf-8") == "after"


def test_what_a_killed_writer_left_is_no_obstacle(tmp_path: Path) -> None:
    for name in (".new.yaml.tmp", f".new.yaml.0{SUFFIX}"):
        (tmp_path / name).write_text("half", encoding="utf-8")
    batch = Batch()
    batch.create(tmp_path / "new.yaml", "new")
    with alone(tmp_path):
        batch.commit()
    assert sorted(os.listdir(tmp_path)) == [".new.yaml.tmp", "new.yaml"]


def test_the_lock_lies_where_nobody_s_files_are(tmp_path: Path) -> None:
    data, git = tmp_path / "data", tmp_path / ".git"
    data.mkdir()
    assert tmp_path not in lock_of(data).parents
    git.mkdir()
    assert lock_of(data).parent == git
    with alone(data):
        assert os.listdir(git) == [lock_of(data).name]
    assert os.listdir(data) == []


def test_one_writes_at_a_time(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(Busy, match="另一个命令正在写入"), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass


# -- identity ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number",
    [
        "云罚〔2024〕1号",
        "云罚[2024]1号",
        "云罚（2024）1号",
        "云罚 【２０２４】 1-号",
        "云罚(2024)1号",
    ],
)
def test_numbers_are_compared_in_one_form(number: str) -> None:
    assert fold(number) == "云罚(2024)1号"


@pytest.mark.parametrize(
    ("one", "other"), [("1-23号", "12-3号"), ("甲〔2024〕1号", "甲〔2024〕2号")]
)
def test_what_differs_stays_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def decision(**fields: Any) -> Record:
    """A decision with some fields changed."""
    content = {
        "act": "行政处罚",
        "agency": "jg-2024-k7m3q9",
        "party": {"name": "甲", "kind": "法人及非法人组织", "code": "91339901MA2KYXHE0R"},
        "document_number": "云罚〔2024〕1号",
        "decided_on": "2024-05-08",
        "content": "罚款",
        "changes": [{"kind": "published", "date": "2024-05-08"}],
        **fields,
    }
    record, faults = BY_TYPE["decision"].read(content)
    assert record, faults
    return record


def identity(name: str = "甲", code: str = "", number: str = "云罚(2024)1号") -> Identity:
    return Identity("decision", "jg-2024-k7m3q9", number, name, code)


def test_a_removed_record_is_known_by_digests_that_tell_nothing() -> None:
    record = decision()
    keys = import_keys(record)
    assert len(keys) == 2
    assert all(re.fullmatch(IMPORT_KEY_PATTERN, key) for key in keys)
    assert opens(keys, identity_of(record))
    assert opens(keys, identity())
    assert opens(keys, identity("改了名", "91339901MA2KYXHE0R"))
    assert not opens(keys, identity("乙"))
    assert not opens(keys, identity(number="云罚(2024)2号"))
    assert not set(keys) & set(import_keys(record))
    assert not opens([], identity())
    assert not opens(["没有盐"], identity())


def test_every_former_party_and_number_has_its_digest() -> None:
    head = {"kind": "corrected", "date": "2024-06-03", "note": "录错。", "found_by": "agency"}
    wrong = {"name": "乙", "kind": "法人及非法人组织"}
    published = {"kind": "published", "date": "2024-05-08"}
    was = {**head, "was": {"party": wrong, "document_number": "云罚〔2024〕9号"}}
    keys = import_keys(decision(changes=[published, was]))
    assert opens(keys, identity())
    assert opens(keys, identity("乙", number="云罚(2024)9号"))
    hidden = import_keys(decision(changes=[published, {**head, "withheld": ["party"]}]))
    assert opens(hidden, identity("任何人"))
    assert not opens(hidden, identity("任何人", number="云罚(2024)2号"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (identity(code="A"), identity("改了名", "A"), True),
        (identity(code="A"), identity(), True),
        (identity(code="A"), identity(code="B"), False),
        (identity(), identity("乙"), False),
    ],
)
def test_a_party_is_known_by_code_first(one: Identity, other: Identity, same: bool) -> None:
    assert one.is_same(other) == other.is_same(one) == same
