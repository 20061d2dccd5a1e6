"""The verdicts on an exercise: points, the first wrong number, the hint, and what is kept to ourselves."""

import pytest

from grader.judge.exercise import judge_exercise
from grader.judge.oracle import Oracle

UNIT = "01-small"


@pytest.fixture
def judged(small_course):
    """Judges a definition in place of the solution's; returns the exercise's verdicts by probe."""
    unit = small_course.unit(UNIT)
    oracle = Oracle(unit)

    def run(name, definition):
        exercise = unit.exercise(name)
        seeds = {probe.name: 7 + number for number, probe in enumerate(exercise.probes)}
        answers = oracle.answers(exercise, unit.solution.with_replaced(name, definition), seeds)
        result = judge_exercise(oracle, exercise, seeds, answers)
        return result, {verdict.probe: verdict for verdict in result.verdicts}

    return run


def test_the_solution_earns_every_point(judged, small_course):
    result, _ = judged("forgetful_average", small_course.unit(UNIT).solution.forgetful_average)
    assert result.score == result.max_score == 4


def test_a_known_mistake_earns_its_hint_where_it_fails(judged):
    result, verdicts = judged("quiz_limit", lambda: 7)
    assert result.score == 0
    assert verdicts["the_limit"].mistake == "not_multiplied"


def test_an_argument_that_is_changed_costs_every_probe_and_is_named(judged, small_course):
    right = small_course.unit(UNIT).solution.forgetful_average

    def in_place(values, beta=0.9):
        values[:] = right(values, beta)
        return values

    result, verdicts = judged("forgetful_average", in_place)
    assert result.score == 0
    assert {verdict.message for verdict in verdicts.values()} == {
        "forgetful_average changed its caller's array values: leave what you are given as it was"
    }


def test_a_quiz_answer_is_never_told(judged):
    for wrong in (7, 41, 43, -1):
        _, verdicts = judged("quiz_limit", lambda wrong=wrong: wrong)
        assert verdicts["the_limit"].message == "answer: not the right answer"


@pytest.mark.parametrize(
    ("answer", "said"), [(None, "got None"), ("42", "expected a number"), ((1, 2), "list or tuple")]
)
def test_what_a_quiz_answer_lacks_in_form_is_told(judged, answer, said):
    _, verdicts = judged("quiz_limit", lambda: answer)
    assert said in verdicts["the_limit"].message
    assert "42" not in verdicts["the_limit"].message.replace("'42'", "")


def test_what_an_answer_shows_is_withheld_where_it_would_help_to_guess(judged):
    _, verdicts = judged("quiz_limit", lambda: None)
    assert verdicts["the_limit"].hint is None


def test_what_an_answer_shows_is_a_hint_and_no_known_mistake(judged, small_course):
    right = small_course.unit(UNIT).solution.forgetful_average
    _, verdicts = judged("forgetful_average", lambda values, beta=0.9: -right(values, beta))
    shown = {verdict.hint for verdict in verdicts.values() if not verdict.passed}
    assert "Every wrong number has the right size and the wrong sign." in shown
    assert not any(verdict.mistake for verdict in verdicts.values())


def test_wrong_numbers_that_belong_to_another_call_are_told(judged, small_course):
    right = small_course.unit(UNIT).solution.forgetful_average
    _, verdicts = judged("forgetful_average", lambda values, beta=0.9: right(values, 0.9))
    failed = [verdict for verdict in verdicts.values() if not verdict.passed]
    assert failed
    assert all("with the default of beta" in verdict.hint and not verdict.mistake for verdict in failed)


def test_a_number_that_changes_with_the_seed_is_told_by_public_probes(judged, small_course):
    _, verdicts = judged("forgetful_average", lambda values, beta=0.9: 0 * values)
    public = {probe.name for probe in small_course.unit(UNIT).exercise("forgetful_average").public}
    assert all("expected" in verdicts[name].message for name in public)


def test_an_exception_s_words_do_not_come_back_from_hidden_probes(judged, small_course):
    def loud(*args, **settings):
        raise RuntimeError("what I saw")

    _, verdicts = judged("forgetful_average", loud)
    hidden = {probe.name for probe in small_course.unit(UNIT).exercise("forgetful_average").hidden}
    for name, verdict in verdicts.items():
        assert ("what I saw" in verdict.message) == (name not in hidden)
