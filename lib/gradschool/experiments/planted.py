"""Backward passes for unit 02, some with a bug planted in them: three networks that learn, and six layers to check.

Which ones are right is for a gradient check to find out; whoever reads on is told. All of it computes with NumPy.

>>> from gradschool.experiments.planted import layers, networks
>>> sorted(networks), sorted(layers)
(['A', 'B', 'C'], ['D', 'E', 'F', 'G', 'H', 'I'])
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from gradschool.experiments.mlp import softmax

Array = np.ndarray
Gradients = Callable[..., tuple[float, dict[str, Array]]]

PULL = np.random.default_rng(0).standard_normal((5, 5))
"""Weights of the layers that have some."""


class Layer(NamedTuple):
    """A layer to be checked.

    Attributes
    ----------
    says : str
        What it computes, as its author describes it.
    forward : callable
        From x, shape (batch, 5), to the output.
    backward : callable
        From upstream, shape of the output, and x to the gradient with respect to x.
    """

    says: str
    forward: Callable[[Array], Array]
    backward: Callable[[Array, Array], Array]


def _network(second_input: str, gate: bool) -> Gradients:
    """Gradients of a network with one hidden layer of ReLUs, with two places for a bug."""

    def gradients(x: Array, labels: Array, w1: Array, b1: Array, w2: Array, b2: Array) -> Any:
        z = x @ w1 + b1
        a = np.maximum(0, z)
        p = softmax(a @ w2 + b2)
        rows = np.arange(len(labels))
        loss = -np.log(p[rows, labels]).mean()
        p[rows, labels] -= 1
        p /= len(labels)
        back = p @ w2.T * ((z > 0) if gate else 1.0)
        seen = {"a": a, "z": z}[second_input]
        return loss, {"w1": x.T @ back, "b1": back.sum(axis=0), "w2": seen.T @ p, "b2": p.sum(axis=0)}

    return gradients


networks: dict[str, Gradients] = {
    "A": _network("a", gate=False),
    "B": _network("a", gate=True),
    "C": _network("z", gate=True),
}
"""Each takes (x, labels, w1, b1, w2, b2) and returns the loss and its gradients; one of them is right."""


def _tanh_back(upstream: Array, x: Array) -> Array:
    return upstream * (1 - np.tanh(x) ** 2)


def _shortcut_back(upstream: Array, x: Array) -> Array:
    return _tanh_back(upstream, x @ PULL) @ PULL.T


layers: dict[str, Layer] = {
    "D": Layer("tanh, entry by entry", np.tanh, _tanh_back),
    "E": Layer("a shortcut: x + tanh(x @ w)", lambda x: x + np.tanh(x @ PULL), _shortcut_back),
    "F": Layer("each row divided by its sum of squares", lambda x: x / _squares(x), lambda u, x: _divided_back(u, x)),
    "G": Layer("softmax of each row", softmax, lambda u, x: u * softmax(x) * (1 - softmax(x))),
    "H": Layer("each column minus its mean over the batch", lambda x: x - x.mean(axis=0), lambda u, x: 1.0 * u),
    "I": Layer(
        "a product with itself: x * (x @ w)", lambda x: x * (x @ PULL), lambda u, x: u * (x @ PULL) + u * x @ PULL.T
    ),
}
"""Three of them have a wrong backward pass."""


def _squares(x: Array) -> Array:
    return (x * x).sum(axis=1, keepdims=True)


def _divided_back(upstream: Array, x: Array) -> Array:
    size = _squares(x)
    return upstream / size - 2 * x * (upstream * x).sum(axis=1, keepdims=True) / size**2
