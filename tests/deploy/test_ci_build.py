"""What pipelines keep from one build for the next changes no byte; and search is tried before it is public."""

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.deploy.conftest import ROOT
from tests.deploy.office import Clerk, penalty
from tests.deploy.test_ci import PIPELINES, PORTAL, RECORD, clone, origin, run
from tests.deploy.test_publish import files

__all__ = ["origin"]
KEPT = ("output", ".output.cache")
OTHER = "data/decisions/cf-2026-p4x8d2.yaml"


def published(clone: Path, target: Path, **told: str) -> str:
    """Publish as a pipeline does; return what the script says."""
    done = run(clone, "ci-publish", str(target), **told)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def archive(folder: Path, *command: str) -> None:
    """Save or restore what pipelines keep, as the cache of GitHub does."""
    options = ["--posix", "-f", str(folder.parent / "cache.tar"), "-C", str(folder)]
    subprocess.run(["tar", command[0], *options, *command[1:]], check=True)


def add(origin: Path, path: str, text: str) -> None:
    """Push a record to the main line."""
    clerk = Clerk(origin.parent / "first")
    clerk.write(path, text)
    assert clerk.push().returncode == 0


@pytest.mark.parametrize("harm", ["none", "a file more", "another build"])
def test_what_is_restored_makes_the_same_site(origin: Path, harm: str) -> None:
    add(origin, RECORD, penalty(1))
    first = clone(origin, "runner")
    published(first, origin.parent / "public")
    if harm == "a file more":
        (first / "output" / "more.html").write_text("不是我们的")
    if harm == "another build":
        facts = first / "output" / "build.json"
        facts.write_text(f"{facts.read_text()} ")
    archive(first, "-c", *KEPT)
    shutil.rmtree(first)
    add(origin, OTHER, penalty(2))

    again = clone(origin, "runner")
    archive(again, "-x")
    (again / ".output.cache" / "changed.json").unlink()
    untouched = again / "output" / "reference" / "checks" / "index.html"
    before = untouched.stat().st_ino
    published(again, origin.parent / "public")
    assert (untouched.stat().st_ino == before) == (harm == "none")
    fresh = clone(origin, "fresh")
    published(fresh, origin.parent / "other")
    # Nobody touched what is public: of that only what differs was compared, or packed.
    packed = [len(files(one / ".output.packed")) for one in (again, fresh)]
    assert 0 < packed[0] < packed[1] // 2
    assert files(again / "output") == files(fresh / "output")
    assert files(origin.parent / "public" / "current").keys() == {
        *files(origin.parent / "other" / "current")
    }


def test_pipelines_keep_both_halves_or_none() -> None:
    """The site without its memory, or the memory without its site, would be of no use."""
    workflow, gitlab = (yaml.safe_load((ROOT / name).read_text("utf-8")) for name in PIPELINES)
    steps = workflow["jobs"]["publish"]["steps"]
    kept = [step["with"] for step in steps if "cache@" in step.get("uses", "")]
    assert [one["path"].split() for one in kept] == [[".cache"], [*KEPT]]
    assert kept[1]["key"].startswith(kept[1]["restore-keys"])
    assert [one["paths"] for one in gitlab["publish"]["cache"]] == [[".cache"], [*KEPT]]


@pytest.mark.parametrize("forge", ["GITHUB_EVENT_NAME", "CI_PIPELINE_SOURCE"])
@pytest.mark.parametrize(
    ("event", "wanted", "share"),
    [
        ("push", None, "0.02"),
        ("push", "0.5", "0.5"),
        ("push", "0", None),
        ("schedule", "0.5", None),  # a variable of the project is told to nights, too
        ("schedule", None, None),
        ("", None, None),
        ("", "0.5", "0.5"),
    ],
)
def test_search_is_tried_after_a_merge_and_not_at_night(
    origin: Path, forge: str, event: str, wanted: str | None, share: str | None
) -> None:
    merged = Clerk(origin.parent / "first").folder
    called, program = merged / "called", merged / "portal"
    program.write_text(f'#!/bin/sh\necho "$*" >>{called}\n')
    (merged / "python").write_text("#!/bin/sh\n")
    for file in (program, merged / "python"):
        file.chmod(0o755)
    told = {forge: event, "PORTAL_CHROMIUM": "/bin/true"}
    told |= {"PORTAL_SELFTEST": wanted} if wanted else {}
    done = run(merged, "ci-publish", "anywhere", PORTAL=str(program), **told)
    assert done.returncode == 0, done.stderr
    build, *tried, publish = called.read_text().splitlines()
    assert build.startswith("build ")
    assert publish == "publish anywhere"
    assert tried == ([f"search-check output --scale {share} --visits 0"] if share else [])


@pytest.mark.browser
def test_a_site_whose_search_answers_wrongly_is_not_published(origin: Path) -> None:
    add(origin, RECORD, penalty(1))
    merged, target = clone(origin, "merged"), origin.parent / "public"
    assert "自测" in published(merged, target, PORTAL_SELFTEST="0.02")
    assert "自测" not in published(merged, target, PORTAL_SELFTEST="0")
    add(origin, OTHER, penalty(2))
    subprocess.run(["git", "pull", "-q"], cwd=merged, check=True)
    # An index that a fault of the program, or of the disk, has left without its words.
    for name, text in BROKEN.items():
        program = merged / name
        program.write_text(text.replace("BIN", str(Path(PORTAL).parent)))
        program.chmod(0o755)
    broken = str(merged / "portal")
    done = run(merged, "ci-publish", str(target), PORTAL=broken, PORTAL_SELFTEST="0.02")
    assert done.returncode == 1
    assert not (target / "current" / "decisions" / Path(OTHER).stem).exists()


BROKEN = {
    "python": '#!/bin/sh\nexec BIN/python "$@"\n',
    "portal": """#!/bin/sh
BIN/portal "$@" || exit
[ "$1" != build ] || find output/search -name '*.bin' -delete
""",
}
