"""The initializers: variances, bounds, and the activation statistics that the lecture notes print."""

import numpy as np
import pytest

from gradschool import backend, nn
from gradschool.nn import initializers as init

VARIANCES = {
    init.lecun_normal: 1 / 300,
    init.lecun_uniform: 1 / 300,
    init.glorot_normal: 2 / 500,
    init.glorot_uniform: 2 / 500,
    init.he_normal: 2 / 300,
    init.he_uniform: 2 / 300,
    init.normal: 1e-4,
}


@pytest.mark.parametrize("draw", VARIANCES)
def test_the_variance_is_the_paper_s(draw):
    w = draw(0, 300, 200, "float64")
    assert w.shape == (300, 200)
    assert abs(w.mean()) < 4 * (VARIANCES[draw] / w.size) ** 0.5
    np.testing.assert_allclose(w.var(), VARIANCES[draw], rtol=0.03)


@pytest.mark.parametrize(
    ("draw", "bound"), [(init.glorot_uniform, (6 / 500) ** 0.5), (init.he_uniform, (6 / 300) ** 0.5)]
)
def test_uniform_weights_stay_within_their_bound_and_reach_it(draw, bound):
    w = draw(0, 300, 200, "float64")
    assert np.abs(w).max() <= bound
    assert np.abs(w).max() > 0.999 * bound


def test_a_leaky_slope_shrinks_he_s_weights():
    assert init.he_normal(0, 9, 9, slope=1.0).std() < init.he_normal(0, 9, 9).std()
    np.testing.assert_allclose(init.prelu_gain(0.0), 2**0.5)
    np.testing.assert_allclose(init.prelu_gain(1.0), 1.0)


@pytest.mark.parametrize("draw", [*VARIANCES, init.constant])
def test_one_seed_gives_one_matrix_on_every_backend(draw, device):
    ours = backend.to_numpy(draw(3, 4, 5))
    with backend.use("numpy"):
        np.testing.assert_array_equal(ours, draw(3, 4, 5))
    assert ours.dtype == np.float32


def spreads(draw, activation, seed=0):
    """Return the standard deviations after each of ten layers of 500 units, as the notes' experiment has it."""
    rng = backend.default_rng(seed, "numpy")
    x, found = rng.standard_normal((200, 500), "float32"), []
    for _ in range(10):
        x = activation(x @ draw(rng, 500, 500))
        found.append(x.std())
    return found


SMALL = [0.213081, 0.047551, 0.010630, 0.002378, 0.000532, 0.000119, 0.000026, 0.000006, 0.000001, 0.000000]
LECUN = [0.627953, 0.486051, 0.407723, 0.357108, 0.320917, 0.292116, 0.273387, 0.254935, 0.239266, 0.228008]
LARGE = [0.981879, 0.981649, 0.981601, 0.981755, 0.981614, 0.981560, 0.981520, 0.981913, 0.981728, 0.981736]
HE = [0.825232, 0.827835, 0.813855, 0.826902, 0.834092, 0.860035, 0.870610, 0.889348, 0.845357, 0.844523]
LECUN_RELU = [0.582273, 0.403795, 0.276912, 0.198685, 0.140299, 0.103280, 0.072748, 0.051572, 0.038583, 0.026076]


@pytest.mark.parametrize(
    ("draw", "activation", "printed"),
    [
        (init.normal, nn.activations.tanh, SMALL),
        (lambda *a: init.normal(*a, std=1.0), nn.activations.tanh, LARGE),
        (init.lecun_normal, nn.activations.tanh, LECUN),
        (init.lecun_normal, nn.activations.relu, LECUN_RELU),
        (init.he_normal, nn.activations.relu, HE),
    ],
    ids=["small", "large", "lecun", "lecun under relu", "he under relu"],
)
def test_the_printed_spreads_of_ten_layers_are_found_again_within_sampling_error(draw, activation, printed):
    ours = np.array([spreads(draw, activation, seed) for seed in range(6)])
    error = np.abs(np.array(printed) - ours.mean(axis=0))
    assert (error <= 4 * ours.std(axis=0, ddof=1) + 1e-6).all()
    assert (ours.std(axis=0) < 0.3 * ours.mean(axis=0)).all()
