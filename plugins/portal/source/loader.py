"""From a data folder to a corpus; every file is read, every problem is kept (载入)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from portal.clock import WorkCalendar, YearPlan
from portal.model import BY_PLURAL, RECORD_TYPES, Record, Removed
from portal.model.faults import Fault
from portal.model.fields import ID_PATTERN
from portal.model.removed import is_removed
from portal.parallel import growing_heap, in_chunks
from portal.problem import Problem, Rule
from portal.source import rules
from portal.source.calendars import load_calendar
from portal.source.corpus import Corpus, Item, digest_of, shown
from portal.source.migrations import MODEL_VERSION
from portal.source.named import with_ids
from portal.source.recall import Recall
from portal.source.text import Refused, read_bytes, read_text, text_of
from portal.source.tree import walk
from portal.source.yamlfile import Parsed, parse
from portal.stages import stage

Follow = Callable[[Item], Iterable[str]]


@dataclass(slots=True)
class _Loaded:
    """What a worker brings back from its share of the files."""

    items: list[Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


@stage("read")
def load(root: Path, *, jobs: int = 1, recall: Recall | None = None) -> Corpus:
    """Return the corpus in `root`, with the problems of all files that could not be taken.

    What `recall` knows is not read again.
    """
    tree = walk(root)
    plans, calendar_problems = load_calendar(root)
    loaded = _Loaded(problems=[*tree.problems, *calendar_problems, *_model_version(root)])
    with growing_heap():
        known = [*recall.known(root, tree.files)] if recall else []
        there = {item.path for item in known}
        unread = [path for path in tree.files if path not in there]
        parts = in_chunks(lambda paths: _packed(root, paths), unread, jobs=jobs, label="读取")
        for part in parts:
            loaded.items += part.items
            loaded.problems += part.problems
            loaded.broken += part.broken
    if recall:
        recall.learn(tree.files, loaded.items)
    loaded.items += known
    return _corpus(root, loaded, plans)


def _corpus(root: Path, loaded: _Loaded, plans: Mapping[int, YearPlan]) -> Corpus:
    items = _by_id(loaded, root)
    return Corpus(
        root=root,
        items=items,
        problems=tuple(sorted(with_ids(loaded.problems, items.values()))),
        broken=frozenset(loaded.broken),
        calendar=WorkCalendar(plans),
    )


def load_some(
    root: Path, paths: Sequence[str], kinds: Sequence[type[Record]], follow: Follow
) -> Corpus:
    """Return the corpus of the files `paths` below `root`, all of the `kinds`, and what they need.

    `follow` says of a record the ids of others without which it cannot be judged, and so on from
    these. Of `paths`, those that are not there are passed over.
    """
    tree = walk(root)
    places: dict[str, list[str]] = {}
    for path in tree.files:
        places.setdefault(Path(path).stem, []).append(path)
    plans, calendar_problems = load_calendar(root)
    loaded = _Loaded(problems=[*tree.problems, *calendar_problems, *_model_version(root)])
    folders = tuple(f"{kind.PLURAL}/" for kind in kinds)
    waiting = [path for path in tree.files if path.startswith(folders)]
    waiting += [path for wanted in paths for path in places.get(Path(wanted).stem, ())]
    seen: set[str] = set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        part = _load_files(root, [path])
        loaded.items += part.items
        loaded.problems += part.problems
        loaded.broken += part.broken
        for item in part.items:
            waiting += [place for one in follow(item) for place in places.get(one, ())]
    return _corpus(root, loaded, plans)


def _packed(root: Path, paths: Sequence[str]) -> _Loaded:
    loaded = _load_files(root, paths)
    for item in loaded.items:
        item.pack()
    return loaded


def _load_files(root: Path, paths: Sequence[str]) -> _Loaded:
    loaded = _Loaded()
    for path in paths:
        item, problems = load_file(root, path)
        loaded.problems += problems
        if item:
            loaded.items.append(item)
        else:
            loaded.broken.append(Path(path).stem)
    return loaded


def load_file(root: Path, path: str) -> tuple[Item | None, list[Problem]]:
    """Return the record in `root/path`, or none where it cannot be taken, and its problems."""
    place, kind = root / path, BY_PLURAL[path.split("/", 1)[0]]
    try:
        content = read_bytes(place)
        parsed = parse(text_of(content))
    except Refused as refused:
        return None, [refused.rule.at(shown(place), refused.line, refused.message)]
    stem = place.stem
    record, faults = _read(kind, parsed)
    found = list(written(parsed, faults))
    if not re.fullmatch(ID_PATTERN, stem):
        found.append((rules.ID, 1, _id_message(stem, kind)))
    if record is None or found:
        where = shown(place)
        return None, [rule.at(where, line, said) for rule, line, said in found]
    return Item(stem, kind, path, record, digest_of(content)), []


def written(parsed: Parsed, faults: Sequence[Fault]) -> Iterator[tuple[Rule, int, str]]:
    """Yield what is wrong with a file: its writing, then its fields.

    Of what is empty the fields know more than the writing: whether it may go.
    """
    known = {parsed.line(fault.loc) for fault in faults if fault.rule == rules.EMPTY.name}
    for rule, line, message in parsed.findings:
        if rule is not rules.EMPTY or line not in known:
            yield rule, line, message
    for fault in faults:
        yield rules.BY_NAME[fault.rule], parsed.line(fault.loc), fault.message


def _id_message(stem: str, kind: type[Record]) -> str:
    return (
        f"文件名“{stem}”不能作记录编号；应为小写字母和数字、用连字符分段，"
        f"如 {kind.ID_PREFIX}-2024-k7m3q9。用 portal new 新建即可。"
    )


def _read(kind: type[Record], parsed: Parsed) -> tuple[Record | Removed | None, list[Fault]]:
    if is_removed(parsed.content):
        return Removed.read(parsed.content)
    return kind.read(parsed.content)


def _by_id(loaded: _Loaded, root: Path) -> dict[str, Item]:
    order = {kind: position for position, kind in enumerate(RECORD_TYPES)}
    items: dict[str, Item] = {}
    for item in sorted(loaded.items, key=lambda item: (order[item.type], item.id, item.path)):
        if item.id in items:
            first = shown(root / items[item.id].path)
            message = f"编号“{item.id}”已被 {first} 使用，请用 portal new 取一个新编号。"
            loaded.problems.append(rules.ID.at(shown(root / item.path), 1, message))
        else:
            items[item.id] = item
    return items


def _model_version(root: Path) -> Iterator[Problem]:
    path = root / "model.yaml"
    if not path.exists():
        return
    try:
        version = parse(read_text(path)).content.get("version")
    except Refused as refused:
        yield refused.rule.at(shown(path), refused.line, refused.message)
        return
    if version != MODEL_VERSION:
        message = (
            f"数据的模型版本是“{version}”，本程序是“{MODEL_VERSION}”；"
            "数据旧的运行 portal migrate，程序旧的请升级程序。"
        )
        yield rules.MODEL.at(shown(path), 1, message)
