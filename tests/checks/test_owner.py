"""What the site says of itself: every missing value is named, on the line where it belongs."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.checks.owner import CHECKS, RULES, Website, examine
from portal.cli import main
from portal.source.configuration import Configuration
from tests.checks.examples import AGENCY, put

ROOT = Path(__file__).parents[2]
REQUIRED = {
    "sponsor": "owner-sponsor",
    "phone": "owner-contact",
    "site_id_code": "owner-site-id-code",
    "icp": "owner-icp",
    "icp_url": "owner-icp-link",
    "police": "owner-police",
    "party_government_mark": "owner-party-government-mark",
    "error_report": "owner-error-report",
    "domain": "site-domain",
}
STOPPING = {"owner-sponsor", "owner-contact", "owner-site-id-code", "owner-icp"}
FULL = {
    "sponsor": "云溪市人民政府办公室",
    "site_id_code": "3399010001",
    "domain": "gs.yunxi.gov.cn",
    "icp": "浙ICP备00000000号",
    "icp_url": "https://beian.yunxi.gov.cn/",
    "police": "浙公网安备 33990102000001号",
    "party_government_mark": "https://biaoshi.yunxi.gov.cn/",
    "error_report": "https://jiucuo.yunxi.gov.cn/",
    "phone": "0571-00000000",
}
SITE = "https://gs.yunxi.gov.cn"


def found(owner: object, *, public: bool = False, url: str = SITE) -> dict[str, str]:
    """The rules that a site breaks, each with its severity."""
    settings: Mapping[str, object] = {
        "PORTAL_OWNER": owner,
        "PORTAL_PUBLIC": public,
        "SITEURL": url,
    }
    return {one.rule: one.severity for one in examine(Website.of(settings, None))}


def without(*names: str) -> dict[str, str]:
    return {name: value for name, value in FULL.items() if name not in names}


@pytest.mark.parametrize("public", [False, True])
def test_a_site_that_says_all_gives_no_finding(public: bool) -> None:
    assert found(FULL, public=public) == {}


@pytest.mark.parametrize(("name", "rule"), REQUIRED.items())
def test_each_missing_value_is_named(name: str, rule: str) -> None:
    assert found(without(name)) == {rule: "warning"}
    stops = rule in STOPPING
    assert found(without(name), public=True) == {rule: "error" if stops else "warning"}


def test_a_site_that_says_nothing_is_reminded_of_everything() -> None:
    rules = set(REQUIRED.values()) - {"owner-icp-link"}
    assert found(None) == dict.fromkeys(rules, "warning")
    public = found(None, public=True)
    assert {rule for rule, severity in public.items() if severity == "error"} == STOPPING
    assert set(public) == rules


def test_an_address_for_mail_is_a_contact_too() -> None:
    assert found({**without("phone"), "email": "gs@yunxi.gov.cn"}) == {}


def test_a_wrong_value_is_not_called_missing_as_well() -> None:
    assert found({**FULL, "icp": "浙ICP"}, public=True) == {"owner": "error"}
    assert found("云溪市", public=True) == {"owner": "error"}


@pytest.mark.parametrize(
    ("url", "domain", "broken"),
    [
        ("https://gs.yunxi.gov.cn/portal", "gs.yunxi.gov.cn", set()),
        ("https://gs.yunxi.gov.cn:8443", "gs.yunxi.gov.cn", set()),
        ("https://www.xn--zfr164b.xn--zfr164b", "www.xn--zfr164b.xn--zfr164b", set()),
        ("https://gs.yunxi.gov.cn.evil.com", "gs.yunxi.gov.cn", {"site-domain"}),
        ("https://yunxigov.cn", "yunxigov.cn", {"site-domain"}),
        ("http://127.0.0.1:8000", "gs.yunxi.gov.cn", {"site-domain"}),
        ("", "gs.yunxi.gov.cn", {"site-domain"}),
    ],
)
def test_the_address_is_a_government_one_where_the_site_is_public(
    url: str, domain: str, broken: set[str]
) -> None:
    owner = {**FULL, "domain": domain}
    assert set(found(owner, public=True, url=url)) == broken
    assert found(owner, url=url) == {}


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("domain", "gs.yunxi.example", True),
        ("email", "gs@yunxi.example", True),
        ("error_report", "https://jiucuo.yunxi.example:8443/?a=1", True),
        ("error_report", "https://jiucuo.example-city.gov.cn/", False),
        ("error_report", "https://jiucuo.example.gov.cn/", False),
    ],
)
def test_values_of_the_demonstration_do_not_go_public(name: str, value: str, told: bool) -> None:
    owner = {**FULL, name: value}
    assert (found(owner, public=True).get("owner-example") == "error") is told
    assert "owner-example" not in found(owner)
    assert "owner-example" not in found(owner, public=True, url="https://gs.yunxi.example")


def test_values_of_the_demonstration_in_a_desk_do_not_go_public() -> None:
    owner = {**FULL, "repair": {"phone": "0500-1234567", "form": "https://xiufu.yunxi.example/"}}
    assert found(owner, public=True) == {"owner-example": "error"}
    assert found(owner) == {}


def test_every_check_of_the_site_is_published() -> None:
    names = {check.rule.name for check in CHECKS}
    assert names == {*REQUIRED.values(), "owner", "owner-example"}
    assert [rule.name for rule in RULES if not rule.provision] == []


WRITTEN = """
OTHER = {"icp": "1"}
PORTAL_OWNER: dict = {
    "sponsor": "甲",
    **OTHER,
    "phone":
        "1",
}
PORTAL_OWNER["email"] = "x"
PORTAL_OWNER |= dict(
    police="2",
    objection={
        "phone": "3",
        **{"email": "4"},
    },
)
SITEURL = "x"
"""


def test_the_line_is_found_however_it_is_written(tmp_path: Path) -> None:
    base, more = tmp_path / "pelicanconf.py", tmp_path / "publishconf.py"
    base.write_text(WRITTEN, encoding="utf-8")
    more.write_text('# 编码\nSITEURL = "y"\n', encoding="utf-8")
    alone, both = Configuration.of(base), Configuration.of(more)
    places = {"sponsor": 4, "phone": 6, "email": 9, "police": 11, "icp": 10, "": 10}
    places |= {"objection": 12, "objection.phone": 13, "objection.email": 14}
    for key, line in places.items():
        assert alone.place("PORTAL_OWNER", key) == (str(base), line)
        assert both.place("PORTAL_OWNER", key) == (str(base), line)
    assert alone.place("SITEURL") == (str(base), 17)
    assert both.place("SITEURL") == (str(more), 2)
    assert both.place("PORTAL_PUBLIC") == (str(more), 1)
    assert Configuration.of(None).place("SITEURL") == ("pelicanconf.py", 1)


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", "--as-of", "2026-06-30", *arguments])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one record and the settings of the demonstration."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("portal.cli.check.today", lambda: date(2026, 6, 30))
    put(tmp_path / "data", "agencies/jg-2024-aaaaaa.yaml", AGENCY)
    for name in ("pelicanconf.py", "publishconf.py"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_the_demonstration_lacks_nothing(folder: Path) -> None:
    result = check()
    assert (result.exit_code, result.stdout) == (0, "")


def test_the_demonstration_is_not_a_government_site(folder: Path) -> None:
    result = check("--config", "publishconf.py")
    assert result.exit_code == 0
    assert [line.split()[2] for line in result.stdout.splitlines()] == ["[site-domain]"]
    assert result.stdout.startswith("publishconf.py:9: 提醒 ")


def test_what_is_missing_stops_the_publication_and_not_the_trial(folder: Path) -> None:
    settings = folder / "pelicanconf.py"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace('    "icp": ', '    # "icp": '), encoding="utf-8")
    trial, public = check(), check("--config", "publishconf.py")
    assert trial.exit_code == 0
    assert "提醒 [owner-icp] 没有写ICP备案编号" in trial.stdout
    assert public.exit_code == 1
    assert "错误 [owner-icp] 没有写ICP备案编号" in public.stdout
    line = text[: text.index("PORTAL_OWNER = {")].count("\n") + 1
    assert f"pelicanconf.py:{line}: 错误 [owner-icp]" in public.stdout


def test_chosen_records_and_bare_data_are_checked_alone(folder: Path) -> None:
    (folder / "pelicanconf.py").write_text("", encoding="utf-8")
    assert "[owner-sponsor]" in check().stdout
    assert check("data/agencies").stdout == ""
    (folder / "pelicanconf.py").unlink()
    assert check().stdout == ""
