"""``grader grade`` after a probe was mended: what changed is run again, a table tells whose score moved, and why."""

import csv
import json

import pytest
from nbgrader.api import Gradebook

from grader import audit
from grader.results import Results, timeless

pytestmark = pytest.mark.sandbox
UNIT = "01-small"
KEPT = "this verdict is from the first run"


@pytest.fixture
def graded(grader, built_course, hand_in):
    """A class graded once, its verdicts on one exercise marked, so that one sees whether they are made anew."""
    unit = built_course.unit(UNIT)
    hand_in("ada", audit.solved(built_course, unit))
    wrong = audit.solved(built_course, unit)
    for cell in wrong.cells:
        cell.source = cell.source.replace("self.total / self.count if self.count else 0.0", "self.total / self.count")
    hand_in("alan", wrong)
    assert grader("grade", UNIT).exit_code == 0
    for path in built_course.results(UNIT).glob("*.json"):
        document = json.loads(path.read_text())
        document["exercises"][0]["probes"][0]["summary"] = KEPT
        path.write_text(json.dumps(document))
    return built_course


def mend(course, old, new, file="hidden_probes.py"):
    path = course.unit(UNIT).folder / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def summaries(document):
    return [probe["summary"] for exercise in document["exercises"] for probe in exercise["probes"]]


def test_only_the_exercise_whose_probe_was_mended_is_graded_again(grader, graded, documents):
    mend(graded, "A tally that was shown nothing, and", "A tally without values, and")
    assert "2 graded" in grader("grade", UNIT).stdout
    for document in documents().values():
        assert KEPT in summaries(document)
        assert any("A tally without values" in summary for summary in summaries(document))


def test_a_table_tells_whose_score_moved_and_why_and_the_gradebook_follows(grader, graded):
    mend(graded, '"mean": student.Tally().mean(), ', "")
    said = grader("grade", UNIT).stdout
    assert "Scores that moved" in said
    assert "Tally 2 → 3: nothing_added now passes" in " ".join(said.split())
    with Gradebook(graded.database_url) as book:
        assert {s.student.id: s.score for s in book.assignment_submissions(UNIT)} == {"ada": 8.0, "alan": 8.0}
    with (graded.results(UNIT) / "moved.csv").open(newline="") as file:
        assert [row[1:4] for row in csv.reader(file)] == [["student", "before", "after"], ["alan", "7.0", "8.0"]]


def test_grading_some_exercises_again_ends_where_grading_all_does(grader, graded):
    mend(graded, '@probe("quiz_limit", points=1)', '@probe("quiz_limit", points=2)')
    mend(graded, "rng.standard_normal(5)", "rng.standard_normal(6)", "probes.py")
    grader("grade", UNIT)
    results = Results(graded.results(UNIT))
    some = [timeless(result) for result in results.all()]
    grader("grade", UNIT, "--force")
    assert some == [timeless(result) for result in results.all()]


def test_a_limit_that_changed_has_everything_graded_again(grader, graded, documents):
    grader("grade", UNIT, "--cell-seconds", "19")
    assert KEPT not in summaries(documents()["ada"])


def test_a_comment_in_a_probe_has_nothing_graded_again(grader, graded):
    mend(graded, "@probe", "# a comment\n@probe")
    assert "0 examined" in grader("grade", UNIT).stdout
