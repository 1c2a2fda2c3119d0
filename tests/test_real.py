"""The real run: agencies' own spreadsheets in, a site out, every accepted party found in it."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from portal.model.decision import Decision
from portal.model.duty import DUTY_KINDS
from portal.source import load
from tests.staff.desk import PENALTY, PENALTY_HEADER

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "real"
PORTAL = str(Path(sys.executable).with_name("portal"))


@pytest.fixture
def tables(tmp_path: Path) -> list[Path]:
    """The real files where they are; otherwise a small made-up one of the same columns."""
    real = [SHARED / "xk.csv", SHARED / "cf.csv"]
    if all(path.is_file() for path in real):
        copies = [tmp_path / path.name for path in real]
        for path, copy in zip(real, copies, strict=True):
            copy.write_bytes(path.read_bytes())
        return copies
    made_up = tmp_path / "cf.csv"
    with made_up.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, PENALTY_HEADER)
        writer.writeheader()
        writer.writerow(PENALTY)
        writer.writerow({**PENALTY, "违法事实": "", "行政处罚决定书文号": "云网信罚【2024】0013号"})
        writer.writerow({**PENALTY, "处罚决定日期": ""})
    return [made_up]


def run(folder: Path, *arguments: str | Path, status: int = 0) -> str:
    """Run a command in the portal's folder; return what it says."""
    command = [PORTAL, *map(str, arguments)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def count(table: Path) -> int:
    """The rows of a table; none where there is no table."""
    text = table.read_text("utf-8-sig") if table.exists() else ""
    return len(list(csv.DictReader(text.splitlines())))


def test_every_accepted_party_is_found_in_the_site(tmp_path: Path, tables: list[Path]) -> None:
    (tmp_path / "data").mkdir()
    run(tmp_path, "import", *tables, "--create-agencies", status=1)  # rows without a date
    said = run(tmp_path, "check")
    assert "0 处错误" in said
    run(tmp_path, "build", "--no-search")
    records = [item.record for item in load(tmp_path / "data").of("decision")]
    rows = sum(map(count, tables))
    refused = sum(count(Path(f"{table}.rejected.csv")) for table in tables)
    assert len(records) + refused == rows
    pages = [p.read_text("utf-8") for p in (tmp_path / "output" / "decisions").glob("*/index.html")]
    for record in records:
        assert isinstance(record, Decision)
        found = [page for page in pages if record.party.name in page]
        assert any((record.document_number or record.content) in page for page in found)


def test_the_same_tables_again_write_nothing(tmp_path: Path, tables: list[Path]) -> None:
    (tmp_path / "data").mkdir()
    run(tmp_path, "import", *tables, "--create-agencies", status=1)
    before = {p: p.read_bytes() for p in (tmp_path / "data").rglob("*.yaml")}
    said = run(tmp_path, "import", *tables, status=1)
    assert "新增 0" in said
    assert {p: p.read_bytes() for p in (tmp_path / "data").rglob("*.yaml")} == before


ITEMS = SHARED / "service-items.json"


@pytest.fixture
def items(tmp_path: Path) -> Path:
    """One district's service items; where the real file is not, a small one of the same shape."""
    copy = tmp_path / "items.json"
    if ITEMS.is_file():
        copy.write_bytes(ITEMS.read_bytes())
        return copy
    made_up = [
        {
            "department": f"区{office}局",
            "name": f"事项{number}",
            "areaCode": "339901000000",
            "itemCode": f"339901A{number:03}",
            "taskType": kind,
            "deptCode": "0",
        }
        for office, number, kind in (("财政", 1, "20"), ("水务", 2, "1"), ("水务", 3, "7"))
    ]
    copy.write_text(json.dumps(made_up, ensure_ascii=False), encoding="utf-8")
    return copy


def test_service_items_come_in_whole_and_can_be_browsed(tmp_path: Path, items: Path) -> None:
    rows = json.loads(items.read_text("utf-8"))
    (tmp_path / "data").mkdir()
    mapping = ROOT / "docs" / "mappings" / "service-items.yaml"
    run(tmp_path, "import", items, "--mapping", mapping, "--create-agencies")
    corpus = load(tmp_path / "data")
    agencies = {item.id: vars(item.record)["name"] for item in corpus.of("agency")}
    duties = [vars(item.record) for item in corpus.of("duty")]
    told = [(agencies[one["agency"]], one["name"], one["code"], one["kind"]) for one in duties]
    assert sorted(told) == sorted(
        (row["department"], row["name"], row["itemCode"], KINDS[int(row["taskType"])])
        for row in rows
    )
    if ITEMS.is_file():
        assert (len(agencies), len(duties)) == (34, 1135)
    run(tmp_path, "build", "--no-search")
    listed = {folder: rows_below(tmp_path / "output" / "duties" / folder) for folder in FOLDERS}
    assert listed["agency"] == len(duties) == listed["kind"]
    assert listed["letter"] in (len(duties), 0)  # one page needs no letters


KINDS = {int(code): kind for kind, code in DUTY_KINDS.items()}
FOLDERS = ("agency", "kind", "letter")


def rows_below(folder: Path) -> int:
    """The rows of all lists below a folder."""
    return sum(page.read_text("utf-8").count("<tr><td>") for page in folder.rglob("index.html"))


CREDIT = SHARED / "credit.json"
CREDIT_MAPPING = ROOT / "docs" / "mappings" / "credit.yaml"


RULE = """
name: {purpose}
purpose: {purpose}
acts: [列入名单]
colours: {colours}
valid_from: 2000-01-01
basis: [{{text: 浙江省公共信用信息管理条例}}]
changes: [{{kind: published, date: 2020-01-02}}]
"""
# Lists are public only where rules say when an entry comes down, and black ones whether early.
CREDIT_RULES = {
    "gz-2020-k7m3q9": RULE.format(purpose="公示期", colours="[其他名单, 黑名单]")
    + "amount: 100\nunit: 年\nstarts: 列入日期\n",
    "gz-2020-p4x8d2": RULE.format(purpose="不得提前终止", colours="[黑名单]"),
}


@pytest.fixture
def credit(tmp_path: Path) -> Path:
    """What a credit site says of some firms; where the real file is not, two made-up firms."""
    copy = tmp_path / "credit.json"
    if CREDIT.is_file():
        copy.write_bytes(CREDIT.read_bytes())
        return copy
    firm = {"主体名称": "云溪星河科技有限公司", "统一社会信用代码": "91339901MA2KYXHE0R"}
    odd = {
        **firm,
        "名单": "经营异常名录",
        "列入原因": "通过登记的住所或者经营场所无法联系",
        "列入日期": "2024-10-10",
        "决定机关": "云溪市市场监督管理局",
    }
    tax = {
        **firm,
        "名单": "纳税信用A级纳税人",
        "评价年度": "2024",
        "认定日期": None,
        "认定机关": "国家税务总局",
    }
    made_up = {"守信": [tax], "经营异常": [odd, odd]}
    copy.write_text(json.dumps(made_up, ensure_ascii=False), encoding="utf-8")
    return copy


def test_credit_becomes_lists_entries_commitments_and_subjects(
    tmp_path: Path, credit: Path
) -> None:
    (tmp_path / "data" / "rules").mkdir(parents=True)
    for name, text in CREDIT_RULES.items():
        (tmp_path / "data" / "rules" / f"{name}.yaml").write_text(text, encoding="utf-8")
    options = ("--mapping", CREDIT_MAPPING, "--create-agencies", "--create-lists")
    run(tmp_path, "import", credit, *options, status=1)  # rows that tell a year and no day
    rows = [row for sheet in json.loads(credit.read_text("utf-8")).values() for row in sheet]
    refused = credit.with_name("credit.json.rejected.csv")
    refused_rows = csv.DictReader(refused.read_text("utf-8-sig").splitlines())
    reasons = [row["退回原因"] for row in refused_rows]
    assert all(reason.startswith("没有填“认定日期”") for reason in reasons)
    distinct = {json.dumps(row, ensure_ascii=False, sort_keys=True) for row in rows}
    corpus = load(tmp_path / "data")
    cases = [vars(i.record) for kind in ("entry", "commitment") for i in corpus.of(kind)]
    assert len(cases) + len(reasons) == len(distinct)
    lists = [vars(item.record) for item in corpus.of("list")]
    assert all(one["public"] and one["publication_basis"] for one in lists)
    if CREDIT.is_file():
        assert (len(lists), len(cases), len(reasons)) == (3, 14, 29)
    assert "0 处错误" in run(tmp_path, "check")
    run(tmp_path, "build", "--no-search")
    for party in (case["party"] for case in cases):
        page = tmp_path / "output" / "subjects" / party.code / "index.html"
        assert party.name in page.read_text("utf-8")
    assert "新增 0" in run(tmp_path, "import", credit, *options, status=1)
