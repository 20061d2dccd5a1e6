"""Item analysis against SciPy's own correlations, by hand where numbers are few, and where nothing is defined."""

from dataclasses import replace
from typing import Any

import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from grader.report.figures import describe_items, draw_items, item_map
from grader.report.items import Item, check_items, correlation, exercise_items, lone_losses
from grader.results import Result

scores = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 20)), min_size=3, max_size=40)


@pytest.fixture
def class_of(make: Any) -> Any:
    """``class_of(rows)``: results from rows of booleans, a check a column; each check an exercise of its own."""

    def made(rows: list[list[bool]], points: tuple[float, ...] = (1, 1, 1)) -> list[Result]:
        return [
            make.result(
                f"s{number}",
                *(
                    make.exercise(f"e{column}", make.probe("p", points[column], "" if right else "wrong"))
                    for column, right in enumerate(row)
                ),
            )
            for number, row in enumerate(rows)
        ]

    return made


@given(scores)
def test_the_correlation_is_scipys(pairs: list[tuple[int, int]]) -> None:
    first, second = zip(*pairs, strict=True)
    found = correlation(first, second)
    if len(set(first)) == 1 or len(set(second)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(scipy.stats.pearsonr(first, second).statistic, abs=1e-12)


def test_of_a_right_or_wrong_item_it_is_the_point_biserial_correlation_with_the_rest(class_of: Any) -> None:
    rows = [[True, True, True], [True, True, False], [False, True, False], [True, False, True], [False, False, False]]
    (item, *_) = exercise_items(class_of(rows, (1, 2, 3)))
    rest = [2 * b + 3 * c for _, b, c in rows]
    expected = scipy.stats.pointbiserialr([a for a, _, _ in rows], rest).statistic
    assert item.discrimination == pytest.approx(expected, abs=1e-12)


def test_the_item_is_left_out_of_its_own_total(class_of: Any) -> None:
    rows = [[True, False, True], [False, True, False], [True, False, False], [False, True, True]]
    item = exercise_items(class_of(rows, (10, 1, 1)))[0]
    assert item.discrimination == pytest.approx(-0.707, abs=1e-3)


def test_difficulty_is_the_mean_share_of_the_points(six: list[Result]) -> None:
    adam, quiz = exercise_items(six)
    assert adam.difficulty == (4 + 1 + 0 + 0) / 4 / 4
    assert quiz.difficulty == (1 + 0 + 1 + 0) / 4


def test_who_tried_and_who_has_it_right_is_counted(six: list[Result]) -> None:
    adam, quiz = exercise_items(six)
    assert (adam.students, adam.right, adam.untried) == (4, 1, 1)
    assert (quiz.students, quiz.right, quiz.untried) == (4, 2, 1)


def test_who_was_not_graded_does_not_count(make: Any, six: list[Result]) -> None:
    graded = [one for one in six if one.graded]
    older = make.result("gus", make.exercise("adam_step", make.probe("a", 4)), status="unreadable")
    assert exercise_items([*graded, older]) == exercise_items(graded)


def test_a_check_is_compared_with_the_other_exercises(six: list[Result]) -> None:
    first, second = check_items(six)["adam_step"]
    quiz = [1, 0, 1, 0]
    assert first.discrimination == pytest.approx(scipy.stats.pearsonr([1, 0, 0, 0], quiz).statistic)
    assert second.discrimination == pytest.approx(scipy.stats.pearsonr([1, 1, 0, 0], quiz).statistic)
    assert (first.right, second.right, first.max_score, second.max_score) == (1, 2, 3, 1)


def test_checks_without_points_have_numbers_too(make: Any) -> None:
    rows = [
        make.result(f"s{n}", make.exercise("e", make.probe("p", 0, "no" * n)), make.exercise("f", make.probe("q", 1)))
        for n in (0, 1)
    ]
    (item,) = check_items(rows)["e"]
    assert (item.max_score, item.difficulty) == (0, 0.5)


@pytest.mark.parametrize(
    ("rows", "difficulty", "remark"),
    [
        ([[True, True, True]] * 4, 1.0, "everybody has it"),
        ([[False, False, False]] * 4, 0.0, "nobody has it"),
        ([[True, True, True]], 1.0, "everybody has it"),
        ([[False, True, True]], 0.0, "nobody has it"),
    ],
)
def test_where_all_are_alike_nothing_is_told_apart(
    class_of: Any, rows: list[list[bool]], difficulty: float, remark: str
) -> None:
    item = exercise_items(class_of(rows))[0]
    assert (item.difficulty, item.discrimination, item.remark) == (difficulty, None, remark)


def test_two_submissions_are_too_few(class_of: Any) -> None:
    assert exercise_items(class_of([[True, True, True], [False, False, False]]))[0].discrimination is None


def test_an_item_that_the_weak_solve_is_remarked_upon(class_of: Any) -> None:
    rows = [[False, True, True], [False, True, True], [True, False, False], [True, False, True]]
    item = exercise_items(class_of(rows))[0]
    assert item.discrimination is not None
    assert item.discrimination < -0.8
    assert item.remark == "those who have it did worse elsewhere"


@pytest.mark.parametrize(("students", "remark"), [(100, "those who have it did worse elsewhere"), (99, "")])
def test_below_zero_by_less_than_its_error_an_item_is_not_remarked_upon(students: int, remark: str) -> None:
    assert replace(item("a", 0.5, -0.1001), students=students).remark == remark


def test_who_lost_points_in_one_exercise_alone_is_counted(class_of: Any, make: Any) -> None:
    rows = [[False, True, True], [True, True, False], [False, False, True], [True, True, True]]
    assert lone_losses([*class_of(rows), make.result("ed", status="unreadable")]) == (2, 3)


def test_nobody_graded_has_no_items(six: list[Result]) -> None:
    assert exercise_items(six[4:]) == []


def test_a_result_that_lacks_an_exercise_counts_for_the_others(make: Any) -> None:
    older = make.result("a", make.exercise("first", make.probe("p", 1)), make.exercise("second", make.probe("q", 1)))
    newer = make.result("b", make.exercise("second", make.probe("q", 1, "wrong")))
    first, second = exercise_items([older, newer])
    assert (first.students, second.students, second.difficulty) == (1, 2, 0.5)


def test_the_time_of_an_exercise_is_what_its_checks_took(make: Any) -> None:
    rows = [make.result(f"s{n}", make.exercise("e", make.probe("p", 1), seconds=n)) for n in (0.1, 0.2, 20.0)]
    (item,) = exercise_items(rows)
    assert (item.seconds, item.slowest) == (0.2, 20.0)


def item(name: str, difficulty: float, discrimination: float | None) -> Item:
    """An item of these numbers."""
    return Item(name, "", "", 1.0, 10, 5, 0, difficulty, discrimination, 0.1, 0.1)


def test_the_map_places_each_exercise_under_its_number() -> None:
    axes = Figure().add_subplot()
    draw_items(axes, [(1, item("a", 0.5, 0.25)), (3, item("c", 0.75, -0.5)), (4, item("d", 0.751, -0.501))])
    found = {text.get_text(): text.xy for text in axes.texts}
    assert found == {"1": (0.5, 0.25), "3, 4": (0.75, -0.5)}
    assert axes.get_ylim()[0] < -0.5


def test_the_map_is_told_in_words() -> None:
    told = describe_items([(1, item("adam_step", 0.5, 0.25)), (3, item("quiz", 0.75, -0.5))])
    assert told.endswith("1, adam_step: 0.50, 0.25; 3, quiz: 0.75, \N{MINUS SIGN}0.50.")


def test_a_map_of_one_point_is_not_drawn() -> None:
    assert item_map([item("a", 0.5, 0.25), item("b", 1.0, None)]) is None
