"""The loader: every example once an epoch, in an order that seed and epoch settle."""

import numpy as np
import pytest

from gradschool import backend, data


@pytest.fixture(autouse=True)
def _on_numpy():
    with backend.use("numpy"):
        yield


def test_a_loader_gives_every_example_once_an_epoch_in_an_order_of_its_own():
    dataset = data.gaussian_mixture(103)
    loader = data.Loader(dataset, 10, rng=4)
    epochs = [np.concatenate([x for x, _ in loader]) for _ in range(2)]
    assert len(loader) == 11
    assert not np.array_equal(epochs[0], epochs[1])
    for epoch in epochs:
        np.testing.assert_array_equal(np.sort(epoch[:, 0]), np.sort(dataset.x[:, 0]))
    again = np.concatenate([x for x, _ in data.Loader(dataset, 10, rng=4).batches(1)])
    np.testing.assert_array_equal(again, epochs[1])


def test_a_loader_can_leave_out_the_rest_and_keep_the_order():
    batches = list(data.Loader(data.xor(10), 4, shuffle=False, drop_last=True))
    assert [len(x) for x, _ in batches] == [4, 4]
    np.testing.assert_array_equal(batches[0][0], data.xor(10).x[:4])


def test_a_loader_augments_with_a_seed_for_each_epoch():
    def noise(x, rng):
        return x + rng.standard_normal(x.shape, "float32")

    loader = data.Loader(data.xor(8), 8, shuffle=False, augment=noise)
    first, second = (next(iter(loader))[0] for _ in range(2))
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(next(loader.batches(0))[0], first)
