"""A file that a stranger laid down is read only where it is a file, and only as much as its reader has room for."""

import os
from pathlib import Path

import pytest

from grader.files import Irregular, TooLarge, read_regular


def test_a_file_may_be_as_large_as_its_reader_wants_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"1234")
    assert read_regular(tmp_path / "file", 4) == b"1234"
    with pytest.raises(TooLarge, match="is 0 MiB"):
        read_regular(tmp_path / "file", 3)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"1234")
    (tmp_path / "link").symlink_to("file")
    with pytest.raises(Irregular, match="is a symbolic link"):
        read_regular(tmp_path / "link", 4)


def test_a_pipe_in_which_nobody_writes_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Irregular, match="is not a file"):
        read_regular(tmp_path / "pipe", 4)


def test_a_folder_is_no_file_and_leaves_nothing_open(tmp_path: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(Irregular, match="is not a file"):
        read_regular(tmp_path, 4)
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Irregular, match="can't be opened: No such file"):
        read_regular(tmp_path / "file", 4)
