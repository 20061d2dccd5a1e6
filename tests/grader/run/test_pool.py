"""A pool does the rest, whatever its processes die over."""

from pathlib import Path

from grader.course import Unit
from grader.run import Processes
from grader.run.worker import Assignment
from grader.sandbox import Limits


def test_over_what_processes_die_again_and_again_is_nothing_and_all_else_is_done(
    small_unit: Unit, tmp_path: Path
) -> None:
    pool = Processes(Assignment(small_unit.folder, b"secret", Limits(), "bwrap", tmp_path), workers=1)
    calls = [("2 + 2",), ("__import__('os')._exit(1)",), ("3 + 3",)]
    assert dict(pool.each(eval, calls)) == {0: 4, 1: None, 2: 6}
