"""Tables of credit codes: one page for few, pages by the last characters for many."""

import pytest

from portal.site.search import Entry, codes
from portal.site.search.entry import Key

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def entries(count: int) -> list[Entry]:
    """A decision each of as many firms."""
    made = []
    for number in range(count):
        code = f"91339901MA{number:06d}{ALPHABET[number % 31]}{ALPHABET[number // 31 % 31]}"
        row = (
            f"cf-2024-{number:06d}",
            "decision",
            "current",
            "公示中",
            "2024-05-08",
            "",
            f"第{number}号",
        )
        key = Key("统一社会信用代码", code.lower(), f"企业{number}", code)
        made.append(Entry(row[0], row, b"", "", "", (key,), (("", ""),) * 5, 0))
    return made


@pytest.mark.parametrize(("count", "length"), [(0, 0), (200, 0), (201, 1), (6300, 2)])
def test_pages_are_short_and_hold_every_code_once(count: int, length: int) -> None:
    first, *rest = codes.pages(entries(count), [b""] * count, {})
    assert first.url == "/search/codes/"
    assert (first.context["count"], first.context["length"]) == (count, length)
    assert len(rest) == (len(first.context["endings"]) if length else 0)
    listed = [subject.code for page in (first, *rest) for subject in page.context["here"].subjects]
    assert len(listed) == len(set(listed)) == count
    for page in rest:
        assert len(page.context["here"].subjects) <= codes.MOST
        ending = page.url.split("/")[-2].upper()
        assert all(subject.code.endswith(ending) for subject in page.context["here"].subjects)


def test_a_subject_has_all_its_records_the_newest_first_under_its_latest_name() -> None:
    one, two = entries(2)
    renamed = Key("统一社会信用代码", one.keys[0].key, "新名称", one.keys[0].code)
    later = Entry(two.id, two.row, b"", "", "", (renamed,), two.facets, 0)
    (page,) = codes.pages([one, later], [b""] * 2, {})
    (subject,) = page.context["here"].subjects
    assert subject.name == "新名称"
    assert [link.id for link in subject.records] == [two.id, one.id]


def test_of_what_is_withdrawn_there_is_no_code() -> None:
    tombstone = Entry(
        "cf-2024-aaaaaa", (), b"", "", "", (Key("记录编号", "cf-2024-aaaaaa"),), (), 0
    )
    (page,) = codes.pages([tombstone], [b""], {})
    assert page.context["here"].subjects == []


def test_a_page_is_told_apart_by_what_its_own_records_say_and_by_the_pages_of_its_subjects() -> (
    None
):
    those = entries(201)
    said = [b"%d" % number for number in range(201)]

    def pages(digests: list[bytes], urls: dict[str, str]) -> list[bytes]:
        return [page.context["here"].said for page in codes.pages(those, digests, urls)]

    code = those[3].keys[0].code
    before = pages(said, {})
    otherwise = pages([*said[:3], b"other", *said[4:]], {})
    linked = pages(said, {code: f"/subjects/{code}/"})
    for after in (otherwise, linked):
        assert len([1 for one, other in zip(before, after, strict=True) if one != other]) == 1
