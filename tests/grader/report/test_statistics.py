"""The numbers of a class, against a class that was counted by hand."""

from typing import Any

import pytest

from grader.report import statistics
from grader.report.levels import level
from grader.results import Result


def test_only_graded_submissions_have_scores(six: list[Result]) -> None:
    assert statistics.scores(six).values == (0, 1, 1, 5)


def test_mean_median_and_full_marks(six: list[Result]) -> None:
    spread = statistics.scores(six)
    assert (spread.mean, spread.median, spread.full, spread.max_score) == (1.75, 1, 1, 5)


def test_columns_hold_every_score_once(six: list[Result]) -> None:
    assert statistics.scores(six).columns == [(0, 1), (1, 2), (2, 0), (3, 0), (4, 0), (5, 1)]


def test_a_score_on_an_edge_stands_right_of_it() -> None:
    assert statistics.Scores((0.99, 1.0, 1.01), 2).columns == [(0, 1), (1, 2), (2, 0)]


@pytest.mark.parametrize(("points", "width"), [(0.5, 1), (20, 1), (20.5, 2), (100, 5)])
def test_there_are_never_more_than_twenty_one_columns(points: float, width: int) -> None:
    spread = statistics.Scores((0, points), points)
    assert spread.width == width
    assert len(spread.columns) <= 21
    assert sum(count for _, count in spread.columns) == 2


def test_exercises_are_counted_by_level(six: list[Result]) -> None:
    adam, quiz = statistics.exercise_counts(six)
    assert adam.levels == {"full": 1, "part": 1, "none": 1, "blank": 1}
    assert quiz.levels == {"full": 2, "part": 0, "none": 1, "blank": 1}


def test_the_mean_share_of_an_exercise(six: list[Result]) -> None:
    adam, quiz = statistics.exercise_counts(six)
    assert (adam.mean_share, quiz.mean_share) == (1.25 / 4, 0.5)


def test_wrong_answers_without_a_hint_are_counted_and_blank_ones_are_not(six: list[Result]) -> None:
    adam, quiz = statistics.exercise_counts(six)
    assert (adam.unexplained, quiz.unexplained) == (0, 1)


def test_a_student_counts_once_for_a_mistake_that_failed_two_probes(six: list[Result]) -> None:
    (mistake,) = statistics.mistake_counts(six)
    assert (mistake.exercise, mistake.name, mistake.students) == ("adam_step", "no_bias_correction", ("bo", "cy"))


def test_mistakes_are_listed_most_frequent_first(make: Any) -> None:
    def wrong(student: str, name: str) -> Result:
        return make.result(student, make.exercise("f", make.probe("p", 1, "no", name, "think")))

    counts = statistics.mistake_counts([wrong("a", "rare"), wrong("b", "common"), wrong("c", "common")])
    assert [count.name for count in counts] == ["common", "rare"]


def test_equally_frequent_mistakes_follow_the_unit(make: Any) -> None:
    def wrong(student: str, place: int) -> Result:
        probes = [make.probe("p", 1, "no", f"m{i}", "think") if i == place else make.probe("p", 1) for i in range(3)]
        return make.result(student, *(make.exercise(f"f{i}", probe) for i, probe in enumerate(probes)))

    counts = statistics.mistake_counts([wrong("a", 2), wrong("b", 0), wrong("c", 1)])
    assert [count.name for count in counts] == ["m0", "m1", "m2"]


def test_messages_that_differ_in_numbers_alone_are_one(make: Any) -> None:
    def wrong(student: str, message: str) -> Result:
        return make.result(student, make.exercise("f", make.probe("p", 1, message)))

    said = [wrong("a", "w[0]: expected 1, got 2.5"), wrong("b", "w[3]: expected -1e-3, got 7"), wrong("c", "a list")]
    (shared,) = statistics.message_counts(said)
    assert (shared.exercise, shared.message, shared.students) == ("f", "w[0]: expected 1, got 2.5", 2)


def test_the_slowest_come_first(six: list[Result]) -> None:
    assert [result.student for result in statistics.slowest(six, 2)] == ["cy", "bo"]


def test_what_could_not_be_graded_comes_before_what_was_stopped(six: list[Result]) -> None:
    found = [(result.student, problem.kind) for result, problem in statistics.with_problems(six)]
    assert found == [("ed", "unreadable"), ("cy", "timeout")]


def test_an_unreadable_submission_without_a_reason_is_listed_all_the_same(make: Any) -> None:
    ((result, problem),) = statistics.with_problems([make.result("ed", status="unreadable")])
    assert result.student == "ed"
    assert "--force" in problem.message


def test_half_done_is_not_blank(make: Any) -> None:
    half = make.exercise("f", make.probe("p", 1, make.blank("f")), make.probe("q", 1, "wrong"))
    assert level(half) == "none"
