"""Networks that are asked together: each must learn as if it were alone, from its own seeds and its own digits."""

import numpy as np
import pytest

from gradschool.experiments.several import Members, log_loss, shortest_fit, three_parts


def test_a_network_learns_the_same_alone_and_among_others():
    together = Members(range(4), 6).train(0.1, 30)
    alone = Members([2], 6).train(0.1, 30)
    np.testing.assert_allclose(together.w[2], alone.w[0], rtol=2e-3, atol=1e-4)


def test_equal_starts_and_other_seeds_give_other_orders_of_the_same_first_weights():
    members = Members(range(2), 6, starts=[7, 7])
    np.testing.assert_array_equal(members.w[0], members.w[1])
    members.train(0.1, 3)
    assert not np.array_equal(members.w[0], members.w[1])


def test_a_step_goes_down_the_gradient_of_the_log_loss():
    x, y = three_parts()[0].x, three_parts()[0].y
    members = Members([0], 5)
    before, first = members.w.astype("float64"), np.zeros_like(members.w)
    members.train(1.0, 1, batch=300, mu=0.0)
    moved = before - members.w
    for place in (3, 64 * 5 + 2, 64 * 5 + 5 + 11, 64 * 5 + 5 + 50 + 4):
        step = first.copy()
        step[0, place] = 1e-2
        up, down = (log_loss(members.chances(x, before + sign * step), y)[0] for sign in (1, -1))
        assert moved[0, place] == pytest.approx((up - down) / 2e-2, abs=2e-3)


def test_a_share_of_the_digits_is_all_that_a_network_gets_to_see():
    members = Members(range(3), 6, share=0.1)
    seen: list[set[int]] = [set(), set(), set()]
    for _ in range(12):
        for own, rows in zip(seen, members._batches.next(10), strict=True):
            own.update(rows.tolist())
    assert [len(own) for own in seen] == [30, 30, 30]
    assert seen[0] != seen[1]


def test_the_three_parts_have_no_digit_in_common():
    first, second, third = three_parts()
    assert (len(first), len(second), len(third)) == (300, 497, 1000)
    np.testing.assert_allclose(first.x.mean(axis=0), 0, atol=1e-6)


def test_seeds_and_starts_must_be_equally_many():
    with pytest.raises(ValueError, match="2 seeds for 3 networks"):
        Members(range(3), starts=[1, 2])


def test_the_shortest_fit_is_a_combination_of_rows():
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((3, 8)), rng.standard_normal((3, 2))
    w = shortest_fit(x, y)
    np.testing.assert_allclose(x @ w, y, atol=1e-12)
    assert np.linalg.matrix_rank(np.concatenate([x, w.T])) == 3
