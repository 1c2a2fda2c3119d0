"""The scripts that every pipeline calls, end to end: a bare repository, a branch, a merge, a night."""

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml

from tests.deploy.conftest import ROOT
from tests.deploy.office import FILES, Clerk, penalty

PORTAL = str(Path(sys.executable).with_name("portal"))
RECORD = "data/decisions/cf-2026-k7m3q9.yaml"
PIPELINES = (".github/workflows/portal.yml", ".gitlab-ci.yml")
WATCH = ".github/workflows/portal-watch.yml"
FORGES = ("GITHUB_EVENT_NAME", "CI_PIPELINE_SOURCE")


def run(clone: Path, script: str, *arguments: str, **told: str) -> subprocess.CompletedProcess[str]:
    """Run a script of a clone as a pipeline does, with the `portal` that is under test."""
    command = [f"scripts/{script}", *arguments]
    ours = {name: value for name, value in os.environ.items() if name not in FORGES}
    environment = {**ours, "PORTAL": PORTAL, **told}
    return subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True)


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A bare repository with a small portal in it, scripts and all."""
    origin = tmp_path / "origin.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(origin)], check=True)
    clerk = Clerk.of(origin, tmp_path / "first")
    shutil.copytree(ROOT / "scripts", clerk.folder / "scripts")
    shutil.copy(ROOT / ".gitignore", clerk.folder)
    for path, text in FILES.items():
        clerk.write(path, text)
    assert clerk.push().returncode == 0
    return origin


def clone(origin: Path, name: str, branch: str = "main", *options: str) -> Path:
    """What a pipeline has of the repository."""
    folder = origin.parent / name
    command = ["git", "clone", "-q", *options, "-b", branch, origin.as_uri(), str(folder)]
    subprocess.run(command, check=True)
    return folder


def asks_for(origin: Path, text: str) -> Path:
    """A merge request with a record in it; return the clone of its pipeline."""
    clerk = Clerk(origin.parent / "first")
    clerk.git("checkout", "-q", "-B", "request")
    clerk.write(RECORD, text)
    clerk.git("add", "-A")
    clerk.git("commit", "-q", "-m", "公布")
    clerk.git("push", "-q", "--force", "origin", "request")
    return clone(origin, "request", "request")


def test_a_request_is_checked_and_shown_then_merged_and_published(origin: Path) -> None:
    request = asks_for(origin, penalty(1))
    done = run(request, "ci-check", "origin/main", "--format", "github")
    assert done.returncode == 0, done.stdout + done.stderr
    done = run(request, "ci-preview", "origin/main", "preview")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "新公布（1）" in (request / "preview" / "report.md").read_text("utf-8")
    assert "草稿" in (request / "preview" / "site" / "index.html").read_text("utf-8")
    target = origin.parent / "srv"

    clerk = Clerk(origin.parent / "first")
    clerk.git("checkout", "-q", "-B", "main", "origin/main")
    clerk.git("merge", "-q", "--no-ff", "-m", "合并", "request")
    clerk.git("push", "-q", "origin", "main")
    merged = clone(origin, "merged")
    done = run(merged, "ci-publish", str(target))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "新增" in done.stdout
    assert "未按规定留存" in (
        target / "current" / "decisions" / "cf-2026-k7m3q9" / "index.html"
    ).read_text("utf-8")
    head = clerk.git("rev-parse", "HEAD").stdout.strip()
    assert head in (target / "current" / "build.json").read_text("utf-8")
    night = run(merged, "ci-publish", str(target))
    assert (night.returncode, "不用发布" in night.stdout) == (0, True)
    assert run(merged, "ci-watch", str(target / "current")).returncode == 0


def test_a_bad_request_fails_with_marks_on_its_lines(origin: Path) -> None:
    request = asks_for(origin, penalty(1).replace("fine:", "fien:"))
    done = run(request, "ci-check", "origin/main", "--format", "github")
    assert done.returncode == 1
    assert f"::error file={RECORD},line=8" in done.stdout
    assert run(request, "ci-preview", "origin/main", "preview").returncode == 1


def test_a_shallow_clone_proves_nothing(origin: Path) -> None:
    asks_for(origin, penalty(1))
    shallow = clone(origin, "shallow", "request", "--depth", "1", "--no-single-branch")
    done = run(shallow, "ci-check", "origin/main")
    assert done.returncode == 2
    assert "浅克隆" in done.stderr


def test_an_old_site_raises_an_alarm(origin: Path) -> None:
    site = origin.parent / "old"
    site.mkdir()
    facts = '{"as_of": "2024-06-03", "next_change": NEXT, "records": {}}'
    merged = clone(origin, "merged")
    for coming, said in (("null", "没有重新生成"), ('"2024-06-04"', "2024-06-04 已有内容到期")):
        (site / "build.json").write_text(facts.replace("NEXT", coming))
        done = run(merged, "ci-watch", str(site))
        assert done.returncode == 1
        assert said in done.stderr
    done = run(merged, "ci-watch", "http://127.0.0.1:1")
    assert done.returncode == 1
    assert "读不到" in done.stderr


class Forge(BaseHTTPRequestHandler):
    """Keeps what is written to it."""

    written: list[tuple[str, str, str]]

    def do_POST(self) -> None:
        """Keep a request: its address, its token, its body."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        token = self.headers["Authorization"] or self.headers["PRIVATE-TOKEN"]
        self.written.append((self.path, token, body))
        self.send_response(201)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def forge() -> Iterator[str]:
    """The address of a forge."""
    Forge.written = []
    with HTTPServer(("127.0.0.1", 0), Forge) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/api"
        server.shutdown()
        thread.join()


