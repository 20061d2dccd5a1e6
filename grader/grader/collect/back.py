"""The way back: each feedback page to where its submission came from, and what went there already.

Through nbgrader's exchange a page is released by nbgrader itself. For Canvas and Moodle pages are packed into a zip
file that their own upload takes. ``.grader/returned/UNIT.json`` keeps which page went to whom, so that the next run
brings only what is new.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import replace as replaced
from enum import StrEnum
from pathlib import Path
from typing import Any

from grader.collect import canvas, moodle
from grader.collect.exchange import PLATFORM as EXCHANGE
from grader.collect.model import Refused
from grader.collect.store import SubmittedFolder
from grader.course import Course
from grader.files import replace
from grader.sidecars import SECRET, TIME, read_secret

BESIDE = {"canvas": canvas.beside, "moodle": moodle.beside}


class Way(StrEnum):
    """How a page goes back."""

    EXCHANGE = "exchange"
    CANVAS = "canvas"
    MOODLE = "moodle"
    BY_HAND = "by hand"
    BACK = "went back already"
    WAITS = "waiting for a person's grade"
    OLD = "older than its grades"
    NO_PAGE = "no page yet"


@dataclass(frozen=True)
class Return:
    """One student's page and its way.

    Attributes
    ----------
    student : str
    page : Path
    way : Way
    name : str
        The page's name in a bundle, or in the exchange where it is another than the unit's.
    """

    student: str
    page: Path
    way: Way
    name: str = ""


class Returned:
    """Which pages of a unit went back: the digest of each student's."""

    def __init__(self, course: Course, unit: str) -> None:
        self._path = course.state / "returned" / f"{unit}.json"

    def has(self, one: Return) -> bool:
        """Whether this very page went back already."""
        return self._read().get(one.student) == _digest(one.page)

    def add(self, sent: Iterable[Return]) -> None:
        """Keep that these pages went back."""
        kept = self._read() | {one.student: _digest(one.page) for one in sent}
        replace(self._path, json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True).encode())

    def _read(self) -> dict[str, str]:
        try:
            return dict(json.loads(self._path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return {}


def returns(
    course: Course, unit: str, students: Iterable[str], waiting: Iterable[str], old: Iterable[str], again: bool
) -> list[Return]:
    """The way of everybody's page.

    Parameters
    ----------
    course : Course
    unit : str
    students : iterable of str
    waiting : iterable of str
        Whose work waits for a person's grade; their pages stay.
    old : iterable of str
        Whose pages were written before their grades were what they are; they stay, too.
    again : bool
        Whether what went back already goes once more.
    """
    store, gone, held, stale = SubmittedFolder(course, unit), Returned(course, unit), set(waiting), set(old)
    found = [_way(course, unit, student, store) for student in sorted(students)]
    for place, one in enumerate(found):
        if one.way == Way.NO_PAGE:
            continue
        if one.student in held:
            found[place] = Return(one.student, one.page, Way.WAITS)
        elif one.student in stale:
            found[place] = Return(one.student, one.page, Way.OLD)
        elif gone.has(one) and not again:
            found[place] = Return(one.student, one.page, Way.BACK)
    return found


def write_bundle(path: Path, pages: Sequence[Return]) -> None:
    """Pack pages into a new zip file, whole or not at all; one that is there is not touched.

    Raises
    ------
    FileExistsError
    """
    with open(path, "xb") as file:
        try:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
                for one in pages:
                    bundle.write(one.page, one.name)
        except BaseException:
            path.unlink()
            raise


def release_in_exchange(course: Course, pages: Sequence[Return], unit: str, database_url: str) -> None:
    """Release these pages of a unit, and no others, in nbgrader's exchange, by nbgrader itself.

    Raises
    ------
    Refused
        If nbgrader can't; the message is its own.
    """
    from nbgrader.auth import Authenticator
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange import ExchangeError, ExchangeFactory

    settings: Any = course.settings()
    kind = ExchangeFactory(config=settings).release_feedback
    with tempfile.TemporaryDirectory() as stage:
        directory = CourseDirectory(config=settings, root=stage, db_url=database_url, assignment_id=unit)
        release = kind(coursedir=directory, authenticator=Authenticator(config=settings), config=settings)
        try:
            for one in pages:
                _lay(one, Path(stage, directory.feedback_directory, one.student, unit))
            release.start()
        except (ExchangeError, OSError) as error:
            raise Refused(
                f"the exchange can't be written: {error}; is c.Exchange.root right in nbgrader_config.py?"
            ) from None


def _lay(one: Return, folder: Path) -> None:
    """A page under the name of the notebook that was submitted, by which its student's nbgrader asks for it."""
    folder.mkdir(parents=True)
    shutil.copyfile(one.page, folder / (one.name or one.page.name))
    for sidecar in (TIME, SECRET):
        shutil.copyfile(one.page.parent / sidecar, folder / sidecar)


def _way(course: Course, unit: str, student: str, store: SubmittedFolder) -> Return:
    page = course.feedback / student / unit / f"{unit}.html"
    if not page.is_file():
        return Return(student, page, Way.NO_PAGE)
    origin = store.present(student)
    if origin and origin.platform in BESIDE:
        name = BESIDE[origin.platform](origin.entry or origin.where, f"{unit}-feedback.html")
        return Return(student, page, Way(origin.platform), name)
    if not read_secret(course.autograded / student / unit):
        return Return(student, page, Way.BY_HAND)
    submitted = origin.entry if origin and origin.platform == EXCHANGE else ""
    return _by_exchange(Return(student, page, Way.EXCHANGE), submitted or f"{unit}.ipynb")


def _by_exchange(one: Return, submitted: str) -> Return:
    """The way back under the name of a submitted file: nbgrader asks for pages of notebooks in no subfolder."""
    if "/" in submitted or not submitted.endswith(".ipynb"):
        return replaced(one, way=Way.BY_HAND)
    name = f"{submitted.removesuffix('.ipynb')}.html"
    return one if name == one.page.name else replaced(one, name=name)


def _digest(page: Path) -> str:
    return hashlib.sha256(page.read_bytes()).hexdigest()
