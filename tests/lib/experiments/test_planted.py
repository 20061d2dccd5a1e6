"""The backward passes of unit 02 are wrong where they are said to be, and right elsewhere."""

import numpy as np
import pytest

from gradschool.experiments import planted


def nudged(f, x, h=1e-5):
    """Slopes of a function of an array, by central differences."""
    return np.array([(f(x + step) - f(x - step)) / (2 * h) for step in h * np.eye(x.size).reshape(-1, *x.shape)])


@pytest.mark.parametrize("name", sorted(planted.layers))
def test_three_of_the_six_layers_have_a_wrong_backward_pass(name):
    rng, layer = np.random.default_rng(0), planted.layers[name]
    x, upstream = rng.standard_normal((2, 4, 5))
    right = nudged(lambda v: np.sum(upstream * layer.forward(v)), x).reshape(x.shape)
    assert np.allclose(layer.backward(upstream, x), right, atol=1e-7) == (name in "DFI")


@pytest.mark.parametrize("name", sorted(planted.networks))
def test_one_of_the_three_networks_has_the_right_gradients(name):
    rng = np.random.default_rng(1)
    shapes = {"w1": (3, 4), "b1": (4,), "w2": (4, 2), "b2": (2,)}
    x, labels = rng.standard_normal((5, 3)), np.array([0, 1, 1, 0, 1])
    weights = {part: rng.standard_normal(shape) for part, shape in shapes.items()}
    gradients, right = planted.networks[name](x, labels, **weights)[1], True
    for part, w in weights.items():
        slopes = nudged(lambda v, part=part: planted.networks[name](x, labels, **{**weights, part: v})[0], w)
        right &= np.allclose(gradients[part].ravel(), slopes, atol=1e-7)
    assert right == (name == "B")
