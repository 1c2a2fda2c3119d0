"""The files of a data folder: which are records, and what does not belong there (文件树)."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from portal.model import BY_PLURAL
from portal.problem import Problem, Rule
from portal.source import rules
from portal.source.corpus import shown

MAX_FILES = 1_000
SYMLINK = "这是符号链接，不能用；请放入文件本身。"
# What a data folder may hold beside its records.
SIDE_FILES = ("model.yaml", "aliases.yaml", "purges.yaml", "calendar", "README.md", "mappings")


@dataclass(slots=True)
class Tree:
    """Record files as paths below the root, sorted, and what is wrong around them."""

    root: Path
    files: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def find(self, rule: Rule, path: str, message: str) -> None:
        """Keep a problem of the file or folder at `path`."""
        self.problems.append(rule.at(shown(self.root / path), 1, message))


def walk(root: Path) -> Tree:
    """Return the tree of the data folder `root`."""
    tree = Tree(root)
    if not root.is_dir():
        tree.find(rules.FILE, "", "没有这个数据文件夹；请用 --data 指明。")
        return tree
    for entry in _entries(tree, ""):
        if entry.name in SIDE_FILES:
            continue
        if entry.is_symlink():
            tree.find(rules.FILE, entry.name, SYMLINK)
        elif entry.is_dir(follow_symlinks=False) and entry.name in BY_PLURAL:
            _walk_folder(tree, entry.name)
        else:
            known = "、".join(BY_PLURAL)
            message = f"“{entry.name}”不是记录类型的文件夹；可用的文件夹：{known}。"
            tree.find(rules.FOLDER, entry.name, message)
    return tree


def _walk_folder(tree: Tree, folder: str) -> None:
    count = 0
    for entry in _entries(tree, folder):
        path = f"{folder}/{entry.name}"
        if entry.is_symlink():
            tree.find(rules.FILE, path, SYMLINK)
        elif entry.is_dir(follow_symlinks=False):
            _walk_folder(tree, path)
        elif not entry.is_file(follow_symlinks=False):
            tree.find(rules.FILE, path, "这是特殊文件，不是普通文件；请删去。")
        elif not entry.name.endswith(".yaml"):
            tree.find(rules.FILE, path, "数据文件夹里只放 .yaml 文件；请改扩展名或移走。")
        else:
            tree.files.append(path)
            count += 1
    if count > MAX_FILES:
        message = f"这个文件夹里有 {count:,} 个文件，超过 {MAX_FILES:,} 个；请按年份分子文件夹。"
        tree.find(rules.FOLDER, folder, message)


def _entries(tree: Tree, folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(tree.root / folder) as entries:
            found = [entry for entry in entries if not entry.name.startswith(".")]
            return sorted(found, key=lambda e: e.name)
    except OSError as error:
        tree.find(rules.FILE, folder, f"文件夹打不开（{error.strerror}），请检查权限。")
        return []
