"""The wheel, installed alone, founds a portal that is sound at once and looks as it should."""

import json
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from portal.model import RECORD_TYPES
from tests.conftest import ServeFolder
from tests.founding.newcomer import DOMAIN, NAME, SPONSOR, Newcomer

pytestmark = pytest.mark.xdist_group("founding")


@pytest.fixture(scope="module")
def site(newcomer: Newcomer) -> Path:
    """The site of the new portal as it is."""
    newcomer.run("portal", "build")
    return newcomer.folder / "output"


def agency(portal: Newcomer) -> str:
    """The id of the owner's own agency."""
    (path,) = (portal.folder / "data" / "agencies").glob("*.yaml")
    return path.stem


def test_the_program_is_that_of_the_wheel(newcomer: Newcomer) -> None:
    said = newcomer.run("python", "-c", "import portal; print(portal.__file__)").stdout
    assert Path(said.strip()).is_relative_to(newcomer.folder / ".venv")


def test_a_new_portal_is_sound_at_once(newcomer: Newcomer) -> None:
    done = newcomer.run("portal", "check")
    assert "0 处错误" in done.stderr
    reminders = set(re.findall(r"提醒 \[([\w-]+)\]", done.stdout))
    assert {rule for rule in reminders if not rule.startswith("owner-")} == {"draft"}


def test_nobody_sees_the_examples(newcomer: Newcomer, site: Path) -> None:
    examples = [name for name in newcomer.files() if "/examples/" in name]
    assert len(examples) > 8
    pages = [path.read_text("utf-8") for path in site.rglob("*.html")]
    assert [one for one in examples if any(Path(one).stem in page for page in pages)] == []
    assert not any("示例" in page for page in pages)


def test_nothing_of_the_demonstration_is_left(newcomer: Newcomer, site: Path) -> None:
    files = {**newcomer.files(), "site": (site / "about" / "index.html").read_text("utf-8")}
    assert [name for name, text in files.items() if "云溪" in text or "yunxi" in text] == []
    assert SPONSOR in files["site"]


def test_every_gap_is_filled_in(newcomer: Newcomer) -> None:
    assert [name for name, text in newcomer.files().items() if "«" in text] == []


def test_the_settings_say_what_was_asked(newcomer: Newcomer) -> None:
    files = newcomer.files()
    assert f'SITENAME = "{NAME}"' in files["pelicanconf.py"]
    assert f'"sponsor": "{SPONSOR}"' in files["pelicanconf.py"]
    assert f"https://{DOMAIN}" in files["publishconf.py"]
    version = newcomer.run("portal", "--version").stdout.strip()
    assert f"\ntransparency-portal=={version}\n" in files["requirements.txt"]


def test_the_editor_knows_every_type(newcomer: Newcomer) -> None:
    files = newcomer.files()
    schemas = json.loads(files[".vscode/settings.json"])["yaml.schemas"]
    assert {Path(one).name for one in schemas} == {f"{k.TYPE}.schema.json" for k in RECORD_TYPES}
    assert all(one.removeprefix("./") in files for one in schemas)
    newcomer.run("portal", "schema", "--check")


@pytest.mark.browser
def test_the_home_page_is_dressed_and_search_answers(
    site: Path, serve_folder: ServeFolder, page: Page
) -> None:
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on("response", lambda answer: failed.append(answer.url) if answer.status > 399 else None)
    address = serve_folder(site)
    page.goto(address)
    assert NAME in page.title()
    assert page.evaluate("getComputedStyle(document.body).fontFamily") != "serif"
    assert page.locator("link[rel=stylesheet]").count() > 0
    page.goto(f"{address}/search/?q=隐私保护")
    page.get_by_role("link", name="隐私保护").first.wait_for()
    assert failed == []


@pytest.mark.browser
def test_what_is_published_is_found(
    portal: Newcomer, serve_folder: ServeFolder, page: Page
) -> None:
    portal.run("portal", "publish-record", agency(portal), "--yes")
    portal.run("portal", "build")
    page.goto(f"{serve_folder(portal.folder / 'output')}/search/?q={SPONSOR}")
    page.get_by_role("link", name=SPONSOR).first.wait_for()


def test_pelican_builds_it_too(portal: Newcomer, tmp_path: Path) -> None:
    portal.run("python", "-m", "pelican", "-s", "pelicanconf.py", "-o", str(tmp_path / "site"))
    assert "style" in (tmp_path / "site" / "index.html").read_text("utf-8")


def test_pipelines_and_server_files_are_its_own(newcomer: Newcomer) -> None:
    files = newcomer.files()
    assert f"server_name {DOMAIN};" in files["deploy/nginx.conf"]
    for pipelines in (r"\.github/workflows/", r"\.gitlab-ci\.yml"):
        text = "".join(files[name] for name in files if re.match(pipelines, name))
        called = set(re.findall(r"scripts/(ci-[a-z]+) ", text))
        assert called == {"ci-check", "ci-preview", "ci-publish", "ci-watch"}
        assert all(os.access(newcomer.folder / "scripts" / name, os.X_OK) for name in called)


def test_the_pipeline_checks_what_is_committed(portal: Newcomer) -> None:
    portal.git("init", "-q", "-b", "main")
    portal.run("portal", "check")
    portal.git("add", "-A")
    assert ".cache" not in portal.git("ls-files").stdout
    portal.git("commit", "-qm", "开办门户")
    program = f"PORTAL={portal.folder}/.venv/bin/portal"
    check = ["env", program, "bash", "scripts/ci-check", "HEAD"]
    assert "0 处错误" in portal.told(check, 0).stderr
    (portal.folder / "data" / "agencies" / f"{agency(portal)}.yaml").write_text("nmae: 青岚市\n")
    portal.git("commit", "-qam", "改名")
    assert "错误" in portal.told([*check[:-1], "HEAD~1"], 1).stdout


def test_the_examples_are_easily_deleted(portal: Newcomer) -> None:
    text = (portal.folder / "data" / "README.md").read_text("utf-8")
    (command,) = re.findall(r"`(rm .*?)`", text)
    portal.told(["sh", "-c", command], 0)
    assert len(list((portal.folder / "data").rglob("*.yaml"))) == 2  # the model and the agency
    assert "0 处错误" in portal.run("portal", "check").stderr


@pytest.mark.parametrize("config", ["pelicanconf.py", "publishconf.py"])
def test_both_settings_build(portal: Newcomer, config: str) -> None:
    portal.run("portal", "build", "--no-search", "--config", config)
