"""nbgrader's gradebook: made where it is missing, in a mode for many short writes, and waited for while it is away.

A server is restarted, a network is interrupted, two graders write the same row: none of it ends a run.
"""

from __future__ import annotations

import contextlib
import fcntl
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from grader.course import Course

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from sqlalchemy.engine import URL
    from sqlalchemy.exc import DBAPIError

Found = TypeVar("Found")

LOCK = int.from_bytes(b"grader", "big")
"""The number of our lock in a PostgreSQL database."""
PATIENCE = 120.0
"""Seconds for which an absent database is waited for."""
PAUSE = 0.5
MOST_CLASHES = 5


class GradebookError(Exception):
    """The gradebook can't be opened or written; the message says where it is and what to do."""


@contextlib.contextmanager
def open_gradebook(course: Course, database_url: str | None = None) -> Iterator[Gradebook]:
    """nbgrader's gradebook of a course, open for a while.

    Parameters
    ----------
    course : Course
    database_url : str, optional
        Any URL that SQLAlchemy knows; by default the course's SQLite file.

    Raises
    ------
    GradebookError
        If there is no such database, or no driver for it.
    """
    url = database_url or course.database_url
    book = _opened(course, url)
    try:
        yield book
    finally:
        book.close()


def _opened(course: Course, url: str) -> Gradebook:
    from nbgrader.api import Gradebook
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

    identity = str(course.settings().CourseDirectory.get("course_id", "") or "default_course")
    try:
        with _one_at_a_time(course.state), alone(url):
            _make_tables(url)
            book = Gradebook(url, identity)
            _prepare(book)
            return book
    except (ArgumentError, NoSuchModuleError) as error:
        told = f"{shown(url)!r} is no database URL, such as sqlite:////folder/gradebook.db"
        raise GradebookError(told) from error
    except ModuleNotFoundError as error:
        extra = ": pip install './grader[postgres]'" if "postgres" in url else ""
        told = f"{shown(url)!r} needs the Python package {error.name!r}; install it beside the grader{extra}"
        raise GradebookError(told) from error
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        hint = "" if url.startswith("sqlite") else "; does its server run, and was the database made (createdb)?"
        raise GradebookError(f"the gradebook {shown(url)} can't be opened: {reason}{hint}") from error


def shown(url: str | URL) -> str:
    """The URL without its password."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return str(url)


@contextlib.contextmanager
def alone(url: str) -> Iterator[None]:
    """Be the only grader that makes tables or registers a unit in a database, wherever the others run.

    PostgreSQL keeps a lock for it, which ends with its connection; SQLite has its file's own.
    """
    from sqlalchemy import NullPool, create_engine, func, select

    engine = create_engine(url, poolclass=NullPool)
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.connect() as connection:
        connection.execute(select(func.pg_advisory_lock(LOCK)))
        yield


def _make_tables(url: str) -> None:
    """A database of nbgrader's present version, as nbgrader makes it, but without calling `alembic` as a command.

    The command need not be on the path of whoever runs the grader, and takes seconds to start.
    """
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from nbgrader.api import Base
    from nbgrader.dbutil import ALEMBIC_DIR
    from sqlalchemy import create_engine, inspect

    engine = create_engine(url)
    try:
        if not inspect(engine).get_table_names():
            Base.metadata.create_all(engine)
            with engine.begin() as connection:
                MigrationContext.configure(connection).stamp(ScriptDirectory(ALEMBIC_DIR), "head")
    finally:
        engine.dispose()


def _prepare(book: Gradebook) -> None:
    """SQLite: readers do not wait for the writer, a commit is one write, and a busy file is waited for."""
    from sqlalchemy import event

    if book.engine.dialect.name != "sqlite":
        return

    def on_connect(connection: object, record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(book.engine, "connect", on_connect)
    book.db.remove()
    book.engine.dispose()


@contextlib.contextmanager
def _one_at_a_time(state: Path) -> Iterator[None]:
    """Two commands that start at once on a fresh course make one set of tables."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(state / "gradebook.lock", "a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def retried(book: Gradebook, act: Callable[[], Found], say: Callable[[str], None]) -> Found:
    """What a piece of work on the gradebook returns, tried again while the database is away.

    Parameters
    ----------
    book : Gradebook
    act : callable
        Work that ends with a commit or with nothing to commit, and may be done twice.
    say : callable
        Is told, once, that the database is waited for.

    Raises
    ------
    GradebookError
        If the database stays away, or refuses the work.
    """
    from sqlalchemy.exc import DBAPIError

    until, told, clashes = time.monotonic() + PATIENCE, False, 0
    while True:
        try:
            return act()
        except DBAPIError as error:
            book.db.remove()
            clashes += (clash := _is_clash(error))
            if not (clash and clashes < MOST_CLASHES) and not (_is_away(book, error) and time.monotonic() < until):
                raise _refused(book, error) from error
            if not told and not clash:
                say(f"the gradebook {_name(book)} does not answer; it is waited for ({_words(error)})")
                told = True
        time.sleep(PAUSE)


def _is_clash(error: DBAPIError) -> bool:
    """Whether another grader made the same row at the same moment."""
    from sqlalchemy.exc import IntegrityError

    return isinstance(error, IntegrityError)


def _is_away(book: Gradebook, error: DBAPIError) -> bool:
    """Whether the server, not the work, is what failed: no connection, a restart, a deadlock that it resolved."""
    from sqlalchemy.exc import InterfaceError, OperationalError

    lost = error.connection_invalidated or isinstance(error, (OperationalError, InterfaceError))
    return lost and book.engine.dialect.name != "sqlite"


def _refused(book: Gradebook, error: DBAPIError) -> GradebookError:
    return GradebookError(
        f"the gradebook {_name(book)} can't be written: {_words(error)}. Results are kept in .grader/results: "
        "mend the database, then run the same command again, and nothing is graded twice"
    )


def _name(book: Gradebook) -> str:
    return shown(book.engine.url)


def _words(error: DBAPIError) -> str:
    return (str(error.orig).splitlines() or [type(error.orig).__name__])[0]
