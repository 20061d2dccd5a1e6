"""nbgrader's exchange: what students handed in with ``nbgrader submit`` or from JupyterHub's assignment list.

Which submissions there are, whose they are and which of them counts is nbgrader's own word (`ExchangeCollect`). Their
files are read here: nbgrader copies a folder with whatever its links point to, and the folder is the student's, who
may have linked it to another's work. A folder whose name is no submission's stops nbgrader; here it is a line of the
list.
"""

from __future__ import annotations

import os
import pwd
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from grader.collect.choosing import File, the_notebook
from grader.collect.model import Found, HandedIn, Refusal, Refused, read_file
from grader.course import Course
from grader.roster import Classlist, bad_id
from grader.run.inbox import HIDDEN
from grader.sidecars import read_secret
from grader.text import shown

PLATFORM = "exchange"
DEEPEST, MOST_FILES = 2, 1000
"""Folders in folders, and files, of one submission that are looked into."""
OLDEST = datetime.min


def read_exchange(
    course: Course, unit: str, people: Classlist, database_url: str, released: Collection[str] = ()
) -> Found:
    """The submissions of a unit in the exchange that ``nbgrader_config.py`` names.

    Parameters
    ----------
    course : Course
    unit : str
    people : Classlist
    database_url : str
    released : collection of str, optional
        The texts of the released notebook's cells.

    Raises
    ------
    Refused
        If there is no exchange, no course in it, or the course uses one of another kind.
    """
    collector = _collector(course, unit, database_url)
    handed_in, refusals, notes = [], list[Refusal](), list[Refusal]()
    for record in sorted(collector.src_records, key=lambda record: record["filename"]):
        folder = Path(collector.inbound_path, record["filename"])
        where = f"the exchange's {shown(record['filename'])}"
        try:
            if reason := record.get("problem") or _objection(folder, record["username"], collector.check_owner):
                raise Refused(reason)
            notebook, others = the_notebook(_files(folder, unit), unit, released)
        except Refused as refused:
            refusals.append(Refusal(where, str(refused)))
            continue
        handed_in.append(_handed_in(folder, notebook, record, people))
        notes += (Refusal(f"{where}/{other.where}", other.reason) for other in others)
    return Found(tuple(handed_in), tuple(refusals), tuple(notes))


def _handed_in(folder: Path, notebook: File, record: dict[str, Any], people: Classlist) -> HandedIn:
    student = record["username"]
    return HandedIn(
        students=people.with_members(student),
        by=student,
        where=shown(folder.name) if notebook.order else f"{shown(folder.name)} → {notebook.where}",
        read=notebook.read,
        at=record["timestamp"].replace(tzinfo=UTC),
        platform=PLATFORM,
        entry=notebook.title,
        secret=lambda: _secret(folder),
    )


def _files(folder: Path, unit: str) -> list[File]:
    """What a student's folder holds, of very much some; before all else counts what is called as it should be."""
    with _opened(folder) as descriptor:
        names = list(islice(_names(descriptor), MOST_FILES))
    return [File(shown(name), name, _reader(folder, name), int(name == f"{unit}.ipynb")) for name in names]


def _names(descriptor: int) -> Iterator[str]:
    for place, folders, names, _ in os.fwalk(".", dir_fd=descriptor):
        folders[:] = sorted(name for name in folders if place.count("/") < DEEPEST and not HIDDEN.match(name))
        yield from (os.path.normpath(os.path.join(place, name)) for name in sorted(names))


def _reader(folder: Path, name: str) -> Callable[[], bytes]:
    *below, last = name.split("/")

    def read() -> bytes:
        with _opened(folder, *below) as descriptor:
            try:
                return read_file(last, descriptor)
            except Refused as reason:
                raise Refused(f"{shown(name)}: {reason}") from None

    return read


def _secret(folder: Path) -> str:
    with _opened(folder) as descriptor:
        return read_secret("", descriptor)


@contextmanager
def _opened(folder: Path, *below: str) -> Iterator[int]:
    """A folder, and from there one in it, of which none is a link, for as long as something is read in it."""
    with ExitStack() as stack:
        descriptor = None
        for part in (str(folder), *below):
            try:
                descriptor = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=descriptor)
            except OSError as error:
                raise Refused(f"its folder can't be opened, or is a link ({error.strerror})") from None
            stack.callback(os.close, descriptor)
        assert descriptor is not None
        yield descriptor


def _objection(folder: Path, student: str, check_owner: bool) -> str:
    """Why a submission is not taken."""
    if reason := bad_id(student):
        return f"{shown(student)!r} can't be a student: {reason}"
    if not check_owner:
        return ""
    try:
        owner = pwd.getpwuid(folder.lstat().st_uid).pw_name
    except (KeyError, OSError):
        owner = "an unknown user"
    if owner == student:
        return ""
    return (
        f"it says that {student} handed it in, but it belongs to {owner}; if that is how your exchange works, set "
        "c.ExchangeCollect.check_owner = False in nbgrader_config.py"
    )


def _collector(course: Course, unit: str, database_url: str) -> Any:
    """nbgrader's own collector, with the submissions that it would collect."""
    from nbgrader.auth import Authenticator
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange import ExchangeError, ExchangeFactory
    from nbgrader.exchange.default import ExchangeCollect

    settings = course.settings()
    kind = ExchangeFactory(config=settings).collect
    if not issubclass(kind, ExchangeCollect):
        raise Refused(
            f"the course uses an exchange of its own ({kind.__name__}); collect with: nbgrader collect {unit}"
        )

    class Patient(kind):  # type: ignore[misc, valid-type]
        """A collector for which a folder of no submission is not the end."""

        def _path_to_record(self, path: str) -> dict[str, Any]:
            try:
                return dict(super()._path_to_record(path))
            except (ExchangeError, ValueError, ArithmeticError, TypeError, AttributeError):
                name = os.path.basename(path)
                problem = "its name is not that of a submission (STUDENT+UNIT+TIME)"
                return {"username": f"+{name}", "filename": name, "timestamp": OLDEST, "problem": problem}

    directory = CourseDirectory(config=settings, root=str(course.root), db_url=database_url, assignment_id=unit)
    collector = Patient(coursedir=directory, authenticator=Authenticator(config=settings), config=settings)
    collector.log.disabled = True
    try:
        collector.init_src()
    except ExchangeError as error:
        hint = "name the folder in nbgrader_config.py: c.Exchange.root"
        raise Refused(f"the exchange can't be read: {error} (its root is {collector.root}); {hint}") from None
    finally:
        collector.log.disabled = False
    return collector
