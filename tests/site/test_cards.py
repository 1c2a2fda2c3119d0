"""The card at the door: one word, nobody named after the end, and a code that leads there."""

from datetime import date
from pathlib import Path

import pytest
import segno

from portal.lifecycle import Gate
from portal.lifecycle.coming import next_change
from portal.site.cards import Card, NotPublic, cards
from portal.source import load
from tests.site.conftest import AS_OF, SPECIMEN
from tests.test_cli import portal

VALID, INVALID, UNKNOWN, NOT_YET = "证件有效", "证件无效", "不能核验", "尚未生效"
OFFICER = """name: 单知行
pinyin: shan zhi xing
agency: jg-2024-aaaaaa
certificate: 云溪执法证第9001号
valid_from: {first}
valid_until: 2030-12-31
changes:
  - kind: published
    date: 2024-01-02
"""
AGENCY = "name: 云溪市试验局\nchanges:\n  - kind: published\n    date: 2024-01-02\n"


def card(site: Path, record_id: str) -> str:
    """The card of an officer."""
    return (site / "officers" / record_id / "card" / "index.html").read_text("utf-8")


def words(html: str) -> list[str]:
    """The verdicts that stand on a card: there must be one."""
    return [word for word in (VALID, INVALID, UNKNOWN, NOT_YET) if f"<strong>{word}<" in html]


def test_the_card_of_a_valid_certificate_says_who_and_whom_to_call(site: Path) -> None:
    html = card(site, "ry-2024-a6d9k3")
    assert words(html) == [VALID]
    assert "程予安" in html
    assert 'href="tel:05006812345"' in html


@pytest.mark.parametrize(
    ("record_id", "word"),
    [
        ("ry-2024-c8p4h2", INVALID),  # expired
        ("ry-2024-d5t2w9", INVALID),  # cancelled
        ("ry-2024-g7w3v6", INVALID),  # withdrawn
        ("ry-2024-h4y9b5", UNKNOWN),  # removed
    ],
)
def test_whoever_left_is_not_named(site: Path, record_id: str, word: str) -> None:
    html = card(site, record_id)
    assert words(html) == [word]
    record = load(SPECIMEN / "data").items[record_id].record
    for name in ("name", "certificate"):
        assert str(vars(record).get(name)) not in html
    assert 'name="robots" content="noindex"' in html


def test_what_is_gone_is_gone_with_its_card(site: Path) -> None:
    gone = (site / "gone.map").read_text("utf-8")
    assert "/officers/ry-2024-c8p4h2/card/ 1;" in gone
    assert "/officers/ry-2024-a6d9k3/card/" not in gone


def made(folder: Path, first: str) -> Gate:
    """The gate of one officer whose certificate begins on the day `first`."""
    for path, text in (
        ("agencies/jg-2024-aaaaaa", AGENCY),
        ("officers/ry-2024-aaaaaa", OFFICER.format(first=first)),
    ):
        file = folder / f"{path}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return Gate(load(folder), as_of=AS_OF)


def test_a_certificate_that_begins_later_is_not_valid_yet(tmp_path: Path) -> None:
    view = made(tmp_path, "2026-07-15").view("ry-2024-aaaaaa")
    assert view
    assert (view.state, view.holds) == ("current", False)
    assert next_change(made(tmp_path, "2026-07-15")) == date(2026, 7, 15)
    begun = made(tmp_path, "2026-06-30").view("ry-2024-aaaaaa")
    assert begun
    assert begun.holds


def test_how_a_name_is_read_is_not_told(tmp_path: Path) -> None:
    view = made(tmp_path, "2024-01-01").view("ry-2024-aaaaaa")
    assert view
    assert view.sorted_by == "shan zhi xing"
    assert "pinyin" not in {shown.name for shown in view.fields}


def test_the_codes_lead_to_the_cards_of_those_on_the_register() -> None:
    gate = Gate(load(SPECIMEN / "data"), as_of=AS_OF)
    made = {one.id: one for one in cards(gate, "https://gs.yunxi.example")}
    assert sorted(made) == ["ry-2024-a6d9k3", "ry-2024-b3m7x5", "ry-2024-e9g6n4", "ry-2024-f2k8s7"]
    one = made["ry-2024-a6d9k3"]
    assert one.address == "https://gs.yunxi.example/officers/ry-2024-a6d9k3/card/"
    assert one.code == Card(one.id, one.title, one.address, one.until).code
    assert f"<title>{one.address}</title>" in one.code.decode()
    assert segno.make(one.address, error="q", micro=False).error == "Q"


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:8000", "http://localhost"])
def test_no_code_leads_to_a_machine_of_ones_own(url: str) -> None:
    with pytest.raises(NotPublic):
        list(cards(Gate(load(SPECIMEN / "data"), as_of=AS_OF), url))


def test_the_command_writes_a_code_for_each(tmp_path: Path) -> None:
    data, config = SPECIMEN / "data", SPECIMEN / "pelicanconf.py"
    arguments = ["--data", str(data), "--config", str(config), "--as-of", str(AS_OF)]
    result = portal("officers", *arguments, "--qr", str(tmp_path / "qr"))
    assert result.exit_code == 0, result.output
    assert len(list((tmp_path / "qr").glob("*.svg"))) == len(result.stdout.splitlines()) - 1 == 4
    (tmp_path / "file").write_text("")
    refused = portal("officers", *arguments, "--qr", str(tmp_path / "file" / "qr"))
    assert refused.exit_code == 1
    local = tmp_path / "conf.py"
    local.write_text('SITEURL = "http://127.0.0.1:8000"\n')
    refused = portal("officers", "--data", str(data), "--config", str(local))
    assert refused.exit_code == 1
    assert "不是公众能打开的网址" in refused.stderr
    assert portal("officers", "--data", str(tmp_path / "none")).exit_code == 2
