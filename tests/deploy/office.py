"""A portal that clerks keep in git: its files, its clones, and what a clerk does in one."""

import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.deploy.conftest import decision
from tests.staff.desk import AGENCY

TODAY = (datetime.now(UTC) + timedelta(hours=8)).date()
SETTINGS = """from portal.cli import today
SITENAME = "门户"
SITEURL = "http://127.0.0.1"
PLUGINS = ["portal.site.generator"]
PATH = "content"
PORTAL_DATA = "data"
PORTAL_AS_OF = today()
"""
PUBLIC = """import os
from pathlib import Path
from runpy import run_path

globals().update(run_path(str(Path(__file__).with_name("pelicanconf.py"))))
PORTAL_COMMIT = os.environ.get("PORTAL_COMMIT", "")
"""
TOO_LATE = re.compile("fetch first|请先 git pull --rebase")
PUBLISHED = f"changes:\n  - kind: published\n    date: {TODAY}\n"


@dataclass
class Clerk:
    """Somebody with a clone of the hub."""

    folder: Path

    @classmethod
    def of(cls, hub: Path, folder: Path) -> "Clerk":
        """Clone the hub, or any other repository."""
        subprocess.run(["git", "clone", "-q", str(hub), str(folder)], check=True)
        clerk = cls(folder)
        clerk.git("config", "user.name", folder.name)
        clerk.git("config", "user.email", "x@y")
        clerk.git("config", "commit.gpgsign", "false")
        return clerk

    def git(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run git in the clone."""
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert not check or done.returncode == 0, done.stderr
        return done

    def write(self, path: str, text: str) -> None:
        """Write a file of the portal."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def push(self, message: str = "提交") -> subprocess.CompletedProcess[str]:
        """Commit everything and push it, after what others pushed."""
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        while True:
            done = self.git("push", "origin", "HEAD:main", check=False)
            if done.returncode == 0 or not TOO_LATE.search(done.stderr):
                return done
            self.git("pull", "-q", "--rebase", "origin", "main")


def penalty(number: int) -> str:
    """A decision published today."""
    return decision(number).replace("2023-12-29", str(TODAY)) + PUBLISHED


FILES = {
    "pelicanconf.py": SETTINGS,
    "publishconf.py": PUBLIC,
    f"data/agencies/{AGENCY}.yaml": f"name: 云溪市互联网信息办公室\n{PUBLISHED}",
}
"""A portal of one agency."""
