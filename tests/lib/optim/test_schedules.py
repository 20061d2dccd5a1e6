"""The schedules: at steps worked out by hand, against PyTorch's values, and told how training goes."""

from pathlib import Path

import numpy as np
import pytest

from gradschool.optim import schedules

GOLDEN = np.load(Path(__file__).parents[1] / "golden" / "optimizers.npz")


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (schedules.constant(0.1), {0: 0.1, 99: 0.1}),
        (schedules.step_decay(0.8, every=10), {0: 0.8, 9: 0.8, 10: 0.4, 25: 0.2}),
        (schedules.milestones(1.0, at=[5, 8]), {4: 1.0, 5: 0.1, 8: 0.01}),
        (schedules.exponential(1.0, 0.1), {0: 1.0, 10: np.exp(-1)}),
        (schedules.inverse_time(1.0, 0.5), {0: 1.0, 2: 0.5}),
        (schedules.cosine(1.0, 10, lowest=0.2), {0: 1.0, 5: 0.6, 10: 0.2, 30: 0.2}),
        (schedules.warm_restarts(1.0, first=10), {0: 1.0, 5: 0.5, 10: 1.0, 20: 0.5, 30: 1.0}),
        (schedules.warm_up(0.4, 4), {0: 0.0, 1: 0.1, 4: 0.4, 9: 0.4}),
        (schedules.warm_up(0.4, 4, start=0.04, gradual=False), {0: 0.04, 3: 0.04, 4: 0.4}),
        (schedules.warm_up(schedules.step_decay(0.8, 10), 5), {5: 0.8, 14: 0.8, 15: 0.4}),
        (schedules.cyclic(0.1, 0.5, half=4), {0: 0.1, 2: 0.3, 4: 0.5, 8: 0.1, 12: 0.5}),
        (
            schedules.chain((schedules.constant(0.1), 5), (schedules.cosine(1.0, 4), 4), then=0.3),
            {4: 0.1, 5: 1.0, 7: 0.5, 9: 0.3},
        ),
        (schedules.one_cycle(0.5, 100, rise=0.2, start=0.1), {0: 0.05, 10: 0.275, 20: 0.5, 60: 0.2500025, 100: 5e-6}),
        (schedules.one_cycle(0.5, 100), {100: 2e-6, 1000: 2e-6}),
        (schedules.range_test(1e-4, 1.0, total=4), {0: 1e-4, 2: 1e-2, 4: 1.0, 5: 1.0}),
    ],
)
def test_schedules_by_hand(schedule, expected):
    for steps, rate in expected.items():
        np.testing.assert_allclose(schedule(steps), rate, rtol=1e-12, atol=1e-15)


def test_the_rate_scales_with_the_batch():
    assert schedules.scale_rate(0.1, 1024) == 0.4


def test_one_cycle_agrees_with_pytorch():
    """PyTorch's top lies at step 0.3 * 101 - 1 of its 101."""
    rate = schedules.one_cycle(0.1, total=100, rise=0.293)
    np.testing.assert_allclose([rate(steps) for steps in range(101)], GOLDEN["one cycle"], rtol=1e-12)


def test_a_plateau_agrees_with_pytorch():
    rate, found = schedules.ReduceOnPlateau(0.1, factor=0.5, patience=2, improvement=0.01, lowest=0.03), []
    for figure in GOLDEN["figures"]:
        rate.observe(figure)
        found.append(rate(0))
    assert len(set(found)) == 3
    np.testing.assert_allclose(found, GOLDEN["plateau"], rtol=1e-12)


def test_a_plateau_goes_on_where_its_state_was_put_back():
    first, second = schedules.ReduceOnPlateau(0.1, patience=1), schedules.ReduceOnPlateau(0.1, patience=1)
    for figure in (1.0, 2.0):
        first.observe(figure)
    second.state = dict(first.state)
    second.observe(2.0)
    assert (first(0), second(0)) == (0.1, 0.1 * 0.1)


def test_a_figure_reaches_a_plateau_inside_a_warm_up_and_a_chain():
    plateau = schedules.ReduceOnPlateau(0.4, factor=0.5, patience=0)
    rate = schedules.chain((schedules.warm_up(plateau, 4), 50), then=plateau)
    assert rate(2) == 0.2
    rate.observe(1.0)
    rate.observe(1.0)
    assert (rate(2), rate(10), rate(60)) == (0.1, 0.2, 0.2)


def test_a_chain_takes_numbers_and_hands_whole_steps_to_its_parts():
    seen = []
    rate = schedules.chain((0.1, 5), then=lambda steps: seen.append(steps) or 0.2)
    assert [rate(4), rate(7)] == [0.1, 0.2]
    assert seen == [2]
    assert type(seen[0]) is int


def test_a_plateaus_rate_is_watched_from_its_first_figure_on():
    rate = schedules.ReduceOnPlateau(0.1)
    assert not rate.watched
    rate.observe(float("nan"))
    assert rate.watched
