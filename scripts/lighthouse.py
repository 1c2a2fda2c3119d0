"""Lighthouse on the demonstration site: the work behind `scripts/lighthouse`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

from scripts.demo import Parser, demo, is_corrected, records

WANTED = {"accessibility": 100, "best-practices": 100, "performance": 98}
LABELS = {"accessibility": "无障碍", "best-practices": "最佳做法", "performance": "性能"}
FLAGS = ["--quiet", "--output=json", f"--only-categories={','.join(WANTED)}"]
BROWSER = "--chrome-flags=--headless=new --no-sandbox"
Report = dict[str, Any]
"""What Lighthouse says of one run, in its own JSON form."""


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = Parser(add_help=False, allow_abbrev=False)
    parser.add_argument("program")
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--runs", type=int, choices=range(1, 100), default=3)
    return parser.parse_args()


def pages(site: Path) -> list[str]:
    """Return the home page, the index that people use most, and a decision with a correction."""
    corrected = next(filter(is_corrected, records(site, "decisions")))
    return ["/", "/decisions/", corrected["url"]]


def run(program: str, url: str) -> Report:
    """Return the report of one run; exit 1 where Lighthouse could not look at the page."""
    done = subprocess.run([program, url, *FLAGS, BROWSER], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"错误：Lighthouse 没有测成 {url}：{done.stderr.strip().splitlines()[-1:]}")
    report: Report = json.loads(done.stdout)
    return report


def score(report: Report, category: str) -> float:
    """Return a score from 0 to 100; what Lighthouse could not judge counts nothing."""
    return float(report["categories"][category]["score"] or 0) * 100


def costs(report: Report) -> list[str]:
    """Return the audits that cost points, the dearest first."""
    found = []
    for category in WANTED:
        for reference in report["categories"][category]["auditRefs"]:
            audit = report["audits"][reference["id"]]
            worth = audit["score"]
            if reference["weight"] and worth is not None and worth < 1:
                lost = reference["weight"] * (1 - worth)
                shown = audit.get("displayValue", "")
                found.append((-lost, f"{reference['id']}（{audit['title']}）{shown}".strip()))
    return [text for _, text in sorted(found)]


def judge(program: str, root: str, path: str, runs: int) -> bool:
    """Run Lighthouse on a page, print the medians; return whether they are what we want."""
    reports = [run(program, root + path) for _ in range(runs)]
    medians = {name: median(score(report, name) for report in reports) for name in WANTED}
    well = all(medians[name] >= least for name, least in WANTED.items())
    numbers = "，".join(f"{LABELS[name]} {medians[name]:.0f}" for name in WANTED)
    print(f"{path}：{numbers}{'' if well else '（不足）'}", flush=True)
    for cost in costs(min(reports, key=lambda report: score(report, "performance"))):
        print(f"  扣分：{cost}", flush=True)
    return well


def main() -> None:
    """Build, serve, judge every page."""
    options = arguments()
    with demo() as (site, root):
        paths = options.paths or pages(site)
        well = [judge(options.program, root, path, options.runs) for path in paths]
    sys.exit(0 if all(well) else 1)


if __name__ == "__main__":
    main()
