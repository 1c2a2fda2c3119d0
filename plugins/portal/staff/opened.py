"""A record's file as it lies there, and what it said before somebody changed it (打开记录)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.checks.evidence_kept import hides_notes, withheld_by
from portal.model import BY_PLURAL, Record
from portal.model.changes import Change, Edit
from portal.model.removed import is_removed
from portal.source.corpus import shown
from portal.source.loader import load_file
from portal.source.text import Refused, read_text
from portal.source.yamlfile import Parsed, parse
from portal.staff.committed import committed, repository, trunk
from portal.staff.edit import BYTE_ORDER_MARK
from portal.staff.talk import NotWritten

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Opened:
    """A record's file: its text and content, and `former`, what was last said in public.

    `former` is the file of the last commit, or one that was named; None where there is neither.
    """

    root: Path
    id: str
    path: str
    model: type[Record]
    raw: bytes
    content: Content
    former: Content | None
    in_git: bool
    former_text: str = ""

    @property
    def file(self) -> Path:
        """Where the file is."""
        return self.root / self.path

    @property
    def shown(self) -> str:
        """The file as people find it from where they are."""
        return shown(self.file)

    @property
    def text(self) -> str:
        """The text with the mark that it may begin with."""
        return self.raw.decode("utf-8")


def opened(root: Path, record_id: str, former: Path | None = None) -> Opened:
    """Return the record called `record_id`, or whose file that is; raise :class:`NotWritten`."""
    record_id = named(record_id)
    path = path_of(root, record_id)
    model = BY_PLURAL[path.split("/", 1)[0]]
    content = _sound(root, path)
    if is_removed(content):
        raise NotWritten(f"记录 {record_id} 已经删除，不能再变更。")
    before = _former(model, former) if former else None
    told = read_text(former) if former else committed(root, record_id)
    return Opened(
        root=root,
        id=record_id,
        path=path,
        model=model,
        raw=(root / path).read_bytes(),
        content=content,
        former=before or _committed(told),
        in_git=repository(root) is not None,
        former_text=told or "",
    )


def _former(model: type[Record], path: Path) -> Content:
    """Return what a file that was named says of the record; raise :class:`NotWritten` if nothing."""
    content = dict(_parsed(path).content)
    record, faults = model.read(content)
    if record is None:
        told = "；".join(fault.message.rstrip("。") for fault in faults[:3])
        raise NotWritten(f"--former 指明的 {path} 不是这条{model.LABEL}以前的文件：{told}。")
    return content


def named(record: str) -> str:
    """Return the id of a record that is called by it, or by its file."""
    return Path(record).stem if record.endswith(".yaml") else record


def path_of(root: Path, record_id: str) -> str:
    """Return where a record's file is; raise :class:`NotWritten` where there is none."""
    files = (file.relative_to(root) for file in root.rglob("*.yaml"))
    paths = {file.stem: file.as_posix() for file in files if file.parts[0] in BY_PLURAL}
    if record_id not in paths:
        near = [one for one in paths if _is_slip(record_id, one)]
        hint = f"是不是 {near[0]}？" if near else "编号是文件名去掉 .yaml，如 cf-2024-k7m3q9。"
        raise NotWritten(f"{shown(root)} 里没有记录“{record_id}”；{hint}")
    return paths[record_id]


def _is_slip(typed: str, record_id: str) -> bool:
    """Return whether one character more, less or other makes the difference; ids are random."""
    short, long = sorted((typed, record_id), key=len)
    same = next(
        (n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short)
    )
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]


def _sound(root: Path, path: str) -> Content:
    """Return the content of a record's file; what cannot be read is told with all its problems."""
    parsed = _parsed(root / path)
    if parsed.findings:
        _, problems = load_file(root, path)
        raise NotWritten("\n".join(["文件还没有写好，请先改好：", *map(str, sorted(problems))]))
    return dict(parsed.content)


def _parsed(path: Path) -> Parsed:
    try:
        return parse(read_text(path))
    except Refused as refused:
        problem = refused.rule.at(shown(path), refused.line, refused.message)
        raise NotWritten(f"文件读不进来，请先改好：\n{problem}") from None


