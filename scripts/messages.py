"""Takes the interface strings out of templates, code and model into the catalogues.

Run by `scripts/messages`, whose `--help` says what for. What the model and the rules say is read
from the model and the rules themselves, as the reference pages do: a new record type needs nothing
here. In code a string is `Phrase("…")`, in templates `_("…")`, both literal.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from string import Formatter
from typing import Any, get_args

from babel.messages import extract, mofile, pofile
from babel.messages.catalog import Catalog, Message
from jinja2.ext import babel_extract
from pydantic import BaseModel

from portal.checks import RULES
from portal.lifecycle.state import STATES, label
from portal.model import RECORD_TYPES, Removed
from portal.model.base import GateClass
from portal.model.changes import CHANGE_KINDS, FOUND_BY
from portal.model.fields import LONG_TERM
from portal.model.information import INFORMATION
from portal.model.shape import shapes
from portal.site.language import CATALOGUES, DOMAIN, HAN

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "plugins" / "portal"
TEMPLATES = ROOT / "theme" / "templates"
HEADER = "# Interface strings of the portal; see scripts/messages."
Found = Iterator[tuple[str, str]]
"""Strings, each with a word on where it stands, for whoever translates it."""


def model() -> Found:
    """Yield what the record types say: their own labels, and those of fields, choices, changes."""
    kinds: tuple[type[BaseModel], ...] = (*RECORD_TYPES, *CHANGE_KINDS, Removed)
    for kind in kinds:
        yield from class_strings(kind)
        yield from fields(kind, kind.__name__, set())
    yield LONG_TERM, "kind of field end_day"
    yield from ((text, "found_by") for text in FOUND_BY.values())
    for gate in get_args(GateClass):
        yield from ((label(state, gate), f"state of a {gate}") for state in STATES)


def class_strings(kind: type[BaseModel]) -> Found:
    """Yield the texts that a class says of itself, such as `LABEL`."""
    for name, value in vars(kind).items():
        if name.isupper() and isinstance(value, str):
            yield value, f"{kind.__name__}.{name}"


def fields(kind: type[BaseModel], where: str, seen: set[type[BaseModel]]) -> Found:
    """Yield label, help, form and choices of every field of `kind`, and of its parts once."""
    for shape in shapes(kind):
        place = f"{where}.{shape.name}"
        yield shape.label, place
        yield shape.help, f"{place}, help"
        if shape.kind:
            yield from ((option, f"{place}, choice") for option in shape.kind.options)
            yield from ((text, f"kind of field {shape.kind.name}") for text in forms(shape.kind))
        if shape.part and shape.part not in seen:
            seen.add(shape.part)
            yield from fields(shape.part, shape.part.__name__, seen)


def forms(kind: object) -> Iterator[str]:
    """Yield how a kind of field is called and written."""
    yield from (getattr(kind, name) for name in ("label", "form"))


def rules() -> Found:
    """Yield the rules as the reference pages publish them."""
    for rule in RULES:
        yield rule.sentence, f"rule {rule.name}"
        yield rule.provision, f"rule {rule.name}, provision"


def information() -> Found:
    """Yield the kinds of information that agencies must make public, and the provisions."""
    for one in INFORMATION:
        yield one.label, f"information {one.key}"
        yield one.provision, f"information {one.key}, provision"


def reasons() -> Found:
    """Yield why parts of records are not public: the texts in methods called `unpublished`."""
    for path in sorted((PACKAGE / "model").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name == "unpublished":
                body = node.body[1:] if ast.get_docstring(node) else node.body
                parts = (part for statement in body for part in ast.walk(statement))
                texts = (part.value for part in parts if isinstance(part, ast.Constant))
                yield from ((text, path.name) for text in texts if isinstance(text, str))


def code() -> Found:
    """Yield the patterns of phrases in the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        with path.open("rb") as file:
            found = extract.extract_python(file, {"Phrase": None}, (), {})
            yield from literals(found, path.relative_to(PACKAGE))


