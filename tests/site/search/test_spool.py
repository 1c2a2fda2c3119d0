"""The spool gives back what was put in, however the system cuts it; what does not fit is an error."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from portal.site.search import Entry, Spool
from portal.source.memory import Unreadable


def entry(text: str) -> Entry:
    """An entry with words."""
    row = ("cf-2024-aaaaaa", "decision", "current", "", "2024-05-08", "", text)
    return Entry(row[0], row, text.encode(), f"{text}\n", f"{text}\n", (), (("", ""),) * 5, 0)


def test_words_come_back_whole_where_the_system_takes_and_gives_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, preadv = os.write, os.preadv

    def less(file: int, content: memoryview) -> int:
        return write(file, content[:7])

    def little(file: int, buffers: Sequence[memoryview], offset: int) -> int:
        return preadv(file, [buffers[0][:5]], offset)

    monkeypatch.setattr(os, "write", less)
    monkeypatch.setattr(os, "preadv", little)
    one = entry("云溪星河网络科技有限公司")
    with Spool(tmp_path) as spool:
        spool.add(spool.keep(one))
        words = spool.words([one.id])
        assert spool.content(one.id) == one.content
        assert words.text.tobytes().decode("utf-16-le") == one.head + one.body


def test_a_full_disk_is_an_error(tmp_path: Path) -> None:
    with Spool(tmp_path) as spool:
        full = os.open("/dev/full", os.O_WRONLY)
        os.dup2(full, spool._file(spool.here))
        os.close(full)
        with pytest.raises(OSError, match="No space left"):
            spool.keep(entry("甲"))


def test_a_spool_that_lost_its_end_is_an_error(tmp_path: Path) -> None:
    with Spool(tmp_path) as spool:
        spool.add(spool.keep(entry("云溪星河网络")))
        os.ftruncate(spool._file(spool.here), 9)
        with pytest.raises(Unreadable, match="短了"):
            spool.words(["cf-2024-aaaaaa"])
