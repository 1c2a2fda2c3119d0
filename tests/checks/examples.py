"""The failing examples of `tests/broken`: one folder a rule, its faces in folders below.

An example is a `data/` tree and `expected.txt`, the exact lines that `portal check` prints in its
folder. One about the settings brings these as `portal.conf`, which is read as `pelicanconf.py`
(with that name it would be a module of its own to type checkers). What git cannot keep well is made here, by name.

One about history has `base/`, the tree of the first commit, and `git.txt`: the day of that commit,
the day on which `data/` is committed too, where it is, and the command that is run.
"""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from tests.evidence.repository import Repo

BROKEN = Path(__file__).parent.parent / "broken"
AGENCY_PATH = "agencies/jg-2024-a1b2c3.yaml"
AGENCY = """name: 云溪市城市管理局
changes:
  - kind: published
    date: 2024-01-02
"""

Maker = Callable[[Path], object]


def examples() -> list[str]:
    """Return the names of all examples: `rule` or `rule/face`."""
    found = sorted(BROKEN.rglob("expected.txt"))
    return [expected.parent.relative_to(BROKEN).as_posix() for expected in found]


def committed(example: str, folder: Path) -> list[str]:
    """Make the repository of an example about history in `folder`; return the command to run."""
    here = BROKEN / example
    told = dict(line.split(" ", 1) for line in (here / "git.txt").read_text("utf-8").splitlines())
    repo = Repo.new(folder)
    for name in ("base", "data"):
        shutil.rmtree(repo.data)
        shutil.copytree(here / name, repo.data, copy_function=shutil.copyfile)
        if name in told:
            repo.commit(date.fromisoformat(told[name]), name)
    for beside in here.glob("*.json"):
        shutil.copy(beside, folder)
    return shlex.split(told["portal"])


def put(data: Path, path: str, content: str | bytes) -> Path:
    """Write one file below `data`; return where it is."""
    file = data / path
    file.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, str):
        file.write_text(content, encoding="utf-8")
    else:
        file.write_bytes(content)
    return file


def _agency(content: str | bytes) -> Maker:
    return lambda data: put(data, AGENCY_PATH, content)


def _with_leader(leader: str) -> Maker:
    return _agency(AGENCY.replace("changes:", f"leader: {leader}\nchanges:"))


def _symlink(target: str) -> Maker:
    def make(data: Path) -> None:
        put(data, AGENCY_PATH, AGENCY)
        (data / "agencies" / "jg-2024-b2c3d4.yaml").symlink_to(target)

    return make


def _linked_folder(data: Path) -> None:
    put(data, AGENCY_PATH, AGENCY)
    (data / "agencies" / "2023").symlink_to(data / "agencies", target_is_directory=True)
    (data / "laws").symlink_to(data / "agencies", target_is_directory=True)


def _fifo(data: Path) -> None:
    put(data, AGENCY_PATH, AGENCY)
    os.mkfifo(data / "agencies" / "jg-2024-b2c3d4.yaml")


def _too_many(data: Path) -> None:
    for number in range(1001):
        put(data, f"agencies/2024/jg-2024-{number:06d}.yaml", AGENCY)


def _case_twin(data: Path) -> None:
    put(data, AGENCY_PATH, AGENCY)
    put(data, "agencies/JG-2024-A1B2C3.yaml", AGENCY)


MADE: dict[str, Maker] = {
    "encoding/gbk": _agency(AGENCY.encode("gb18030")),
    "encoding/utf-16": _agency(AGENCY.encode("utf-16")),
    "encoding/latin": _agency(AGENCY.encode("utf-8") + b"# caf\xff\xff\n"),
    "encoding/nul": _agency(AGENCY.replace("changes", "leader: 王\0某\nchanges")),
    "control-character/bidi": _with_leader("王\u202e某"),
    "control-character/zero-width": _with_leader("王\u200b某"),
    "control-character/private-use": _with_leader("王\ue000某"),
    "size": _agency(AGENCY + "# " + "长" * (1024 * 1024 // 3) + "\n"),
    "depth/ten-thousand": _agency("name: " + "[" * 10_000 + "]" * 10_000 + "\n"),
    "file/no-folder": lambda data: None,
    "file/symlink": _symlink("jg-2024-a1b2c3.yaml"),
    "file/broken-symlink": _symlink("gone.yaml"),
    "file/linked-folder": _linked_folder,
    "file/fifo": _fifo,
    "folder/too-many": _too_many,
    "id/case-twin": _case_twin,
}
