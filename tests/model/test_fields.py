"""Each kind of field takes its exact form and nothing else."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError
from stdnum.cn import uscc

from portal.model import fields
from portal.model.fields import choice
from portal.model.kind import Kind


def refused(kind: Kind, value: object) -> str:
    """What a kind says of a value that it does not take."""
    with pytest.raises(PydanticCustomError) as caught:
        kind.validate(value)
    return caught.value.message()


@pytest.mark.parametrize(
    "text",
    [
        "20240506",
        "2024-5-6",
        "2024-02-30",
        "2024/05/06",
        "1715000000",
        " 2024-05-06",
        "２０２４-05-06",
        "0024-05-06",
        "2024-05-06T00:00",
        "二〇二四年",
    ],
)
def test_a_day_is_written_one_way(text: str) -> None:
    assert text.strip() in refused(fields.DAY, text)


@pytest.mark.parametrize(
    "text", ["1e5", "1,000", "-1", "10万", "01", ".5", "1.234", "+1", "١", "1.", "NaN", ""]
)
def test_money_is_written_one_way(text: str) -> None:
    assert refused(fields.MONEY, text)


def test_values() -> None:
    assert fields.DAY.validate("2024-05-06") == date(2024, 5, 6)
    assert fields.END_DAY.validate("长期") == "长期"
    assert fields.MONEY.validate("100000") == Decimal("100000.00")
    assert str(fields.MONEY.validate("0.5")) == "0.50"
    assert fields.COUNT.validate("15") == 15
    assert fields.YES_NO.validate("是") is True
    assert fields.YES_NO.validate("否") is False


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (fields.YES_NO, "yes"),
        (fields.YES_NO, "true"),
        (fields.COUNT, "1.0"),
        (fields.COUNT, "０"),
        (fields.END_DAY, "永久"),
        (fields.DIVISION, "33990"),
        (fields.WEB, "javascript:alert(1)"),
        (fields.WEB, "//x.cn"),
        (fields.WEB, "https://"),
        (fields.WEB, "https:///x"),
        (fields.WEB, "https://[x"),
        (fields.WEB, "https://[x]/"),
        (fields.WEB, "https://x..cn/"),
        (fields.WEB, "https://x.cn:/"),
        (fields.WEB, "https://x.cn:0/"),
        (fields.WEB, "https://x.cn:99999/"),
        (fields.WEB, "https://x.cn:八十/"),
        (fields.WEB, "https://某某@x.cn/"),
        (fields.WEB, "https://gov.cn:a@x.cn/"),
        (fields.WEB, "https://gov.cn\\@x.cn/"),
        (fields.WEB, "https://x.cn\\y"),
        (fields.WEB, "https://x℀.cn/"),
        (fields.DOMAIN, "Example.cn"),
        (fields.DOMAIN, "x..cn"),
        (fields.EMAIL, "a@b"),
        (fields.EMAIL, "a?cc=b@x.cn"),
        (fields.EMAIL, "a&b@x.cn"),
        (fields.EMAIL, "a%0a@x.cn"),
        (fields.EMAIL, "a,b@x.cn"),
        (fields.EMAIL, "a..b@x.cn"),
        (fields.EMAIL, "甲@x.cn"),
        (fields.EMAIL, "a@x?subject=y.cn"),
        (fields.EMAIL, "a@b.cn;c@d.cn"),
        (fields.EMAIL, '"a"@x.cn'),
        (fields.PHONE, "打电话"),
        (fields.TEXT, "两\n行"),
        (fields.TEXT, " "),
    ],
)
def test_forms_that_are_refused(kind: Kind, text: str) -> None:
    assert refused(kind, text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (fields.WEB, "https://x.gov.cn/a/?b=甲&c=1@2#d"),
        (fields.WEB, "http://云溪.政务:8080/办事"),
        (fields.WEB, "http://[2001:db8::1]/"),
        (fields.WEB, "https://localhost?x"),
        (fields.EMAIL, "xin-fang_1.a+b@wxb.yunxi.example"),
        (fields.EMAIL, "a@x.xn--fiqs8s"),
    ],
)
def test_forms_that_are_taken_as_they_are(kind: Kind, text: str) -> None:
    assert kind.validate(text) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("https://[x", "主机名或者端口写错了"),
        ("https://x.cn:99999/", "主机名或者端口写错了"),
        ("https://gov.cn@x.cn/", "用户名"),
        ("ftp://x.cn/", "https:// 开头"),
    ],
)
def test_an_address_is_refused_with_what_is_wrong_in_it(text: str, said: str) -> None:
    with pytest.raises(PydanticCustomError, match=said):
        fields.WEB.validate(text)


def test_a_list_where_one_value_belongs_is_refused() -> None:
    assert "一个值" in refused(fields.TEXT, ["a"])
    assert "一个值" in refused(fields.DAY, {"a": "b"})


def test_a_choice_suggests_what_was_meant() -> None:
    kind = choice("法人及非法人组织", "个体工商户", "自然人")
    assert "是不是“法人及非法人组织”" in refused(kind, "法人")
    assert "可选：" in refused(kind, "xyz")


@given(st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17), st.data())
def test_a_credit_code_with_another_check_digit_is_refused(stem: str, data: st.DataObject) -> None:
    code = "91330106" + stem[:9]
    right = uscc.calc_check_digit(code)
    assert fields.CREDIT_CODE.validate(code + right) == code + right
    wrong = data.draw(
        st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY").filter(lambda c: c != right)
    )
    assert f"应为“{right}”" in refused(fields.CREDIT_CODE, code + wrong)


@pytest.mark.parametrize(
    "text",
    [
        "91320100748204660Q ",
        "91320100 748204660Q",
        "91320100748204660q",
        "9132010074820466",
        "９1320100748204660Q",
    ],
)
def test_a_credit_code_has_no_spaces_and_no_small_letters(text: str) -> None:
    assert "18位" in refused(fields.CREDIT_CODE, text)


def test_a_reference_has_the_form_of_an_id() -> None:
    kind = fields.reference("agency")
    assert kind.validate("jg-2024-k7m3q9") == "jg-2024-k7m3q9"
    for text in (
        "../x",
        "JG-2024-a",
        "con",
        "jg",
        "jg-" + "a" * 99,
        "jg-2024-é",
        "jg_2024",
        "jg-2024-k7m3q9\n",
    ):
        assert refused(kind, text)


def test_kinds_make_json_schema() -> None:
    schema = TypeAdapter(fields.Day).json_schema()
    hint = "YYYY-MM-DD，如 2024-05-08"
    assert schema == {"type": "string", "pattern": fields.DAY_PATTERN, "description": hint}
    with pytest.raises(ValidationError):
        TypeAdapter(fields.Day).validate_python("x")
