"""Random edits of a portal folder, as people make them: fields, changes, days, settings, theme, text."""

import random
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from portal.site.assemble import assemble
from tests.site.conftest import ROOT, SPECIMEN

FIRST, LAST = date(2024, 1, 15), date(2028, 12, 31)
LINE = re.compile(
    r"^(?: *(?:- )?)(?:name|title|facts|text|note|remark|content|phone): *(\S.*)$", re.M
)
ENDINGS = (
    "  - kind: withdrawn\n    date: {day}\n    ground: 撤销\n    effective: {day}\n"
    "    authority: {{body: 云溪市人民法院, document: （2026）云01行终3号}}\n"
    "    roles: {{drafted: 法规科, reviewed: 法制审核岗, approved: 分管负责人}}\n"
    "    note: 经人民法院判决撤销。\n",
    "  - kind: disputed\n    date: {day}\n    note: 当事人提出异议。\n",
    "  - kind: removed\n    date: {day}\n    ground: 个人隐私\n"
    "    roles: {{drafted: 法规科, reviewed: 法制审核岗, approved: 分管负责人}}\n",
)


def copied(folder: Path) -> Path:
    """Make `folder` a portal of its own: the specimen, and the theme to be edited with it."""
    shutil.copytree(SPECIMEN, folder, ignore=shutil.ignore_patterns("site"))
    shutil.copytree(ROOT / "theme", folder / "theme")
    return folder


@dataclass
class Portal:
    """A portal folder that is edited, and the sites that are built of it."""

    folder: Path
    chance: random.Random
    search: bool = False
    jobs: int = 1
    as_of: date = date(2026, 6, 30)
    gone: dict[Path, bytes] = field(default_factory=dict)

    def build(self, output: str) -> int:
        """Build the site in the folder `output`; return the exit code."""
        return assemble(
            today=max(self.as_of, LAST),
            as_of=self.as_of,
            data=self.folder / "data",
            content=self.folder / "content",
            output=self.folder / output,
            config=self.folder / "pelicanconf.py",
            jobs=self.jobs,
            no_search=not self.search,
        )

    def afresh(self) -> int:
        """Build the site in `full` with nothing kept of any build before."""
        for name in ("full", ".full.cache"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        return self.build("full")

    def edit(self) -> str:
        """Edit something at random; return what."""
        edit = self.chance.choice(EDITS)
        edit(self)
        return edit.__name__

    def records(self) -> list[Path]:
        """Every file of a record."""
        return sorted((self.folder / "data").rglob("*-*.yaml"))

    def pick(self) -> Path:
        """Any record."""
        return self.chance.choice(self.records())


def field_of_a_record(portal: Portal) -> None:
    """Say more in one line of a record."""
    path = portal.pick()
    text = path.read_text("utf-8")
    if found := [*LINE.finditer(text)]:
        end = portal.chance.choice(found).end(1)
        path.write_text(f"{text[:end].rstrip()}甲乙{text[end:]}", "utf-8")


def change_of_a_record(portal: Portal) -> None:
    """Withdraw, dispute or remove a record today."""
    path, ending = portal.pick(), portal.chance.choice(ENDINGS)
    text = path.read_text("utf-8")
    if text.rstrip().splitlines()[-1].startswith(" "):
        path.write_text(text.rstrip() + "\n" + ending.format(day=portal.as_of), "utf-8")


def day(portal: Portal) -> None:
    """Another day comes, or an earlier one."""
    portal.as_of = FIRST + timedelta(days=portal.chance.randrange((LAST - FIRST).days))


def next_day(portal: Portal) -> None:
    """A day passes."""
    portal.as_of += timedelta(days=1)


def deletion(portal: Portal) -> None:
    """A record goes without a trace."""
    path = portal.pick()
    portal.gone[path] = path.read_bytes()
    path.unlink()


def return_of_a_record(portal: Portal) -> None:
    """A record that went comes back."""
    if portal.gone:
        path = portal.chance.choice(sorted(portal.gone))
        path.write_bytes(portal.gone.pop(path))


def new_record(portal: Portal) -> None:
    """A record like another one, under an id of its own."""
    path = portal.pick()
    letters = "".join(portal.chance.choices("abcdefghjkmnpqrstuvwxyz", k=6))
    new = path.with_name(f"{path.stem.rpartition('-')[0]}-{letters}.yaml")
    new.write_bytes(path.read_bytes())


def setting(portal: Portal) -> None:
    """The owner of the portal decides otherwise."""
    line = portal.chance.choice(
        (
            "PORTAL_SOLE_TRADERS = True",
            "PORTAL_SOLE_TRADERS = False",
            f"SITENAME = '云溪{portal.chance.randrange(9)}'",
            f"PORTAL_SINCE = '2024-0{portal.chance.randrange(1, 9)}-01'",
        )
    )
    with (portal.folder / "pelicanconf.py").open("a", encoding="utf-8") as file:
        print(line, file=file)


def template(portal: Portal) -> None:
    """A template says more."""
    paths = sorted((portal.folder / "theme" / "templates").rglob("*.html"))
    path = portal.chance.choice(paths)
    path.write_text(path.read_text("utf-8") + "\n<!-- 甲 -->\n", "utf-8")


def article(portal: Portal) -> None:
    """An editorial page says more, or another title."""
    path = portal.chance.choice(sorted((portal.folder / "content").glob("*.md")))
    text = path.read_text("utf-8")
    said = (
        text.replace("Title: ", "Title: 新", 1) if portal.chance.random() < 0.5 else f"{text}\n甲\n"
    )
    path.write_text(said, "utf-8")


def new_article(portal: Portal) -> None:
    """An editorial page comes, or goes."""
    path = portal.folder / "content" / "extra.md"
    if path.exists():
        path.unlink()
    else:
        path.write_text("Title: 增刊\nSlug: extra\n\n增刊\n", "utf-8")


EDITS: tuple[Callable[[Portal], None], ...] = (
    *(field_of_a_record, field_of_a_record, field_of_a_record),
    *(change_of_a_record, change_of_a_record, day, next_day, deletion, return_of_a_record),
    *(new_record, setting, template, article, new_article),
)
