"""``python -m grader``: the same as the command."""

from grader.cli import main

main(prog_name="grader")
