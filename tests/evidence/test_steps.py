"""What may follow what a record said, case by case."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from portal.checks.evidence_model import Model
from portal.checks.evidence_model import Raw as Content
from portal.lifecycle.identity import import_keys
from portal.model import RECORD_TYPES, Record
from portal.model.decision import Decision
from tests.evidence.repository import Repo, rules, told
from tests.lifecycle.histories import AGENCY, DECISION, ROLES, least

PUBLIC, DAY = date(2024, 1, 2), date(2024, 3, 4)
PATH = f"agencies/{AGENCY}.yaml"
CASE = "decisions/2024/cf-2024-k7m3q9.yaml"
Raw = dict[str, Any]


def agency(*changes: Raw, **fields: Any) -> Raw:
    """Return an agency published long ago, with later changes."""
    first = least("published", PUBLIC, "")
    return {"name": "云溪市城市管理局", **fields, "changes": [first, *changes]}


def corrected(day: date = DAY, **declared: Any) -> Raw:
    """Return a correction."""
    return {**least("corrected", day, "电话录错。"), **declared}


def between(folder: Path, before: Raw, after: Raw, path: str = PATH, day: date = DAY) -> list[str]:
    """Return the rules broken between two states; both commands must agree."""
    repo = Repo.new(folder)
    repo.write(path, before)
    repo.commit(PUBLIC)
    repo.write(path, after)
    found = repo.against("main", day)
    repo.commit(day)
    along = [p for p in repo.audited() if "第一个有记录的提交" not in p.message]
    assert rules(found) == rules(along)
    return rules(found)


HONEST: dict[str, tuple[Raw, Raw]] = {
    "nothing": (agency(), agency()),
    "declared": (
        agency(phone="0500-6810000"),
        agency(corrected(was={"phone": "0500-6810000"}), phone="0500-6810001"),
    ),
    "a field more": (agency(), agency(corrected(added=["phone"]), phone="0500-6810001")),
    "a field less": (
        agency(phone="0500-6810000"),
        agency(corrected(was={"phone": "0500-6810000"})),
    ),
    "twice": (
        agency(phone="0500-6810000"),
        agency(
            corrected(was={"phone": "0500-6810000"}),
            corrected(was={"phone": "0500-6810001"}),
            phone="0500-6810002",
        ),
    ),
    "withheld, what was said in between": (
        agency(),
        agency(corrected(added=["phone"]), corrected(withheld=["phone"])),
    ),
    "three days back": (
        agency(phone="0500-6810000"),
        agency(corrected(date(2024, 3, 1), was={"phone": "0500-6810000"}), phone="0500-6810001"),
    ),
    "scheduled": (
        agency(),
        agency(scheduled={"effective": "2024-04-01", "set": {"leader": "王某"}, "note": "到任。"}),
    ),
    "scheduled otherwise": (
        agency(scheduled={"effective": "2024-04-01", "set": {"leader": "王某"}, "note": "到任。"}),
        agency(scheduled={"effective": "2024-05-06", "set": {"leader": "李某"}, "note": "到任。"}),
    ),
    "called off": (
        agency(scheduled={"effective": "2024-04-01", "set": {"leader": "王某"}, "note": "到任。"}),
        agency(),
    ),
    "due and not folded": (
        agency(scheduled={"effective": "2024-02-01", "set": {"leader": "王某"}, "note": "到任。"}),
        agency(
            disclosures=[{"name": "leader", "reason": "负责人依法公开。"}],
            scheduled={"effective": "2024-02-01", "set": {"leader": "王某"}, "note": "到任。"},
        ),
    ),
    "due and folded": (
        agency(
            leader="赵某",
            scheduled={"effective": "2024-02-01", "set": {"leader": "王某"}, "note": "到任。"},
        ),
        agency(
            {
                "kind": "amended",
                "date": "2024-02-01",
                "effective": "2024-02-01",
                "note": "到任。",
                "was": {"leader": "赵某"},
            },
            leader="王某",
        ),
    ),
    "withheld, and what told of it": (
        agency(
            corrected(date(2024, 2, 1), was={"phone": "0500-6810000"}),
            phone="0500-6810001",
        ),
        agency(
            {
                "kind": "corrected",
                "date": "2024-02-01",
                "found_by": "agency",
                "note_withheld": "个人隐私",
                "withheld": ["phone"],
            },
            corrected(withheld=["phone"]),
            phone="0500-6810002",
        ),
    ),
    "a note withheld, and nothing else": (
        agency(least("disputed", date(2024, 2, 1), "有异议。")),
        agency({"kind": "disputed", "date": "2024-02-01", "note_withheld": "个人隐私"}, corrected()),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", HONEST)
def test_what_is_declared_may_be(case: str, tmp_path: Path) -> None:
    assert between(tmp_path, *HONEST[case]) == []


BROKEN: dict[str, tuple[Raw, Raw, list[str]]] = {
    "undeclared": (agency(phone="0500-6810000"), agency(phone="0500-6810001"), ["evidence-value"]),
    "another field": (
        agency(phone="0500-6810000", leader="王某"),
        agency(corrected(was={"phone": "0500-6810000"}), phone="0500-6810001", leader="李某"),
        ["evidence-value"],
    ),
    "four days back": (
        agency(phone="0500-6810000"),
        agency(corrected(date(2024, 2, 29), was={"phone": "0500-6810000"}), phone="0500-6810001"),
        ["evidence-date"],
    ),
    "scheduled for a day that is over": (
        agency(),
        agency(scheduled={"effective": "2024-02-01", "set": {"leader": "王某"}, "note": "到任。"}),
        ["evidence-date"],
    ),
    "called off when it was due": (
        agency(scheduled={"effective": "2024-02-01", "set": {"leader": "王某"}, "note": "到任。"}),
        agency(),
        ["evidence-history"],
    ),
    "folded as of another day": (
        agency(scheduled={"effective": "2024-02-01", "set": {"leader": "王某"}, "note": "到任。"}),
        agency(
            {"kind": "amended", "date": "2024-03-04", "effective": "2024-02-01", "note": "到任。",
             "added": ["leader"]},
            leader="王某",
        ),
        ["evidence-history"],
    ),
    "a note withheld for no reason": (
        agency(least("disputed", date(2024, 2, 1), "有异议。")),
        agency(
            {"kind": "disputed", "date": "2024-02-01", "note_withheld": "个人隐私"},
            corrected(added=["phone"]),
            phone="0500-6810002",
        ),
        ["evidence-history"],
    ),
    "a note withheld with a field that never was": (
        agency(least("disputed", date(2024, 2, 1), "有异议。")),
        agency(
            {"kind": "disputed", "date": "2024-02-01", "note_withheld": "个人隐私"},
            corrected(withheld=["phone"]),
        ),
        ["evidence-former"],
    ),
    "a former value dropped that is not withheld": (
        agency(corrected(date(2024, 2, 1), was={"phone": "0500-6810000", "leader": "王某"}), leader="李某"),
        agency(
            corrected(date(2024, 2, 1), withheld=["phone", "leader"]),
            corrected(withheld=["phone"]),
            leader="李某",
        ),
        ["evidence-history"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_not_declared_is_told(case: str, tmp_path: Path) -> None:
    before, after, expected = BROKEN[case]
    assert between(tmp_path, before, after) == expected


def test_a_field_withheld_tells_nothing_of_what_it_was(tmp_path: Path) -> None:
    before = agency(phone="0500-6810000")
    after = agency(corrected(withheld=["phone"]), phone="0500-6810001")
    assert between(tmp_path, before, after) == []


def case(*changes: Raw, **fields: Any) -> Raw:
    """Return a decision published long ago, with later changes."""
    return {**DECISION.least("词"), **fields, "changes": [least("published", PUBLIC, ""), *changes]}


def keys(*records: Raw) -> list[str]:
    """Return the digests by which the decision is known again, as it was in each of these states."""
    read = (Decision.read(one)[0] for one in records)
    return [key for one in read if one for key in import_keys(one)]


def removed(*changes: Raw, **fields: Any) -> Raw:
    """Return what is left of the decision."""
    told = {
        "agency": AGENCY,
        "year": "2023",
        "act": "行政许可",
        "import_keys": keys(case()),
        **fields,
    }
    left = {name: value for name, value in told.items() if value}
    removal = {"kind": "removed", "date": str(DAY), "ground": "个人隐私", "roles": ROLES}
    return {**left, "changes": [least("published", PUBLIC, ""), *changes, removal]}


def test_a_removal_takes_everything_with_it(tmp_path: Path) -> None:
    told_before = corrected(date(2024, 2, 1), was={"remark": "私事"})
    bare = {"kind": "corrected", "date": "2024-02-01", "found_by": "agency"}
    assert between(tmp_path / "1", case(told_before), removed(bare), CASE) == []
    assert between(tmp_path / "2", case(), removed(year="2020"), CASE) == ["evidence-value"]
    assert between(tmp_path / "3", case(told_before), removed(), CASE) == ["evidence-history"]
    other = {**bare, "found_by": "party"}
    assert between(tmp_path / "4", case(told_before), removed(other), CASE) == ["evidence-history"]
    assert between(tmp_path / "5", case(), removed(category="罚款"), CASE) == ["evidence-value"]


@pytest.mark.parametrize("name", ["agency", "year", "act", "import_keys"])
def test_a_removal_leaves_what_is_counted_and_what_keeps_it_from_coming_back(
    name: str, tmp_path: Path
) -> None:
    rule = "evidence-former" if name == "import_keys" else "evidence-value"
    assert between(tmp_path, case(), removed(**{name: None}), CASE) == [rule]


def test_digests_open_for_every_former_party(tmp_path: Path) -> None:
    former = {"party": {"name": "云溪旧名网络有限公司", "kind": "法人及非法人组织"}}
    before = case(corrected(date(2024, 2, 1), was=former))
    bare = {"kind": "corrected", "date": "2024-02-01", "found_by": "agency"}
    assert between(tmp_path / "1", before, removed(bare), CASE) == ["evidence-former"]
    zeros = [f"{'0' * 32}${'0' * 32}"]
    assert between(tmp_path / "2", before, removed(bare, import_keys=zeros), CASE) == [
        "evidence-former"
    ]
    whole = removed(bare, import_keys=keys(before))
    assert between(tmp_path / "3", before, whole, CASE) == []


def test_what_is_removed_stays_as_it_is(tmp_path: Path) -> None:
    key = f"{'0' * 32}${'1' * 32}"
    before = removed(import_keys=[key])
    assert between(tmp_path / "1", before, removed(), CASE, date(2024, 4, 1)) == [
        "evidence-history"
    ]
    assert between(tmp_path / "2", before, case(), CASE, date(2024, 4, 1)) == ["evidence-history"]
    later = least("disputed", date(2024, 4, 1), "有异议。")
    again = {**before, "changes": [*before["changes"][:1], later, before["changes"][1]]}
    assert between(tmp_path / "3", before, again, CASE, date(2024, 4, 1)) == ["evidence-history"]


COMING = {**agency(), "changes": [least("published", date(2024, 5, 6), "")]}


def test_what_nobody_has_seen_may_be_edited_deleted_and_renamed(tmp_path: Path) -> None:
    altered = {**COMING, "name": "云溪市另一机关"}
    assert between(tmp_path / "edited", COMING, altered) == []
    repo = Repo.new(tmp_path / "deleted")
    repo.write(PATH, COMING)
    repo.commit(PUBLIC)
    (repo.data / PATH).rename(repo.data / "agencies" / "jg-2024-b2c3d4.yaml")
    assert rules(repo.against("main", DAY)) == []
    repo.commit(DAY)
    assert told(repo.audited()) == []


def test_what_became_public_since_may_not(tmp_path: Path) -> None:
    altered = {**COMING, "name": "云溪市另一机关"}
    assert between(tmp_path, COMING, altered, day=date(2024, 5, 6)) == ["evidence-value"]


def test_what_was_to_come_may_not_be_said_to_have_been(tmp_path: Path) -> None:
    assert between(tmp_path, COMING, agency()) == ["evidence-date"]


def test_a_clock_set_back_hides_nothing(tmp_path: Path) -> None:
    repo = Repo.new(tmp_path)
    repo.write(PATH, agency())
    repo.commit(DAY)
    repo.write(PATH, agency(leader="王某"))
    repo.commit(date(2023, 1, 2))
    assert set(rules(repo.audited())) == {"evidence-value", "evidence-clock", "evidence-entry"}


def test_a_file_may_move_within_its_type(tmp_path: Path) -> None:
    repo = Repo.new(tmp_path)
    repo.write(PATH, agency())
    repo.commit(PUBLIC)
    (repo.data / PATH).unlink()
    repo.write(f"agencies/2024/{AGENCY}.yaml", agency())
    assert repo.against("main", DAY) == []
    repo.commit(DAY)
    assert told(repo.audited()) == []
    repo.write(f"agencies/2024/{AGENCY}.yaml", agency(leader="王某"))
    repo.commit(DAY)
    assert len(told(repo.audited())) == 1


def test_what_was_deleted_is_held_against_what_comes_back(tmp_path: Path) -> None:
    repo = Repo.new(tmp_path)
    repo.write(PATH, agency())
    repo.write("agencies/jg-2024-b2c3d4.yaml", agency())
    repo.commit(PUBLIC)
    (repo.data / PATH).unlink()
    repo.commit(DAY)
    assert len(told(repo.audited())) == 1
    repo.write(PATH, agency())
    repo.commit(DAY)
    assert len(told(repo.audited())) == 1
    repo.write(PATH, agency(leader="王某"))
    repo.commit(DAY)
    assert [line.split()[2] for line in told(repo.audited())] == [
        "[evidence-file]",
        "[evidence-value]",
    ]


def test_what_could_not_be_read_is_no_way_round(tmp_path: Path) -> None:
    repo = Repo.new(tmp_path)
    repo.write(PATH, agency())
    repo.commit(PUBLIC)
    repo.write(PATH, {**agency(), "nmae": "错"})
    repo.commit(DAY)
    repo.write(PATH, agency(leader="王某"))
    repo.commit(DAY)
    assert sorted(rules(repo.audited())) == [
        "evidence-entry",
        "evidence-unreadable",
        "evidence-value",
    ]


@pytest.mark.parametrize("how", ["a field too many", "an unknown model"])
def test_what_the_branch_cannot_read_is_held_against_what_it_last_could(
    how: str, tmp_path: Path
) -> None:
    repo = Repo.new(tmp_path)
    repo.write(PATH, agency())
    repo.commit(PUBLIC)
    if how == "a field too many":
        repo.write(PATH, {**agency(), "nmae": "错"})
    else:
        repo.write("model.yaml", "version: 9\n")
        repo.write(PATH, agency(leader="王某"))
    repo.commit(DAY)
    repo.write("model.yaml", "version: 1\n")
    repo.write(PATH, agency(leader="王某"))
    assert rules(repo.against("main", DAY)) == ["evidence-value"]
    repo.write(PATH, agency(corrected(added=["leader"]), leader="王某"))
    assert rules(repo.against("main", DAY)) == []
    (repo.data / PATH).unlink()
    assert rules(repo.against("main", DAY)) == ["evidence-file"]


def test_an_unknown_model_is_no_model_to_compare_in(tmp_path: Path) -> None:
    repo = Repo.new(tmp_path)
    repo.write("model.yaml", "version: 9\n")
    repo.write(PATH, agency())
    repo.commit(PUBLIC)
    repo.write(PATH, agency(leader="王某"))
    assert rules(repo.against("main", DAY)) == ["evidence-model"]


def test_a_merge_is_one_step(tmp_path: Path) -> None:
    repo = Repo.new(tmp_path)
    repo.write(PATH, agency())
    repo.commit(PUBLIC)
    repo.git("switch", "--quiet", "--create", "work")
    repo.write(PATH, agency(leader="写错了"))
    repo.commit(DAY)
    repo.write(PATH, agency(corrected(added=["leader"]), leader="王某"))
    repo.commit(DAY)
    repo.git("switch", "--quiet", "main")
    repo.git("merge", "--quiet", "--no-ff", "work", day=DAY)
    assert told(repo.audited()) == []
    assert len(told(repo.audited("work"))) == 2


def migrating(kind: type[Record], content: Content) -> Content:
    """Invent a migration: what was called `memo` is the remark."""
    return {("remark" if name == "memo" else name): value for name, value in content.items()}


TWO = Model("2", {"1": ("2", migrating)})


def test_a_migration_is_taken_for_what_it_is_and_nothing_more(tmp_path: Path) -> None:
    repo = Repo.new(tmp_path)
    other = "decisions/cf-2024-k7m3q9.yaml"
    repo.write(PATH, agency())
    repo.write(other, {**case(), "memo": "备注"})
    repo.commit(PUBLIC)
    cases: list[tuple[str, Raw | None, list[str]]] = [
        ("备注", {}, []),
        ("另一备注", {}, ["evidence-model"]),
        ("备注", {"leader": "王某"}, ["evidence-model"]),
        ("备注", None, ["evidence-model"]),
    ]
    for number, (remark, more, expected) in enumerate(cases):
        repo.git("switch", "--quiet", "--create", f"work-{number}", "main")
        repo.write("model.yaml", "version: 2\n")
        repo.write(other, {**case(), "remark": remark})
        if more is None:
            (repo.data / PATH).unlink()
        else:
            repo.write(PATH, agency(**more))
        assert rules(repo.against("main", DAY, TWO)) == expected
        repo.commit(DAY)
        assert [line.split()[2][1:-1] for line in told(repo.audited(model=TWO))] == expected
        assert [line.split()[2][1:-1] for line in told(repo.audited())] == ["evidence-model"]
        repo.git("switch", "--quiet", "main")


def test_a_record_that_a_migration_forgot_is_told(tmp_path: Path) -> None:
    repo = Repo.new(tmp_path)
    repo.write("decisions/cf-2024-k7m3q9.yaml", {**case(), "memo": "备注"})
    repo.commit(PUBLIC)
    repo.write("model.yaml", "version: 2\n")
    assert rules(repo.against("main", DAY, TWO)) == ["evidence-model"]
    repo.commit(DAY)
    assert [line.split()[2] for line in told(repo.audited(model=TWO))] == ["[evidence-model]"]


def test_history_goes_on_after_a_migration(tmp_path: Path) -> None:
    repo = Repo.new(tmp_path)
    path = "decisions/cf-2024-k7m3q9.yaml"
    repo.write(path, {**case(), "memo": "备注"})
    repo.commit(PUBLIC)
    repo.write("model.yaml", "version: 2\n")
    repo.write(path, {**case(), "remark": "备注"})
    repo.commit(DAY)
    repo.write(path, {**case(corrected(was={"remark": "备注"})), "remark": "新备注"})
    repo.commit(DAY)
    assert told(repo.audited(model=TWO)) == []
    repo.write(path, {**case(corrected(was={"remark": "备注"})), "remark": "改了"})
    assert rules(repo.against("main", DAY, TWO)) == ["evidence-value"]
    repo.commit(DAY)
    assert len(told(repo.audited(model=TWO))) == 1


PURGE = f"""purges:
  - date: 2024-03-04
    ids: [{AGENCY}]
    ground: 个人隐私
    roles: {{drafted: 法规科, reviewed: 保密审查岗, approved: 分管负责人}}
    former_head: {"a" * 40}
