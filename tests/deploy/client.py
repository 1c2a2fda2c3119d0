"""A client that reads pages, assets and search of a site without a pause, and keeps every fault."""

from __future__ import annotations

import base64
import gzip
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.deploy.conftest import ask

ASSET = re.compile(r'(?:href|src)="\.\./(theme/[^"]+)"')


@dataclass
class Seen:
    """What a client saw: how often it read everything, and what was wrong."""

    address: str
    rounds: int = 0
    whole: int = 0  # rounds during which nothing was published
    faults: list[str] = field(default_factory=list)

    def get(self, path: str) -> bytes:
        """Read a file that must be there."""
        answer = ask(f"{self.address}/{path}")
        if answer.status != 200:
            self.faults.append(f"{path}: {answer.status}")
        return answer.body

    def round(self) -> None:
        """Read a page, all it loads, and the index; within one build they must agree."""
        before = self.get("build.json")
        page = self.get("search/index.html").decode()
        for path in ASSET.findall(page):
            self.get(path)
        manifest = self.index()
        decisions = json.loads(self.get("build.json"))
        self.rounds += 1
        if json.loads(before) == decisions:
            self.whole += 1
            public = sum(sum(states.values()) for states in decisions["records"].values())
            if public != manifest["records"]:
                self.faults.append(f"{public} records, {manifest['records']} in the index")

    def index(self) -> Any:
        """Read the index and a file of it, as the page does: anew where it was replaced meanwhile."""
        for _ in range(3):  # builds do not follow each other faster than that
            manifest = json.loads(self.get("search/index.json"))
            digest = base64.b64decode(manifest["families"]["keys"]["digests"])[:4].hex()
            answer = ask(f"{self.address}/search/keys/0/0.{digest}.bin")
            if answer.status == 200:
                gzip.decompress(answer.body)
                return manifest
            if answer.status != 404:
                raise AssertionError(f"keys: {answer.status}")
        raise AssertionError("the index is not there")


@contextmanager
def poll(address: str) -> Iterator[Seen]:
    """Read without a pause while the block runs."""
    seen, over = Seen(address), threading.Event()

    def work() -> None:
        while not over.is_set():
            try:
                seen.round()
            except Exception as error:
                seen.faults.append(repr(error))

    reader = threading.Thread(target=work)
    reader.start()
    try:
        yield seen
    finally:
        over.set()
        reader.join()
