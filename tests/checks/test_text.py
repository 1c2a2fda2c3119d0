"""Rules for words and numbers: amounts, characters, document numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.checks import lookalikes, money
from tests.checks.records import agency, corpus, decision, rules

AMOUNTS = (
    ("叁万元", "30000"),
    ("人民币壹拾贰万叁仟肆佰伍拾陆元柒角捌分", "123456.78"),
    ("贰仟零伍拾元整", "2050"),
    ("壹亿零叁佰万元整", "103000000"),
    ("一百二十元五角", "120.5"),
    ("十五元", "15"),
    ("两千元", "2000"),
    ("30,000.00元", "30000"),
    ("1，234，567元", "1234567"),
    ("3.5万元", "35000"),
    ("3万5千元", "35000"),
    ("0.2万元", "2000"),
    ("伍佰圆正", "500"),
)


@pytest.mark.parametrize(("text", "value"), AMOUNTS)
def test_amounts_are_read_in_words_and_figures(text: str, value: str) -> None:
    assert [amount.value for amount in money.amounts(f"处罚款{text}。")] == [Decimal(value)]


@pytest.mark.parametrize(
    "text",
    [
        "处一万元以上十万元以下罚款",
        "1000元至5000元",
        "二〇二四年五月",
        "元",
        "999999999999亿亿亿元",
        "叁万元整以下",
    ],
)
def test_what_is_no_amount_is_not_read(text: str) -> None:
    found = [amount.text for amount in money.amounts(text)]
    assert found in ([], ["5000元"])


@given(st.text(alphabet="零一二三十百千万亿壹贰叁拾佰仟元角分整0123456789.,，（）", max_size=60))
def test_no_text_breaks_the_reader_of_amounts(text: str) -> None:
    for amount in money.amounts(text):
        assert 0 <= amount.value < money.MOST + 1
        assert text[amount.start : amount.end] == amount.text


def digit_name(number: int) -> str:
    """Write a whole number in Chinese capitals, as a decision does."""
    digits, units, groups = "零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟"), ("", "万", "亿")
    written, gap = "", False
    for place in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**place % 10
        if digit:
            written += ("零" if gap else "") + digits[digit] + units[place % 4]
            gap = False
        else:
            gap = True
        if place % 4 == 0 and number // 10**place % 10**4:
            written += groups[place // 4]
    return written


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_what_is_written_in_capitals_is_read_back(number: int) -> None:
    assert money.number(digit_name(number)) == number


def fined(content: str, fine: str) -> set[str]:
    return rules(decision(content=content, fine=fine, penalties=["罚款"]))


@pytest.mark.parametrize(
    ("content", "fine"),
    [
        ("罚款人民币叁万元整（￥30,000.00）。", "30000.00"),
        ("处３万元罚款。", "30000.00"),
        ("处以人民币三万元的罚款。", "30000.00"),
        ("对甲处罚款1万元，对乙处罚款2万元，合并罚款3万元。", "30000.00"),
        ("对甲处罚款1万元，对乙处罚款2万元。", "30000.00"),
        ("罚款30000元；逾期每日按罚款数额的百分之三加处罚款。", "30000.00"),
        ("依据处一万元以上十万元以下罚款的规定，罚款三万元。", "30000.00"),
        ("违法所得12000元，罚款30000元。", "30000.00"),
        ("罚款30000元（大写：叁万元整）。", "30000.00"),
        ("给予罚款的行政处罚。", "30000.00"),
    ],
)
def test_agreeing_amounts_raise_no_alarm(content: str, fine: str) -> None:
    assert fined(content, fine) == set()


@pytest.mark.parametrize(
    ("content", "fine", "rule"),
    [
        ("罚款人民币叁万元整。", "300000.00", "amount-text"),
        ("处３万元罚款。", "3000.00", "amount-text"),
        ("罚款（大写）叁万元整。", "3.00", "amount-text"),
        ("罚款叁万元整（300000元）。", "30000.00", "amount-words"),
    ],
)
def test_amounts_that_differ_are_told(content: str, fine: str, rule: str) -> None:
    assert fined(content, fine) == {rule}


def level(character: str) -> int:
    """Return the level of a character in GB 2312: 1 for the 3,755 common ones, 0 for none."""
    try:
        return 1 if character.encode("gb2312")[0] <= 0xD7 else 2
    except UnicodeEncodeError:
        return 0


def test_the_table_changes_no_common_character() -> None:
    pairs = [(pair[0], pair[1]) for pair in lookalikes.PAIRS.split()]
    assert len(pairs) == len({wrong for wrong, _ in pairs}) > 100
    assert [wrong for wrong, _ in pairs if level(wrong) == 1] == []
    assert [right for _, right in pairs if level(right) == 0] == []


def test_every_radical_is_told_with_the_character_that_was_meant() -> None:
    for code in (0x2F00, 0x2F8F, 0x2FD5, 0x2ECB, 0xF900, 0xFA16):
        assert lookalikes.meant(chr(code)) != chr(code)
        assert rules(decision(facts_found=f"当事人{chr(code)}。")) == {"lookalike"}


def test_a_rare_character_in_a_name_is_a_name() -> None:
    party = {"name": "云溪荇菜餐饮有限公司", "kind": "法人及非法人组织"}
    assert rules(decision(party=party)) == set()
    assert rules(decision(party={**party, "name": "云溪⾏知餐饮有限公司"})) == {"lookalike"}


def test_the_agency_of_these_tests_is_right() -> None:
    assert rules() == set()
    assert {one: item.record for one, item in corpus().items.items()} == {
        agency().id: agency().record
    }
