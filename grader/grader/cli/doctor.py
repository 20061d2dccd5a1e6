"""``grader doctor``: what this machine has of what the sandbox needs."""

from __future__ import annotations

import click

from grader.cli.options import SOME_FAILED
from grader.sandbox.doctor import examine
from gradschool.doctor import tell


@click.command("doctor")
def doctor_command() -> None:
    """Say what this machine has of what the sandbox needs, and what to do about what it lacks.

    Ends with status 1 where submissions can't be graded here.
    """
    if not tell(examine()):
        raise click.exceptions.Exit(SOME_FAILED)
