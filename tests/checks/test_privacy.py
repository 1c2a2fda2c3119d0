"""Personal data is found however it is written, and good text raises no alarm."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from stdnum import luhn
from stdnum.cn import ric, uscc

from portal.checks import detectors
from portal.lifecycle.privacy import identity_numbers, plain_width
from tests.checks.records import decision, item, problems, rules

PERSONAL = {"identity-number", "phone-number", "bank-account", "home-address"}
REGIONS = ("110101", "120104", "330106", "360426", "440305", "510104", "610113", "650102", "339901")
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
SAMPLES = 400


def identity(dice: random.Random) -> str:
    """Return an invented identity number with its check digit (GB 11643—1999)."""
    born = date(1940, 1, 1) + timedelta(days=dice.randrange(28_000))
    body = f"{dice.choice(REGIONS)}{born:%Y%m%d}{dice.randrange(1000):03d}"
    return body + ric.calc_check_digit(body + "0")


def mobile(dice: random.Random) -> str:
    """Return an invented mobile number."""
    return f"1{dice.randrange(3, 10)}{dice.randrange(10**9):09d}"


def card(dice: random.Random) -> str:
    """Return an invented card number of 16 to 19 digits with its check digit."""
    body = dice.choice(("62", "4", "5", "35")) + "".join(dice.choices("0123456789", k=18))
    body = body[: dice.choice((15, 16, 17, 18))]
    return body + luhn.calc_check_digit(body)


def spaced(number: str, *cuts: int, mark: str = " ") -> str:
    """Return `number` with a mark at the places given."""
    parts = [number[start:end] for start, end in zip((0, *cuts), (*cuts, None), strict=True)]
    return mark.join(filter(None, parts))


def ways_of_identity(number: str) -> Iterator[str]:
    yield f"王某（身份证号{number}）占用道路。"
    yield f"身份证号码：{number.lower()}，住云溪市。"
    yield f"公民身份号码{number.translate(WIDE)}"
    yield f"当事人{spaced(number, 6, 14)}到场"
    yield f"{number}"
    yield f"编号：{number}"
    yield f"证件号{spaced(number, 6, 14, mark='-')}。"


def ways_of_mobile(number: str) -> Iterator[str]:
    yield f"联系电话{number}。"
    yield f"手机：{spaced(number, 3, 7)}"
    yield f"致电{spaced(number, 3, 7, mark='-')}无人接听"
    yield f"王某{number}，李某"
    yield f"+86{number}"
    yield f"+86 {spaced(number, 3, 7)}"
    yield f"电话（{number.translate(WIDE)}）"
    yield f"{spaced(number, 3, 6)}"


def ways_of_card(number: str) -> Iterator[str]:
    yield f"账号{number}"
    yield f"缴至{spaced(number, 4, 8, 12, 16)}账户。"
    yield f"开户行：中国银行云溪支行，{number}，户名王某"
    yield f"卡号：{spaced(number, 4, 8, 12, mark='-')}"
    yield f"转入{number.translate(WIDE)}"


CASES: list[
    tuple[
        Callable[[random.Random], str],
        Callable[[str], Iterator[str]],
        Callable[[str], Iterator[str]],
    ]
] = [
    (identity, ways_of_identity, detectors.identities),
    (mobile, ways_of_mobile, detectors.mobiles),
    (card, ways_of_card, detectors.accounts),
]


@pytest.mark.parametrize(("make", "ways", "detector"), CASES, ids=lambda f: f.__name__)
def test_nearly_every_invented_number_is_found(
    make: Callable[[random.Random], str],
    ways: Callable[[str], Iterator[str]],
    detector: Callable[[str], Iterator[str]],
) -> None:
    dice = random.Random(20240506)
    texts = [text for _ in range(SAMPLES) for text in ways(make(dice))]
    missed = [text for text in texts if not list(detector(plain_width(text)))]
    assert len(missed) <= len(texts) // 100, missed[:10]
    unsuspected = [text for text in texts if not detectors.SUSPICIOUS.search(plain_width(text))]
    assert unsuspected == []


@pytest.mark.parametrize(
    "text",
    [
        "家住云溪市溪南区文一路8号。",
        "王某，男，住云溪市溪南区文一路８号3幢2单元501室",
        "家庭住址：云溪市溪南区桂花园3幢二单元501室",
        "户籍所在地为云溪市溪北镇东山村3组",
        "现住溪南区文二路弄堂12弄5号",
        "在桂花园3幢2单元501室门前堆放杂物",
        "居住在云溪市溪南区政苑小区12幢",
    ],
)
def test_a_home_down_to_the_door_is_found(text: str) -> None:
    assert "home-address" in rules(decision(facts_found=text))


@pytest.mark.parametrize(
    "text",
    [
        "联系电话0571-87654321。",
        "办公室电话（0571）87654321",
        "座机：87654321",
        "请拨打 021 54321098 联系王某",
    ],
)
def test_a_landline_in_a_case_is_found(text: str) -> None:
    assert "phone-number" in rules(decision(remark=text))
    assert "phone-number" not in rules(decision(remedy=text))


def test_an_old_identity_number_and_a_passport_are_found() -> None:
    assert "identity-number" in rules(decision(remark="代理人320106491231002。"))
    assert "identity-number" in rules(decision(remark="护照号码：E12345678"))
    assert "identity-number" in rules(decision(remark="身份证号36042619910101007（末位不清）"))


# Numbers of real documents, permits and lists, as agencies write them.
DOCUMENT_NUMBERS = (
    "穗番环罚〔2019〕156号",
    "德环罚字【2019】0013号",
    "济环罚字〔2020〕TQ第Q-4008号",
    "宁气雷验(2025)第0003号",
    "(320101000561)登字〔2025〕第01160034号",
    "苏(宁)危化经字(江北)00909",
    "JY33202810257113",
    "22512038765",
    "苏林林地审字〔锡〕〔2025〕101号",
    "(沪税普一)许变准字2021第(837)",
    "Y36265006111254",
    "32010020230217000011",
    "511A0138000000-511602000000-000-115113010833722043-1-00",
    "浙ICP备12345678号-1",
    "浙公网安备33010602000001号",
)


@pytest.mark.parametrize("number", DOCUMENT_NUMBERS)
def test_numbers_of_documents_raise_no_alarm(number: str) -> None:
    assert rules(decision(document_number=number)) == set()
    assert rules(decision(content=f"依据{number}，给予警告。")) == set()
    assert rules(decision(facts_found=f"许可证编号：{number}。")) == set()


def test_credit_codes_are_no_accounts_and_no_persons() -> None:
    dice = random.Random(7)
    for _ in range(500):
        digits = "".join(dice.choices("0123456789", k=9))
        body = f"9133{dice.choice(('0106', '0118', '0119', '0120'))}{digits}"
        code = body + uscc.calc_check_digit(body)
        text = f"当事人统一社会信用代码{code}，经营场所在云溪市。"
        assert not list(detectors.accounts(text)), text
        assert not list(identity_numbers(text)), text


GOOD_TEXTS = (
    "2024年5月6日，执法人员对当事人位于云溪市溪南区政务路8号的经营场所进行检查。",
    "当事人住所云溪市溪南区文一路8号。",
    "经营地址：云溪市溪南区星河大厦3幢2单元501室。",
    "处罚款人民币30,000.00元，没收违法所得12345678.90元，注册资本1000000000元。",
    "可拨打12345或者96345咨询，网址 https://www.example.gov.cn/2024/05/06/123456789012345.html 。",
    "检测值为0.13812345678毫克每升，样品批号20240506123456789。",
    "订单号：202405061234567890，运单号：SF1234567890123。",
    "住房和城乡建设局抄送，住所地人民法院管辖。",
    "身份证件由执法人员当场核对后退还。",
    "营业执照注册号：330106000012345。",
    "北纬30.123456度，东经120.1234567度。",
    "自2024-05-06起至2024-06-05止，共30日；时间2024-05-06 12:30。",
    "家住溪南区的居民反映。",
    "第3302420240506001号证书。",
)


@pytest.mark.parametrize("text", GOOD_TEXTS)
def test_good_text_raises_no_alarm(text: str) -> None:
    assert rules(decision(facts_found=text)) & PERSONAL == set()


def test_office_telephones_have_a_field_of_their_own() -> None:
    fields = {"name": "云溪市水利局", "phone": "0571-87654321、13800138000"}
    assert rules(item("agency", "jg-2024-b2c3d4", fields)) == set()


def test_a_reason_given_lets_a_field_be_and_an_idle_one_is_told() -> None:
    told = {"remark": "值班手机13800138000。"}
    reason = [{"name": "remark", "reason": "单位对外公布的值班手机。"}]
    assert rules(decision(**told)) == {"phone-number"}
    assert rules(decision(**told, disclosures=reason)) == set()
    assert rules(decision(remark="已缴纳。", disclosures=reason)) == {"disclosure"}


def test_what_is_found_is_not_repeated_in_the_message() -> None:
    found = problems(decision(remark="手机13812345678，身份证360426199101010071。"))
    assert {problem.rule for problem in found} == {"phone-number", "identity-number"}
    assert not any("13812345678" in problem.message for problem in found)
    assert not any("360426199101010071" in problem.message for problem in found)


def test_former_and_coming_values_and_notes_are_read_as_well() -> None:
    corrected = {
        "kind": "corrected",
        "date": "2024-06-03",
        "found_by": "agency",
        "note": "录入错误。",
    }
    published = {"kind": "published", "date": "2024-05-08"}
    clean = decision(
        remark="已缴纳。", changes=[published, {**corrected, "was": {"remark": "未缴纳。"}}]
    )
    assert rules(clean) == set()
    former = {**corrected, "was": {"remark": "联系13800138000。"}}
    assert rules(decision(remark="已缴纳。", changes=[published, former])) == {"phone-number"}
    note = {**corrected, "added": ["remark"], "note": "致电13800138000。"}
    assert rules(decision(remark="已缴纳。", changes=[published, note])) == {"phone-number"}
    coming = {
        "effective": "2027-01-01",
        "set": {"remark": "联系13800138000。"},
        "note": "分期。",
        "ground": "变更",
        "authority": {"body": "云溪市城市管理局"},
    }
    assert rules(decision(remark="已缴纳。", scheduled=coming)) == {"phone-number"}