def _committed(text: str | None) -> Content | None:
    if text is None:
        return None
    try:
        return dict(parse(text.removeprefix(BYTE_ORDER_MARK)).content)
    except Refused:
        raise NotWritten(
            "上次提交的文件读不进来，没法比较；请用 --former 指明一个以前的文件。"
        ) from None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a record says now and said before, its due amendment folded in, and the fields between.

    `settled` is that amendment as it was appended; `edited` are the fields that nothing declares.
    """

    before: Content
    now: Content
    edited: tuple[str, ...]
    settled: Content | None = None


def standing(opened: Opened, now: Content, as_of: str) -> Standing:
    """Return how `now` stands to what was public; raise :class:`NotWritten` where it lost changes."""
    former = opened.former if opened.former is not None else opened.content
    edited = _undeclared(opened.model, former, now)
    before, now = dict(former), dict(now)
    scheduled = now.get("scheduled")
    if not scheduled or str(scheduled["effective"]) > as_of:
        return Standing(before, now, edited)
    settled = _amendment(scheduled, former)
    for name, value in scheduled["set"].items():
        before[name] = value
        now[name] = now[name] if name in edited else value
    for content in (before, now):
        content.pop("scheduled", None)
        content["changes"] = [*content["changes"], settled]
    return Standing(before, now, tuple(n for n in edited if now.get(n) != before.get(n)), settled)


def committed_unsaid(opened: Opened, as_of: str) -> tuple[str, tuple[str, ...]]:
    """Return the trunk, and the fields that were changed and committed since without being declared."""
    name, commit = trunk(opened.root) if opened.in_git else ("", "")
    former = _committed(committed(opened.root, opened.id, commit)) if commit else None
    if not former or not former.get("changes") or former["changes"][0]["date"] > as_of:
        return name, ()
    return name, _undeclared(opened.model, former, opened.content)


def _amendment(scheduled: Mapping[str, Any], former: Mapping[str, Any]) -> Content:
    """Return a scheduled amendment that has come due as the change that it is now."""
    names = list(scheduled["set"])
    told = {name: value for name, value in scheduled.items() if name not in ("set", "effective")}
    day = scheduled["effective"]
    change = {
        "kind": "amended",
        "date": day,
        "effective": day,
        **told,
        "was": {name: former[name] for name in names if name in former},
        "added": [name for name in names if name not in former],
    }
    return {name: value for name, value in change.items() if value}


def _undeclared(model: type[Record], former: Content, now: Content) -> tuple[str, ...]:
    """Return the fields in which `now` differs from `former` without a change that says so.

    Values are compared after typing: a zero more behind the point is no change.
    """
    head, here = model.read(former)[0], model.read(now)[0]
    assert here is not None
    known = len(former.get("changes", ()))
    later = here.changes[known:]
    told = {**now, "changes": now["changes"][:known]}
    if _kept(former, later) != _kept(told, later):
        raise NotWritten(
            "文件里以前的变更和上次提交的不同；变更只能添加，不能改写或删去，请先恢复原样"
            f"（git diff {model.PLURAL} 可以看到改了哪里）。"
        )
    declared = {n for c in later if isinstance(c, Edit) for n in c.touched}
    fields = (shape.name for shape in model.fields())
    if head is None:
        return tuple(n for n in fields if n not in declared and former.get(n) != now.get(n))
    return tuple(n for n in fields if n not in declared and getattr(head, n) != getattr(here, n))


def _kept(content: Content, later: Sequence[Change]) -> list[Content]:
    """Return the changes without what the `later` ones may have taken out of them."""
    withheld = withheld_by(later)
    dropped = {"note", "note_withheld"} if hides_notes(later) else set()
    kept = []
    for change in content.get("changes", ()):
        told = {name: value for name, value in change.items() if name not in dropped}
        was = {name: v for name, v in told.pop("was", {}).items() if name not in withheld}
        kept.append({**told, "was": was})
    return kept


def undone(opened: Opened, name: str) -> bool:
    """Return whether the last changes, not committed yet, touched the field `name`."""
    if opened.former is None:
        return False
    known = len(opened.former.get("changes", ()))
    later = opened.content.get("changes", ())[known:]
    touched = (
        {*change.get("was", {}), *change.get("added", ()), *change.get("withheld", ())}
        for change in later
    )
    return any(name in names for names in touched)
