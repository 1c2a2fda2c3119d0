"""`portal check --base REF --fix` writes what can be known, and touches nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

import pytest

from portal.source.yamlfile import parse
from tests.evidence.clerk import files
from tests.evidence.repository import Repo, rules, told
from tests.evidence.test_conflicts import work

PUBLIC, DAY = date(2024, 1, 2), date(2024, 3, 4)
PATH = "agencies/jg-2024-a1b2c3.yaml"
AGENCY = """# 机关，由办公室维护
name: "云溪市城市管理局"   # 全称
phone: 0500-6810000
leader: 王某   # 2023年到任

changes:
  - kind: published   # 首次公布
    date: 2024-01-02
"""
CORRECTED = """  # 来电反映
  - date: 2024-03-04
    kind: corrected
    note: >-
      电话录错，
      已核对。
    found_by: party
"""


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A repository with one agency, written by hand."""
    repo = Repo.new(tmp_path)
    repo.write(PATH, AGENCY)
    repo.commit(PUBLIC)
    return repo


def fixed(repo: Repo, patch: pytest.MonkeyPatch) -> str:
    """Run the fix on the day; return what it and the check say."""
    arguments = ("check", "--base", "main", "--fix", "--as-of", str(DAY))
    return repo.portal(*arguments, patch=patch).stdout


def diff(before: str, after: str) -> list[str]:
    """Return the lines that differ, marked `-` and `+`."""
    old, new = before.splitlines(), after.splitlines()
    gone = [f"-{line}" for line in old if line not in new]
    return gone + [f"+{line}" for line in new if line not in old]


