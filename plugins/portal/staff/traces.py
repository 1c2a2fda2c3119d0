"""Everywhere that a value lives on after its record is gone: what there is to purge (残留清单)."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from portal.lifecycle.history import versions
from portal.lifecycle.names import every_name
from portal.model import BY_PLURAL, Record
from portal.source.corpus import shown
from portal.source.loader import is_removed
from portal.source.text import Refused, read_text
from portal.source.yamlfile import Parsed, parse
from portal.staff.committed import git, repository
from portal.staff.edit import BYTE_ORDER_MARK

UNREACHABLE = (
    "别人的克隆、复刻和合并请求（代码托管平台上的，要由平台管理员清除）",
    "自动流程的产物和缓存，备份，日志",
    "搜索引擎的快照、镜像站和下载过数据的人",
    "导入用的原表格、退回表（*.rejected.*）和纸质文书",
)
GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Traces:
    """Where the `values` of a record stand, in the record folder `root` and the site `output`."""

    root: Path
    record_id: str
    values: tuple[str, ...]
    output: Path
    verbose: bool = False

    def lines(self) -> Iterator[str]:
        """Yield every place, by kind of place, and what no tool can reach."""
        told = "、".join(f"“{value}”" for value in self.values)
        yield f"查找：{told}" if told else "没有可以查找的内容；请用 --value 写明。"
        yield "  只查找了以上内容；泄露的是别的（如事实里写到的未成年人姓名），加 --value '那句话' 再查。"
        yield from _listed("记录本身", list(self._own()))
        yield from _listed("别的文件", list(self._others()))
        if repository(self.root) is None:
            yield "git 历史：这里不在 git 仓库里，没有历史可查"
        else:
            yield from _listed("git 历史", list(self._history()))
            if git(self.root, "rev-parse", "--is-shallow-repository").strip() == b"true":
                yield "  这是浅克隆，历史不全；请先运行 git fetch --unshallow 再查"
        site = f"上次生成的网站 {shown(self.output)}"
        if self.output.is_dir():
            yield from self._site_lines(site)
        else:
            yield f"{site}：没有这个文件夹；网站在别处的，用 --output 指明"
        yield "程序够不着的，请逐项通知或清除："
        yield from (f"  {one}" for one in UNREACHABLE)
        yield "清除的步骤见 docs/removal.md。"

    def _own(self) -> Iterator[str]:
        """Yield the fields, former values and notes of the record that tell a value."""
        for file in self.root.rglob(f"{self.record_id}.yaml"):
            parsed = _parsed(file)
            for loc, text in _texts(parsed.content):
                if self._tells(text):
                    yield f"{shown(file)}:{parsed.line(loc)}: {'.'.join(map(str, loc))}"

    def _others(self) -> Iterator[str]:
        """Yield the other files, records and pages, that tell a value, with their lines."""
        top = repository(self.root) or self.root
        for file in _files(top, self.output):
            if file.stem == self.record_id:
                continue
            lines = enumerate(_text(file.read_bytes()).splitlines(), 1)
            if found := [str(number) for number, line in lines if self._tells(line)]:
                yield f"{shown(file)}（第 {'、'.join(found)} 行）"

    def _history(self) -> Iterator[str]:
        """Yield the commits that brought or took a value, and the names that lead to them."""
        found = {commit: day for commit, day, _ in _told_versions(self.root, self.record_id)}
        for value in self.values:
            everywhere = ("log", "--all", "--reflog", "-m", "--no-textconv", "--format=%H %cs")
            for search in ((f"-S{value}",), ("-F", "-i", f"--grep={value}")):
                told = git(self.root, *everywhere, *search).decode("utf-8", "replace")
                found |= dict(line.split() for line in told.splitlines())
        for commit, day in sorted(found.items(), key=lambda pair: (pair[1], pair[0])):
            leading = git(
                self.root, "for-each-ref", "--contains", commit, "--format=%(refname:short)"
            )
            refs = leading.decode("utf-8", "replace").split()
            yield f"提交 {commit[:10]}（{day}）：{'、'.join(refs) or '只在本机的记录（reflog）里'}"
        for ref, told in self._tag_notes():
            if self._tells(told):
                yield f"标签 {ref} 的说明"

    def _tag_notes(self) -> Iterator[tuple[str, str]]:
        told = git(
            self.root, "for-each-ref", "refs/tags", "--format=%(refname:short)%00%(contents)%00"
        )
        pieces = told.decode("utf-8", "replace").split("\0")
        yield from zip((piece.strip() for piece in pieces[::2]), pieces[1::2], strict=False)

    def _site_lines(self, heading: str) -> Iterator[str]:
        """Yield the files of the site that tell a value; how many of each kind, unless all are wanted."""
        kinds: dict[str, list[str]] = {}
        for place in self._site():
            kinds.setdefault(_kind_of(place), []).append(str(place))
        if self.verbose or not kinds:
            yield from _listed(
                heading, [f"{k} {one}" for k, found in kinds.items() for one in found]
            )
            return
        yield f"{heading}：{sum(map(len, kinds.values()))} 处（加 --verbose 逐个列出）"
        for kind, found in kinds.items():
            yield f"  {kind} {len(found)} 个，如 {found[0]}"

    def _site(self) -> Iterator[Path]:
        """Yield the files of the site that tell a value."""
        spaced = {"".join(value.split()) for value in self.values}
        for file in sorted(path for path in self.output.rglob("*") if path.is_file()):
            text = "".join(unescape(_text(file.read_bytes())).split())
            place = file.relative_to(self.output)
            if any(value in text for value in spaced):
                yield place

    def _tells(self, text: str) -> bool:
        return any(value in text for value in self.values)


def traces(
    root: Path, record_id: str, values: Sequence[str], output: Path, *, verbose: bool = False
) -> Traces:
    """Return the traces of a record: of its names and numbers in every version that git knows too."""
    known = {value.strip() for value in values if value.strip()}
    file = next(root.rglob(f"{record_id}.yaml"), None)
    kind = BY_PLURAL.get(file.relative_to(root).parts[0]) if file else None
    if file and kind:
        known |= _names(kind, file.read_text(encoding="utf-8", errors="replace"))
        for _, _, text in _told_versions(root, record_id):
            known |= _names(kind, text)
    return Traces(root, record_id, tuple(sorted(known)), output, verbose)


def _told_versions(root: Path, record_id: str) -> Iterator[tuple[str, str, str]]:
    """Yield the commits in which the file of a record tells more than its removal, with its text."""
    if repository(root) is None:
        return
    commit = day = ""
    told = git(
        *(root, "log", "--all", "--reflog", "-m", "--raw", "--no-abbrev", "--format=%H %cs"),
        *("--", f":(glob)**/{record_id}.yaml"),
    )
    for line in told.decode("utf-8", "replace").splitlines():
        if not line.startswith(":"):
            commit, _, day = line.partition(" ") if line else (commit, "", day)
            continue
        blob = line.split()[3]
        text = (
            git(root, "cat-file", "blob", blob).decode("utf-8", "replace")
            if blob.strip("0")
            else ""
        )
        if text and not is_removed(_content(text)):
            yield commit, day, text


def _names(kind: type[Record], text: str) -> set[str]:
    """Return the names, codes and numbers by which a version of a record, or somebody in it, is known."""
    record = kind.read(_content(text))[0]
    if record is None:
        return set()
    numbers = {getattr(at.record, name) for at in versions(record) for name in kind.KNOWN_BY}
    return {*every_name(record).hidden, *filter(None, numbers)}


def _content(text: str) -> dict[str, Any]:
    try:
        return dict(parse(text.removeprefix(BYTE_ORDER_MARK)).content)
    except Refused:
        return {}


def _parsed(file: Path) -> Parsed:
    try:
        return parse(read_text(file))
    except Refused:
        return Parsed()


def _texts(
    content: object, loc: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(content, dict):
        for name, value in content.items():
            yield from _texts(value, (*loc, name))
    elif isinstance(content, list):
        for index, value in enumerate(content):
            yield from _texts(value, (*loc, index))
    elif isinstance(content, str):
        yield loc, content


def _files(top: Path, output: Path) -> Iterator[Path]:
    """Yield the files below `top` that people write; programs' folders and the site are not."""
    for folder, folders, names in os.walk(top):
        here = Path(folder)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and name not in ("node_modules", "__pycache__")
            and (here / name).absolute() != output.absolute()
        )
        yield from (here / name for name in sorted(names) if (here / name).is_file())


def _text(data: bytes) -> str:
    try:
        return (gzip.decompress(data) if data[:2] == GZIP else data).decode("utf-8", "replace")
    except (OSError, EOFError):
        return ""


def _kind_of(place: Path) -> str:
    """Return what a file of the site is: a page, data, a feed, search."""
    if {"search", "pagefind"} & set(place.parts):
        return "检索"
    kinds = {".html": "网页", ".json": "数据", ".csv": "数据", ".xml": "订阅", ".map": "地址表"}
    return kinds.get(place.suffix, "文件")


def _listed(heading: str, places: Sequence[str]) -> Iterator[str]:
    yield f"{heading}：{f'{len(places)} 处' if places else '没有'}"
    yield from (f"  {place}" for place in places)
