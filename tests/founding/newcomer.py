"""Somebody who has the wheel and nothing else, and begins a portal of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAME, SPONSOR, DOMAIN = "青岚市政务公示门户", "青岚市人民政府办公室", "gs.qinglan.example"
FOUNDING = ("--name", NAME, "--sponsor", SPONSOR, "--division", "370299", "--domain", DOMAIN)
WHO = {
    f"GIT_{one}_{part}": value
    for one in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "甲"), ("EMAIL", "jia@qinglan.example"))
}
ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
Done = subprocess.CompletedProcess[str]


def wheel(folder: Path) -> Path:
    """Build the wheel of this repository into `folder`."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def install(built: Path, folder: Path) -> None:
    """Make an environment in `folder` that holds the wheel, and borrows the parts it depends on.

    The parts are those of this environment, for the index may be out of reach; a `.pth` file names
    their folder, and what is installed there for editing is not found through it.
    """
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", str(built)], check=True)
    (place,) = folder.glob("lib/python*/site-packages")
    (place / "parts.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")


@dataclass(frozen=True)
class Newcomer:
    """A folder with a portal in it, and the program in its `.venv`."""

    folder: Path

    def run(self, *command: str, status: int = 0) -> Done:
        """Run a program of the environment in the folder."""
        program = str(self.folder / ".venv" / "bin" / command[0])
        return self.told([program, *command[1:]], status)

    def git(self, *arguments: str, status: int = 0) -> Done:
        """Run git in the folder."""
        return self.told(["git", *arguments], status)

    def told(self, command: list[str], status: int) -> Done:
        """Run a command in the folder; return what it said, once it ended as it should."""
        environment = {**os.environ, **ALONE, **WHO, "PRE_COMMIT_HOME": str(self.folder / "cache")}
        done = subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True
        )
        assert done.returncode == status, f"{command}: {done.stdout}{done.stderr}"
        return done

    def files(self) -> dict[str, str]:
        """The files of the portal, its environment, its site and what is kept for the next time left out."""
        beside = (".venv", ".git", "output", ".output.cache", ".data.cache", "cache")
        paths = (path for path in self.folder.rglob("*") if path.is_file())
        named = {path.relative_to(self.folder): path for path in paths}
        return {
            name.as_posix(): path.read_text("utf-8")
            for name, path in named.items()
            if name.parts[0] not in beside and "__pycache__" not in name.parts
        }
