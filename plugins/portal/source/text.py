"""From bytes to text that may be parsed: size, encoding, characters (文本)."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from pathlib import Path

from portal.problem import Rule
from portal.source import rules

MAX_BYTES = 1024 * 1024
# Everything common in Chinese records; whatever is outside is looked up, character by character.
_UNCOMMON = re.compile(r"[^\n\r\t -~\u00b7\u2010-\u2027\u3001-\u301f\u4e00-\u9fff\uff01-\uff5e]")
_FORBIDDEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
_IDEOGRAPHIC_PLANES = range(0x20000, 0x40000)


class Refused(Exception):
    """The file cannot be read further: which rule, at which line, and why."""

    def __init__(self, rule: Rule, line: int, message: str) -> None:
        super().__init__(message)
        self.rule, self.line, self.message = rule, line, message


def read_text(path: Path) -> str:
    """Return the text of `path`, or raise :class:`Refused`."""
    return text_of(read_bytes(path))


def text_of(data: bytes) -> str:
    """Return the text of a file's content, or raise :class:`Refused`."""
    text = _decode(data)
    for match in _UNCOMMON.finditer(text):
        if is_forbidden(match[0]):
            line = text.count("\n", 0, match.start()) + 1
            raise Refused(rules.CONTROL, line, _name(match[0]))
    return text


def is_forbidden(character: str) -> bool:
    """Return whether a character has no place in a record: control, invisible, private, unassigned."""
    category = unicodedata.category(character)
    if category == "Cn":  # newer Han may be unknown to this Python: let it pass
        return ord(character) not in _IDEOGRAPHIC_PLANES
    return category in _FORBIDDEN


def _name(character: str) -> str:
    name = unicodedata.name(character, "未命名")
    return f"含有看不见或不允许的字符 U+{ord(character):04X}（{name}），请删去后重新输入这一处。"


def read_bytes(path: Path) -> bytes:
    """Return the content of `path`, or raise :class:`Refused`."""
    try:
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode):
            kind = "符号链接" if stat.S_ISLNK(status.st_mode) else "特殊文件"
            raise Refused(rules.FILE, 1, f"这是{kind}，不是普通文件；请放入文件本身。")
        if status.st_size > MAX_BYTES:
            size = f"{status.st_size:,} 字节"
            raise Refused(rules.SIZE, 1, f"文件有 {size}，超过 1 MiB；请拆分，或把附件移出。")
        return path.read_bytes()
    except OSError as error:
        raise Refused(rules.FILE, 1, f"文件打不开（{error.strerror}），请检查权限。") from None


def _decode(data: bytes) -> str:
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        hint = (
            "文件像是 UTF-16 编码，请另存为 UTF-8。"
            if data[:2] in (b"\xff\xfe", b"\xfe\xff")
            else ""
        )
        raise Refused(
            rules.ENCODING, line, hint or "含有 NUL 字节，文件可能已损坏，请恢复后再提交。"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused(rules.ENCODING, line, _encoding_message(data)) from None


def _encoding_message(data: bytes) -> str:
    try:
        sample = data.decode("gb18030")
    except UnicodeDecodeError:
        return "文件不是 UTF-8 编码；请用编辑器另存为 UTF-8。"
    han = sum("\u4e00" <= character <= "\u9fff" for character in sample)
    guess = "像是 GBK/GB18030 编码" if han else "不是 UTF-8 编码"
    return f"文件{guess}；请用编辑器“另存为”，编码选 UTF-8。"
