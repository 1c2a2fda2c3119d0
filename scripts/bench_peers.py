"""What the portal is measured against: the same records as Hugo and Pelican want them (测量的对照).

What they get is in `bench.txt` beside this script: settings and layouts that write the same pages
around every field of every record, and list them by type, year, month and agency; Hugo writes the
JSON too and lists by subject. Neither checks anything.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".bench"
HUGO_VERSION = "0.168.0"
PELICAN_VERSION = "4.12.0"
SCRIPTS = ("make_corpus", "make_corpus.txt", "bench_peers.py", "bench.txt")
TITLE = re.compile(r"^(?:party:\n  )?name: (.+)$", re.MULTILINE)
PUBLISHED = re.compile(r"kind: published\n    date: (\S+)")
AGENCY = re.compile(r"^agency: (\S+)$", re.MULTILINE)
CODE = re.compile(r"^  code: ([0-9A-Z]{18})$", re.MULTILINE)


def peer(package: str, version: str, *more: str) -> Path:
    """Return where a package to compare with is installed, once, into an environment of its own.

    `more` are packages without which it does not do the same.
    """
    venv = KEPT / package
    installed = f"lib/python*/site-packages/{package}-{version}.dist-info"
    if not any(venv.glob(installed)):
        print(f"安装 {package} {version}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(venv)], check=True)
        pip = [str(venv / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "-q", f"{package}=={version}", *more], check=True)
    return next(venv.glob(installed)).parent


def prepare(work: Path, size: int) -> None:
    """Write the corpus and Hugo's copy of it, anew when these scripts have changed."""
    stamp, scripts = work / "stamp", (ROOT / "scripts" / name for name in SCRIPTS)
    version = hashlib.sha256(b"".join(script.read_bytes() for script in scripts)).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == version:
        return
    print(f"准备 {size} 条记录：{work}", file=sys.stderr)
    shutil.rmtree(work, ignore_errors=True)
    (work / "content").mkdir(parents=True)
    maker = [str(ROOT / "scripts" / "make_corpus"), str(size), str(work)]
    subprocess.run(maker, check=True, stdout=sys.stderr)
    folders: dict[str, str] = {}
    for record in (work / "data").glob("*/**/*.yaml"):
        to_hugo(record, work / "data", work / "hugo")
        to_pelican(record, work / "data", work / "pelican")
        folders[record.stem[:2]] = record.relative_to(work / "data").parts[0]
    for name, text in layouts():
        write(work / "hugo" / name, text)
    for name, told in (("labels", labels()), ("folders", folders)):
        write(work / "hugo" / "data" / f"{name}.json", json.dumps(told, ensure_ascii=False))
    stamp.write_text(version, encoding="ascii")


def to_hugo(record: Path, data: Path, site: Path) -> None:
    """Write a record as a page of Hugo: the same fields, as front matter."""
    text = record.read_text(encoding="utf-8")
    fields = "".join(f"    {line}" if line.strip() else line for line in text.splitlines(True))
    day = first(PUBLISHED, text)
    head = f"title: {first(TITLE, text) or record.stem}\ndate: {day}\nby-year: ['{day[:4]}']\n"
    head += f"by-month: ['{day[:7]}']\n"
    head += f"by-subject: [{first(CODE, text)}]\n" if CODE.search(text) else ""
    head += f"by-agency: [{first(AGENCY, text)}]\n" if AGENCY.search(text) else ""
    plural = record.relative_to(data).parts[0]
    page = f"---\n{head}params:\n  record:\n{fields}---\n"
    write(site / "content" / plural / f"{record.stem}.md", page)


def to_pelican(record: Path, data: Path, site: Path) -> None:
    """Write a record as an article of Pelican: the same fields, as lists in Markdown."""
    text = record.read_text(encoding="utf-8")
    head = f"Title: {first(TITLE, text) or record.stem}\nDate: {first(PUBLISHED, text)}\n"
    head += f"Slug: {record.stem}\n"
    head += f"Author: {first(AGENCY, text)}\n" if AGENCY.search(text) else ""
    lines = []
    for line in filter(str.strip, text.splitlines()):
        depth = (len(line) - len(line.lstrip(" "))) // 2
        lines.append(f"{'    ' * depth}- {line.strip().removeprefix('- ')}")
    plural = record.relative_to(data).parts[0]
    body = "\n".join(lines)
    write(site / "content" / plural / f"{record.stem}.md", f"{head}\n{body}\n")


def first(pattern: re.Pattern[str], text: str) -> str:
    """Return what the pattern finds first, or nothing."""
    match = pattern.search(text)
    return match[1] if match else ""


def layouts() -> Iterator[tuple[str, str]]:
    """Yield Hugo's settings and layouts, and the portal's settings: name and text."""
    text = Path(__file__).with_name("bench.txt").read_text(encoding="utf-8")
    for part in text.split("=== ")[1:]:
        name, _, content = part.partition("\n")
        yield name, content


def labels() -> dict[str, str]:
    """Return the Chinese label of every field, as the schemas have it."""
    found: dict[str, str] = {}

    def walk(node: Any) -> None:
        for part in node.values() if isinstance(node, dict) else node:
            if isinstance(part, dict | list):
                walk(part)
        if isinstance(node, dict) and isinstance(node.get("properties"), dict):
            named = node["properties"].items()
            found.update((name, one["title"]) for name, one in named if "title" in one)

    for path in sorted((ROOT / "schemas").glob("*.schema.json")):
        walk(json.loads(path.read_bytes()))
    return found


def write(path: Path, text: str) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
