"""What the subcommands share: the course, the limits, and errors that end a command with its exit status."""

from __future__ import annotations

import errno
import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console

from grader.audit.attacks.corpus import CorpusError
from grader.audit.mutation_score import EquivalentsError
from grader.cluster import ClusterError
from grader.course import Course, CourseError, UnitError
from grader.course.solution import SolutionError
from grader.gradebook.database import GradebookError
from grader.run.inbox import UnknownStudent
from grader.run.lock import Busy
from grader.sandbox import Limits, SandboxMissing
from gradschool.checks import ProbeFileError

OK, SOME_FAILED, COULD_NOT_RUN = 0, 1, 2
MiB = 2**20
Command = TypeVar("Command", bound=Callable[..., Any])

EXPECTED = (
    CourseError, UnitError, SolutionError, ProbeFileError, GradebookError, EquivalentsError, UnknownStudent, Busy,
    SandboxMissing, ClusterError, CorpusError,
)  # fmt: skip
"""Errors whose message says all that a person needs."""

DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM}
"""A disk that is full, or a folder that may not be written."""

FILE_WIDTH = 140
"""Columns of tables that go into a file or a pipe."""

console = Console(highlight=False, width=None if sys.stdout.isatty() else FILE_WIDTH)
"""Tables and progress on standard output."""

errors = Console(stderr=True, highlight=False)
"""Messages that are not the command's output."""


def fail(message: str) -> click.exceptions.Exit:
    """Say why a command could not run, and the status to end with."""
    errors.print(f"grader: {message}", markup=False, soft_wrap=True)
    return click.exceptions.Exit(COULD_NOT_RUN)


def with_course(command: Command) -> Command:
    """Give a command the course as its first argument, and turn its expected errors into a message and status 2."""

    @click.option("--course", "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR",
                  help="The course's folder; by default the one around the current folder.")  # fmt: skip
    @functools.wraps(command)
    def wrapped(folder: Path | None, **options: Any) -> Any:
        try:
            return command(Course.find(folder), **options)
        except EXPECTED as error:
            raise fail(str(error)) from None
        except OSError as error:
            if error.errno not in DISK:
                raise
            where = f" {error.filename}" if error.filename else ""
            raise fail(
                f"can't write{where}: {error.strerror}. What was done so far is kept: mend it, then run the same "
                "command again"
            ) from None

    return wrapped  # type: ignore[return-value]


def sandbox_options(command: Command) -> Command:
    """The options that say how student code is run."""
    defaults = Limits()
    options = [
        click.option("--sandbox", type=click.Choice(["bwrap", "none"]), default="bwrap", show_default=True,
                     help="How student code is confined; 'none' runs it with your own rights."),
        click.option("--memory", type=click.IntRange(64), default=defaults.memory // MiB, show_default=True,
                     metavar="MIB", help="Memory of one submission."),
        click.option("--cell-seconds", type=click.FloatRange(0.1), default=defaults.cell_seconds, show_default=True,
                     help="Time of one cell, and of one probe."),
        click.option("--patience", type=click.FloatRange(1), default=defaults.patience, show_default=True,
                     metavar="TIMES", help="Computing time, in times of the solution's: of a probe, at least 2 s; of a "
                     "cell, by all of its cells, at least 5 s."),
        click.option("--submission-seconds", type=click.FloatRange(1), default=defaults.submission_seconds,
                     show_default=True, help="Time of one submission."),
        click.option("--processes", type=click.IntRange(1), default=defaults.processes, show_default=True,
                     help="Processes and threads of one submission."),
        click.option("--file-size", type=click.IntRange(1), default=defaults.file_bytes // MiB, show_default=True,
                     metavar="MIB", help="Largest file that a submission may write."),
    ]  # fmt: skip
    return functools.reduce(lambda function, option: option(function), reversed(options), command)


def database_option(command: Command) -> Command:
    """The option that names the gradebook."""
    help_text = "nbgrader's gradebook; by default what nbgrader_config.py names, or gradebook.db beside it (SQLite)."
    return click.option("--db", "database", metavar="URL", help=help_text)(command)


def limits_of(options: dict[str, Any]) -> Limits:
    """The limits that the options say; takes them out of `options`."""
    return Limits(
        memory=options.pop("memory") * MiB,
        cell_seconds=options.pop("cell_seconds"),
        patience=options.pop("patience"),
        submission_seconds=options.pop("submission_seconds"),
        processes=options.pop("processes"),
        file_bytes=options.pop("file_size") * MiB,
    )


def warn_unconfined(sandbox: str) -> None:
    """Say loudly that student code is about to run unconfined."""
    if sandbox == "none":
        errors.print(
            "[bold red]WARNING[/] --sandbox none: student code runs with your own rights. It can read your files, "
            "the course secret and the gradebook, and use the network. Grade only code that you trust.",
            soft_wrap=True,
        )
