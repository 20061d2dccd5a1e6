"""A rate that looks at how training goes, rather than at the number of steps."""

from dataclasses import dataclass, field, fields
from math import inf
from numbers import Real
from typing import Any

from gradschool.settings import Count, Fraction, NotNegative, checked_values, in_order
from gradschool.spellings import Translated


@dataclass(eq=False)
class ReduceOnPlateau(Translated):
    """A rate that falls when a figure has stopped improving, which it is told after each epoch.

    It is the one rate that remembers, so each run needs one of its own.

    Parameters
    ----------
    rate : float
        At the start.
    factor : float, default 0.1
        What the rate is multiplied by.
    patience : int, default 10
        Epochs without improvement that are borne; the next one makes the rate fall.
    improvement : float, default 0
        By how much the figure must fall below the best one to count as better.
    lowest : float, default 0
        The rate goes no further down.

    Examples
    --------
    >>> rate = ReduceOnPlateau(0.1, factor=0.5, patience=1)
    >>> for loss in (2.0, 1.0, 1.1, 1.2):
    ...     rate.observe(loss)
    >>> rate(100)
    0.05
    """

    rate: NotNegative
    factor: Fraction = 0.1
    patience: Count = 10
    improvement: NotNegative = 0.0
    lowest: NotNegative = 0.0
    state: dict[str, Any] = field(init=False, repr=False)
    """The rate now, the best figure, and the epochs since: numbers for a checkpoint, which may be put back."""
    run: object = field(default=None, init=False, repr=False)
    """What stands for the training run that tells it figures; None before the first."""
    table = __package__

    def __post_init__(self) -> None:
        settings = [each for each in fields(self) if each.init]
        values = {each.name: getattr(self, each.name) for each in settings}
        vars(self).update(checked_values("ReduceOnPlateau", {each.name: each.type for each in settings}, values))
        in_order("ReduceOnPlateau", lowest=self.lowest, rate=self.rate)
        self.state = self._fresh()

    def _fresh(self) -> dict[str, Any]:
        return {"rate": self.rate, "best": inf, "waited": 0}

    @property
    def watched(self) -> bool:
        """Whether it was told a figure; then its rate and its best belong to that run, and a trainer of another
        refuses it."""
        return self.state != self._fresh()

    def __call__(self, steps: int) -> float:
        """Return the rate now, whatever the number of steps."""
        return float(self.state["rate"])

    def observe(self, value: float) -> None:
        """Take in an epoch's figure, of which less is better (a loss; minus an accuracy); NaN is no improvement."""
        if isinstance(value, bool) or not (isinstance(value, Real) or getattr(value, "ndim", None) == 0):
            raise TypeError(f"ReduceOnPlateau: value is {value!r}; tell it a number, such as the validation loss")
        if value < self.state["best"] - self.improvement:
            self.state |= {"best": float(value), "waited": 0}
            return
        self.state["waited"] += 1
        if self.state["waited"] > self.patience:
            self.state |= {"rate": max(self.state["rate"] * self.factor, self.lowest), "waited": 0}
