"""Mail and forms that are filled in: whom they go to, what they tell, and what of a tombstone."""

import json
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from portal.model.fields import EMAIL_PATTERN, WEB, WEB_PATTERN
from portal.model.owner import Desk, read_owner
from portal.site.reach import Reach, mailto, reach
from tests.site.test_links import Page

PENALTY = "cf-2024-k7m3q9"
SUBJECT = "91339901MA314177XP"
ADDRESS = "https://gs.yunxi.example"
MOST = 400  # bytes that the channels of one kind may add to a page
FORM = "https://credit.yunxi.example/"
DESK = Desk(email="yiyi@yunxi.example", form=f"{FORM}yiyi")
CASES = ("decisions", "entries", "commitments")


def channels(file: Path) -> tuple[list[str], list[str]]:
    """The letters to write and the forms to fill in that a page offers about what it shows."""
    links = Page(file.read_text(encoding="utf-8")).links
    mails = [one for one in links if one.startswith("mailto:") and "?" in one]
    return mails, [one for one in links if one.startswith(FORM)]


def letter(mail: str) -> tuple[str, str, str]:
    """To whom a mail goes, its subject and its body."""
    parts = urlsplit(mail)
    told = parse_qs(parts.query, strict_parsing=True)
    return parts.path, told["subject"][0], told.get("body", [""])[0]


def test_a_mail_is_written_as_the_standard_asks() -> None:
    mail, form = reach(DESK, "异议 & 100%", "cf-2024-k7m3q9", 2, f"{ADDRESS}/a/")
    assert mail.isascii()
    assert not set(" +'()") & set(mail.partition("?")[2])
    assert letter(mail) == (DESK.email, "异议 & 100% cf-2024-k7m3q9 v2", f"{ADDRESS}/a/")
    assert form == f"{FORM}yiyi?record=cf-2024-k7m3q9&version=2"


@pytest.mark.parametrize(
    ("form", "whole"),
    [
        ("https://a.cn/x?item=1", "https://a.cn/x?item=1&record=甲-1&version=2"),
        ("https://a.cn/x?", "https://a.cn/x?record=甲-1&version=2"),
        ("https://a.cn/#/x", "https://a.cn/?record=甲-1&version=2#/x"),
    ],
)
def test_what_is_asked_follows_the_address_of_the_form(form: str, whole: str) -> None:
    told = reach(Desk(form=form), "异议", "甲-1", 2).form
    assert told == whole.replace("甲", "%E7%94%B2")


@given(form=st.from_regex(WEB_PATTERN, fullmatch=True))
def test_every_address_that_a_record_may_have_can_be_asked(form: str) -> None:
    try:
        WEB.validate(form)
    except PydanticCustomError:
        return
    asked = urlsplit(reach(Desk.model_construct(form=form), "异议", "cf-2024-k7m3q9", 2).form)
    plain = urlsplit(form)
    assert (asked.scheme, asked.netloc, asked.path) == (plain.scheme, plain.netloc, plain.path)
    assert asked.query.endswith("record=cf-2024-k7m3q9&version=2")
    assert (asked.username, asked.fragment) == (None, plain.fragment)


@given(email=st.from_regex(EMAIL_PATTERN, fullmatch=True))
def test_no_mail_address_says_more_than_to_whom(email: str) -> None:
    parts = urlsplit(mailto(email))
    assert (parts.scheme, unquote(parts.path)) == ("mailto", email)
    assert (parts.query, parts.fragment) == ("", "")


def test_a_mail_address_that_no_kind_proved_is_quoted_all_the_same() -> None:
    assert mailto('a?cc=b@x.cn&"') == "mailto:a%3Fcc%3Db@x.cn%26%22"


def test_a_desk_without_mail_or_form_has_none() -> None:
    assert reach(Desk(phone="0500-1234567"), "异议", "cf-2024-k7m3q9", 2) == Reach("", "")


def test_the_owner_is_its_own_desk_and_repair_goes_where_objections_go() -> None:
    owner, faults = read_owner({"sponsor": "甲", "phone": "0500-1234567", "email": "a@b.cn"})
    assert faults == ()
    assert owner.objection_desk == Desk(name="甲", phone="0500-1234567", email="a@b.cn")
    assert owner.repair_desk == owner.objection_desk
    owner, _ = read_owner({"objection": {"email": "c@b.cn"}, "email": "a@b.cn"})
    assert owner.repair_desk == Desk(email="c@b.cn")


def test_a_readable_case_is_told_with_its_version_and_address_a_tombstone_by_its_id_alone(
    site: Path,
) -> None:
    seen = set()
    for file in (one for plural in CASES for one in site.glob(f"{plural}/*/index.json")):
        record = json.loads(file.read_text(encoding="utf-8"))
        mails, forms = channels(file.with_name("index.html"))
        version = record.get("version")
        repaired = record.get("repair", False)
        assert len(mails) == len(forms) == 1 + repaired, record["id"]
        words = {"异议", "信用修复"} if repaired else {"异议"}
        about = f"{record['id']} v{version}" if version else record["id"]
        body = f"{ADDRESS}{record['url']}" if version else ""
        assert {letter(mail)[1:] for mail in mails} == {(f"{one} {about}", body) for one in words}
        due = {"record": record["id"], **({"version": str(version)} if version else {})}
        for form in forms:
            asked = dict(parse_qsl(urlsplit(form).query))
            asked.pop("item", None)
            assert asked == due
        seen.add((record["state"], repaired))
    assert {("current", True), ("current", False), ("withdrawn", False)} <= seen
    assert {("ended", False), ("expired", False), ("removed", False)} <= seen


def test_norms_and_persons_lead_to_the_page_alone(site: Path) -> None:
    for plural in ("agencies", "lists", "officers", "laws"):
        for file in site.glob(f"{plural}/*/index.html"):
            assert channels(file) == ([], [])
            assert 'href="../../objection/"' in file.read_text(encoding="utf-8")


def test_a_subject_is_told_by_its_code(site: Path) -> None:
    (mail,), (form,) = channels(site / "subjects" / SUBJECT / "index.html")
    assert letter(mail)[1:] == (f"异议 {SUBJECT}", f"{ADDRESS}/subjects/{SUBJECT}/")
    assert parse_qs(urlsplit(form).query) == {"record": [SUBJECT]}


def test_the_channels_of_a_page_are_small(site: Path) -> None:
    html = unescape((site / "decisions" / PENALTY / "index.html").read_text(encoding="utf-8"))
    mails, forms = channels(site / "decisions" / PENALTY / "index.html")
    assert len(mails) == 2
    for mail, form in zip(mails, forms, strict=True):
        start, end = html.index(mail), html.index(form) + len(form)
        assert end - start <= MOST


def test_the_desk_is_told_on_the_pages_that_explain(demo: Path) -> None:
    for slug, mail in (("objection", "yiyi@"), ("repair", "xiufu@")):
        html = (demo / slug / "index.html").read_text(encoding="utf-8")
        assert mail in html
        assert "市民中心二楼" in html
    about = (demo / "about" / "index.html").read_text(encoding="utf-8")
    assert "市民中心二楼" not in about