def test_the_report_becomes_a_comment_and_the_token_stays_secret(origin: Path, forge: str) -> None:
    report = origin.parent / "report.md"
    report.write_text("# 合并后\n\n“甲”\n", "utf-8")
    merged = clone(origin, "merged")
    secret = {"PORTAL_COMMENT_TOKEN": "s3cret"}
    github = {"GITHUB_API_URL": forge, "GITHUB_REPOSITORY": "city/portal", "PORTAL_REQUEST": "7"}
    gitlab = {"CI_API_V4_URL": forge, "CI_PROJECT_ID": "3", "CI_MERGE_REQUEST_IID": "7"}
    for told in (github, gitlab):
        done = run(merged, "ci-comment", str(report), **secret, **told)
        assert done.returncode == 0, done.stderr
        assert "s3cret" not in done.stdout + done.stderr
    body = '{"body": "# \\u5408\\u5e76\\u540e\\n\\n\\u201c\\u7532\\u201d\\n"}\n'
    assert Forge.written == [
        ("/api/repos/city/portal/issues/7/comments", "token s3cret", body),
        ("/api/projects/3/merge_requests/7/notes", "s3cret", body),
    ]


@pytest.mark.parametrize("pipelines", [(PIPELINES[0], WATCH), PIPELINES[1:]])
def test_pipelines_only_call_the_scripts(pipelines: tuple[str, ...]) -> None:
    text = "".join((ROOT / name).read_text("utf-8") for name in pipelines)
    called = set(re.findall(r"scripts/(ci-[a-z]+) \"", text))
    assert called == {"ci-check", "ci-preview", "ci-publish", "ci-watch"}
    assert all((ROOT / "scripts" / name).stat().st_mode & 0o111 for name in called)


@pytest.mark.parametrize(
    ("name", "granted", "whole"),
    [
        (PIPELINES[0], {"check": {"contents": "read", "pull-requests": "write"}}, 2),
        (WATCH, {}, 0),
    ],
)
def test_the_workflow_is_pinned_and_may_little(
    name: str, granted: dict[str, object], whole: int
) -> None:
    text = (ROOT / name).read_text("utf-8")
    used = re.findall(r"uses: (\S+)(.*)", text)
    assert used
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action) for action, _ in used)
    assert all(re.fullmatch(r" # v[\d.]+", version) for _, version in used)
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    more = {
        name: job["permissions"] for name, job in workflow["jobs"].items() if "permissions" in job
    }
    assert more == granted
    runs = [
        step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step
    ]
    assert not [command for command in runs if "${{" in command]  # values come by the environment
    assert text.count("fetch-depth: 0") == whole
    assert yaml.safe_load((ROOT / PIPELINES[1]).read_text("utf-8"))["variables"]["GIT_DEPTH"] == "0"


def test_what_publishes_restores_nothing_that_a_request_could_have_planted() -> None:
    """Gitea and Forgejo share caches between branches, and what is restored is believed."""
    publish = yaml.safe_load((ROOT / PIPELINES[0]).read_text("utf-8"))["jobs"]["publish"]
    kept = [step for step in publish["steps"] if "cache@" in step.get("uses", "")]
    assert len(kept) == 2
    assert {step.get("if") for step in kept} == {"github.server_url == 'https://github.com'"}
    assert publish["environment"] == "public"  # its secrets are not for other branches


SHOW = """#!/usr/bin/env bash
source scripts/lib.sh
with_key sh -c 'set -- $RSYNC_RSH; cat "$5"; stat -c %a "$5"; test -z "$PORTAL_SSH_KEY"'
"""


@pytest.mark.parametrize("held", ["key", "file"])
def test_the_key_is_told_or_lies_in_a_file(origin: Path, held: str) -> None:
    """GitLab hands a variable of type File over as the name of a file."""
    file = origin.parent / "key"
    file.write_text("一把\n钥匙")
    told = {"PORTAL_SSH_KEY": str(file) if held == "file" else "一把\n钥匙"}
    script = origin.parent / "first" / "scripts" / "show"
    script.write_text(SHOW)
    script.chmod(0o755)
    done = run(origin.parent / "first", "show", PORTAL_KNOWN_HOSTS="host", **told)
    assert (done.returncode, done.stdout) == (0, "一把\n钥匙\n600\n"), done.stderr
