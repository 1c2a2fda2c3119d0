"""What changed, in words: nothing is lost, and no law, article, amount or date is cut in two."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lifecycle.describe import describe
from portal.lifecycle.view import Difference, Shown
from portal.lifecycle.wording import TOKEN, Segment, compare

WORDS = (
    *(
        "《广告法》",
        "《中华人民共和国广告法》",
        "第二十八条",
        "第一款",
        "第（一）项",
        "2024年3月4日",
    ),
    *(
        "2024-05-08",
        "100,000.00元",
        "10万元",
        "一百二十万元",
        "十五日",
        "当事人",
        "发布",
        "，",
        "。",
        "；",
        "\n",
        "不",
        "x",
        "",
    ),
)
TEXTS = st.lists(st.sampled_from(WORDS), max_size=30).map("".join)


@given(TEXTS, TEXTS)
def test_the_difference_gives_both_texts_back(before: str, after: str) -> None:
    segments = compare(before, after)
    assert "".join(one.text for one in segments if one.part != "added") == before
    assert "".join(one.text for one in segments if one.part != "removed") == after
    assert all(one.text for one in segments)
    assert all(a.part != b.part for a, b in pairwise(segments))


@given(TEXTS, TEXTS)
def test_no_legal_token_is_cut(before: str, after: str) -> None:
    for text, left_out in ((before, "added"), (after, "removed")):
        tokens = [token for token in TOKEN.findall(text) if len(token) > 1]
        cut = "\0".join(one.text for one in compare(before, after) if one.part != left_out)
        for token in tokens:
            assert token in cut.split("\0") or token in cut, (token, cut)


def test_what_a_clerk_corrected_reads_as_such() -> None:
    found = compare(
        "2024年3月4日，当事人违反《广告法》第二十八条。处罚款10万元。",
        "2024年3月5日，当事人违反《广告法》第二十八条第一款。处罚款1万元。",
    )
    assert found == (
        Segment("removed", "2024年3月4日"),
        Segment("added", "2024年3月5日"),
        Segment("same", "，当事人违反《广告法》第二十八条"),
        Segment("added", "第一款"),
        Segment("same", "。处罚款"),
        Segment("removed", "10万元。"),
        Segment("added", "1万元。"),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("伍万元", "叁万元"),
        ("壹拾万元整", "壹拾伍万元整"),
        ("一百二十万元", "一百万元"),
        ("十五日", "五日"),
        ("三个工作日", "十三个工作日"),
        ("六个月", "十六个月"),
        ("百分之三十", "百分之十三"),
        ("15日", "5日"),
        ("10万元整", "1万元整"),
    ],
)
def test_an_amount_or_a_period_is_exchanged_whole(before: str, after: str) -> None:
    assert compare(
        f"处以罚款，共计{before}，自送达起算。", f"处以罚款，共计{after}，自送达起算。"
    ) == (
        Segment("same", "处以罚款，共计"),
        Segment("removed", before),
        Segment("added", after),
        Segment("same", "，自送达起算。"),
    )


def test_another_sentence_is_not_mixed_into_the_old_one() -> None:
    found = compare("没有违法所得。同前。", "已经责令改正并复查合格。同前。")
    assert [one.part for one in found] == ["removed", "added", "same"]


def test_a_long_text_is_compared_by_sentence() -> None:
    sentence = "当事人于当日改正。" * 3000
    found = compare(f"甲。{sentence}", f"乙。{sentence}")
    assert found == (
        Segment("removed", "甲。"),
        Segment("added", "乙。"),
        Segment("same", sentence),
    )


def text(name: str, value: str) -> Shown:
    """A field of text."""
    return Shown(name, name, "text", value)


def unit(name: str, duty: str) -> tuple[Shown, ...]:
    """A group known by its name."""
    return (text("name", name), text("duty", duty))


def units(*groups: tuple[Shown, ...]) -> Shown:
    """A list of groups."""
    return Shown("units", "执法机构", "group", groups, many=True)


def test_a_group_that_moved_down_is_not_told_as_changed() -> None:
    before = units(unit("执法科", "办案"), unit("法规科", "审核"))
    after = units(unit("执法科", "办案"), unit("网安科", "指导"), unit("法规科", "审核"))
    (only,) = describe("执法机构", before, after).parts
    assert (only.label, only.before) == ("网安科", None)


def test_a_group_that_changed_tells_the_field_alone() -> None:
    before, after = units(unit("法规科", "审核")), units(unit("法规科", "审核和修复"))
    (group,) = describe("执法机构", before, after).parts
    (field,) = group.parts
    assert (group.label, field.label) == ("法规科", "duty")
    assert field.segments == (Segment("same", "审核"), Segment("added", "和修复"))


def citation(article: str) -> tuple[Shown, ...]:
    """A group without a name."""
    law = Shown("law", "法律", "reference", None)
    return (law, text("article", article))


def told(before: Shown, after: Shown) -> list[tuple[str, bool, bool, bool]]:
    """What is told of each item: its name, whether it was there, is there, only moved."""
    parts = describe("清单", before, after).parts
    return [(p.label, p.before is not None, p.after is not None, p.moved) for p in parts]


def test_an_item_that_moved_is_neither_gone_nor_new() -> None:
    first, second, third = (unit(name, "办案") for name in ("甲科", "乙科", "丙科"))
    assert told(units(third, first, second), units(first, second, third)) == [
        ("丙科", True, True, True)
    ]


def test_items_without_a_name_are_found_again_and_numbered_as_they_were() -> None:
    old = units(*map(citation, ("第一条", "第二条", "第三条", "第四条")))
    new = units(*map(citation, ("第二条", "第五条", "第四条")))
    assert told(old, new) == [
        ("第 2 项（原第 3 项）", True, True, False),
        ("原第 1 项", True, False, False),
    ]


def test_a_thousand_articles_are_compared_at_once() -> None:
    articles = [unit(f"第{n}条", f"条文{n}") for n in range(1_000)]
    changed = [*articles[1:500], unit("第七条之一", "新"), *articles[500:]]
    assert told(units(*articles), units(*changed)) == [
        ("第七条之一", False, True, False),
        ("第0条", True, False, False),
    ]


LEAVES = st.one_of(
    st.builds(text, st.just("甲"), st.sampled_from(["一", "二", "三"])),
    st.builds(
        lambda day: Shown("乙", "乙", "day", date(2024, 5, day)),
        st.integers(min_value=1, max_value=3),
    ),
    st.builds(lambda n: Shown("丙", "丙", "money", Decimal(n)), st.integers(0, 3)),
)
GROUPS = st.lists(LEAVES, max_size=3, unique_by=lambda one: one.name).map(tuple)
LISTS = st.lists(GROUPS, max_size=4).map(lambda groups: units(*groups))


@given(LISTS, LISTS)
def test_applied_to_the_old_list_the_difference_gives_the_new(before: Shown, after: Shown) -> None:
    difference = describe("执法机构", before, after)
    left = list(before.value)
    for part in difference.parts:
        if part.before:
            left.remove(part.before.value)
        if part.after:
            left.append(applied(part))
    assert sorted(map(repr, left)) == sorted(map(repr, after.value))


def applied(part: Difference) -> object:
    """The new value of an item, made of its old one where the fields that differ are told."""
    assert part.after is not None
    if not part.parts:
        return part.after.value
    assert part.before is not None
    fields = {one.name: one for one in part.before.value}
    for field in part.parts:
        if field.after:
            fields[field.after.name] = field.after
        elif field.before:
            del fields[field.before.name]
    return tuple(fields[one.name] for one in part.after.value)
