"""The schedules, at steps worked out by hand."""

import numpy as np
import pytest

from gradschool.optim import schedules


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
        (schedules.range_test(1e-4, 1.0, total=4), {0: 1e-4, 2: 1e-2, 4: 1.0, 5: 1.0}),
    ],
)
def test_schedules_by_hand(schedule, expected):
    for steps, rate in expected.items():
        np.testing.assert_allclose(schedule(steps), rate, rtol=1e-12, atol=1e-15)


def test_the_rate_scales_with_the_batch():
    assert schedules.scale_rate(0.1, 1024) == 0.4
