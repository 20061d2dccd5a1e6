"""What the sample class shows: one of a kind, everybody who surprises, and the rest counted."""

from dataclasses import replace

import pytest

from grader.demo import Sample, Story
from grader.results import ExerciseResult, Result, Status
from gradschool.checks import Verdict


def graded(student: str, right: bool, mistake: str | None = None) -> Result:
    """A result of one exercise."""
    verdict = Verdict("walk", "Walks.", 2.0, right, "" if right else "expected 1, got 2", mistake)
    exercise = ExerciseResult("step", 2.0, (verdict,))
    return replace(Result("07", student, Status.GRADED), exercises=(exercise,), max_score=2.0)


SAMPLES = {
    "ada": Sample("the solution", answered=frozenset({"step"})),
    "bo": Sample("another right step: in two lines", "step"),
    "cy": Sample("another right step: in place", "step"),
    "di": Sample("mistake in step: uphill", "step", "uphill"),
    "ed": Sample("mistake in step: no root", "step", "no_root"),
}
RESULTS = [
    graded("ed", False, "no_root"),
    graded("di", False, "uphill"),
    graded("cy", True),
    graded("bo", True),
    graded("ada", True),
]


def cast(results: list[Result]) -> list[str]:
    """Who is shown."""
    return [result.student for result in Story(SAMPLES, results).cast]


def test_one_of_a_kind_is_shown_in_the_order_of_the_class() -> None:
    assert cast(RESULTS) == ["ada", "bo", "di"]


def test_a_right_answer_that_lost_points_is_shown() -> None:
    assert "cy" in cast([graded("cy", False), *RESULTS[:2], *RESULTS[3:]])


@pytest.mark.parametrize("surprise", [graded("ed", True), graded("ed", False), graded("ed", False, "uphill")])
def test_a_mistake_that_was_paid_or_not_recognized_is_shown(surprise: Result) -> None:
    assert "ed" in cast([surprise, *RESULTS[1:]])


def test_the_outcome_counts_what_went_as_it_should() -> None:
    assert Story(SAMPLES, [graded("ed", True), *RESULTS[1:]]).outcome == [
        "2 of 2 right answers in another form earned all points",
        "1 of 2 planted mistakes earned all points; 1 were called by their names",
        "1 of 1 others earned exactly what their right answers are worth",
    ]


def test_a_point_that_nobody_earned_is_counted_and_shown() -> None:
    samples = {**SAMPLES, "flo": Sample("a fork bomb", answered=frozenset()), "gus": Sample("cut off")}
    unread = Result("07", "gus", Status.UNREADABLE)
    story = Story(samples, [*RESULTS, graded("flo", True), unread])
    assert story.outcome[-1] == ("1 of 2 others earned exactly what their right answers are worth; 1 could not be read")
    assert Story(samples, [*RESULTS, graded("flo", False), unread]).outcome[-1].startswith("2 of 2 others")


def test_whoever_is_not_listed_is_counted() -> None:
    assert Story(SAMPLES, RESULTS).hidden == 2


def test_what_was_handed_in_is_told_by_kind() -> None:
    assert Story(SAMPLES, []).handed_in == (
        "2 right answers in another form than the solution's, 2 notebooks with one planted mistake each, "
        "1 other: whole, half done, careless, hostile"
    )
