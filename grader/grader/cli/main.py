"""The command's root. A subcommand's file is imported when it is called, so that ``grader --help`` answers at once."""

from __future__ import annotations

from importlib import import_module
from keyword import iskeyword

import click

COMMANDS = {
    "new": "Begin a course, a unit or an exercise.",
    "build": "Make the students' notebooks from solutions/.",
    "collect": "Collect submissions: nbgrader's exchange, Canvas, Moodle.",
    "grade": "Grade a unit's submissions in the sandbox, and record them.",
    "try": "Grade one notebook; print its result as JSON.",
    "drop": "Leave out students who have left; all that they did stays.",
    "extend": "Give one student more time, or show what somebody has.",
    "feedback": "Write each student's feedback page.",
    "return": "Bring feedback back: nbgrader's exchange, bundles for Canvas and Moodle.",
    "report": "Write a page on the class, and one on each submission.",
    "mistakes": "Find mistakes that many made and no hint speaks of.",
    "similar": "Find submissions that are more alike than the class makes one expect.",
    "export": "Write a table of scores for other systems.",
    "audit": "Measure the grader's own accuracy.",
    "doctor": "Say what this machine has of what the sandbox needs.",
    "demo": "Show the whole loop on a sample class.",
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, context: click.Context) -> list[str]:
        """The subcommands, in the order in which they are used."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Import a subcommand."""
        if name not in COMMANDS:
            return None
        module = import_module(f"grader.cli.{name}{'_' if iskeyword(name) else ''}")
        command: click.Command = getattr(module, f"{name}_command")
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """List the subcommands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="gradschool-grader", prog_name="grader")
def main() -> None:
    """Build the gradschool course, grade what students hand in, and report.

    Exit status: 0 done, 1 some submission could not be graded, 2 the command could not run.
    """
