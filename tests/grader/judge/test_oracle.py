"""What the oracle runs again for every submission, and what it runs once."""

from collections import Counter

import pytest

from grader.judge import oracle as module
from grader.judge.oracle import Oracle
from gradschool.checks import first_difference


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
        wise.mistaken(one, {each.name: 0 for each in one.probes})
    assert asked == {"the_limit": 2, "an_answer": 1}
