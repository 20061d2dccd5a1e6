"""The same class always earns the same: ten runs, with one worker and with four, on a machine at rest and at work."""

import subprocess
import sys

import pytest

from grader import audit
from grader.course.solution import source_of
from grader.results import Result, timeless

pytestmark = [pytest.mark.sandbox, pytest.mark.xdist_group("same scores")]
UNIT = "01-small"
RUNS = [("1", False), ("4", False), ("4", True), ("1", True), ("4", True)] * 2
"""Workers, and whether other work keeps the machine busy."""
BUSY = [sys.executable, "-c", "while True: pass"]


@pytest.fixture
def everybody(built_course, hand_in):
    """A class of every known mistake, every accepted alternative, the solution and the release."""
    unit = built_course.unit(UNIT)
    hand_in("solution", audit.solved(built_course, unit))
    hand_in("release", audit.blank(built_course, unit))
    for one in (*unit.mistakes, *unit.alternatives):
        source = source_of(one.exercise, one.make(unit.solution))
        hand_in(f"{one.exercise}-{one.name}", audit.solved(built_course, unit, {one.exercise: source}))


@pytest.fixture
def load():
    """``load(True)`` keeps the machine busy with three processes; ``load(False)`` ends them."""
    running = []

    def switch(on):
        while running:
            running.pop().kill()
        running.extend(subprocess.Popen(BUSY) for _ in range(3 if on else 0))

    yield switch
    switch(False)


@pytest.mark.usefixtures("everybody")
def test_ten_runs_give_the_same_results_to_the_last_digit(grader, documents, load):
    seen = []
    for workers, busy in RUNS:
        load(busy)
        grader("grade", UNIT, "--force", "--workers", workers)
        seen.append({student: timeless(Result.from_json(document)) for student, document in documents().items()})
    assert len(seen[0]) > 10
    assert all(other == seen[0] for other in seen[1:])