def templates() -> Found:
    """Yield the interface strings of the theme."""
    for path in sorted(TEMPLATES.rglob("*.html")):
        with path.open("rb") as file:
            found = babel_extract(file, ["_"], (), {"silent": "false"})
            yield from literals(found, path.relative_to(TEMPLATES))


def literals(found: Iterable[tuple[Any, ...]], path: Path) -> Found:
    """Yield the strings among what Babel found: calls with their arguments, None for no literal."""
    for _, _, arguments, _ in found:
        first = arguments[0] if isinstance(arguments, tuple) else arguments
        if first:
            yield first, path.as_posix()


class Undated(Catalog):
    """A catalogue whose file depends on its strings alone, not on the day."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The header: nothing but what readers of the file need."""
        return [("MIME-Version", "1.0"), ("Content-Type", "text/plain; charset=utf-8")]


def gathered(old: Catalog, *, prune: bool) -> Catalog:
    """Return the catalogue of all strings that there are now, with the translations of `old`."""
    new = Undated(header_comment=HEADER, fuzzy=False)
    derived = (
        (text, where)
        for text, where in (*model(), *rules(), *information(), *reasons())
        if HAN.search(text)
    )
    for text, where in (*derived, *code(), *templates()):
        new.add(text, auto_comments=[where])
    known = {str(message.id): message for message in (*old.obsolete.values(), *old) if message.id}
    for message in new:
        if message.id and (before := known.pop(str(message.id), None)):
            message.string, message.user_comments = before.string, before.user_comments
            message.flags |= before.flags & {"fuzzy"}
    if not prune:
        unused = {name: message for name, message in known.items() if message.string}
        new.obsolete.update(sorted(unused.items()))
    return new


def faults(messages: Iterable[Message]) -> Iterator[tuple[Message, str]]:
    """Yield what is wrong with translations."""
    for message in messages:
        if not message.id:
            continue
        if not message.string:
            yield message, "没有译文"
        elif message.fuzzy:
            yield message, "译文待核（fuzzy）"
        elif placeholders(message.id) != placeholders(message.string):
            yield message, "占位符不符"


def placeholders(text: object) -> set[str]:
    """Return the names in braces."""
    return {name for _, name, _, _ in Formatter().parse(str(text)) if name is not None}


def as_bytes(catalogue: Catalog) -> tuple[bytes, bytes]:
    """Return the catalogue as text for people and as a table for the program."""
    text, table = io.BytesIO(), io.BytesIO()
    pofile.write_po(text, catalogue, width=0)
    mofile.write_mo(table, catalogue)
    return text.getvalue(), table.getvalue()


def update(folder: Path, *, check: bool, prune: bool) -> bool:
    """Bring the catalogue in `folder` up to date, or only look; return whether all is well."""
    paths = [folder / f"{DOMAIN}.po", folder / f"{DOMAIN}.mo"]
    there = [path.read_bytes() if path.exists() else b"" for path in paths]
    catalogue = gathered(pofile.read_po(io.BytesIO(there[0]), abort_invalid=True), prune=prune)
    wanted = as_bytes(catalogue)
    shown, well = paths[0].relative_to(ROOT), True
    lines = {message.id: message.lineno for message in pofile.read_po(io.BytesIO(wanted[0]))}
    for message, fault in faults(catalogue):
        print(f"{shown}:{lines[message.id]}: {fault}：{message.id}", file=sys.stderr)
        well = False
    for path, now, new in zip(paths, there, wanted, strict=True):
        if now != new and check:
            print(
                f"{path.relative_to(ROOT)}: 与源码不一致，请运行 scripts/messages", file=sys.stderr
            )
            well = False
        elif now != new:
            path.write_bytes(new)
    print(f"{shown}：{len(catalogue)} 条")
    return well


def main() -> None:
    """Bring every catalogue up to date; with --check exit 1 unless all is well."""
    check, prune = "--check" in sys.argv, "--prune" in sys.argv
    folders = sorted(CATALOGUES.glob("*/LC_MESSAGES"))
    well = [update(folder, check=check, prune=prune) for folder in folders]
    sys.exit(0 if all(well) or not check else 1)


if __name__ == "__main__":
    main()
