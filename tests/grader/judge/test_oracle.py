"""What the oracle runs again for every submission, and what it runs once."""

from collections import Counter
from dataclasses import replace

import pytest

from grader.course.solution import Solution
from grader.judge import oracle as module
from grader.judge.judge import job_for
from grader.judge.oracle import Oracle, Patience
from grader.judge.selection import Selection
from grader.sandbox import Limits
from gradschool.checks import Observation, ProbeError, first_difference


@pytest.fixture
def asked(monkeypatch):
    """How often each probe was run, by its name."""
    counts, observe = Counter(), module.observe
    monkeypatch.setattr(module, "observe", lambda probe, *rest: counts.update([probe.name]) or observe(probe, *rest))
    return counts


@pytest.mark.parametrize(
    ("exercise", "probe", "times"), [("quiz_limit", "the_limit", 1), ("forgetful_average", "a_long_walk", 3)]
)
def test_a_probe_is_run_for_every_seed_unless_nobody_draws_in_it(small_unit, asked, exercise, probe, times):
    one, wise = small_unit.exercise(exercise), Oracle(small_unit)
    for seed in range(3):
        seeds = {each.name: seed for each in one.probes}
        found = wise.expected(one, seeds)[probe]
    assert asked[probe] == times
    assert (
        first_difference(Oracle.answers(one, small_unit.solution.definitions, seeds)[probe].outputs, found.outputs)
        is None
    )


def test_a_mistake_is_asked_a_second_time_only_where_answers_are_compared(small_unit, asked):
    one, wise = small_unit.exercise("quiz_limit"), Oracle(small_unit)
    for _ in range(2):
        wise.mistaken(one, {each.name: 0 for each in one.probes}, {})
    assert asked == {"the_limit": 2, "an_answer": 1}


@pytest.mark.parametrize(
    ("answer", "speaks"),
    [(Observation({"answer": 7}), True), (Observation(None, ProbeError("raised", "NameError", "no")), False)],
    ids=["a wrong answer", "an exception, which the mistake does not raise"],
)
def test_what_is_dear_is_asked_of_a_mistake_only_if_it_may_be_the_student_s(small_unit, asked, answer, speaks):
    one, wise = small_unit.exercise("quiz_limit"), Oracle(small_unit)
    dear = replace(one, hidden=tuple(replace(each, shared="one", verify=lambda *_: "no") for each in one.hidden))
    found = wise.mistaken(dear, {each.name: 0 for each in dear.probes}, {each.name: answer for each in dear.probes})
    assert list(found) == ["not_multiplied"] * speaks
    assert (asked["the_limit"] > 1) is speaks  # the solution is asked once


def test_a_probe_whose_seed_is_shared_is_run_once_a_seed(small_unit, asked, monkeypatch):
    one, wise = small_unit.exercise("forgetful_average"), Oracle(small_unit)
    alike = replace(one, public=tuple(replace(each, shared="one") for each in one.public), hidden=())
    for seed in (1, 2, 1, 2, 1):
        wise.expected(alike, {each.name: seed for each in alike.probes})
    assert set(asked.values()) == {2}


def test_a_probe_may_compute_thirty_times_as_long_as_the_solution_and_two_seconds_at_least(small_course, monkeypatch):
    unit = small_course.unit("01-small")
    oracle, ticks = Oracle(unit), iter(range(0, 10_000, 4))
    seeds = {probe.key: 7 for exercise in unit.exercises for probe in exercise.probes}
    assert set(oracle.patience(seeds, Limits()).probes.values()) == {2.0}
    monkeypatch.setattr("grader.judge.oracle.process_time", lambda: next(ticks))
    assert set(Oracle(unit).patience(seeds, Limits()).probes.values()) == {120.0}


def test_a_cell_may_compute_thirty_times_as_long_as_all_of_the_solution_and_five_seconds_at_least(small_unit):
    oracle = Oracle(small_unit)
    assert oracle.patience({}, Limits()).cell == 5.0
    small_unit.solution.seconds = 0.5
    assert oracle.patience({}, Limits()).cell == 15.0
    assert oracle.patience({}, Limits(patience=4, cell_computing=1.0)).cell == 2.0


def test_the_time_of_a_solution_is_measured_when_it_is_run():
    busy = "from time import process_time\nbegun = process_time()\nwhile process_time() < begun + 0.05: pass"
    solution = Solution("00-busy", [busy])
    assert solution.seconds == 0
    assert set(solution.definitions) > {"begun"}
    assert 0.05 <= solution.seconds < 1


def test_what_a_cell_may_compute_goes_into_the_job(small_unit):
    selection = Selection(run=(), skipped=())
    assert job_for(small_unit, selection, {}, Patience({}, 7.0)).cell_seconds == 7.0
