"""The command's root."""

from __future__ import annotations

import click

from grader.cli.audit import audit_command
from grader.cli.build import build_command
from grader.cli.demo import demo_command
from grader.cli.export import export_command
from grader.cli.feedback import feedback_command
from grader.cli.grade import grade_command
from grader.cli.report import report_command
from grader.cli.trial import try_command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="gradschool-grader", prog_name="grader")
def main() -> None:
    """Build the gradschool course, grade what students hand in, and report.

    Exit status: 0 done, 1 some submission could not be graded, 2 the command could not run.
    """


for command in (
    build_command,
    grade_command,
    try_command,
    feedback_command,
    report_command,
    export_command,
    audit_command,
    demo_command,
):
    main.add_command(command)
