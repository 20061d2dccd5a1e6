"""Putting submissions where nbgrader looks for them. Nothing is overwritten: what was there is moved aside, whole.

``.grader/earlier/UNIT/STUDENT/TIME/`` keeps an earlier submission's folder as it was, its result (``result.json``)
and where it came from (``collected.json``). ``.grader/collected/UNIT/STUDENT.json`` says the same of the one that
counts. A submission is made beside its place and moved there in one step, so that a run that is stopped leaves either
the old one or the new one, and the same command goes on from there.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from grader.collect.model import Refused, read_file
from grader.course import Course
from grader.files import replace as write_whole
from grader.results import Results
from grader.run import Inbox
from grader.sidecars import TIME, write_secret

DRAFTS = ".collecting-"


@dataclass(frozen=True)
class Origin:
    """Where the submission that counts came from.

    Attributes
    ----------
    sha256 : str
        Of the notebook.
    platform, where, by : str
        The source, the file or entry in it, and who handed it in.
    order : int
        See `HandedIn`.
    at : str
        When it was handed in (ISO 8601), or an empty string.
    late : bool
        Whether the platform said so.
    entry : str
        Its path in the platform's download, or in what was submitted to the exchange.
    """

    sha256: str
    platform: str = ""
    where: str = ""
    by: str = ""
    order: int = 0
    at: str = ""
    late: bool = False
    entry: str = ""

    @property
    def moment(self) -> datetime | None:
        """When it was handed in."""
        return datetime.fromisoformat(self.at) if self.at else None


class SubmittedFolder:
    """The submissions of one unit, and what came before them.

    Parameters
    ----------
    course : Course
    unit : str
    submitted : Path, optional
        By default the course's ``submitted/``.
    """

    def __init__(self, course: Course, unit: str, submitted: Path | None = None) -> None:
        self.unit = unit
        self.submitted = submitted or course.submitted
        self._origins = course.state / "collected" / unit
        self._earlier = course.state / "earlier" / unit
        self._results = Results(course.results(unit))

    def folder(self, student: str) -> Path:
        """Where a student's submission lies."""
        return self.submitted / student / self.unit

    def holds(self, student: str) -> bool:
        """Whether a student has handed in anything."""
        return self.folder(student).is_symlink() or self.folder(student).exists()

    def present(self, student: str) -> Origin | None:
        """The submission that counts; None where there is none. One that was put there by hand has no source."""
        notebook = self.folder(student) / f"{self.unit}.ipynb"
        try:
            digest = hashlib.sha256(read_file(notebook)).hexdigest()
        except Refused:
            return Origin("") if self.holds(student) else None
        if (kept := _read_origin(self._origins / f"{student}.json")) and kept.sha256 == digest:
            return kept
        (handin,) = Inbox(self.submitted, self.unit).handins([student])
        moment = handin.submitted_at
        return Origin(digest, at=moment.isoformat() if moment else "")

    def earlier(self, student: str) -> set[str]:
        """Hashes of the notebooks that were moved aside."""
        origins = (_read_origin(path) for path in self._earlier.glob(f"{_escaped(student)}/*/collected.json"))
        return {origin.sha256 for origin in origins if origin}

    def place(self, student: str, data: bytes, origin: Origin, stamp: datetime | None, secret: str = "") -> Path | None:
        """Make this the submission that counts, with its time and the secret that nbgrader gave to it.

        Returns
        -------
        Path or None
            Where the one that counted before was moved to.

        Raises
        ------
        Refused
            If the notebook is not the one that the origin is of.
        """
        if hashlib.sha256(data).hexdigest() != origin.sha256:
            raise Refused("it changed while it was collected; collect again")
        self.submitted.mkdir(parents=True, exist_ok=True)
        with self._draft() as draft:
            (draft / f"{self.unit}.ipynb").write_bytes(data)
            if stamp is not None:
                _write_time(draft, stamp)
            write_secret(draft, secret)
            aside = self._set_aside(student)
            self.folder(student).parent.mkdir(exist_ok=True)
            draft.rename(self.folder(student))
        write_whole(self._origins / f"{student}.json", _json(origin))
        return aside

    def is_dated(self, student: str) -> bool:
        """Whether the submission that counts has a time."""
        return (self.folder(student) / TIME).exists()

    def date(self, student: str, origin: Origin, stamp: datetime) -> None:
        """Give the submission that counts the time that it lacks."""
        _write_time(self.folder(student), stamp)
        write_whole(self._origins / f"{student}.json", _json(origin))

    @contextmanager
    def _draft(self) -> Iterator[Path]:
        """A folder to fill; what an earlier run that was stopped left of its own is cleared away."""
        for left in self.submitted.glob(f"{DRAFTS}*"):
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=self.submitted, prefix=DRAFTS) as folder:
            draft = Path(folder, self.unit)
            draft.mkdir()
            yield draft

    def _set_aside(self, student: str) -> Path | None:
        present = self.present(student)
        if present is None:
            return None
        home = self._earlier / student
        home.mkdir(parents=True, exist_ok=True)
        aside = _fresh(home, f"{datetime.now(UTC):%Y-%m-%dT%H-%M-%SZ}")
        write_whole(aside / "collected.json", _json(present))
        if (result := self._results.path(student)).is_file():
            shutil.copy2(result, aside / "result.json")
        shutil.move(self.folder(student), aside / self.unit)
        return aside


def _write_time(folder: Path, stamp: datetime) -> None:
    """nbgrader's file of the time of submission; one that is there is not touched."""
    with open(folder / TIME, "x", encoding="utf-8") as file:
        file.write(f"{stamp.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC\n")


def _fresh(home: Path, name: str) -> Path:
    """A folder that was not there."""
    for number in range(1, 10_000):
        folder = home / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        return folder
    raise FileExistsError(f"{home} holds ten thousand earlier submissions of one second")


def _escaped(name: str) -> str:
    """A name as a pattern that matches it alone."""
    return "".join(f"[{character}]" if character in "*?[" else character for character in name)


def _json(origin: Origin) -> bytes:
    return (json.dumps(asdict(origin), ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")


def _read_origin(path: Path) -> Origin | None:
    try:
        origin = Origin(**json.loads(path.read_text(encoding="utf-8")))
        _ = origin.moment
    except (OSError, ValueError, TypeError):
        return None
    return origin
