"""What feeds keep: a reader must hear again of what it has read, once that says something else."""

from datetime import date, timedelta
from xml.etree import ElementTree

from portal.lifecycle.phrase import Phrase
from portal.lifecycle.view import Former, Link
from portal.site.feeds import DELETIONS, ENTRIES, TOMBSTONES, Feeds, deletions
from portal.site.language import SOURCE, language
from portal.site.listing import Event, FormerAgency, Summary

ATOM = "{http://www.w3.org/2005/Atom}"
FIRST = date(2025, 1, 6)


def summary(number: int, *events: Event, gone: bool = False) -> Summary:
    """A decision with these events."""
    url, changed = f"/decisions/cf-{number}/", events[-1].date
    return Summary(
        *(f"cf-{number}", "decision", url, "", "current", "", not gone, gone, changed, changed),
        agency=None,
        facet=None,
        takedown=None,
        former_versions=0,
        events=events,
        former=(Former("change-1", FIRST),) if gone else (),
    )


def event(record: int, number: int, day: date, *, updated: date | None = None) -> Event:
    """A change of a decision."""
    record_id = f"cf-{record}"
    url = f"/decisions/{record_id}/#change-{number}"
    said = ("published", "公布", url, "标题", "decision", "执法决定", "")
    return Event(day, record_id, number, *said, updated=updated or day)


def made(*summaries: Summary, speaks: str = SOURCE) -> dict[str, bytes]:
    """Every feed of these records, by its path."""
    events = [event for summary in summaries for event in summary.events]
    events.sort(key=lambda event: event.date, reverse=True)
    feeds = Feeds("门户", "", FIRST, language(speaks))
    return {feed.path: feeds.content(feed) for feed in feeds.all(events, summaries)}


def read(*summaries: Summary) -> tuple[set[str], set[str]]:
    """The entries and the deletions of the feed of all changes, by record and change."""
    root = ElementTree.fromstring(made(*summaries)["feeds/all.xml"])
    entries = {str(entry.findtext(f"{ATOM}id")) for entry in root.iter(f"{ATOM}entry")}
    deleted = {one.attrib["ref"] for one in root.iter(f"{{{TOMBSTONES}}}deleted-entry")}
    return entries, deleted


def later(days: int) -> date:
    """So many days after the first publication."""
    return FIRST + timedelta(days=days)


def test_a_record_withdrawn_a_hundred_changes_later_brings_its_first_entry_back() -> None:
    others = [summary(n, event(n, 1, later(n))) for n in range(2, ENTRIES * 2)]
    end = later(ENTRIES * 3)
    withdrawn = summary(1, event(1, 1, FIRST, updated=end), event(1, 2, end))
    entries, _ = read(withdrawn, *others)
    assert {"/decisions/cf-1/#change-1", "/decisions/cf-1/#change-2"} <= entries
    assert len(entries) == ENTRIES


def test_a_thousand_publications_do_not_drown_the_entry_that_reads_otherwise() -> None:
    withdrawn = summary(1, event(1, 1, FIRST, updated=later(30)), event(1, 2, later(30)))
    others = [summary(n, event(n, 1, later(31))) for n in range(2, 1_000)]
    assert "/decisions/cf-1/#change-1" in read(withdrawn, *others)[0]


def test_no_deletion_of_late_is_cut() -> None:
    ended = [summary(n, event(n, 2, later(9)), gone=True) for n in range(2, DELETIONS + 20)]
    old = [
        summary(n, event(n, 2, FIRST - timedelta(days=99)), gone=True) for n in range(9_000, 9_009)
    ]
    assert len(deletions(ended)) == DELETIONS + 18
    assert len(read(*ended, *old)[1]) == DELETIONS + 18


def updated(feed: bytes) -> str:
    """The day on which a feed says it changed last."""
    return str(ElementTree.fromstring(feed).findtext(f"{ATOM}updated"))[:10]


def test_a_feed_is_as_new_as_its_last_entry_or_deletion() -> None:
    assert updated(made()["feeds/corrections.xml"]) == str(FIRST)
    ended = summary(1, event(1, 2, later(9)), gone=True)
    assert updated(made(ended)["feeds/corrections.xml"]) == str(later(9))


def test_a_record_leaves_the_feed_of_the_agency_that_it_was_wrongly_held_to_be_of() -> None:
    one, other = (Link(f"jg-{n}", "agency", f"局{n}", "", "current", "") for n in (1, 2))
    first, second = (event(1, n, later(n)) for n in (1, 2))
    told = summary(1, first._replace(agency=other), second._replace(agency=other))
    moved = told._replace(agency=other, agencies=(FormerAgency(one, 2, later(2)),))
    feeds = made(moved)
    assert b"#change-1" in feeds["feeds/agency/jg-1.xml"]
    assert b"<entry>" not in feeds["feeds/agency/jg-1.xml"]
    assert b"deleted-entry" not in feeds["feeds/agency/jg-2.xml"]


def test_feeds_speak_the_language_of_the_site() -> None:
    heading = Phrase("[{state}] {title}", state=Phrase("已撤回"), title="行政处罚决定")
    note = "经判决撤销。\n<b>第二段。"
    told = event(1, 1, FIRST)._replace(title=heading, ground="撤销", note=note)
    feed = made(summary(1, told), speaks="en")["feeds/all.xml"]
    root = ElementTree.fromstring(feed)
    (entry,) = root.iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Published: [Withdrawn] 行政处罚决定"
    said = entry.findtext(f"{ATOM}summary")
    assert said == "<p>Revoked</p><p>经判决撤销。</p><p>&lt;b&gt;第二段。</p>"