def test_an_undeclared_edit_is_declared_but_for_its_reason(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited = AGENCY.replace("6810000", "6810001")
    repo.write(PATH, edited)
    said = fixed(repo, monkeypatch)
    assert said.splitlines()[0] == f"data/{PATH}：已补正。"
    assert "“note”（说明）还没有填；必填，写法：可以分段的文字（为什么变更，写给公众看）。" in said
    assert "“found_by”（发现途径）还没有填；必填，写法：party、agency、public、supervisor。" in said
    change = (
        "  - kind: corrected\n    date: 2024-03-04\n    note:\n    found_by:\n"
        "    was:\n      phone: 0500-6810000\n"
    )
    assert repo.read(PATH) == edited + change
    assert fixed(repo, monkeypatch) == said.partition("\n")[2]
    filled = change.replace("note:", "note: 录错。").replace("found_by:", "found_by: party")
    repo.write(PATH, edited + filled)
    assert told(repo.against("main", DAY)) == []


@pytest.mark.parametrize("own", ["", CORRECTED])
def test_what_the_message_asks_for_can_be_pasted_as_it_stands(repo: Repo, own: str) -> None:
    edited = AGENCY.replace("6810000", "6810001") + own
    repo.write(PATH, edited)
    (message,) = told(repo.against("main", DAY))
    line = message.split("\n", 1)[1]
    repo.write(PATH, f"{edited}{line}\n".replace("note: ''", "note: 录").replace("''", "party"))
    assert told(repo.against("main", DAY)) == []
    if not own:
        assert "录错的用 portal correct jg-" in message


def test_a_false_former_value_is_one_line(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    edited = AGENCY.replace("6810000", "6810001") + CORRECTED
    repo.write(PATH, f"{edited}    was: {{phone: 0500-6819999}}   # 原号码\n")
    fixed(repo, monkeypatch)
    assert repo.read(PATH) == f"{edited}    was: {{phone: 0500-6810000}}   # 原号码\n"


def test_what_is_missing_is_added_to_the_change_that_is_there(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited = AGENCY.replace("6810000", "6810001").replace("王某", "李某") + CORRECTED
    repo.write(PATH, f"{edited}    was:\n      phone: 0500-6810000\n")
    fixed(repo, monkeypatch)
    assert repo.read(PATH) == f"{edited}    was:\n      phone: 0500-6810000\n      leader: 王某\n"


def test_what_was_not_there_is_added_and_what_was_is_former(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited = AGENCY.replace("phone: 0500-6810000\n", "address: 云溪大道1号\n") + CORRECTED
    repo.write(PATH, f"{edited}    was:\n      leader: 赵某\n")
    assert set(rules(repo.against("main", DAY))) == {"evidence-value", "evidence-former"}
    fixed(repo, monkeypatch)
    change = parse(repo.read(PATH)).content["changes"][-1]
    assert (change["was"], change["added"]) == ({"phone": "0500-6810000"}, ["address"])
    assert told(repo.against("main", DAY)) == []


def test_a_date_too_far_back_becomes_the_day(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    edited = AGENCY.replace("6810000", "6810001") + CORRECTED.replace("03-04", "02-05")
    before = f"{edited}    was:\n      phone: 0500-6810000\n"
    repo.write(PATH, before)
    assert f"data/{PATH}：已补正。\n" == fixed(repo, monkeypatch)
    assert diff(before, repo.read(PATH)) == ["-  - date: 2024-02-05", "+  - date: 2024-03-04"]


def test_new_changes_follow_those_that_are_merged(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    disputed = "  - kind: disputed  # 收到申请\n    date: 2024-03-01\n    note: 有异议。\n"
    repo.write(PATH, AGENCY + disputed)
    repo.commit(DAY)
    own = CORRECTED + "    added: [address]\n"
    text = AGENCY.replace("\nchanges", "address: 云溪大道1号\n\nchanges")
    repo.write(PATH, text + own + disputed)
    assert rules(repo.against("main", DAY)) == ["evidence-history"]
    assert fixed(repo, monkeypatch) == f"data/{PATH}：已补正。\n"
    assert repo.read(PATH).replace("  # 来电反映\n", "") == (text + disputed + own).replace(
        "  # 来电反映\n", ""
    )


def test_what_only_people_can_mend_is_left_alone(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited = AGENCY.replace("2024-01-02", "2024-01-03").replace("6810000", "6810001")
    repo.write(PATH, edited)
    assert "[evidence-history]" in fixed(repo, monkeypatch)
    assert repo.read(PATH) == edited
    (repo.data / PATH).unlink()
    assert "[evidence-file]" in fixed(repo, monkeypatch)
    assert not (repo.data / PATH).exists()


def test_what_is_right_is_not_touched(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    reformatted = AGENCY.replace('"云溪市城市管理局"', "云溪市城市管理局")
    repo.write(PATH, reformatted)
    assert fixed(repo, monkeypatch) == ""
    assert repo.read(PATH) == reformatted


def test_line_ends_and_the_mark_at_the_beginning_stay(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "\ufeff" + AGENCY.replace("6810000", "6810001")
    (repo.data / PATH).write_bytes(text.replace("\n", "\r\n").encode())
    fixed(repo, monkeypatch)
    after = (repo.data / PATH).read_bytes().decode()
    assert after.startswith(text.replace("\n", "\r\n"))
    assert after.count("\n") == after.count("\r\n")


def test_two_new_changes_to_one_field_keep_their_order(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = AGENCY.replace("6810000", "6810002") + (
        CORRECTED
        + "    was: {phone: 0500-6819999}\n"
        + CORRECTED
        + "    was: {phone: 0500-6810001}\n"
    )
    repo.write(PATH, text)
    fixed(repo, monkeypatch)
    assert repo.read(PATH) == text.replace("6819999", "6810000")


SIDES = {
    "removed": (
        AGENCY.replace("王某", "李某") + CORRECTED + "    was: {leader: 王某}\n",
        "changes:\n  - kind: published\n    date: 2024-01-02\n  - kind: removed\n"
        "    date: 2024-03-04\n    ground: 个人隐私\n"
        "    roles: {drafted: 法规科, reviewed: 审核岗, approved: 负责人}\n",
        "一方已删除这条记录",
    ),
    "altered": (
        AGENCY.replace("2024-01-02", "2024-01-01"),
        AGENCY.replace("2024-01-02", "2024-01-03"),
        "一方改动了已合并的变更",
    ),
    "undeclared": (
        AGENCY.replace("6810000", "6810001"),
        AGENCY.replace("6810000", "6810002"),
        "双方都改了“联系电话”，有一方没有声明",
    ),
    "unreadable": (
        AGENCY.replace("leader", "leder"),
        AGENCY.replace("leader: 王某", "leader: 李某"),
        "冲突的一方不合规",
    ),
    "deleted": (AGENCY.replace("王某", "李某"), "", "冲突的双方不全"),
}  # fmt: skip


@pytest.mark.parametrize("case", SIDES)
def test_a_conflict_that_only_people_can_end_is_left_to_them(
    case: str, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs, why = SIDES[case]
    repo.git("switch", "--quiet", "--create", "work")
    repo.write(PATH, ours)
    repo.commit(DAY)
    repo.git("switch", "--quiet", "main")
    if theirs:
        repo.write(PATH, theirs)
    else:
        (repo.data / PATH).unlink()
    repo.commit(DAY)
    repo.git("switch", "--quiet", "work")
    repo.git("merge", "main", fails=True)
    before = repo.read(PATH)
    if "<<<<<<<" not in before:
        assert case == "deleted"
        return
    assert f"data/{PATH}：没有改：{why}" in fixed(repo, monkeypatch)
    assert repo.read(PATH) == before


def test_the_same_correction_on_both_sides_is_made_once(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = AGENCY.replace("6810000", "6810001") + CORRECTED + "    was: {phone: 0500-6810000}\n"
    repo.git("switch", "--quiet", "--create", "work")
    repo.write(PATH, text.replace("电话录错", "号码录错"))
    repo.commit(DAY)
    repo.git("switch", "--quiet", "main")
    repo.write(PATH, text)
    repo.commit(DAY)
    repo.git("switch", "--quiet", "work")
    repo.git("merge", "main", fails=True)
    said = fixed(repo, monkeypatch)
    assert "2024-03-04 的更正与另一方的改动相同，已略去。" in said
    assert parse(repo.read(PATH)).content == parse(text).content


def test_marks_of_a_conflict_that_git_forgot_are_mended_while_it_merges(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = AGENCY.replace("王某", "李某") + CORRECTED + "    was: {leader: 王某}\n"
    other = AGENCY.replace("6810000", "6810001") + CORRECTED + "    was: {phone: 0500-6810000}\n"
    repo.git("switch", "--quiet", "--create", "work")
    repo.write(PATH, own.replace("电话", "姓名"))
    repo.commit(DAY)
    repo.git("switch", "--quiet", "main")
    repo.write(PATH, other)
    repo.commit(DAY)
    repo.git("switch", "--quiet", "work")
    repo.git("merge", "main", fails=True)
    repo.git("add", "--all")
    assert "双方的变更已依次写好" in fixed(repo, monkeypatch)
    assert len(parse(repo.read(PATH)).content["changes"]) == 3
    assert told(repo.against("main", DAY)) == []


@pytest.mark.parametrize("listed", ["work", "main", "both", "neither"])
def test_a_value_that_both_withhold_is_withheld_as_main_says(
    listed: str, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = CORRECTED.replace("03-04", "02-05")
    repo.write(
        PATH, AGENCY.replace("6810000", "6810001") + first + "    was: {phone: 0500-6810000}\n"
    )
    repo.commit(date(2024, 2, 5))
    repo.git("branch", "work")
    for branch, phone in (("main", "0500-6810002"), ("work", "0500-6810003")):
        repo.git("switch", "--quiet", branch)
        named = "    withheld: [phone]\n" if listed in (branch, "both") else ""
        text = AGENCY.replace("0500-6810000", phone) + first + named
        repo.write(PATH, text + CORRECTED.replace("电话", branch) + "    withheld: [phone]\n")
        assert told(repo.against("HEAD", DAY)) == []
        repo.commit(DAY)
    repo.git("merge", "main", fails=True)
    assert "双方的变更已依次写好" in fixed(repo, monkeypatch)
    assert told(repo.against("main", DAY)) == []
    assert parse(repo.read(PATH)).content["phone"] == "0500-6810003"


def test_random_lies_are_mended(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    repo, dice = Repo.new(tmp_path), Random(seed)
    here = files(repo.data, 40, seed)
    for file in here:
        file.publish(PUBLIC)
    repo.commit(PUBLIC)
    work(here, dice, date(2024, 2, 5))
    repo.commit(date(2024, 2, 5))
    work(here, dice, DAY)
    for file in here:
        text = file.text
        for name in dice.sample(file.form.texts, 2):
            text = text.replace(f"\n{name}: 第", f"\n{name}: 另第")
        text = text.replace(f"date: {DAY}", "date: 2024-02-06") if dice.random() < 0.3 else text
        if f"      {file.form.texts[0]}: 第" in text:
            head, _, tail = text.rpartition(f"      {file.form.texts[0]}: 第")
            text = f"{head}      {file.form.texts[0]}: 假第{tail}"
        (file.data / file.path).write_text(text, encoding="utf-8")
    assert len(told(repo.against("main", DAY))) > 20
    fixed(repo, monkeypatch)
    left = [line for line in told(repo.against("main", DAY)) if "[evidence-history]" not in line]
    assert left == []
    again = {file.path: file.text for file in here}
    fixed(repo, monkeypatch)
    assert {file.path: file.text for file in here} == again


MERGED = AGENCY + CORRECTED


def both(repo: Repo, main: str, work: str, patch: pytest.MonkeyPatch) -> str:
    """Let main and a branch each write a file, merge main into the branch; return what the fix says."""
    repo.git("switch", "--quiet", "--create", "work")
    repo.write(PATH, work)
    repo.commit(DAY)
    repo.git("switch", "--quiet", "main")
    repo.write(PATH, main)
    repo.commit(DAY)
    repo.git("switch", "--quiet", "work")
    repo.git("merge", "main", fails=True)
    return fixed(repo, patch)


AMENDED = """  - kind: amended
    date: 2024-03-04
    effective: 2024-03-04
    note: 迁址。
"""


@pytest.mark.parametrize("change", [CORRECTED, AMENDED])
def test_what_main_altered_stays_where_the_branch_only_withholds(
    change: str, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    main = AGENCY.replace("6810000", "6810001") + change + "    was: {phone: 0500-6810000}\n"
    work = AGENCY + CORRECTED + "    withheld: [phone]\n"
    assert "双方的变更已依次写好" in both(repo, main, work, monkeypatch)
    content = parse(repo.read(PATH)).content
    assert content["phone"] == "0500-6810001"
    assert len(content["changes"]) == 3
    assert "0500-6810000" not in repo.read(PATH)
    assert told(repo.against("main", DAY)) == []


def test_what_main_withheld_stays_hidden_where_the_branch_alters_it(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    main = AGENCY + CORRECTED + "    withheld: [phone]\n"
    work = MERGED.replace("6810000", "6810001") + "    was: {phone: 0500-6810000}\n"
    assert "双方的变更已依次写好" in both(repo, main, work, monkeypatch)
    assert parse(repo.read(PATH)).content["phone"] == "0500-6810001"
    assert "0500-6810000" not in repo.read(PATH)
    assert told(repo.against("main", DAY)) == []


def test_a_change_that_no_longer_fits_is_named(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    main = AGENCY + (
        "  - kind: withdrawn\n    date: 2024-03-04\n    note: 误列。\n    ground: 误列\n"
        "    effective: 2024-03-04\n    authority: {body: 云溪市人民政府}\n"
        "    roles: {drafted: 法规科, reviewed: 审核岗, approved: 负责人}\n"
    )
    work = MERGED.replace("6810000", "6810001") + "    was: {phone: 0500-6810000}\n"
    said = both(repo, main, work, monkeypatch)
    assert "合并后“2024-03-04 更正：电话录错， 已核对。”不再成立：记录此时为“已撤回”" in said
    assert "<<<<<<<" in repo.read(PATH)


def test_where_nothing_may_be_declared_it_is_said_to_put_it_back(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = AGENCY + "  - kind: ended\n    date: 2024-02-05\n    route: 注销\n"
    repo.write(PATH, ended)
    repo.commit(date(2024, 2, 5))
    edited = ended.replace("6810000", "6810001")
    repo.write(PATH, edited)
    said = fixed(repo, monkeypatch)
    assert "没有改：记录此时为“已终止公示”，不能再写 corrected。请改回：phone: 0500-6810000" in said
    assert said.count("请改回：phone: 0500-6810000") == 2, "the finding says so too"
    assert repo.read(PATH) == edited


def test_a_former_value_of_what_did_not_change_goes(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited = AGENCY.replace("6810000", "6810001") + CORRECTED
    repo.write(PATH, f"{edited}    was:\n      phone: 0500-6810000\n      leader: 王某\n")
    fixed(repo, monkeypatch)
    assert repo.read(PATH) == f"{edited}    was:\n      phone: 0500-6810000\n"