"""


def test_a_live_site_comes_from_the_main_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = Repo.new(tmp_path)
    repo.write(PATH, agency(phone="0500-6810000"))
    first = repo.commit(PUBLIC)
    repo.git("switch", "--quiet", "--create", "work")
    side = repo.commit(DAY)
    repo.git("switch", "--quiet", "main")
    repo.git("merge", "--quiet", "--no-ff", "work", day=DAY)
    repo.git("switch", "--quiet", "--create", "other")
    unmerged = repo.commit(DAY)
    repo.git("switch", "--quiet", "main")
    for commit, said in (
        (first, ""),
        (first[:12], ""),
        (side, "在合并进来的分支上"),
        (unmerged, "不在 HEAD 的历史里"),
        ("a" * 40, "git 里没有它"),
    ):
        (repo.root / "build.json").write_text(f'{{"commit": "{commit}"}}')
        done = repo.portal("audit", "--live", "build.json", patch=monkeypatch)
        assert done.exit_code == (1 if said else 0)
        assert said in done.stdout
    repo.write(PATH, agency(corrected(withheld=["phone"]), phone="0500-6810001"))
    repo.write("purges.yaml", PURGE)
    repo.commit(DAY)
    done = repo.portal("audit", "--live", "build.json", patch=monkeypatch)
    assert done.exit_code == 0
    assert "清除以前的主干" in done.stdout


def test_every_field_of_every_type_is_compared() -> None:
    for kind in RECORD_TYPES:
        compared = {shape.name for shape in kind.fields()}
        assert set(kind.model_fields) - compared == {"disclosures", "scheduled", "changes"}
