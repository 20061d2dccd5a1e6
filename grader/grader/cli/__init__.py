"""The instructor's command, ``grader``: one file a subcommand, nothing here but words and options."""

import grader.startup  # noqa: F401  for what it does, before any subcommand is imported
from grader.cli.main import main

__all__ = ["main"]
