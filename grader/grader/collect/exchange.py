"""nbgrader's exchange: what students handed in with ``nbgrader submit`` or from JupyterHub's assignment list.

Which submissions there are, whose they are and which of them counts is nbgrader's own word (`ExchangeCollect`). Their
files are read here: nbgrader copies a folder with whatever its links point to, and the folder is the student's, who
may have linked it to another's work. A folder whose name is no submission's stops nbgrader; here it is a line of the
list.
"""

from __future__ import annotations

import os
import pwd
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from grader.collect.model import Found, HandedIn, Refusal, Refused, read_file
from grader.course import Course
from grader.roster import Classlist, bad_id
from grader.sidecars import read_secret
from grader.text import shown

PLATFORM = "exchange"
OLDEST = datetime.min


def read_exchange(course: Course, unit: str, people: Classlist, database_url: str) -> Found:
    """The submissions of a unit in the exchange that ``nbgrader_config.py`` names.

    Raises
    ------
    Refused
        If there is no exchange, no course in it, or the course uses one of another kind.
    """
    collector = _collector(course, unit, database_url)
    handed_in, refusals = [], []
    for record in sorted(collector.src_records, key=lambda record: record["filename"]):
        folder = Path(collector.inbound_path, record["filename"])
        reason = record.get("problem") or _objection(folder, record["username"], collector.check_owner)
        if reason:
            refusals.append(Refusal(f"the exchange's {shown(record['filename'])}", reason))
        else:
            handed_in.append(_handed_in(folder, unit, record, people))
    return Found(tuple(handed_in), tuple(refusals))


def _handed_in(folder: Path, unit: str, record: dict[str, Any], people: Classlist) -> HandedIn:
    student = record["username"]
    return HandedIn(
        students=people.with_members(student),
        by=student,
        where=shown(folder.name),
        read=_reader(folder, f"{unit}.ipynb"),
        at=record["timestamp"].replace(tzinfo=UTC),
        platform=PLATFORM,
        secret=lambda: _secret(folder),
    )


def _reader(folder: Path, name: str) -> Callable[[], bytes]:
    def read() -> bytes:
        with _opened(folder) as descriptor:
            try:
                return read_file(name, descriptor)
            except Refused as reason:
                others = sorted(other for other in os.listdir(descriptor) if other.endswith(".ipynb") and other != name)
                found = f"; it holds {', '.join(shown(other) for other in others[:3])}" if others else ""
                raise Refused(f"{name}: {reason}{found}") from None

    return read


def _secret(folder: Path) -> str:
    with _opened(folder) as descriptor:
        return read_secret("", descriptor)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    """A folder that is no link, for as long as something is read in it."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as error:
        raise Refused(f"its folder can't be opened, or is a link ({error.strerror})") from None
    try:
        yield descriptor
    finally:
        os.close(descriptor)


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
            except (ExchangeError, ValueError, OverflowError, TypeError, AttributeError):
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
