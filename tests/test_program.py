"""By what a folder of programs is told to be as it was."""

from pathlib import Path

from portal.source.program import content_of


def test_a_folder_is_told_by_its_files_but_not_by_byte_code(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "one.py").write_text("1\n")
    before = content_of(tmp_path)
    (tmp_path / "inner" / "__pycache__").mkdir()
    (tmp_path / "inner" / "__pycache__" / "one.pyc").write_bytes(b"1")
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    assert content_of(tmp_path) == before
    (tmp_path / "inner" / "one.py").write_text("2\n")
    changed = content_of(tmp_path)
    (tmp_path / "inner" / "one.py").rename(tmp_path / "one.py")
    moved = content_of(tmp_path)
    (tmp_path / "two.py").write_text("")
    assert len({before, changed, moved, content_of(tmp_path)}) == 4
    assert content_of(tmp_path, ["one.py", "missing.py"]) == content_of(tmp_path, ["one.py"])
