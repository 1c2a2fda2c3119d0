"""A site as a branch of a real bare repository: one commit, and nothing behind it."""

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from portal.deploy import orphan
from portal.deploy.branch import REMINDER, publish
from portal.deploy.facts import Refused
from portal.deploy.guard import Terms
from portal.deploy.place import Branch, Place, target_of
from tests.deploy.conftest import FIRST, SECOND, TODAY, WITHDRAWN, Portal, decision
from tests.deploy.test_publish import committed, files, git

PAGE = f"decisions/{FIRST}/index.html"


class Pages:
    """A bare repository whose branch `pages` somebody shows as a site."""

    def __init__(self, portal: Portal, *options: str) -> None:
        self.portal, self.folder = portal, portal.folder / "pages.git"
        git(portal.folder, "init", "-q", "--bare", str(self.folder))
        for option in options:
            git(self.folder, "config", option, "true")
        self.target = f"git+{self.folder.as_uri()}#pages"

    def publish(self, day: date = TODAY, *, dry_run: bool = False, **terms: object) -> list[str]:
        """Publish the site; return what is said."""
        said: list[str] = []
        told = Terms(today=day, data=self.portal.desk.data, **terms)  # type: ignore[arg-type]
        publish(self.portal.site, Branch.of(self.target), told, dry_run=dry_run, say=said.append)
        return said

    def head(self) -> str:
        """The commit of the branch."""
        return git(self.folder, "rev-parse", "pages")

    def files(self) -> dict[str, bytes]:
        """What the branch holds."""
        folder = self.portal.folder / "out"
        subprocess.run(["rm", "-rf", str(folder)], check=True)
        git(self.portal.folder, "clone", "-q", "-b", "pages", self.folder.as_uri(), str(folder))
        return {name: text for name, text in files(folder).items() if not name.startswith(".git/")}

    def reachable(self) -> bytes:
        """Everything that the branch leads to, however far back."""
        listed = git(self.folder, "rev-list", "--objects", "pages")
        names = "".join(f"{line.split()[0]}\n" for line in listed.splitlines())
        asked = ["git", "-C", str(self.folder), "cat-file", "--batch"]
        return subprocess.run(asked, input=names.encode(), check=True, capture_output=True).stdout

    def commit(self, branch: str, **written: str) -> None:
        """Commit files on top of a branch, as somebody would by hand."""
        folder = self.portal.folder / f"by-hand-{branch}"
        git(self.portal.folder, "clone", "-q", self.folder.as_uri(), str(folder))
        git(folder, "checkout", "-q", "-B", branch)
        subprocess.run(["git", "-C", str(folder), "reset", "-q", "--hard", f"origin/{branch}"])
        for name, text in written.items():
            (folder / name).write_text(text)
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "-m", "手工")
        git(folder, "push", "-q", "origin", branch)


@pytest.mark.parametrize("options", [(), ("uploadpack.allowFilter",)])
def test_the_branch_is_one_commit_that_holds_the_site(
    portal: Portal, options: tuple[str, ...]
) -> None:
    pages = Pages(portal, *options)
    assert pages.publish(dry_run=True)[0].startswith(f"将要发布到 {pages.target}：新增")
    assert git(pages.folder, "branch", "--list") == ""
    assert REMINDER not in pages.publish()
    assert pages.files() == {**files(portal.site), ".nojekyll": b""}
    assert "不用发布" in pages.publish()[0]

    portal.desk.write(
        f"decisions/{FIRST}.yaml", decision(1).replace("网络日志", "甲乙") + WITHDRAWN
    )
    (portal.desk.data / "decisions" / f"{SECOND}.yaml").unlink()
    portal.build()
    before = pages.head()
    with pytest.raises(Refused, match=f"1 条记录.*{SECOND}"):
        pages.publish()
    assert pages.head() == before
    assert "未按规定留存网络日志".encode() in pages.reachable()
    said = pages.publish(allow_fewer="误发的测试记录")
    assert f"  {TODAY} 撤回 {FIRST}" in said[2]
    assert said[-1] == REMINDER
    assert pages.files() == {**files(portal.site), ".nojekyll": b""}
    assert git(pages.folder, "rev-list", "--count", "pages") == "1"
    assert "未按规定留存网络日志".encode() not in pages.reachable()
    git(pages.folder, "gc", "-q", "--prune=now")
    assert subprocess.run(["git", "-C", str(pages.folder), "cat-file", "-e", before]).returncode


@pytest.mark.parametrize("how", ["withdrawn", "a page gone", "another record", "another style"])
def test_whoever_withdraws_hears_that_the_forge_may_keep_it(portal: Portal, how: str) -> None:
    pages = Pages(portal)
    (portal.site / "old.html").write_text("旧")
    pages.publish()
    if how == "another style":
        (portal.site / "theme" / "new.css").write_text("")
    elif how == "a page gone":
        (portal.site / "old.html").unlink()
    else:
        more = {"withdrawn": (FIRST, decision(1) + WITHDRAWN)}
        name, text = more.get(how, ("cf-2024-m5t3z7", decision(3)))
        portal.desk.write(f"decisions/{name}.yaml", text)
        portal.build()
        (portal.site / "old.html").write_text("旧")
    said = pages.publish()
    assert "不用发布" not in said[0]
    assert (REMINDER in said) == (how in ("withdrawn", "a page gone"))


