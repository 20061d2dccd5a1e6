"""Downloads as Canvas and Moodle make them, rosters as they export them, and the command on the small course."""

import io
import re
import stat
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner, Result

from grader.cli import main
from grader.course import Course

UNIT = "01-small"
CANVAS_HEADER = "Student,ID,SIS User ID,SIS Login ID,Section,01-small (5001),Final Score\n"
CANVAS_POINTS = "    Points Possible,,,,,10,(read only)\n"
WORKSHEET_HEADER = (
    "Identifier,Full name,Email address,Status,Group,Grade,Maximum Grade,"
    "Grade can be changed,Last modified (submission),Last modified (grade)\n"
)

WORKSHEET_ROWS = (
    'Participant 71,Ada Lovelace,ada@x.org,Submitted for grading,,-,100.00,Yes,"Sunday, 1 March 2026, 10:00 AM",-\n',
    "Participant 72,Zoë O'Neill-Smith,zoe@x.org,Submitted for grading - 2 days late,,-,100.00,Yes,"
    '"Tuesday, 3 March 2026, 12:00 PM",-\n',
    "Participant 73,Alan Turing,alan@x.org,No submission,,-,100.00,Yes,-,-\n",
)


def notebook(text: str = "x = 1") -> bytes:
    """A small notebook's bytes."""
    return nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text, id="a")])).encode()


def canvas_name(name: str, user: int, file: int, title: str, late: bool = False) -> str:
    """A file's name as ``content_zipper.rb`` of canvas-lms makes it."""
    users_name = re.sub(r"^(\d+)$", r"\1", re.sub(r"_(\d+)_", r"\1", name)).lower()
    prefix = re.sub(r"[^\w]", "", "_".join([users_name, *(["LATE"] if late else []), str(user)]))
    return f"{prefix}_{file}_" + re.sub(r'[\x00/\\:*?"<>|]+', "_", title)


def moodle_name(name: str, number: int, title: str, folders: bool = True) -> str:
    """An entry's name as ``downloader.php`` of Moodle makes it."""
    clean = re.sub(r"[\x00-\x1f\x7f~\\/:*?\"<>|]", "", name.replace("_", " ") + f"_{number}")
    return f"{clean}_assignsubmission_file{'/' if folders else '_'}{title}"


def packed(path: Path, entries: Iterable[tuple[str | zipfile.ZipInfo, bytes]]) -> Path:
    """A zip file of these entries."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


def link(name: str) -> zipfile.ZipInfo:
    """An entry that is a symbolic link."""
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return info


class Desk:
    """An instructor with the small course, a class of four and a folder of downloads."""

    def __init__(self, course: Course, downloads: Path) -> None:
        self.course = course
        self.downloads = downloads
        downloads.mkdir()
        self.canvas_roster = self.file(
            "gradebook.csv",
            CANVAS_HEADER + CANVAS_POINTS + '"Lovelace, Ada",101,s1,ada,A,,\n"O\'Neill-Smith, Zoë",102,s2,zoe,A,,\n'
            '"Turing, Alan",103,s3,alan,A,,\n"Student, Test",999,,,A,,\n',
        )
        self.worksheet = self.file("worksheet.csv", "\ufeff" + WORKSHEET_HEADER + "".join(WORKSHEET_ROWS))

    def file(self, name: str, text: str) -> Path:
        """A file of the downloads."""
        path = self.downloads / name
        path.write_text(text, encoding="utf-8", newline="")
        return path

    def zip(self, *entries: tuple[Any, bytes], name: str = "submissions.zip") -> Path:
        """A download."""
        return packed(self.downloads / name, entries)

    def canvas(self, *files: tuple[str, int, int, bytes], name: str = "submissions.zip", late: bool = False) -> Path:
        """A download of Canvas: (sortable name, user, file, notebook)."""
        named = [(canvas_name(who, user, file, f"{UNIT}.ipynb", late), data) for who, user, file, data in files]
        return self.zip(*named, name=name)

    def collect(self, *arguments: str | Path) -> Result:
        """``grader collect 01-small ...``."""
        command = ["collect", "--course", str(self.course.root), "--timezone", "UTC", UNIT, *map(str, arguments)]
        return CliRunner().invoke(main, command, catch_exceptions=False)

    def submitted(self) -> dict[str, bytes]:
        """Notebooks by student."""
        return {path.parts[-3]: path.read_bytes() for path in self.course.submitted.glob(f"*/{UNIT}/{UNIT}.ipynb")}

    def tree(self) -> dict[str, bytes]:
        """All files below the folder that the course and the downloads are in, but for databases and locks."""
        top = self.downloads.parent
        files = (path for path in top.rglob("*") if path.is_file() and not re.search(r"\.db|lock$", path.name))
        return {str(path.relative_to(top)): path.read_bytes() for path in files}

    def due(self, moment: str) -> None:
        """Set the due date, as ``nbgrader db assignment add`` does."""
        with self.gradebook() as book:
            book.update_or_create_assignment(UNIT, duedate=moment)

    def gradebook(self) -> Any:
        """nbgrader's gradebook, open."""
        from nbgrader.api import Gradebook

        return Gradebook(self.course.database_url, "gradschool")


@pytest.fixture
def desk(built_course: Course, tmp_path: Path) -> Desk:
    return Desk(built_course, tmp_path / "downloads")


@pytest.fixture
def made() -> Any:
    """The makers of this module, by name."""
    makers: tuple[Callable[..., Any], ...] = (notebook, canvas_name, moodle_name, packed, link)
    return SimpleNamespace(unit=UNIT, io=io, **{maker.__name__: maker for maker in makers})
