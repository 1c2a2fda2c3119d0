"""Everywhere that a value lives on after its record is gone: what there is to purge (残留清单)."""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from shutil import which

from portal.model import BY_PLURAL
from portal.model.fields import ID_PATTERN
from portal.source.corpus import shown
from portal.source.git import Repository
from portal.source.memory import beside
from portal.source.text import Refused, read_text
from portal.source.yamlfile import Parsed, parse
from portal.staff.committed import git, repository
from portal.staff.opened import named, path_of
from portal.staff.sought import Sought, names_in, text_in
from portal.staff.talk import NotWritten
from portal.staff.traces_past import Past, told_versions

PROGRAMS = (".git", ".venv", "venv", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache")
UNREACHABLE = (
    "别人的克隆、复刻和合并请求（代码托管平台上的，要由平台管理员清除）",
    "自动流程的产物、缓存和日志，备份",
    "每位同事工作副本里的 .data.cache 和 .output.cache，中心库里 portal/ 下的同样",
    "搜索引擎的快照、镜像站和下载过数据的人",
    "导入用的原表格、退回表（*.rejected.*）和纸质文书",
)


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
        yield from self._history()
        site = f"上次生成的网站 {shown(self.output)}"
        if self.output.is_dir():
            yield from self._site_lines(site)
        else:
            yield f"{site}：没有这个文件夹；网站在别处的，用 --output 指明"
        yield from _listed("缓存（里面有记录的原文，请删去）", [*map(shown, self._caches())])
        yield "程序够不着的，请逐项通知或清除："
        yield from (f"  {one}" for one in UNREACHABLE)
        yield "清除的步骤见 docs/removal.md。"

    def _history(self) -> Iterator[str]:
        if not which("git"):
            yield "git 历史：没有查，这里没有 git 程序；请安装 git 再运行"
        elif repository(self.root) is None:
            yield "git 历史：这里不在 git 仓库里，没有历史可查"
        else:
            yield from _listed(
                "git 历史", list(Past(self.root, self._sought, self.record_id).lines())
            )
            if git(self.root, "rev-parse", "--is-shallow-repository").strip() == b"true":
                yield "  这是浅克隆，历史不全；请先运行 git fetch --unshallow 再查"

    @property
    def _sought(self) -> Sought:
        return Sought(self.values)

    def _own(self) -> Iterator[str]:
        """Yield the fields, former values and notes of the record that tell a value."""
        for file in filter(Path.is_file, self.root.rglob(f"{self.record_id}.yaml")):
            parsed = _parsed(file)
            for loc, text in _texts(parsed.content):
                if self._sought.told_in(text):
                    yield f"{shown(file)}:{parsed.line(loc)}: {'.'.join(map(str, loc))}"

    def _others(self) -> Iterator[str]:
        """Yield the other files, records and pages, that tell a value, with their lines."""
        top = repository(self.root) or self.root
        for file in _files(top, self.output, {*self._caches()}):
            if file.stem == self.record_id:
                continue
            if found := self._sought.lines(text_in(file.read_bytes())):
                yield f"{shown(file)}（第 {'、'.join(map(str, found))} 行）"
            elif self._sought.told_in(str(file.relative_to(top))):
                yield f"{shown(file)}（文件名）"

    def _caches(self) -> Iterator[Path]:
        """Yield the folders in which a build and a check kept what they need not make again."""
        yield from filter(Path.is_dir, map(beside, (self.output, self.root)))

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
        for file in sorted(path for path in self.output.rglob("*") if path.is_file()):
            if self._sought.told_in(unescape(text_in(file.read_bytes()))):
                yield file.relative_to(self.output)


def traces(
    root: Path, record: str, values: Sequence[str], output: Path, *, verbose: bool = False
) -> Traces:
    """Return the traces of a record, by its id or file, in every version that git knows too.

    Raises :class:`NotWritten` where neither the folder nor git's history knows it.
    """
    record_id = named(record)
    if not re.fullmatch(ID_PATTERN, record_id):
        raise NotWritten(f"“{record}”不是记录编号；编号是文件名去掉 .yaml，如 cf-2024-k7m3q9。")
    past = list(told_versions(root, record_id)) if _in_git(root) else []
    files = [file for file in root.rglob(f"{record_id}.yaml") if file.is_file()]
    if not files and not past:
        path_of(root, record_id)
    texts = [(file.relative_to(root).parts[0], text_in(file.read_bytes())) for file in files]
    texts += [(_type_in(told.path), told.text) for told in past]
    known = {value.strip() for value in values if value.strip()}
    for plural, text in texts:
        if kind := BY_PLURAL.get(plural):
            known |= names_in(kind, text)
    return Traces(root, record_id, tuple(sorted(known)), output, verbose)


def _in_git(root: Path) -> bool:
    return repository(root) is not None and bool(Repository(root).found("HEAD"))


def _type_in(path: str) -> str:
    """Return the folder in a path that names a type of record."""
    return next((part for part in path.split("/") if part in BY_PLURAL), "")


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


def _files(top: Path, output: Path, caches: Container[Path]) -> Iterator[Path]:
    """Yield the files below `top` that people write; programs' folders and the site are not.

    Nor are `caches`, and what stands beside the site for the next publication.
    """
    beside = f".{output.name}."
    for folder, folders, names in os.walk(top):
        here = Path(folder)
        folders[:] = sorted(
            name
            for name in folders
            if name not in PROGRAMS
            and (here / name).absolute() != output.absolute()
            and (here / name).absolute() not in caches
            and not (name.startswith(beside) and here.absolute() == output.absolute().parent)
        )
        yield from (here / name for name in sorted(names) if (here / name).is_file())


def _kind_of(place: Path) -> str:
    """Return what a file of the site is: a page, data, a feed, search."""
    if {"search", "pagefind"} & set(place.parts):
        return "检索"
    kinds = {".html": "网页", ".json": "数据", ".csv": "数据", ".xml": "订阅", ".map": "地址表"}
    return kinds.get(place.suffix, "文件")


def _listed(heading: str, places: Sequence[str]) -> Iterator[str]:
    yield f"{heading}：{f'{len(places)} 处' if places else '没有'}"
    yield from (f"  {place}" for place in places)