def test_what_is_older_is_refused(portal: Portal) -> None:
    git(portal.folder, "init", "-q")
    older = committed(portal)
    committed(portal)
    pages = Pages(portal)
    pages.publish()
    portal.build(config=f'PORTAL_COMMIT = "{older}"\n')
    with pytest.raises(Refused, match="不比线上的新"):
        pages.publish()
    facts = json.loads((portal.site / "build.json").read_bytes())
    told = {**facts, "as_of": str(TODAY - timedelta(days=1))}
    (portal.site / "build.json").write_text(json.dumps(told))
    with pytest.raises(Refused, match="更旧"):
        pages.publish()


@pytest.mark.parametrize("deleted", [False, True])
def test_of_two_at_once_the_slower_is_refused(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, deleted: bool
) -> None:
    pages = Pages(portal)
    pages.publish()
    (portal.site / "index.html").write_text("我们的")
    looked = orphan.Clone.plan

    def overtaken(clone: orphan.Clone) -> object:
        """Look, while another takes the place of what is online, or takes it away."""
        if deleted:
            git(pages.folder, "branch", "-D", "pages")
        else:
            pages.commit("pages", **{"index.html": "别人的"})
        return looked(clone)

    with monkeypatch.context() as patch:
        patch.setattr(orphan.Clone, "plan", overtaken)
        with pytest.raises(Refused, match="另一次发布先到了"):
            pages.publish()
    assert deleted or pages.files()["index.html"].decode() == "别人的"
    pages.publish()
    assert pages.files()["index.html"].decode() == "我们的"


def test_what_others_keep_in_a_branch_is_not_overwritten(portal: Portal) -> None:
    pages = Pages(portal)
    pages.commit("pages", **{"notes.txt": "mine"})
    with pytest.raises(Refused, match="里有别的东西"):
        pages.publish()
    assert pages.files() == {"notes.txt": b"mine"}


def test_the_domain_and_the_style_of_open_pages_stay(portal: Portal) -> None:
    pages = Pages(portal)
    old = portal.site / "theme" / "old.00000000.css"
    old.write_text("a{}")
    pages.publish()
    pages.commit("pages", CNAME="gs.yunxi.example")
    old.unlink()
    for days, there in ((100, True), (130, True), (131, False)):
        facts = json.loads((portal.site / "build.json").read_bytes())
        day = TODAY + timedelta(days=days)
        told = {**facts, "as_of": str(day), "next_change": None}
        (portal.site / "build.json").write_text(json.dumps(told))
        pages.publish(day)
        found = pages.files()
        assert found["CNAME"] == b"gs.yunxi.example"
        assert ("theme/old.00000000.css" in found) == there, days
    assert git(pages.folder, "rev-list", "--count", "pages") == "1"


def test_a_draft_is_never_put_on_a_branch(portal: Portal) -> None:
    pages = Pages(portal)
    with pytest.raises(Refused, match="没有密码"):
        pages.publish(preview=True)
    facts = json.loads((portal.site / "build.json").read_bytes())
    (portal.site / "build.json").write_text(json.dumps({**facts, "draft": str(TODAY)}))
    with pytest.raises(Refused, match="这是草稿"):
        pages.publish()


def test_the_command_takes_a_branch(portal: Portal) -> None:
    build = [sys.executable, "-m", "portal", "build", "--no-search"]
    subprocess.run(build, cwd=portal.folder, check=True)
    git(portal.folder, "init", "-q", "--bare", "pages.git")
    command = [sys.executable, "-m", "portal", "publish", "git+pages.git#pages"]

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*command, *more], cwd=portal.folder, capture_output=True, text=True)

    assert "发布到 git+" in run().stdout
    assert git(portal.folder / "pages.git", "rev-list", "--count", "pages") == "1"
    assert run("--back").returncode == 2
    command[-1] = "git+nowhere.git#pages"
    done = run()
    assert done.returncode == 1
    assert "没有做成（git ls-remote" in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("git+https://x:secret@host/a.git#pages", "不要写口令"),
        ("git+https://s3cret@host/a.git#pages", "不要写口令"),
        ("git+HTTP://s3cret@host/a.git#pages", "不要写口令"),
        ("https://s3cret@host/a.git", "不要写口令"),
        ("git+https://host/a.git", "git[+]地址#分支"),
        ("git+--upload-pack=x#pages", "git[+]地址#分支"),
    ],
)
def test_what_is_no_branch_is_refused(text: str, said: str) -> None:
    with pytest.raises(Refused, match=said) as refused:
        target_of(text)
    assert "cret" not in str(refused.value)


def test_addresses_are_what_git_takes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for address in ("git@host:city/site.git", "https://host/site.git", "ssh://git@host/site.git"):
        assert target_of(f"git+{address}#gh-pages") == Branch(address, "gh-pages")
    assert target_of("git+site.git#a/b") == Branch(str(tmp_path / "site.git"), "a/b")
    assert target_of("www@host:/srv/portal") == Place("/srv/portal", "www@host")
