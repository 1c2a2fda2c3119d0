"""Cells become exact text; every listed form is taken and nothing else."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.model.fields import parse_day
from portal.staff import convert
from portal.staff.convert import Refusal
from portal.staff.tables import Cell

DAYS: list[Cell] = [
    "2024/5/8",
    "2024-05-08",
    "2024.5.8",
    "2024年5月8日",
    "20240508",
    "２０２４／０５／０８",
    "2024-05-08 00:00:00",
    "2024/5/8 9:30",
    "2024-05-08T09:30:00.000",
    " 2024 年 5 月 8 日 ",
    45420,
    45420.4,
    20240508.0,
    Decimal(20240508),
    date(2024, 5, 8),
    datetime(2024, 5, 8, 9, 30),
]


@pytest.mark.parametrize("cell", DAYS, ids=str)
def test_days(cell: Cell) -> None:
    assert convert.day(cell) == "2024-05-08"


@pytest.mark.parametrize("cell", ["", "—", "/", "无", "-", "－", " ", "NULL", None])
def test_nothing_is_nothing(cell: Cell) -> None:
    assert convert.cleaned(cell) == ""
    assert convert.day(cell) == ""
    assert convert.end_day(cell) == ""
    assert convert.yuan(cell, "万元") == ""


@pytest.mark.parametrize(
    "cell", ["2024/5-8", "5/8/2024", "2024年5月", "45420", Decimal(45420), "24.5.8", "2024/2/30"]
)
def test_no_other_form_of_day(cell: Cell) -> None:
    with pytest.raises(Refusal):
        convert.day(cell)


@given(st.dates(min_value=convert.EARLIEST, max_value=date(2098, 12, 31)))
def test_every_day_in_every_form(day: date) -> None:
    forms = [f"{day:%Y/%m/%d}", f"{day:%Y%m%d}", f"{day.year}.{day.month}.{day.day}", str(day)]
    forms.append(f"{day.year}年{day.month}月{day.day}日")
    serial = (day - date(1899, 12, 30)).days
    cells: list[Cell] = [*forms, serial, day]
    assert {parse_day(convert.day(cell)) for cell in cells} == {day}


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("2099/12/31", "长期"),
        ("2099-01-31", "长期"),
        ("9999-12-31", "长期"),
        (date(2099, 12, 31), "长期"),
        ("2053/03/24", "2053-03-24"),
    ],
)
def test_no_end(cell: Cell, told: str) -> None:
    assert convert.end_day(cell) == told
    assert convert.day(cell) == ("" if told == "长期" else told)


def test_no_end_in_words() -> None:
    assert convert.end_day("长期有效") == "长期"


@pytest.mark.parametrize(
    ("cell", "unit", "told"),
    [
        ("2.000000", "万元", "20000.00"),
        ("0.2", "万元", "2000.00"),
        ("0.000001", "万元", "0.01"),
        ("1,234.5", "万元", "12345000.00"),
        ("3万元", "元", "30000.00"),
        ("500元", "万元", "500.00"),
        ("￥30000", "元", "30000.00"),
        ("８.0", "万元", "80000.00"),
        (0.1 + 0.2, "万元", "3000.00"),
        (5, "万元", "50000.00"),
        (Decimal("1.5"), "万元", "15000.00"),
        ("0.000000", "万元", ""),
    ],
)
def test_amounts(cell: Cell, unit: str, told: str) -> None:
    assert convert.yuan(cell, unit) == told


@pytest.mark.parametrize("cell", ["-1", "约2万", "1e5", "0.0000001", "1,23", "9" * 40, "二万"])
def test_no_other_form_of_amount(cell: Cell) -> None:
    with pytest.raises(Refusal):
        convert.yuan(cell, "万元")


@given(st.integers(min_value=1, max_value=10**12))
def test_amounts_are_exact(fen: int) -> None:
    in_wan = Decimal(fen) / 1_000_000
    assert Decimal(convert.yuan(f"{in_wan:f}", "万元")) == Decimal(fen) / 100


def test_text_is_cleaned_of_what_nobody_sees() -> None:
    assert convert.cleaned("\ufeff云\u200b溪\u00a0市_x000D_\n局\u202e") == "云溪 市\n局"
    assert convert.one_line("云溪市\n 某局\nABC\nDEF") == "云溪市某局ABC DEF"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "《甲法》第五十九条第一款、《乙法》第三条；《丙办法》",
            ["《甲法》第五十九条第一款", "《乙法》第三条", "《丙办法》"],
        ),
        ("根据《甲法》第三条的规定", ["《甲法》第三条的规定"]),
        ("违反《甲法》第三条，依据《乙法》第四条", ["违反《甲法》第三条", "《乙法》第四条"]),
        ("《关于〈甲法〉的解释》第二条", ["《关于〈甲法〉的解释》第二条"]),
        ("《关于印发《甲办法》的通知》", ["《关于印发《甲办法》的通知》"]),
        ("甲法第三条", ["甲法第三条"]),
        ("", []),
    ],
)
def test_citations(text: str, told: list[str]) -> None:
    assert [citation["text"] for citation in convert.citations(text)] == told


@pytest.mark.parametrize("cell", [1, 2.5, Decimal(3), "9.13399E+17", "1e+10", date(2024, 5, 8)])
def test_a_code_is_never_a_number(cell: Cell) -> None:
    with pytest.raises(Refusal, match="文本"):
        convert.code(cell)


def test_a_credit_code_is_told_in_capitals_without_spaces() -> None:
    assert convert.credit_code(" 91339901 ma2kyxhe0r ") == "91339901MA2KYXHE0R"
