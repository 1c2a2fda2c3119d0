"""What may not take the place of the site that is online (发布前的把关)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from portal.checks import evidence_rules as rules
from portal.checks.evidence_live import of_site
from portal.checks.evidence_purges import in_folder
from portal.deploy.chronicle import Chronicle, lost
from portal.deploy.facts import Facts, Refused
from portal.site.alone import Busy, alone
from portal.site.destination import FACTS
from portal.source.git import NoEvidence, Repository

NAMED = 10  # records, in a message


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms somebody publishes.

    `today` is the day in China; `data` lies in the repository that knows which commit is newer;
    `preview` says that the place is for drafts; `allow_fewer` is the reason why records may be
    missing, empty where they may not.
    """

    today: date
    data: Path
    preview: bool = False
    allow_fewer: str = ""


@contextmanager
def to_itself(site: Path) -> Iterator[None]:
    """Keep builds from writing `site` while it is read."""
    try:
        with alone(site):
            yield
    except Busy:
        raise Refused(f"另一次生成或发布正在用 {site}；请等它结束，再发布一次。") from None


def in_time(new: Facts, terms: Terms) -> None:
    """Refuse a site that is not of today: something in it should have come, or gone, by itself."""
    if new.as_of > terms.today:
        raise Refused(
            f"这个网站是按 {new.as_of} 的情形生成的，今天才 {terms.today}；"
            "不到日子不能公开，请重新生成。"
        )
    if new.next_change and new.next_change <= terms.today:
        raise Refused(
            f"这个网站是按 {new.as_of} 的情形生成的，{new.next_change} 起有内容到期或生效；请重新生成。"
        )


def of_its_kind(new: Facts, online: Facts | None, terms: Terms) -> None:
    """Refuse a draft where the public reads, and what is public where drafts are read."""
    if terms.preview and not new.draft:
        raise Refused("这不是草稿；预览请用 portal build --draft-until 日期 生成。")
    if new.draft and not terms.preview:
        raise Refused(
            "这是草稿，不能公开；请重新生成（不写 --draft-until），预览的去处用 --preview。"
        )
    if new.draft and new.draft < terms.today:
        raise Refused(f"这份草稿只看到 {new.draft}，已经过期；请重新生成。")
    if online and bool(online.draft) != terms.preview:
        which = "公开的网站" if terms.preview else "预览"
        raise Refused(f"那里现在是{which}；预览和公开的网站不能用同一个去处，请另指。")


def not_older(new: Facts, online: Facts, site: Path, seen: Path, terms: Terms) -> None:
    """Refuse a site of an earlier day or commit than the one online, whose facts are in `seen`."""
    if new.as_of < online.as_of:
        raise Refused(
            f"线上是按 {online.as_of} 的情形生成的，{site} 更旧（{new.as_of}）；"
            "请用今天的数据重新生成。要回到以前的模板或程序，也是用它们重新生成。"
        )
    if not online.commit or online.commit == new.commit or terms.preview:
        return
    if not new.commit:
        raise Refused(
            f"线上的网站出自提交 {online.commit}，这个没有写明出自哪个提交，比不出新旧；"
            "请设环境变量 PORTAL_COMMIT（git rev-parse HEAD 的结果），用 publishconf.py 重新生成。"
        )
    try:
        repository = Repository.around(terms.data)
        notes = in_folder(terms.data)
        found = of_site(seen / FACTS, repository, new.commit, notes)
    except NoEvidence as error:
        raise Refused(f"比不出这个网站和线上的哪个更新：{error}") from None
    if told := [one.message for one in found if one.rule != rules.PURGE.name]:
        raise Refused(f"这个网站不比线上的新：{told[0]}")


def told(lost: Sequence[str], terms: Terms) -> None:
    """Refuse where files online are `lost` that tell what is there, unless there is a reason."""
    if not terms.allow_fewer:
        raise Refused(
            f"线上的 {lost[0]} 不见了或坏了，比不出哪个更新、有没有记录无声消失；"
            "请查明是谁动了那里的文件，先照备份恢复。确实恢复不了的，用 --allow-fewer 写明理由。"
        )


def none_lost(online: Facts, before: Chronicle, now: Chronicle, terms: Terms) -> Sequence[str]:
    """Return the records that leave public view without an event; refuse unless there is a reason."""
    missing = [*lost(before, now, online.as_of)]
    if missing and not terms.allow_fewer:
        some = "、".join(missing[:NAMED]) + ("等" if len(missing) > NAMED else "")
        raise Refused(
            f"线上能看到的 {len(missing)} 条记录，新网站里看不到了，又没有变更说明为什么：{some}。"
            "记录不能无声消失：请恢复文件，或写明撤回、终止；也可能是期限规则改了。"
            "确实应当如此的，用 --allow-fewer 写明理由。"
        )
    return missing
