"""Nine knobs of one training run: a good setting of all of them, and what a network reads when some are turned.

The networks are those of `gradschool.experiments.side_by_side`, so five seeds learn at once. All get the same number
of updates, and are asked about the digits that are held back.

>>> from gradschool.experiments.knobs import VALUES, turned
>>> list(VALUES["learning rate"])
[0.003, 0.03, 0.3, 3.0]
>>> turned({"layers": 2}, seeds=range(3), updates=5).shape
(3,)
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from gradschool.experiments.side_by_side import Networks, split_digits
from gradschool.settings import PositiveCount, checked

__all__ = ["GOOD", "OWN_RATES", "VALUES", "turned"]

VALUES: dict[str, list[Any]] = {
    "learning rate": [0.003, 0.03, 0.3, 3.0],
    "decay of the rate": ["none", "a tenth at half", "cosine"],
    "optimizer": ["gradient descent", "momentum", "Adam"],
    "mini-batch": [4, 16, 64, 256],
    "hidden units": [4, 16, 64, 256],
    "layers": [1, 2, 4, 6],
    "first weights": [0.03, 0.3, 1.0, 3.0],
    "inputs": ["plus 3", "as they are", "standardized"],
    "batch normalization": ["without", "with"],
}
"""The values that each knob is turned to; first weights are in units of He's."""

GOOD: dict[str, Any] = {
    "learning rate": 0.3,
    "decay of the rate": "none",
    "optimizer": "gradient descent",
    "mini-batch": 64,
    "hidden units": 64,
    "layers": 1,
    "first weights": 1.0,
    "inputs": "as they are",
    "batch normalization": "without",
}
"""Where all the others stay."""

OWN_RATES = {"gradient descent": 0.3, "momentum": 0.05, "Adam": 0.01}
"""A rate that suits each optimizer; momentum has mu = 0.9."""

Slopes = list[list[np.ndarray]]


@checked
def turned(settings: Mapping[str, Any], *, seeds: Iterable[int] = range(5), updates: PositiveCount = 100) -> np.ndarray:
    """Train with some knobs turned, and return the share of held-back digits that is read right, shape (seeds,).

    Parameters
    ----------
    settings : dict
        Values of some of the knobs of `VALUES`; a number may be any, a word has to be one of the words there. The other
        knobs are `GOOD`. An optimizer without a rate beside it has its `OWN_RATES`.
    seeds : iterable of int, default 0 to 4
        Of the first weights and the mini-batches.
    updates : int, default 100

    Raises
    ------
    ValueError
        If there is no such knob, or a word is none of its values.
    """
    for knob, value in settings.items():
        if knob not in VALUES or (isinstance(VALUES[knob][0], str) and value not in VALUES[knob]):
            raise ValueError(f"{knob}={value!r} is not known; the knobs and their values are {VALUES}")
    own = GOOD | {"learning rate": OWN_RATES[settings.get("optimizer", GOOD["optimizer"])]} | dict(settings)
    normalize: Any = "batch" if own["batch normalization"] == "with" else None
    hidden = [own["hidden units"]] * own["layers"]
    networks = Networks(hidden, normalize=normalize, gain=own["first weights"], seeds=seeds)
    rule = _Rule(own["optimizer"])
    with np.errstate(all="ignore"):
        for step in range(updates):
            x, labels = networks.next_batch(own["mini-batch"])
            _, gradients = networks.loss_and_gradients(_seen(x, own["inputs"]), labels)
            networks.move(_rate(own, step / updates), rule(gradients))
    x, labels = split_digits()[1]
    return (networks.read(_seen(x, own["inputs"])) == labels).mean(axis=-1)


def _seen(x: np.ndarray, inputs: str) -> np.ndarray:
    """Return the pixels as the network gets them."""
    if inputs == "standardized":
        training = split_digits()[0][0]
        deviation = training.std(axis=0)
        return (x - training.mean(axis=0)) / np.where(deviation > 0, deviation, 1)
    return x + 3 if inputs == "plus 3" else x


def _rate(own: Mapping[str, Any], done: float) -> float:
    """Return the rate after this share of the run."""
    factors = {"none": 1.0, "a tenth at half": 1.0 if done < 0.5 else 0.1, "cosine": (1 + math.cos(math.pi * done)) / 2}
    return own["learning rate"] * factors[own["decay of the rate"]]


class _Rule:
    """An update rule: from gradients to what is taken from the weights, times the rate."""

    def __init__(self, name: str) -> None:
        self.name, self.step = name, 0
        self.first: Slopes = []
        self.second: Slopes = []

    def __call__(self, gradients: Slopes) -> Slopes:
        if self.name == "gradient descent":
            return gradients
        self.step += 1
        if self.name == "momentum":
            self.first = self._added(self.first, gradients, 0.9, 1.0)
            return self.first
        self.first = self._added(self.first, gradients, 0.9, 0.1)
        self.second = self._added(self.second, [[g * g for g in part] for part in gradients], 0.999, 0.001)
        m, s = 1 - 0.9**self.step, 1 - 0.999**self.step
        return [
            [a / m / (np.sqrt(b / s) + 1e-8) for a, b in zip(*pair, strict=True)]
            for pair in zip(self.first, self.second, strict=True)
        ]

    def _added(self, kept: Slopes, new: Slopes, old_share: float, new_share: float) -> Slopes:
        kept = kept or [[0 * one for one in part] for part in new]
        return [
            [old_share * a + new_share * b for a, b in zip(*pair, strict=True)] for pair in zip(kept, new, strict=True)
        ]
