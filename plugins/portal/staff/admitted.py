"""May a change be declared of the file as it stands? What is refused says what to do first (可否声明)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal.model.changes import Published
from portal.model.shape import shape_of
from portal.source.loader import load_file
from portal.staff.assign import located
from portal.staff.committed import names_in
from portal.staff.opened import Content, Opened, Standing, committed_unsaid, standing, undone
from portal.staff.talk import NotWritten
from portal.staff.wish import Wish


def changed(here: Opened, now: Content, wish: Wish) -> Standing:
    """Return what changed since the last commit; raise :class:`NotWritten` where it does not fit."""
    _readable(here, now)
    _seen(here, wish)
    stands = standing(here, now, str(wish.as_of))
    if (
        here.former is None
        and wish.kind.EDITS
        and not (wish.sets or wish.unset or _withholds(wish))
    ):
        where = "这条记录还没有提交过" if here.in_git else "这里不在 git 仓库里"
        raise NotWritten(
            f"{where}，没有可以比较的原值；请用 --set 字段=新值 来改，"
            "或用 --former 指明改动以前的文件。还没有公开的记录直接改文件，不用写变更。"
        )
    if not wish.kind.EDITS and stands.edited:
        raise NotWritten(
            f"文件里还有没有说明的改动：{labels(here, stands.edited)}。"
            "请先用 portal correct（录错了）或 portal amend（情况变了）写明，或恢复原样。"
        )
    told = [located(here.model, one.partition("=")[0].strip())[0][0] for one in wish.sets]
    if again := [name for name in map(str, told) if undone(here, name)]:
        raise NotWritten(
            f"{labels(here, again)}刚改过，那项变更还没有提交；请先提交，"
            "或直接改文件里的值，原值不用动。"
        )
    if wish.kind.EDITS and not (stands.edited or _withholds(wish)):
        raise NotWritten(_nothing_new(here, wish))
    return stands


def _nothing_new(here: Opened, wish: Wish) -> str:
    """Say why there is nothing to declare: it was committed before, or it was never changed."""
    trunk, unsaid = committed_unsaid(here, str(wish.as_of))
    if unsaid:
        return (
            f"{labels(here, unsaid)}的改动已经提交了，却没有声明：改了 {trunk} 里的内容，"
            f"为什么改没有写。请运行 portal check --base {trunk} --fix 补上这一项，"
            "再把 note、found_by 填好。下次先声明，再提交。"
        )
    return (
        "没有改动：文件和上次提交的内容相同（只改写法不算）。请先改文件里的值，"
        "或用 --set 字段=新值。"
    )


def _withholds(wish: Wish) -> bool:
    return bool(wish.withholding.fields or wish.withholding.notes)


def _seen(here: Opened, wish: Wish) -> None:
    """Raise :class:`NotWritten` where git has other records, and has never seen this one."""
    if here.former is None and here.in_git and names_in(here.root):
        raise NotWritten(
            "git 里还没有这条记录，没有公开过，不用声明变更：直接改文件，和公布（published）一起提交；"
            f"以前在别处公开过的，写 first_published。已经提交过的，请核对编号 {wish.record_id}。"
        )


def _readable(here: Opened, now: Content) -> None:
    """Raise :class:`NotWritten` with every problem where the record cannot be read as it stands."""
    record, faults = here.model.read(now)
    if record is None:
        if now != here.content and here.model.read(here.content)[0]:
            told = [fault.message for fault in faults]
            raise NotWritten("\n".join(["命令里的 --set、--unset 不对，文件没有动：", *told]))
        on_disk = sorted(load_file(here.root, here.path)[1])
        raise NotWritten("\n".join([f"{here.shown} 还有错误，请先改好：", *map(str, on_disk)]))


def refuse_parts(here: Opened, names: Sequence[str]) -> None:
    """Raise :class:`NotWritten` where part of a field shall be withheld: only whole ones can be."""
    for name in names:
        steps, _ = located(here.model, name)
        if len(steps) > 1:
            raise NotWritten(f"“{name}”只是字段的一部分，不能单独隐去；请写整个字段 {steps[0]}。")


def labels(here: Opened, names: Sequence[str]) -> str:
    """Return what the fields `names` are called."""
    shapes = shape_of(here.model)
    return "、".join(f"“{shapes[name].label}”" for name in names)


def drafted(here: Opened, now: Content, wish: Wish) -> Standing:
    """Return a record that was never public as it stands; raise :class:`NotWritten` otherwise."""
    told: Any = now.get("changes") or []
    if wish.kind is not Published:
        raise NotWritten("这条记录还没有公布；请先用 portal publish-record。")
    if len(told) > 1 or (here.former or {}).get("changes"):
        raise NotWritten("这条记录已经公布；要改内容用 portal correct 或 portal amend。")
    if told and not here.in_git and here.former is None:
        raise NotWritten(
            "这里不在 git 仓库里，看不出这条记录是否已经公布；确实没有公布过的，"
            "请删去文件里的 changes 再运行。"
        )
    return Standing(now, now, ())


def refuse_idle(here: Opened, wish: Wish, stands: Standing) -> None:
    """Raise :class:`NotWritten` where something shall be withheld that would stay in public."""
    idle = wish.withholding.idle(stands.now, stands.edited)
    if not idle:
        return
    trunk, unsaid = committed_unsaid(here, str(wish.as_of))
    if set(idle) & set(unsaid):
        raise NotWritten(
            f"{labels(here, idle)}的改动已经提交了，却没有声明。请取出改动以前的文件："
            f"git show {trunk}:./{here.shown} > ../{here.id}.yaml，"
            f"再在命令后面加上 --former ../{here.id}.yaml。下次先声明，再提交。"
        )
    raise NotWritten(
        f"{labels(here, idle)}现在的值没有改，以前各项变更里也没有它的原值，什么也隐不去，"
        "原内容仍会公开。请先在文件里改好，或用 --set 字段=新值。"
    )
