"""A worker goes on to the next submission, whatever it meets."""

from pathlib import Path

import pytest

from grader.course import Course, Unit
from grader.judge import Judge
from grader.results import Status
from grader.run import worker
from gradschool.checks import ProbeFileError

NO_PATH = Path("a\0b.ipynb")
"""No system can open this, and nobody has foreseen it."""


@pytest.fixture
def judge(small_unit: Unit, monkeypatch: pytest.MonkeyPatch) -> Judge:
    found = Judge(small_unit, b"secret")
    monkeypatch.setattr(worker, "_judge", found)
    return found


def test_what_nobody_foresaw_is_a_result_that_says_where_it_happened(judge: Judge) -> None:
    result, submission = worker.grade("eve", NO_PATH)
    assert (result.status, result.fingerprint, submission) == (Status.UNREADABLE, "", None)
    (problem,) = result.problems
    assert "ValueError: embedded null byte, in files.py, line" in problem.message


def test_a_unit_that_can_not_be_used_stops_the_class(judge: Judge, built_course: Course) -> None:
    (judge.unit.folder / "probes.py").write_text("1 / 0")
    with pytest.raises(ProbeFileError, match="ZeroDivisionError"):
        worker.grade("ada", built_course.notebooks / "01-small" / "01-small.ipynb")
