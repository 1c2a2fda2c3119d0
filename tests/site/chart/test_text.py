"""Our own measure of text, and where lines break."""

import pytest

from portal.site.chart.text import CLOSING, OPENING, measure, wrapped
from tests.site.chart.flows import flow


def test_a_chinese_character_takes_one_em_any_other_a_little_more_than_half() -> None:
    assert measure("立案") == 2
    assert measure("5 日") == pytest.approx(2 * 0.56 + 1)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ()),
        ("立案", ("立案",)),
        ("审核通过或者无须审核", ("审核通过", "或者无须审核")),
        ("提出的事实、证据需要复核", ("提出的事实、", "证据需要复核")),
        ("告知（书面）当事人并听取意见", ("告知（书面）", "当事人并听取意见")),
        ("Within 20 working days", ("Within 20", "working days")),
    ],
)
def test_lines_break_between_words_and_are_about_as_long(text: str, lines: tuple[str, ...]) -> None:
    assert wrapped(text, 8) == lines


def test_what_is_longer_than_a_line_is_cut() -> None:
    lines = wrapped("https://example.org/a/very/long/address", 8)
    assert "".join(lines) == "https://example.org/a/very/long/address"
    assert max(map(measure, lines)) <= 8


def test_no_line_is_too_long_nor_begins_with_a_closing_mark() -> None:
    for seed in range(100):
        for step in flow(seed).steps:
            lines = wrapped(step.name, 9.5)
            assert "".join(lines).replace(" ", "") == step.name.replace(" ", "")
            assert all(measure(line) <= 9.5 for line in lines)
            assert not any(line[0] in CLOSING or line[-1] in OPENING for line in lines)
