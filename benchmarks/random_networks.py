"""Networks that ``fuzz.py`` draws: every layer, features and images, with a batch and a loss for each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from gradschool import backend, nn

ACTIVATIONS = [
    *(nn.Identity, nn.Sigmoid, nn.Tanh, nn.ReLU, nn.SELU, nn.Softplus, nn.GELU, partial(nn.GELU, tanh=True)),
    *(partial(nn.LeakyReLU, slope=0.2), partial(nn.ELU, alpha=1.3), partial(nn.Swish, beta=1.7)),
]
STARTS = [nn.initializers.he_normal, nn.initializers.glorot_uniform, nn.initializers.orthogonal]
LOSSES = ["cross-entropy", "soft", "smoothed", "weighted", "binary", "squared"]


@dataclass
class Case:
    """A network with its batch and its loss, and how far it went from PyTorch's."""

    seed: int
    model: nn.Sequential
    x: np.ndarray
    labels: np.ndarray
    loss: str
    gradient: float = 0.0
    weights: float = 0.0
    output: float = 0.0
    diverged: int | None = None

    @property
    def kinds(self) -> set[str]:
        """The layers in it, and its loss."""
        return {type(module).__name__ for _, module in self.model.modules()} - {"Sequential"} | {f"{self.loss} loss"}

    @property
    def worst(self) -> float:
        """The largest of its differences."""
        return max(self.gradient, self.weights, self.output)


def drawn(seed: int) -> Case:
    """Draw a network of a few layers, features or images, and a batch for it."""
    rng = np.random.default_rng(seed)
    pick = partial(one_of, rng)
    batch, images = int(rng.integers(2, 9)), rng.random() < 0.6
    shape = (batch, int(rng.integers(1, 5)), *rng.integers(5, 10, 2)) if images else (batch, int(rng.integers(3, 10)))
    x = rng.standard_normal(shape)
    layers: list[nn.Module] = []
    tail = x
    for _ in range(int(rng.integers(2, 7))):
        layer = image_layer(rng, tail.shape) if images else feature_layer(rng, tail.shape[1])
        layers.append(layer)
        tail = run_alone(layer, tail)
    if images:
        layers.append(pick([nn.Flatten, nn.GlobalAveragePool])())
        tail = run_alone(layers[-1], tail)
    loss, classes = pick(LOSSES), int(rng.integers(2, 6))
    layers.append(nn.Dense(tail.shape[1], classes, init=pick(STARTS)))
    model = nn.Sequential(*layers)
    model.build(rng=seed, dtype="float64", keep=False)
    model.parameters.values[...] += 0.1 * rng.standard_normal(model.parameters.values.size)
    return Case(seed, model, x, labels_for(rng, loss, batch, classes), loss)


def one_of(rng: np.random.Generator, options: list) -> Any:
    """Draw one of these."""
    return options[int(rng.integers(len(options)))]


def run_alone(layer: nn.Module, x: np.ndarray) -> np.ndarray:
    """Return what a layer makes of an array, for the sake of its shape."""
    if any(module.initial(backend.default_rng(0), "float64") for _, module in layer.modules()):
        layer.build(rng=0, dtype="float64")
    return layer(x, training=True, rng=backend.default_rng(0))


def feature_layer(rng: np.random.Generator, width: int) -> nn.Module:
    """Draw a layer for (batch, width)."""
    pick, wide = partial(one_of, rng), int(rng.integers(2, 10))
    options = [
        lambda: nn.Dense(width, wide, bias=rng.random() < 0.7, init=pick(STARTS)),
        lambda: pick(ACTIVATIONS)(),
        lambda: pick([nn.BatchNorm, nn.LayerNorm, nn.RMSNorm, nn.PReLU])(width),
        lambda: nn.GroupNorm(pick([n for n in range(1, width // 2 + 1) if width % n == 0] or [1]), width),
        lambda: nn.Dropout(0.3, inverted=rng.random() < 0.5),
        lambda: nn.Residual(nn.Sequential(nn.Dense(width, width), pick(ACTIVATIONS)()), pick([0.5, 1.0]), scale=0.4),
        lambda: pick([nn.SwiGLU, nn.Maxout])() if width % 2 == 0 else nn.Softmax(),
    ]
    return pick(options)()


def image_layer(rng: np.random.Generator, shape: tuple[int, ...]) -> nn.Module:
    """Draw a layer for (batch, channels, height, width)."""
    pick, (_, channels, height, width) = partial(one_of, rng), shape
    side = min(height, width)
    kernel = (int(rng.integers(1, min(side, 3) + 1)), int(rng.integers(1, min(side, 3) + 1)))
    window = {"stride": pick([1, 1, 2]), "padding": pick([0, 1, (1, 0)]), "bias": rng.random() < 0.7}
    if rng.random() < 0.3:
        window |= {"stride": 1, "padding": "same"}
    pool = {
        "size": min(side, pick([2, 3])),
        "stride": pick([None, 1, 2, 3]),
        "padding": pick([0, 1]) if side > 1 else 0,
    }
    options = [
        lambda: nn.Conv2d(channels, int(rng.integers(1, 5)), kernel, init=pick(STARTS), **window),
        lambda: nn.DepthwiseConv2d(channels, kernel, init=pick(STARTS), **window),
        lambda: pick(ACTIVATIONS)(),
        lambda: pick([nn.BatchNorm, nn.PReLU])(channels),
        lambda: nn.GroupNorm(pick([n for n in range(1, channels + 1) if channels % n == 0]), channels),
        lambda: pick([nn.MaxPool, nn.AveragePool])(**pool),
        lambda: nn.FractionalMaxPool(int(rng.integers(1, height + 1)), int(rng.integers(1, width + 1))),
        lambda: nn.Residual(
            nn.Sequential(nn.Conv2d(channels, channels, padding="same"), nn.Tanh()), pick([0.5, 1.0]), scale=0.7
        ),
        lambda: nn.Dropout(0.2),
    ]
    return pick(options)()


def labels_for(rng: np.random.Generator, loss: str, batch: int, classes: int) -> np.ndarray:
    """Draw labels as the loss takes them."""
    if loss == "soft":
        return rng.dirichlet(np.ones(classes), batch)
    if loss == "binary":
        return rng.random((batch, classes))
    if loss == "squared":
        return rng.standard_normal((batch, classes))
    return rng.integers(0, classes, batch)


def settings_of(loss: str, classes: int) -> dict[str, Any]:
    """Return the settings of a cross-entropy, by our names."""
    weights = np.linspace(0.5, 2.0, classes)
    return {"smoothed": {"smoothing": 0.1}, "weighted": {"smoothing": 0.2, "class_weights": weights}}.get(loss, {})


def our_loss(case: Case, output: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return loss and gradient here."""
    if case.loss in ("binary", "squared"):
        return (nn.binary_cross_entropy if case.loss == "binary" else nn.mean_squared_error)(output, case.labels)
    return nn.softmax_cross_entropy(output, case.labels, **settings_of(case.loss, output.shape[1]))
