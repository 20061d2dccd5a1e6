"""Dropout, and stochastic depth's draw: noise in training, its average at test time."""

from typing import Any

from gradschool.backend import Generator, array_namespace, to_device
from gradschool.backend.arrays import Array, floating
from gradschool.nn.given import with_axes
from gradschool.nn.module import Module
from gradschool.settings import number, truth


def dropout_mask(x: Array, rate: float, rng: Generator, *, inverted: bool = True) -> Array:
    """Draw which units stay: 0 with probability `rate`, else 1, or ``1 / (1 - rate)`` if inverted."""
    number("dropout", "rate", rate, 0, 1, without="high")
    rng = generator("dropout", rng)
    xp = array_namespace(floating(x, "the input of dropout"))
    kept = to_device(rng.host.random(tuple(x.shape), dtype="float32") >= rate, x)
    return xp.astype(kept, x.dtype) * (1 / (1 - rate) if inverted else 1.0)


def dropout_forward(
    x: Array, rate: float, *, training: bool, rng: Generator | None = None, inverted: bool = True
) -> tuple[Array, Array | None]:
    """Drop units at random in training, none at test time (Srivastava et al. 2014, section 4).

    Parameters
    ----------
    x : array, any shape
    rate : float in [0, 1)
        Probability that a unit is dropped.
    training : bool
        Whether to drop.
    rng : Generator
        Needed in training. A seed is refused: each call would draw the same mask from it.
    inverted : bool, default True
        Scale by ``1 / (1 - rate)`` in training; plain dropout (the paper's) scales by ``1 - rate`` at test time.

    Returns
    -------
    y : array, shape of x
    mask : array or None
        What `dropout_backward` multiplies by.
    """
    number("dropout", "rate", rate, 0, 1, without="high")
    truth("dropout", "training", training)
    truth("dropout", "inverted", inverted)
    if not training:
        floating(x, "the input of dropout")
        return (x if inverted else (1 - rate) * x), None
    mask = dropout_mask(x, rate, generator("dropout", rng), inverted=inverted)
    return x * mask, mask


def dropout_backward(upstream: Array, mask: Array) -> Array:
    """Return the upstream where units stayed, scaled as they were."""
    floating(upstream, "upstream of dropout", like=floating(mask, "mask of dropout"))
    return with_axes("dropout_backward", "upstream", upstream, tuple(mask.shape)) * mask


def survives(survival: float, rng: Generator | None) -> bool:
    """Draw whether a residual branch takes part in this step (Huang et al. 2016, section 3); 1 needs no draw."""
    return survival == 1 or bool(generator("stochastic depth", rng).host.random() < survival)


def generator(what: str, rng: Any) -> Generator:
    """Return a source of randomness that was passed, or say what training needs."""
    if rng is None:
        raise ValueError(f"{what} in training needs rng: pass gradschool.backend.default_rng(seed)")
    if not isinstance(rng, Generator):
        raise TypeError(
            f"{what}: rng is {rng!r}, from which each call would draw the same; make one generator, "
            "gradschool.backend.default_rng(seed), and pass it to each call"
        )
    return rng


class Dropout(Module):
    """Dropout (Srivastava et al. 2014).

        y = stays x / (1 - rate)

    In training ``stays`` is drawn for each unit: 1 with probability ``1 - rate``, else 0. At test time ``y = x``.

    Parameters
    ----------
    rate : float in [0, 1), default 0.5
        Probability that a unit is dropped in training.
    inverted : bool, default True
        Scale in training (inverted), or at test time (plain).
    """

    def __init__(self, rate: float = 0.5, *, inverted: bool = True) -> None:
        super().__init__()
        self.rate = number("Dropout", "rate", rate, 0, 1, without="high")
        self.inverted = truth("Dropout", "inverted", inverted)

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Drop units in training."""
        y, self._cache = dropout_forward(self.accept(x), self.rate, training=training, rng=rng, inverted=self.inverted)
        return y

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Pass the gradient where units stayed."""
        return dropout_backward(upstream, self.remembered())
