"""PORTAL_OWNER: what may be written, in which form, and what is said of the rest."""

from __future__ import annotations

from datetime import date

import pytest

from portal.model.owner import Desk, Owner, read_owner
from portal.model.shape import shapes

GOOD = {
    "sponsor": ("云溪市人民政府办公室",),
    "operator": ("云溪市大数据中心",),
    "site_id_code": ("3399010001", "bm01000001"),
    "domain": ("gs.yunxi.gov.cn", "www.xn--zfr164b"),
    "icp": ("浙ICP备00000000号", "京ICP备05070218号-1", "沪ICP备2021016245号"),
    "icp_url": ("https://beian.miit.gov.cn/",),
    "police": ("浙公网安备 33990102000001号", "京公网安备11010202000001号"),
    "police_url": ("https://beian.mps.gov.cn/#/query/webSearch?code=33990102000001",),
    "party_government_mark": ("http://biaoshi.yunxi.example/?id=1",),
    "error_report": ("https://jiucuo.yunxi.example/?site_code=3399010001",),
    "phone": ("0571-00000000", "12345"),
    "email": ("gs@yunxi.example",),
    "address": ("云溪市云溪大道1号",),
    "postcode": ("339900",),
    "opened": ("2026-01-05", date(2026, 1, 5)),
    "licence": ("知识共享署名 4.0 国际许可",),
    "licence_url": ("https://creativecommons.org/licenses/by/4.0/",),
    "keywords": (["政务公示", "执法公示"], ("政务公示",)),
    "objection": (
        {"phone": "0500-6810012"},
        {
            "name": "云溪市公共信用信息中心",
            "address": "云溪大道1号",
            "phone": "0500-6810012",
            "email": "yiyi@yunxi.example",
            "form": "https://credit.yunxi.example/?item=1",
            "hours": "工作日 9:00—17:00",
        },
    ),
    "repair": ({"form": "https://credit.yunxi.example/"},),
}
BAD = {
    "sponsor": ("", "  ", "云溪市\n办公室", 1, ["云溪市"]),
    "site_id_code": (
        "339901000",
        "33990100011",
        "339901000a",
        "BM01000001",
        3399010001,
        "３３９９０１０００１",
    ),
    "domain": ("https://gs.yunxi.gov.cn", "gs", "GS.yunxi.gov.cn", "gs.yunxi.gov.cn/"),
    "icp": (
        "浙ICP备号",
        "ICP备00000000号",
        "浙icp备00000000号",
        "浙ICP备 00000000号",
        "浙ICP备00000000",
    ),
    "icp_url": ("beian.miit.gov.cn", "javascript:alert(1)"),
    "police": ("33990102000001", "浙公网安备 339号", "浙公网安备33990102000001"),
    "police_url": ("//beian.mps.gov.cn",),
    "party_government_mark": ("3399010001",),
    "error_report": ("/找错/", "data:text/html,1"),
    "phone": ("电话", "1"),
    "email": ("gs", "gs@yunxi"),
    "postcode": ("33990", "3399000"),
    "opened": ("20260105", "2026年1月5日", "2026-02-30", 2026),
    "licence_url": ("CC BY",),
    "keywords": ("政务公示", [1], ["政务公示", ""], {"政务公示": 1}),
    "objection": ("0500-6810012", ["yiyi@yunxi.example"], {}, {"name": "某单位"}, 7),
    "repair": ("https://credit.yunxi.example/", {"phone": None}),
}


def test_every_value_has_its_examples() -> None:
    assert set(GOOD) == set(Owner.model_fields)
    assert set(Owner.model_fields) - set(BAD) == {"operator", "address", "licence"}


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in GOOD.items() for v in values])
def test_a_right_value_is_taken_as_it_is(name: str, value: object) -> None:
    owner, faults = read_owner({name: value})
    assert faults == ()
    expected = date(2026, 1, 5) if name == "opened" else value
    if isinstance(value, dict):
        expected = Desk(**value)
    assert getattr(owner, name) == (tuple(value) if isinstance(value, list) else expected)
    assert owner.is_set is not isinstance(value, dict)


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in BAD.items() for v in values])
def test_a_wrong_value_is_told_once_and_left_out(name: str, value: object) -> None:
    owner, faults = read_owner({name: value, "address": "云溪大道1号"})
    assert [fault.loc[0] for fault in faults] == [name]
    assert str(Owner.model_fields[name].title) in faults[0].message
    assert not getattr(owner, name)
    assert owner.address == "云溪大道1号"


def test_a_desk_is_read_as_strictly_as_its_owner() -> None:
    raw = {
        "objection": {
            "emial": "a@b.cn",
            "email": "gs",
            "phone": 12345,
            "form": "/yiyi",
            "name": "某单位",
            "hours": None,
        },
        "address": "云溪大道1号",
    }
    owner, faults = read_owner(raw)
    places = [".".join(map(str, fault.loc)) for fault in faults]
    assert sorted(places) == [
        *("objection.email", "objection.emial", "objection.form", "objection.phone"),
    ]
    messages = {fault.loc[-1]: fault.message for fault in faults}
    assert messages["emial"] == "PORTAL_OWNER 的 objection 里没有“emial”这一项，是不是 email？"
    assert "“gs”" in messages["email"]
    assert messages["phone"] == '电话：要写在引号里，如 "12345"。'
    assert owner == Owner(objection=Desk(name="某单位"), address="云溪大道1号")


def test_an_example_given_in_a_message_is_right_itself() -> None:
    examples = {shape.name: shape.kind.example for shape in shapes(Owner) if shape.kind}
    given = {name: example for name, example in examples.items() if example and name != "opened"}
    assert read_owner(given)[1] == ()


def test_what_nobody_knows_is_named_with_what_is_meant() -> None:
    owner, faults = read_owner({"site_idcode": "3399010001", "颜色": "红", 7: "七"})
    assert owner == Owner()
    messages = [fault.message for fault in faults]
    assert "是不是 site_id_code？" in messages[0]
    assert all("可写的有：sponsor、" in message for message in messages[1:])


@pytest.mark.parametrize("raw", ["云溪市", ["云溪市"], 7])
def test_the_owner_is_a_mapping(raw: object) -> None:
    owner, faults = read_owner(raw)
    assert not owner.is_set
    assert [fault.loc for fault in faults] == [()]


def test_nothing_and_none_are_both_absent() -> None:
    assert read_owner(None) == read_owner({}) == (Owner(), ())
    owner, faults = read_owner({"icp": None})
    assert (owner, faults) == (Owner(), ())
    assert not owner.is_set
