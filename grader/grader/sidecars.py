"""What nbgrader lays beside a notebook: when it was handed in, and the secret by which its feedback finds the way back.

Students lay them down too, so they are read as all of a submission is: never through a link, and bounded. They go from
``submitted/`` to ``autograded/`` when a result is recorded, and from there to ``feedback/``; never into the sandbox.
"""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from dateutil import parser as dates
from dateutil import tz

from grader.files import Irregular, read_regular, replace
from grader.text import printable

TIME = "timestamp.txt"
SECRET = "submission_secret.txt"
LONGEST_TIME = 100
"""Bytes of a file that holds a time."""
LONGEST_SECRET = 256
"""nbgrader's have 128 characters."""
EARLIEST, LATEST = 1970, 9998
"""Years of a time that can be reckoned with in every time zone."""


class NoTime(ValueError):
    """A file holds no time that can be used; the message says so, with what it holds."""


def read_time(folder: Path) -> datetime | None:
    """When a submission was handed in, with its offset; one without is UTC, as nbgrader takes it.

    Returns
    -------
    datetime or None
        None where there is no such file.

    Raises
    ------
    NoTime
        If it holds no time between 1970 and 9998.
    """
    file = folder / TIME
    if not (file.is_symlink() or file.exists()):
        return None
    try:
        text = read_regular(file, LONGEST_TIME).decode().strip()
    except ValueError as error:
        raise NoTime(f"{TIME} {error if isinstance(error, Irregular) else 'is no text'}") from None
    try:
        moment = dates.parse(text, tzinfos=_zone)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if not EARLIEST <= moment.astimezone(UTC).year <= LATEST:
            raise ValueError
    except (ValueError, ArithmeticError):  # of decimal numbers, too, in which dateutil counts seconds
        raise NoTime(f"{TIME} holds no time that can be used: {printable(text)!r}") from None
    return moment


def _zone(name: str, offset: int | None) -> tzinfo:
    """A zone by its short name, such as CET; dateutil alone would take one that it does not know for UTC."""
    zone = tz.tzoffset(name, offset) if offset is not None else tz.gettz(name)
    if zone is None:
        raise ValueError(f"zone {name!r} is not known")
    return zone


def read_secret(folder: str | Path, descriptor: int | None = None) -> str:
    """The secret that ``nbgrader submit`` gave to a submission; empty where there is none.

    Parameters
    ----------
    folder : str or Path
    descriptor : int, optional
        Of a folder that is open, in which `folder` is looked for.
    """
    try:
        secret = read_regular(Path(folder, SECRET), LONGEST_SECRET, descriptor).decode().strip()
    except ValueError:
        return ""
    return secret if re.fullmatch(r"[0-9A-Za-z_-]+", secret) else ""


def write_secret(folder: Path, secret: str) -> None:
    """Lay a submission's secret into a folder; where there is none, the one of a submission before goes."""
    if secret:
        replace(folder / SECRET, secret.encode())
    else:
        (folder / SECRET).unlink(missing_ok=True)


def carry_to_feedback(graded: Path, feedback: Path) -> None:
    """Lay beside a page of feedback what ``nbgrader release_feedback`` wants to find there, for everybody.

    What was not handed in through nbgrader's exchange has neither time nor secret. It gets a word in place of the one,
    and of the other a fresh one, which nobody knows: so the page goes nowhere, and the others go their way.
    """
    time = graded / TIME
    replace(feedback / TIME, time.read_bytes() if time.is_file() else b"unknown\n")
    if secret := read_secret(graded):
        replace(feedback / SECRET, secret.encode())
    elif not read_secret(feedback):
        replace(feedback / SECRET, secrets.token_hex(64).encode())
