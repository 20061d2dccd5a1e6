"""The course's folders and its secret."""

from __future__ import annotations

import difflib
import json
import os
import secrets
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from traitlets.config import Config, PyFileConfigLoader

from grader.course.unit import Unit
from grader.files import replace

CONFIG = "nbgrader_config.py"
DROPPED = "dropped.json"
STUDENTS_OWN = ("submitted", "autograded", "feedback")
"""Folders of a course with files that students chose."""

PLACES = {
    "root": ".",
    "source_directory": ".grader/source",
    "release_directory": "notebooks",
    "submitted_directory": "submitted",
    "autograded_directory": "autograded",
    "feedback_directory": "feedback",
}
"""Where a course's folders are, by the names of nbgrader's settings.

They are fixed: which folders hold what students chose must be known before any settings are run.
"""
LAYOUT = "{nbgrader_step}/{student_id}/{assignment_id}"


class CourseError(Exception):
    """The course, or a unit of it, is not there; the message says what was looked for and what is."""


@dataclass(frozen=True)
class Course:
    """A folder that holds a course.

    Attributes
    ----------
    root : Path
        The folder with ``nbgrader_config.py``.
    """

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Course:
        """The course around a folder (by default the current one).

        What lies among a course's submissions is none, whatever it looks like: a course's files are run.

        Raises
        ------
        CourseError
            If neither the folder nor any above it holds ``nbgrader_config.py``, or its settings can't be followed.
        """
        start = (start or Path.cwd()).resolve()
        around = [folder for folder in (start, *start.parents) if _holds_course(folder)]
        for folder in around:
            if not any(folder.is_relative_to(outer / own) for outer in around for own in STUDENTS_OWN):
                course = cls(folder)
                course.settings()
                return course
        if (start / CONFIG).is_file():  # what nbgrader's quickstart makes
            raise CourseError(
                f"{start} holds {CONFIG} but no solutions/, where units are written; begin one: mkdir solutions, "
                "grader new unit 01-NAME"
            )
        raise CourseError(
            f"no course around {start}: run this inside the course's folder, which holds {CONFIG} and solutions/, "
            "or name it: --course DIR"
        )

    @property
    def solutions(self) -> Path:
        """What authors write; the only source of content."""
        return self.root / "solutions"

    @property
    def notebooks(self) -> Path:
        """What students get; generated."""
        return self.root / "notebooks"

    @property
    def submitted(self) -> Path:
        """``submitted/STUDENT/UNIT/UNIT.ipynb``, as nbgrader lays it."""
        return self.root / "submitted"

    @property
    def autograded(self) -> Path:
        """Executed notebooks with verdicts, for formgrader."""
        return self.root / "autograded"

    @property
    def feedback(self) -> Path:
        """Feedback pages, ``feedback/STUDENT/UNIT/UNIT.html``."""
        return self.root / "feedback"

    @property
    def state(self) -> Path:
        """The grader's own files: results, logs, caches, the secret."""
        return self.root / ".grader"

    @property
    def cache(self) -> Path:
        """What runs of the sandbox may share, such as font caches."""
        return self.state / "cache"

    @cached_property
    def database_url(self) -> str:
        """nbgrader's gradebook: the one that its settings name, else SQLite beside the notebooks."""
        named = self.settings().CourseDirectory.get("db_url", "")
        return str(named) or f"sqlite:///{self.root / 'gradebook.db'}"

    def settings(self) -> Config:
        """nbgrader's settings, as ``nbgrader_config.py`` says them; none where there is no such file.

        Raises
        ------
        CourseError
            If the file can't be run, or puts a folder elsewhere than this package does.
        """
        path = self.root / CONFIG
        if not path.is_file():
            return Config()
        try:
            settings: Config = PyFileConfigLoader(CONFIG, path=str(self.root)).load_config()
        except Exception as error:
            raise CourseError(f"{path} can't be run: {type(error).__name__}: {error}") from error
        for name, place in PLACES.items():
            found = settings.CourseDirectory.get(name, place)
            if (self.root / str(found)).resolve() != (self.root / place).resolve():
                raise CourseError(_refused(path, name, found, place))
        if (found := settings.CourseDirectory.get("directory_structure", LAYOUT)) != LAYOUT:
            raise CourseError(_refused(path, "directory_structure", found, LAYOUT))
        return settings

    def copy_settings(self, folder: Path) -> None:
        """Put nbgrader's settings into the folder of a course to try things on, which keeps a gradebook of its own."""
        text = (self.root / CONFIG).read_text(encoding="utf-8")
        own = f"sqlite:///{folder.resolve() / 'gradebook.db'}"
        (folder / CONFIG).write_text(f"{text}\nget_config().CourseDirectory.db_url = {own!r}\n", encoding="utf-8")

    @property
    def dropped(self) -> frozenset[str]:
        """Students who have left; their files and grades stay, and no command counts them."""
        try:
            return frozenset(json.loads((self.state / DROPPED).read_text(encoding="utf-8")))
        except FileNotFoundError:
            return frozenset()

    def drop(self, students: frozenset[str]) -> None:
        """Keep who has left, in the place of whoever was kept before."""
        replace(self.state / DROPPED, json.dumps(sorted(students), ensure_ascii=False, indent=1).encode())

    def results(self, unit: str) -> Path:
        """Where a unit's results lie, one JSON document a student."""
        return self.state / "results" / unit

    @cached_property
    def unit_names(self) -> list[str]:
        """Names of the units, in order: every folder of ``solutions/`` that begins with a digit."""
        return sorted(
            folder.name for folder in self.solutions.iterdir() if folder.is_dir() and folder.name[0].isdigit()
        )

    def unit(self, name: str) -> Unit:
        """One unit by name.

        Raises
        ------
        CourseError
            If there is none of that name; the message suggests one.
        """
        if name not in self.unit_names:
            close = difflib.get_close_matches(name, self.unit_names, n=1, cutoff=0.5)
            suggestion = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(self.unit_names) or 'none'}"
            raise CourseError(f"unit {name!r} not found; {suggestion}")
        return Unit(self.solutions / name)

    def units(self, names: list[str] | tuple[str, ...] = ()) -> list[Unit]:
        """The named units, or all."""
        return [self.unit(name) for name in (names or self.unit_names)]

    def secret(self) -> bytes:
        """The secret that hidden seeds are derived from: 32 random bytes, made at first use, readable by its owner.

        Two commands that start at once on a fresh course agree on one secret.
        """
        path = self.state / "secret"
        self.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            draft = self.state / f".secret-{os.getpid()}-{secrets.token_hex(4)}"
            try:
                with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    file.write(secrets.token_bytes(32))
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink(missing_ok=True)
        found = path.read_bytes()
        if len(found) != 32:
            raise CourseError(f"{path} is damaged: expected 32 bytes, found {len(found)}; restore it from a backup")
        return found


def _refused(path: Path, name: str, found: object, place: str) -> str:
    return (
        f"{path} sets CourseDirectory.{name} to {str(found)!r}, which the grader does not follow: it keeps "
        f"{place!r} in every course; drop that line, or set it to {place!r}"
    )


def _holds_course(folder: Path) -> bool:
    return (folder / CONFIG).is_file() and (folder / "solutions").is_dir()
