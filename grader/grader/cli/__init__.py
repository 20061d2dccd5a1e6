"""The instructor's command, ``grader``: one file a subcommand, nothing here but words and options."""

from grader.cli.main import main

__all__ = ["main"]
