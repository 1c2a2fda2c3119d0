"""Lists by name: syllable by syllable, and as a name is read where the program would read it wrong."""

from portal.model.agency import Agency
from portal.model.decision import Decision
from portal.site.collation import initial, letter_slug, name_key, ordered, parted
from portal.site.listing import Summary
from tests.site.test_lists import summary


def named(title: str, pinyin: str = "") -> Summary:
    """A summary of a record of that title."""
    return summary(0)._replace(title=title, order=name_key(pinyin or title), id=title)


def sorted_titles(*rows: Summary) -> list[str]:
    return [row.title for row in ordered(Agency, rows)]


def test_names_go_by_syllable_tone_and_not_by_code_point() -> None:
    rows = map(
        named, ("重庆路街道办事处", "安若山", "市场监管局", "“双随机”检查", "西安路", "先锋镇")
    )
    assert sorted_titles(*rows) == [
        "安若山",
        "重庆路街道办事处",
        "市场监管局",
        "“双随机”检查",
        "西安路",
        "先锋镇",
    ]
    assert sorted_titles(*map(named, ("马", "麻", "妈"))) == ["妈", "麻", "马"]


def test_a_stated_reading_wins() -> None:
    assert initial(named("单知行")) == "D"
    assert initial(named("单知行", "shan zhi xing")) == "S"
    assert sorted_titles(named("单知行", "shan zhi xing"), named("宋砚秋"), named("尚清")) == [
        "单知行",
        "尚清",
        "宋砚秋",
    ]
    assert name_key("lü you ju") == name_key("lv you ju")


def test_what_begins_with_no_letter_comes_last() -> None:
    rows = [named("24小时自助服务"), named("《》"), named("APP备案"), named("养老")]
    assert sorted_titles(*rows) == ["APP备案", "养老", "《》", "24小时自助服务"]
    assert next((one, letter_slug(one)) for one in map(initial, rows)) == ("#", "other")


def test_headings_are_letters_or_months() -> None:
    rows = ordered(Agency, [named("乙"), named("安"), named("艾")])
    assert [(h, len(of)) for h, of in parted(Agency, rows)] == [("A", 2), ("Y", 1)]
    assert [h for h, _ in parted(Decision, [summary(1), summary(2)])] == ["2024-05"]
