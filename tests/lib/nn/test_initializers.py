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


@pytest.mark.parametrize("draw", [init.glorot_normal, init.glorot_uniform])
def test_glorot_counts_the_area_of_a_kernel_on_both_sides(draw):
    layer = nn.Conv2d(64, 128, 3, init=draw)
    layer.build(rng=0)
    np.testing.assert_allclose(backend.to_numpy(layer.parameter("weight")).var(), 2 / (9 * 64 + 9 * 128), rtol=0.02)


@pytest.mark.parametrize("make", [lambda **k: nn.Conv2d(64, 128, 3, **k), lambda **k: nn.DepthwiseConv2d(9000, 3, **k)])
def test_he_counts_the_inputs_of_one_output_of_a_convolution(make):
    layer = make(init=init.he_normal)
    layer.build(rng=0)
    weight = backend.to_numpy(layer.parameter("weight"))
    np.testing.assert_allclose(weight.var(), 2 / weight[0, ...].size, rtol=0.02)


@pytest.mark.parametrize("shape", [(7, 4), (4, 7), (5, 5)])
def test_orthogonal_weights_keep_lengths(shape, device):
    w = backend.to_numpy(init.orthogonal(0, *shape, "float64", gain=3.0))
    assert w.shape == shape
    narrow = w if shape[0] >= shape[1] else w.T
    np.testing.assert_allclose(narrow.T @ narrow, 9 * np.eye(min(shape)), atol=1e-12)


def test_orthogonal_weights_prefer_no_direction():
    with backend.use("numpy"):
        drawn = np.array([init.orthogonal(seed, 3, 3, "float64") for seed in range(2000)])
    assert np.abs(drawn.mean(axis=0)).max() < 0.06
    assert abs((np.linalg.det(drawn) > 0).mean() - 0.5) < 0.05


def test_orthogonal_filters_keep_lengths_too():
    layer = nn.Conv2d(2, 5, 3, init=init.orthogonal)
    layer.build(rng=0, dtype="float64")
    filters = backend.to_numpy(layer.parameter("weight")).reshape(5, -1)
    np.testing.assert_allclose(filters @ filters.T, np.eye(5), atol=1e-12)


def test_a_classifier_whose_last_layer_starts_at_zeros_starts_at_the_logarithm_of_its_classes():
    with backend.use("numpy"):
        model = nn.Sequential(nn.Dense(6, 5), nn.ReLU(), nn.Dense(5, 7, init=init.zeros))
        parameters = model.build(rng=0)
        x = backend.default_rng(0).standard_normal((20, 6), "float32")
        loss, upstream = nn.softmax_cross_entropy(model(x, training=True), np.arange(20) % 7)
        model.backward(upstream)
    np.testing.assert_allclose(loss, np.log(7), rtol=1e-6)
    assert (parameters.gradient("2.weight") != 0).any()


@pytest.mark.parametrize("draw", [*VARIANCES, init.constant, init.orthogonal])
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


@pytest.mark.parametrize(
    "make",
    [
        lambda init: nn.Dense(2, 3, init=init),
        lambda init: nn.Conv2d(2, 5, 3, init=init),
        lambda init: nn.DepthwiseConv2d(4, 3, init=init),
    ],
)
def test_weights_the_wrong_way_round_are_refused_with_the_shape_that_is_due(make):
    def turned(rng, fan_in, fan_out, dtype, shape=None):
        return np.zeros((shape or (fan_in, fan_out))[::-1], dtype)

    with pytest.raises(ValueError, match=r"init returned shape \(.*\); it returns \((2, 3|18, 5|9, 4)\), as init"):
        make(turned).build(rng=0)
