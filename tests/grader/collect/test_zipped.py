"""Zip files that mean harm: refused entry by entry and by name, while the others are read."""

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.collect import zipped as module
from grader.collect.model import Archive, Refused
from grader.collect.names import objection
from grader.collect.zipped import open_archive, read_zip
from grader.text import shown

MiB = 2**20


def opened(*entries: tuple[Any, bytes], change: Callable[[bytearray], Any] = lambda data: None) -> Archive:
    """A zip file of these entries, its bytes changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in entries:
            packed.writestr(name, data)
    data = bytearray(file.getvalue())
    change(data)
    return read_zip(io.BytesIO(data), "a.zip")


def reasons(archive: Archive) -> dict[str, str]:
    return {refusal.where: refusal.reason for refusal in archive.refusals}


HARMFUL = {
    "/etc/x.ipynb": "absolute path",
    "../x.ipynb": "leads out of its folder",
    "a/../../x.ipynb": "leads out of its folder",
    "a/.. /x.ipynb": "leads out of its folder",
    "a\\..\\x.ipynb": "backslashes",
    "C:/x.ipynb": "drive letter",
    "c:x.ipynb": "drive letter",
    "\uff0fetc\uff0fx.ipynb": "characters that look like a slash",
    "\u2024\u2024/x.ipynb": "leads out of its folder by characters that look like dots",
    "\u2025/x.ipynb": "leads out of its folder by characters that look like dots",
    "..\uff3cx.ipynb": "characters that look like backslashes",
    "C\uff1a/x.ipynb": "drive letter",
    "..\u2215x.ipynb": "characters that look like slashes",
    "a\nb.ipynb": "control characters",
    "a\x1b[2Jb.ipynb": "control characters",
    "a\u202ebnypi.x": "control characters",
    "CON.ipynb": "name of a device",
    "a/nul": "name of a device",
    "com1.ipynb": "name of a device",
    "x" * 300 + ".ipynb": "longer than 255 bytes",
    "é" * 150 + ".ipynb": "longer than 255 bytes",
    "a/" * 600 + "x.ipynb": "longer than",
    " ": "no name",
}


@pytest.mark.parametrize(("name", "reason"), HARMFUL.items(), ids=range(len(HARMFUL)))
def test_a_name_that_no_platform_makes_is_refused_and_the_others_are_read(name: str, reason: str) -> None:
    archive = opened((name, b"evil"), ("good.ipynb", b"good"))
    assert [entry.name for entry in archive.entries] == ["good.ipynb"]
    (refusal,) = archive.refusals
    assert reason in refusal.reason
    assert refusal.where.isprintable()


def test_a_nul_in_a_name_is_seen_though_zipfile_cuts_the_name_there() -> None:
    def with_nul(data: bytearray) -> None:
        data[:] = data.replace(b"goodX", b"good\0")

    archive = opened(("goodX/x.ipynb", b""), change=with_nul)
    assert "NUL" in archive.refusals[0].reason


@pytest.mark.parametrize("name", ["ada_1_2_x.ipynb", "Zoë O'Neill_1_assignsubmission_file/a b.ipynb", "conrad.ipynb",
                                  "李四_1_2_作业.ipynb", "a..b.ipynb", "...ipynb", "x(1).ipynb"])  # fmt: skip
def test_an_honest_name_is_taken(name: str) -> None:
    assert objection(name) == ""


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_accepted_name_leads_anywhere_and_all_can_be_printed(name: str) -> None:
    if not objection(name):
        assert ".." not in Path("/home", name).parts
        assert Path("/home", name).is_relative_to("/home")
    assert shown(name).isprintable()
    assert len(shown(name)) <= 100


def kind(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, mode << 16
    return info


@pytest.mark.parametrize(
    ("mode", "reason"),
    [(stat.S_IFLNK, "symbolic link"), (stat.S_IFIFO, "device or a pipe"), (stat.S_IFCHR, "device or a pipe")],
)
def test_what_is_no_plain_file_is_refused(mode: int, reason: str) -> None:
    assert reason in reasons(opened((kind("a.ipynb", mode | 0o777), b"/etc/passwd")))["a.ipynb"]


def test_an_encrypted_entry_is_refused() -> None:
    def encrypt(data: bytearray) -> None:
        for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
            data[data.index(signature) + offset] |= 1

    assert "encrypted" in reasons(opened(("a.ipynb", b"x"), change=encrypt))["a.ipynb"]


def test_two_entries_of_one_name_are_both_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        archive = opened(("a.ipynb", b"shown"), ("a.ipynb", b"graded"), ("b.ipynb", b""))
    assert [entry.name for entry in archive.entries] == ["b.ipynb"]
    assert "2 files of this name" in archive.refusals[0].reason


def test_an_entry_that_grows_a_thousandfold_is_refused_unread() -> None:
    assert "as a zip bomb does" in reasons(opened(("a.ipynb", bytes(20 * MiB))))["a.ipynb"]


def test_an_entry_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 1000)
    assert "at most 0 MiB" in reasons(opened(("a.ipynb", bytes(2000))))["a.ipynb"]


def test_an_entry_that_lies_about_its_size_is_damaged_and_stops_nothing() -> None:
    def lie(data: bytearray) -> None:
        struct.pack_into("<I", data, data.index(b"PK\1\2") + 24, 10)

    archive = opened(("a.ipynb", bytes(20 * MiB)), ("b.ipynb", b"good"), change=lie)
    with pytest.raises(Refused, match="it is damaged"):
        archive.entries[0].read()
    assert archive.entries[1].read() == b"good"


def test_entries_that_share_their_bytes_are_refused() -> None:
    def overlap(data: bytearray) -> None:
        second = data.index(b"PK\1\2", data.index(b"PK\1\2") + 4)
        struct.pack_into("<I", data, second + 42, 0)

    archive = opened(("a.ipynb", b"x" * 100), ("b.ipynb", b"y" * 100), change=overlap)
    assert set(reasons(archive)) == {"a.ipynb", "b.ipynb"}
    assert "shares its bytes" in archive.refusals[0].reason


def test_an_index_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_INDEX", 70_000)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        for i in range(2000):
            packed.writestr(f"{i:05d}", b"")
    with pytest.raises(Refused, match="index is larger"), open_archive(tmp_path / "a.zip"):
        pass


@pytest.mark.parametrize("data", [b"", b"PK", bytes(1000)], ids=["empty", "cut", "zeros"])
def test_what_is_no_zip_file_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(Refused, match=r"a\.zip is no zip file that can be read"):
        read_zip(io.BytesIO(data), "a.zip")


@settings(deadline=None)
@given(st.data())
def test_damage_anywhere_is_refused_or_harmless(data: st.DataObject) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("ada_1_2_x.ipynb", b"x" * 50)
        packed.writestr("bo_2_3_x.ipynb", b"y" * 50)
    damaged = bytearray(file.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        archive = read_zip(io.BytesIO(damaged), "a.zip")
        for entry in archive.entries:
            assert len(entry.read()) <= module.MAX_BYTES
    except Refused:
        pass


def test_utf_8_names_that_the_archive_does_not_declare_are_read_as_such() -> None:
    def undeclare(data: bytearray) -> None:
        for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
            data[data.index(signature) + offset + 1] &= ~0x8

    archive = opened(("zoë_1_2_x.ipynb", b"z"), change=undeclare)
    assert [entry.name for entry in archive.entries] == ["zoë_1_2_x.ipynb"]
    assert archive.entries[0].read() == b"z"


def test_a_nested_bomb_is_not_unpacked(desk: Any, made: Any) -> None:
    inner = made.packed(io.BytesIO(), [("01-small.ipynb", bytes(30 * MiB))]).getvalue()
    name = made.canvas_name("Lovelace, Ada", 101, 9001, "work.zip")
    result = desk.collect(desk.zip((name, inner)), "--roster", desk.canvas_roster)
    assert result.exit_code == 1
    assert "as a zip bomb does" in result.output
    assert desk.submitted() == {}


def test_the_index_of_a_nested_archive_is_bounded_too(desk: Any, made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = made.packed(io.BytesIO(), [(f"{i:05d}", b"") for i in range(2000)]).getvalue()
    download = desk.zip((made.canvas_name("Lovelace, Ada", 101, 9001, "work.zip"), inner))
    monkeypatch.setattr(module, "MAX_INDEX", 70_000)
    assert "index is larger" in desk.collect(download, "--roster", desk.canvas_roster).output


def test_nothing_is_written_outside_of_submitted(desk: Any, made: Any, tmp_path: Path) -> None:
    before = set(desk.tree())
    entries = [(name, b"evil") for name in HARMFUL if "\0" not in name]
    desk.collect(
        desk.zip(*entries, (made.canvas_name("Lovelace, Ada", 101, 9001, "x.ipynb"), b"{}")),
        "--roster", desk.canvas_roster,
    )  # fmt: skip
    new = set(desk.tree()) - before - {"downloads/submissions.zip"}
    assert new == {"built/submitted/ada/01-small/01-small.ipynb", "built/.grader/collected/01-small/ada.json"}
