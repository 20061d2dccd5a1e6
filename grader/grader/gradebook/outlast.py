"""A database that goes away for a while: what could not be written is written when it is back.

A server is restarted, a network is interrupted, two graders write the same row: none of it ends a run.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from grader.gradebook.database import GradebookError, shown

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from sqlalchemy.exc import DBAPIError

Found = TypeVar("Found")
PATIENCE = 120.0
"""Seconds for which an absent database is waited for."""
PAUSE = 0.5
MOST_CLASHES = 5


def outlast(book: Gradebook, act: Callable[[], Found], say: Callable[[str], None]) -> Found:
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
