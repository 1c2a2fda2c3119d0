"""A new portal in an empty folder: settings, pages, examples that nobody sees (开办门户)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path, PurePosixPath

import portal
from portal.model import BY_PLURAL
from portal.model.founding import Founding
from portal.model.owner import Owner
from portal.model.schema import files as schemas
from portal.model.shape import Shape, shapes
from portal.source.shipped import starter
from portal.source.yamlfile import parse
from portal.staff.places import Places, prefix
from portal.staff.questions import Question, questions_of

MAY_BE_THERE = frozenset({".git", ".venv", "wheels"})
EXECUTABLE = 0o111
ASKED = ("name", "sponsor", "division", "domain", "phone", "email")
DEMONSTRATED = "云溪市人民政府办公室"
DEMONSTRATED_AT = "gs.yunxi.example"
"""The sponsor whom the pages of the demonstration name, and its domain in the files of the server."""
_GAP = re.compile("«([a-z_]+)»")


class NotEmpty(Exception):
    """There is something in the folder where the portal should go; the message says what to do."""


def to_be_asked(given: Mapping[str, str]) -> list[tuple[Question, bool]]:
    """Return what is still to be asked, and whether it must be answered."""
    known = {question.parameter: question for question in questions_of(Founding)}
    return [(known[name], known[name].shape.required) for name in ASKED if name not in given]


def found(folder: Path, told: Mapping[str, str], today: date) -> int:
    """Make a new portal in `folder`, of which `told` is the :class:`Founding`; count its files.

    Raises :class:`NotEmpty`, and OSError where a file cannot be written: then none stays.
    """
    there = {path.name for path in folder.iterdir()} if folder.exists() else set()
    if there - MAY_BE_THERE:
        raise NotEmpty(f"“{folder}”里已经有文件；请另指一个新文件夹，或者空文件夹。")
    files = new_portal(told, today)
    written: list[Path] = []
    try:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            written.append(path)
            path.write_text(text, encoding="utf-8")
            if text.startswith("#!"):
                path.chmod(path.stat().st_mode | EXECUTABLE)
    except OSError:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    return len(files)


def new_portal(told: Mapping[str, str], today: date) -> dict[str, str]:
    """Return the text of every file of a new portal, by its path."""
    texts = {name: path.read_text("utf-8") for name, path in starter().items()}
    places = dict(_places(texts, today.year))
    words = {
        **{name: told.get(name, "") for name in ASKED},
        **{f"quoted_{name}": _quoted(told.get(name, "")) for name in ASKED},
        **{PurePosixPath(old).stem: PurePosixPath(new).stem for old, new in places.items()},
        "owner": "\n".join(_owner(told)),
        "today": str(today),
        "version": portal.__version__,
    }
    return {
        **{places.get(name, name): _filled(text, words) for name, text in texts.items()},
        **{f"schemas/{name}": text for name, text in schemas().items()},
    }


def _places(texts: Mapping[str, str], year: int) -> Iterator[tuple[str, str]]:
    """Yield where the records go: each gets an id of its own, no two portals have one in common."""
    free = Places(Path(), ())
    for name, text in texts.items():
        path = PurePosixPath(name)
        if path.parts[0] == "data" and path.parts[1] in BY_PLURAL:
            start = prefix(BY_PLURAL[path.parts[1]], parse(text).content)
            yield name, str(path.with_stem(free.new_id(start, year)))


def _filled(text: str, words: Mapping[str, str]) -> str:
    """Return `text` with its gaps («name») filled in, and the owner in place of the demonstration's."""
    told = text.replace(DEMONSTRATED, words["sponsor"]).replace(DEMONSTRATED_AT, words["domain"])
    return _GAP.sub(lambda gap: words[gap[1]], told)


def _owner(told: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of PORTAL_OWNER: what is known, and the rest as comments to fill in."""
    for shape in shapes(Owner):
        value = told.get(shape.name, "")
        example = shape.kind.example if shape.kind else ""
        written = _quoted(value or example or "…")
        entry = f'"{shape.name}": {f"[{written}]" if shape.many else written},'
        yield f"    {'' if value else '# '}{entry}  # {shape.label}{_hint(shape)}"


def _hint(shape: Shape) -> str:
    return f"（{shape.help}）" if shape.help else ""


def _quoted(value: str) -> str:
    """Return `value` as Python, JSON and YAML all write it."""
    return json.dumps(value, ensure_ascii=False)
