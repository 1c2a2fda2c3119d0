"""What comes with the program besides code: the theme, and what a new portal begins with (随附的文件).

In the wheel all of it lies in the package; in the repository some of it is the repository's own.
"""

from __future__ import annotations

from pathlib import Path

import portal

PACKAGE = Path(portal.__file__).parent
REPOSITORY = PACKAGE.parents[1]
STARTER = PACKAGE / "starter"
SHARED = (
    "content/*.md",
    ".vscode/*.json",
    ".github/workflows/*.yml",
    "deploy/*",
    "scripts/ci-*",
    "scripts/lib.sh",
    "scripts/browser.sh",
)
"""What of the repository a new portal has too; the wheel keeps it in the starter."""
TEXTS = ("handbook/*.md", "publishing.md", "owner.md", "importing.md", "removal.md")


def theme() -> Path:
    """Return the portal's own theme, else the one that came with the package."""
    folders = (Path("theme"), PACKAGE / "theme", REPOSITORY / "theme")
    return next(folder.absolute() for folder in folders if (folder / "templates").is_dir())


def texts() -> dict[Path, str]:
    """Return what those who keep a portal read, the handbook first: the files, and their names."""
    folder = next(one for one in (PACKAGE / "docs", REPOSITORY / "docs") if one.is_dir())
    found = (path for pattern in TEXTS for path in sorted(folder.glob(pattern)))
    return {path: path.relative_to(folder).as_posix() for path in found}


def starter() -> dict[str, Path]:
    """Return the files of a new portal: each path there, and where the file is now."""
    found = {_below(STARTER, path): path for path in STARTER.rglob("*") if path.is_file()}
    for pattern in SHARED:
        found |= {_below(REPOSITORY, path): path for path in REPOSITORY.glob(pattern)}
    return dict(sorted(found.items()))


def _below(folder: Path, path: Path) -> str:
    """Return how `path` is called below `folder`; settings with gaps are no Python yet (`.in`)."""
    return path.relative_to(folder).as_posix().removesuffix(".in")
