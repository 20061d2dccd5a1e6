"""The numbers of a class, against a class that was counted by hand."""

from typing import Any

import pytest

from grader.report import statistics
from grader.report.outcome import Outcome


@pytest.fixture
def outcomes(six: list[dict[str, Any]]) -> list[Outcome]:
    """Six students: 5, 1, 1 and 0 of 5 points, one unreadable, one missing."""
    return [Outcome.of(document) for document in six]


def test_only_graded_submissions_have_scores(outcomes: list[Outcome]) -> None:
    assert statistics.scores(outcomes).values == (0, 1, 1, 5)


def test_mean_median_and_full_marks(outcomes: list[Outcome]) -> None:
    spread = statistics.scores(outcomes)
    assert (spread.mean, spread.median, spread.full, spread.max_score) == (1.75, 1, 1, 5)


def test_columns_hold_every_score_once(outcomes: list[Outcome]) -> None:
    assert statistics.scores(outcomes).columns == [(0, 1), (1, 2), (2, 0), (3, 0), (4, 0), (5, 1)]


def test_a_score_on_an_edge_stands_right_of_it() -> None:
    assert statistics.Scores((0.99, 1.0, 1.01), 2).columns == [(0, 1), (1, 2), (2, 0)]


@pytest.mark.parametrize(("points", "width"), [(0.5, 1), (20, 1), (20.5, 2), (100, 5)])
def test_there_are_never_more_than_twenty_one_columns(points: float, width: int) -> None:
    spread = statistics.Scores((0, points), points)
    assert spread.width == width
    assert len(spread.columns) <= 21
    assert sum(count for _, count in spread.columns) == 2


def test_exercises_are_counted_by_level(outcomes: list[Outcome]) -> None:
    adam, quiz = statistics.exercise_counts(outcomes)
    assert adam.levels == {"full": 1, "part": 1, "none": 1, "blank": 1}
    assert quiz.levels == {"full": 2, "part": 0, "none": 1, "blank": 1}


def test_the_mean_share_of_an_exercise(outcomes: list[Outcome]) -> None:
    adam, quiz = statistics.exercise_counts(outcomes)
    assert (adam.mean_share, quiz.mean_share) == (1.25 / 4, 0.5)


def test_wrong_answers_without_a_hint_are_counted_and_blank_ones_are_not(outcomes: list[Outcome]) -> None:
    adam, quiz = statistics.exercise_counts(outcomes)
    assert (adam.unexplained, quiz.unexplained) == (0, 1)


def test_a_student_counts_once_for_a_mistake_that_failed_two_probes(outcomes: list[Outcome]) -> None:
    (mistake,) = statistics.mistake_counts(outcomes)
    assert (mistake.exercise, mistake.name, mistake.students) == ("adam_step", "no_bias_correction", ("bo", "cy"))


def test_mistakes_are_listed_most_frequent_first(make: Any) -> None:
    def wrong(student: str, name: str) -> Outcome:
        return Outcome.of(make.result(student, make.exercise("f", make.probe("p", 1, "no", name, "think"))))

    counts = statistics.mistake_counts([wrong("a", "rare"), wrong("b", "common"), wrong("c", "common")])
    assert [count.name for count in counts] == ["common", "rare"]


def test_equally_frequent_mistakes_follow_the_unit(make: Any) -> None:
    def wrong(student: str, place: int) -> Outcome:
        probes = [make.probe("p", 1, "no", f"m{i}", "think") if i == place else make.probe("p", 1) for i in range(3)]
        return Outcome.of(make.result(student, *(make.exercise(f"f{i}", probe) for i, probe in enumerate(probes))))

    counts = statistics.mistake_counts([wrong("a", 2), wrong("b", 0), wrong("c", 1)])
    assert [count.name for count in counts] == ["m0", "m1", "m2"]


def test_messages_that_differ_in_numbers_alone_are_one(make: Any) -> None:
    def wrong(student: str, message: str) -> Outcome:
        return Outcome.of(make.result(student, make.exercise("f", make.probe("p", 1, message))))

    said = [wrong("a", "w[0]: expected 1, got 2.5"), wrong("b", "w[3]: expected -1e-3, got 7"), wrong("c", "a list")]
    (shared,) = statistics.message_counts(said)
    assert (shared.exercise, shared.message, shared.students) == ("f", "w[0]: expected 1, got 2.5", 2)


def test_the_slowest_come_first(outcomes: list[Outcome]) -> None:
    assert [outcome.student for outcome in statistics.slowest(outcomes, 2)] == ["cy", "bo"]


def test_what_could_not_be_graded_comes_before_what_was_stopped(outcomes: list[Outcome]) -> None:
    found = [(outcome.student, problem.kind) for outcome, problem in statistics.with_problems(outcomes)]
    assert found == [("ed", "unreadable"), ("cy", "timeout")]


def test_an_unreadable_submission_without_a_reason_is_listed_all_the_same(make: Any) -> None:
    ((outcome, problem),) = statistics.with_problems([Outcome.of(make.result("ed", status="unreadable"))])
    assert outcome.student == "ed"
    assert "--force" in problem.message


def test_half_done_is_not_blank(make: Any) -> None:
    document = make.result("a", make.exercise("f", make.probe("p", 1, make.blank("f")), make.probe("q", 1, "wrong")))
    assert Outcome.of(document).exercises[0].level == "none"
