"""`portal check --base REF --fix`: what can be known is written in; why, people must say (补正)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from portal.checks.evidence import Step, is_public
from portal.checks.evidence_base import Comparison, compare
from portal.checks.evidence_snapshot import Snapshot, snapshot
from portal.source.corpus import shown
from portal.source.git import NoEvidence, Repository
from portal.staff.edit import NotEditable
from portal.staff.fix_merge import NotMergeable, joined
from portal.staff.fix_text import saying
from portal.staff.fix_values import NotMendable, mended
from portal.staff.store import Batch, alone

Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Sides:
    """What the two sides of a merge say of files in conflict."""

    repository: Repository
    stages: Mapping[str, Mapping[int, str]]

    def of(self, path: str) -> list[str]:
        """Return the blobs of the common state, ours and theirs: from the index, else the merge."""
        stages = self.stages.get(path)
        found = [stages.get(n, "") for n in (1, 2, 3)] if stages else self._of_merge(path)
        if not all(found):
            raise NotMergeable("冲突的双方不全（一方新建或删去了文件），请手工改好。")
        return found

    def come_from(self, base: str, tip: str) -> bool:
        """Return whether a side of the merge comes from the commit `base`."""
        return bool(self.repository.found(tip)) and self.repository.is_ancestor(base, tip)

    def _of_merge(self, path: str) -> list[str]:
        other = self.repository.found("MERGE_HEAD")
        if not other:
            raise NotMergeable("git 里已没有冲突双方的内容，请手工改好，或撤回这个文件重新合并。")
        try:
            common = self.repository.ask("merge-base", "HEAD", other).decode().split()[0]
            return [
                self.repository.ask("rev-parse", f"{commit}:./{path}").decode().strip()
                for commit in (common, "HEAD", other)
            ]
        except NoEvidence:
            return [""]


def repair(data: Path, base: str, day: date, paths: Sequence[Path], say: Say) -> None:
    """Write what is missing into the changed records below `data`, all or nothing; tell each.

    What cannot be repaired is left as it is: the check that follows says what is wrong with it.
    Raises :class:`portal.source.git.NoEvidence` and :class:`portal.staff.store.Busy`.
    """
    repository = Repository.around(data)
    try:
        here = compare(repository, base, day, paths)
        with alone(data):
            batch, sides = Batch(), Sides(repository, repository.stages())
            for after in here.after.values():
                _repair(sides, here, after, batch, say)
            batch.commit()
    finally:
        repository.close()


def _repair(sides: Sides, here: Comparison, after: Snapshot, batch: Batch, say: Say) -> None:
    if after.record is None and not after.in_conflict:
        return
    path = shown(here.root / after.path)
    before = here.before.get(after.id)
    former = (here.root / after.path).read_bytes().decode("utf-8", "replace")
    try:
        merged = _merged(sides, here, after) if after.in_conflict else (former, [])
        text, words = merged
        if before and is_public(before, here.day) and before.kind is after.kind:
            text = _mended(before, after, text, here.day)
    except (NotMergeable, NotMendable, NotEditable) as why:
        say(f"{path}：没有改：{why}")
        return
    if text != former:
        batch.replace(here.root / after.path, text)
        done = "双方的变更已依次写好，核对后 git add" if after.in_conflict else "已补正"
        say(f"{path}：{done}。{''.join(words)}")


def _mended(before: Snapshot, after: Snapshot, text: str, day: date) -> str:
    """Return `text` with what is declared made true."""
    now = snapshot(after.path, text.encode(), after.version, after.model)
    target = mended(Step(before, now, day, day)) if now.record else None
    return saying(text, after.kind, target) if target else text


def _merged(sides: Sides, here: Comparison, after: Snapshot) -> tuple[str, list[str]]:
    """Return the file with the changes of both sides, and words on what fell away."""
    before = here.before.get(after.id)
    base, ours, theirs = (
        snapshot(after.path, sides.repository.blob(blob), after.version, after.model)
        for blob in sides.of(after.path)
    )
    comes = (sides.come_from(here.base, "HEAD"), sides.come_from(here.base, "MERGE_HEAD"))
    told = list(zip((ours, theirs), comes, strict=True))
    content, words = joined(base, told, before if before and before.record else base)
    canvas = theirs if before and before.text == theirs.text else ours
    return saying(canvas.text, after.kind, content), words
