"""Grading again: what still holds of an earlier result, and why a score moved."""

import csv

import pytest

from grader.judge.versions import Versions
from grader.results import ExerciseResult, Problem, Result, Status
from grader.run.regrade import Move, keep_move, merged, move_of, outdated
from gradschool.checks import Verdict

NOW = Versions("ground", {"one": "1", "two": "2"}, {"one": "1", "two": "2"})


def probe(name, passed=True, points=1.0):
    return Verdict(name, "", points, passed)


def exercise(name, version, *verdicts):
    return ExerciseResult(name, sum(one.points for one in verdicts), verdicts, version)


def result(*exercises, **more):
    told = {"status": Status.GRADED, "fingerprint": "f", "version": "ground", **more}
    return Result("01-small", "ada", exercises=exercises, **told)


def problem(where):
    return Problem("timeout", where, "")


ONE, TWO = exercise("one", "1", probe("a")), exercise("two", "2", probe("b"))


def test_a_result_of_the_unit_as_it_is_holds():
    assert outdated(result(ONE, TWO), NOW) == frozenset()


@pytest.mark.parametrize("earlier", [result(ONE, exercise("two", "1")), result(ONE)])
def test_an_exercise_that_changed_or_is_new_is_outdated(earlier):
    assert outdated(earlier, NOW) == {"two"}


@pytest.mark.parametrize(
    "earlier",
    [
        result(ONE, TWO, version="another ground"),
        result(ONE, TWO, exercise("three", "3")),
        result(ONE, exercise("two", "1"), problems=(problem("submission"),)),
    ],
)
def test_nothing_holds_on_another_ground_without_an_exercise_or_of_a_submission_that_was_stopped(earlier):
    assert outdated(earlier, NOW) is None


def test_a_file_that_could_not_be_read_can_not_be_read_again():
    assert outdated(result(status=Status.UNREADABLE), NOW) == frozenset()


def test_a_result_of_an_older_grader_holds_no_more():
    assert outdated(Result.from_json({"status": "graded", "exercises": [], "problems": []}), NOW) is None


def test_a_new_verdict_stands_beside_the_earlier_ones_in_the_unit_s_order():
    new = exercise("one", "9", probe("a", passed=False))
    both = merged(result(ONE, TWO), result(new), ["one", "two"])
    assert both.exercises == (new, TWO)
    assert both.score == 1.0


def test_problems_of_exercises_that_were_not_run_again_stay_and_others_go():
    told = (problem("one"), problem("two"), problem("cell 3"))
    assert merged(result(ONE, TWO, problems=told), result(ONE), ["one", "two"]).problems == (told[1],)


def test_a_submission_that_can_not_be_graded_any_more_is_told_as_it_is():
    lost = result(status=Status.UNREADABLE)
    assert merged(result(ONE, TWO), lost, ["one", "two"]) is lost


def test_the_same_score_is_no_move():
    assert move_of(result(ONE), result(exercise("one", "9", probe("other")))) is None


def test_a_first_result_is_no_move():
    assert move_of(None, result(ONE)) is None


@pytest.mark.parametrize(
    ("after", "why"),
    [
        (result(exercise("one", "9", probe("a", passed=False))), "one 1 → 0: a now fails"),
        (result(exercise("one", "9", probe("a", points=2.0))), "one 1 → 2: a is worth 2 instead of 1"),
        (result(exercise("one", "9", probe("a"), probe("c"))), "one 1 → 2: c is new and passes"),
        (result(exercise("one", "9")), "one 1 → 0: a is gone"),
        (result(exercise("two", "9", probe("b"), probe("c"))), "one 1 → 0: it is no exercise any more"),
        (result(exercise("one", "1"), fingerprint="g"), "another notebook was handed in"),
        (result(exercise("one", "1"), version="other"), "set-up cells, limits or the library changed"),
    ],
)
def test_a_move_says_why(after, why):
    assert why in move_of(result(ONE), after).why


def test_moves_are_kept_one_below_the_other(tmp_path):
    for after in (1.5, 2.5):
        keep_move(tmp_path / "unit" / "moved.csv", Move("Émilie, the 2nd", after - 1, after, ("a", "b")))
    with (tmp_path / "unit" / "moved.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[1:] for row in rows] == [
        ["student", "before", "after", "why"],
        ["Émilie, the 2nd", "0.5", "1.5", "a; b"],
        ["Émilie, the 2nd", "1.5", "2.5", "a; b"],
    ]
