"""What must be true of the pages that people write, and what went wrong with them (栏目文章)."""

from __future__ import annotations

import logging
import posixpath
import sys
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

from portal.problem import Problem, Rule
from portal.site.publish import RESERVED
from portal.source.corpus import shown

RULE = Rule("page", "栏目文章能读、有标题，写到自己的网址，不占记录和目录的网址。")

# What Pelican logs, and what we say instead: which argument names the file, and the sentence.
SENTENCES: dict[str, tuple[int, str]] = {
    "Could not process %s": (0, "读不了：{cause}。"),
    "Skipping %s: could not find information about '%s'": (
        0,
        "缺少 {1}；请写在文件开头，如“Title: 隐私保护”。",
    ),
    "Skipping %s: file %r would be written outside output path": (
        0,
        "会写到网站之外（{1}）；请改 Slug 或 Save_as。",
    ),
    "Unknown status '%s' for file %s, skipping it. (Not in %s)": (
        1,
        "Status 不能是“{0}”；公开写 published，不公开写 draft。",
    ),
}


class Linked(NamedTuple):
    """What every page may tell of an editorial one: nothing that changes with its text."""

    slug: str
    title: str
    url: str
    lang: str
    about: str  # the records whose list leads to it; most are about none in particular

    @classmethod
    def of(cls, page: Any) -> Linked:
        """Return what others may tell of `page`, which is one of Pelican's."""
        return cls(page.slug, page.title, page.url, page.lang, getattr(page, "about", ""))


class Heard(logging.Handler):
    """Keeps the errors that Pelican logs while it builds from `content`, as problems."""

    def __init__(self, content: Path) -> None:
        super().__init__(logging.ERROR)
        self.content = content
        self.problems: list[Problem] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep an error with the file it is about, or else the place that logged it."""
        cause, arguments = sys.exc_info()[1], record.args
        if record.msg not in SENTENCES or not isinstance(arguments, tuple):
            told = record.getMessage()
            said = told if cause is None or str(cause) in told else f"{told}：{cause}"
            problem = Problem(record.pathname, record.lineno, "pelican", said)
        else:
            place, sentence = SENTENCES[record.msg]
            path = shown(self.content / str(arguments[place]))
            said = sentence.format(*arguments, cause=_reason(cause))
            problem = RULE.at(path, _line(cause), said)
        self.problems.append(problem)


def _reason(cause: BaseException | None) -> str:
    if isinstance(cause, UnicodeDecodeError):
        return "不是 UTF-8 编码，请另存为 UTF-8"
    return str(cause)


def _line(cause: BaseException | None) -> int:
    if isinstance(cause, UnicodeDecodeError):
        return cause.object[: cause.start].count(b"\n") + 1
    return 1


def address_faults(files: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """Yield what is wrong with where files are written, given the source and target of each."""
    taken: dict[str, str] = {}
    for source, target in sorted(files):
        path = posixpath.normpath(target).casefold()  # some file systems do not tell a from A
        top = path.split("/")[0]
        if top in ("", ".", ".."):
            yield RULE.at(source, 1, f"会写到网站之外（{target}）；请改 Slug 或 Save_as。")
        elif any(fnmatchcase(one, name) for one in (top, path) for name in RESERVED):
            yield RULE.at(source, 1, f"占用了保留的网址 /{target}；请改名，或改 Slug、Save_as。")
        elif path in taken:
            yield RULE.at(source, 1, f"与 {taken[path]} 的网址相同（/{target}）；请改 Slug。")
        taken.setdefault(path, source)
