"""Does what is checked out come from the commit that it is compared with? (主干)"""

from __future__ import annotations

from portal.source.git import NoEvidence, Repository
from portal.source.gitlog import SHORT


def require_ancestor(repository: Repository, name: str) -> str:
    """Return the commit called `name`, from which what is checked out, or being merged, comes.

    Raises :class:`portal.source.git.NoEvidence`, which says why it does not.
    """
    base = repository.commit(name)
    tips = filter(None, ("HEAD", repository.found("MERGE_HEAD")))
    if not any(repository.is_ancestor(base, tip) for tip in tips):
        raise NoEvidence(_why_not(repository, name, base))
    return base


def _why_not(repository: Repository, name: str, base: str) -> str:
    if repository.asked("merge-base", base, "HEAD")[0]:
        return (
            f"“{name}”与当前提交没有共同的历史：主干被改写过，或仓库不对；"
            "请找仓库管理员核对，不要强行合并。"
        )
    former = repository.found(f"{name}@{{1}}")
    if former and not repository.is_ancestor(former, base):
        return (
            f"“{name}”被改写过：它以前的提交 {former[:SHORT]} 已不在它的历史里；"
            "已合并的历史不能改写，请找仓库管理员恢复。"
        )
    return (
        f"“{name}”不是当前提交的祖先，无法对照：它有你没有的提交，请先 git merge {name} 再试；"
        "没有新提交的，就是它的历史被改写过，请找仓库管理员核对。"
    )
