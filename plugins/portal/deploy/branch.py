"""A site as a branch of a repository: one commit without a parent, replaced as a whole (发布到分支).

No history: what was withdrawn must not be reachable from the branch. The new commit takes the place
of the very one that was looked at, or nothing happens.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from portal.deploy import guard
from portal.deploy.facts import Facts, Refused
from portal.deploy.guard import Terms
from portal.deploy.online import Online, Say, examined, leaves, report, telling
from portal.deploy.orphan import Clone
from portal.deploy.outlived import Outlived, outliving, read, written
from portal.deploy.place import Branch
from portal.deploy.transfer import files
from portal.site.assets import BELOW
from portal.site.destination import FACTS

PLAIN = ".nojekyll"  # without it some forges take the files for sources of a site
REMINDER = (
    "提醒：这次有内容撤回或撤下，但托管平台还留着换下的提交，仓库公开的，别人从推送记录里就能打开。"
    "怎样清除，见 docs/publishing.md“发布到分支”；以后还会撤回的，请把仓库设为内部，或用自己的服务器。"
)
OF_THE_FORGE = frozenset({"CNAME", ".domains"})  # the domain, set there by hand: it stays


def publish(site: Path, branch: Branch, terms: Terms, *, dry_run: bool, say: Say) -> None:
    """Make `site` what `branch` holds, and say what changed; or refuse."""
    if terms.preview:
        raise Refused(
            "分支没有密码，不能放草稿；预览请发布到文件夹，见 deploy/nginx-preview.conf。"
        )
    site = site.resolve()
    with guard.to_itself(site), TemporaryDirectory() as scratch:
        new = Facts.of(site)
        guard.in_time(new, terms)
        clone = Clone.of(branch, Path(scratch) / "clone.git")
        if clone.before and FACTS not in clone.names():
            raise Refused(f"{branch} 里有别的东西，不是发布用的分支；请另指一个。")
        stay = _outlived(clone, {*files(site)}, terms)
        clone.take(site, [PLAIN], [*stay, *OF_THE_FORGE])
        plan = clone.plan()
        online = None
        if clone.before:
            (copy := Path(scratch) / "online").mkdir()
            clone.copy(telling(plan), copy)
            online = Online.of(copy, site, plan, terms, say)
        events = examined(new, online, site, terms, say)
        for line in report(branch, plan, events, dry_run=dry_run):
            say(line)
        if leaves(plan, events):
            say(REMINDER)
        if not (dry_run or plan.nothing):
            clone.push(f"{new.as_of} {new.commit}\n\n{written(stay)}", terms.today)


def _outlived(clone: Clone, used: set[str], terms: Terms) -> Outlived:
    """Return which theme files online that the site does not use stay, and since when."""
    online = [name for name in clone.names() if name.startswith(BELOW)]
    return outliving(online, used, read(clone.message()), terms.today)
