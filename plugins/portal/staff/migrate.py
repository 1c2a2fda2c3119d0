"""`portal migrate`: every record in the form of this program's model, its history too (迁移).

Files are changed value by value; comments, quotes and order stay. All of them, or none.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from portal.checks.evidence_model import PATH, Model, version_in
from portal.model import BY_PLURAL
from portal.source.corpus import shown
from portal.source.text import Refused, text_of
from portal.source.tree import walk
from portal.source.yamlfile import parse
from portal.staff.edit import BYTE_ORDER_MARK, NotEditable
from portal.staff.rekey import rekeyed
from portal.staff.rewrite import rewritten
from portal.staff.store import Batch, alone
from portal.staff.writer import dump, order


class Unmigratable(Exception):
    """Nothing was written; the message says why, file by file, and what to do."""


def migrate(data: Path, model: Model, *, dry_run: bool = False) -> tuple[str, list[str]]:
    """Bring the records in `data` to `model`; return the version they had, and the files changed.

    Raises :class:`Unmigratable`, :class:`portal.staff.store.Busy`, OSError.
    """
    with alone(data):
        file = data / PATH
        former = version_in(file.read_bytes() if file.is_file() else None)
        if former == model.version:
            return former, []
        if not model.knows(former):
            raise Unmigratable(
                f"{shown(file)}：数据的模型版本是“{former}”，本程序是“{model.version}”，"
                "没有由前者到后者的迁移；请换用相应版本的程序。"
            )
        batch = _batch(data, former, model)
        if not dry_run:
            batch.commit()
    return former, sorted(map(shown, batch.texts))


def _batch(data: Path, former: str, model: Model) -> Batch:
    batch, faults = Batch(), []
    for path in walk(data).files:
        file, kind = data / path, BY_PLURAL[path.split("/", 1)[0]]
        try:
            text = text_of(file.read_bytes())
            target = model.migrated(kind, parse(text.removeprefix(BYTE_ORDER_MARK)).content, former)
            if (after := _written(text, order(kind), target)) != text:
                batch.replace(file, after)
        except Refused as refused:
            faults.append(f"{shown(file)}:{refused.line}: {refused.message}")
        except NotEditable as error:
            faults.append(f"{shown(file)}:1: {error}")
    if faults:
        head = "这些文件迁移不了，一个文件也没有改；请先改好（portal check 列出全部）："
        raise Unmigratable("\n".join([head, *faults]))
    batch.replace(data / PATH, dump({"version": model.version}))
    return batch


def _written(text: str, keys: tuple[str, ...], target: Mapping[str, Any]) -> str:
    """Return the text of a file that says `target`; `text` itself where it says that already."""
    if parse(text.removeprefix(BYTE_ORDER_MARK)).content == target:
        return text
    return rewritten(rekeyed(text, target), keys, target)
