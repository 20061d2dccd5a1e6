"""In which order a class is graded."""

import pytest

from grader.results import Problem, Result, Results, Status
from grader.run.batch import Batch
from grader.run.inbox import Handin
from grader.run.worker import Assignment
from grader.sandbox import Limits


class Waiting:
    """A pool that notes whose turn it would be, and grades nobody."""

    turns = ()

    def graded(self, handins):
        self.turns = [handin.student for handin in handins]
        return iter(())


@pytest.mark.parametrize("kind", ["timeout", "memory", "crash", "protocol"])
def test_whose_last_submission_was_stopped_is_graded_last(small_course, tmp_path, kind):
    results, pool = Results(tmp_path), Waiting()
    for student, problem in (("ada", kind), ("eve", "error"), ("zoe", "format")):
        told = (Problem(problem, "cell 3", ""),)
        results.write(Result("01-small", student, Status.GRADED, problems=told, fingerprint="an earlier one"))
    notebook = tmp_path / "01-small.ipynb"
    notebook.write_text("{}")
    assignment = Assignment(small_course.unit("01-small").folder, b"s" * 32, Limits(), "bwrap", tmp_path)
    handins = [Handin(student, notebook, folder=tmp_path) for student in ("ada", "bob", "eve", "zoe")]
    Batch(assignment, results, lambda *_: None, pool).run(handins)
    assert pool.turns == ["bob", "eve", "zoe", "ada"]
