"""Twelve faults that make a training run sick, and two runs that only look so: how each is set up.

`gradschool.experiments.clinic` runs them, and there every fault is a line or two. Whoever reads on sees each cause.

>>> from gradschool.experiments.illnesses import ILLNESSES
>>> ILLNESSES["dead units"].bias
-12.0
"""

from dataclasses import dataclass

__all__ = ["ILLNESSES", "LOOKALIKES", "Condition", "condition"]


@dataclass(frozen=True)
class Condition:
    """How a run is set up; the defaults are healthy.

    Attributes
    ----------
    rate, gain, bias : float
        Learning rate; factor on He's first weights; what all hidden biases begin with.
    hidden, examples : int
        Hidden units, and digits to learn from.
    wrong : float
        Share of the training labels that are drawn by lot.
    by_lot : bool
        Labels shuffled against their images, in training and in validation.
    copies : int
        Noisy copies of each digit, made before the digits are split into training and validation.
    unfit_mode : bool
        Batch normalization of the hidden layer whose running averages nobody updates: at test time they are still 0
        and 1, so there nothing is normalized.
    ordered : bool
        The digits are never shuffled: they come class by class.
    backward : bool
        The gradient of the hidden layer has the wrong sign.
    spike : int
        At this update one batch has pixels from 0 to 255.
    drop : int
        After this update the rate is a tenth.
    """

    rate: float = 0.1
    gain: float = 1.0
    bias: float = 0.0
    hidden: int = 32
    examples: int = 800
    wrong: float = 0.0
    by_lot: bool = False
    copies: int = 1
    unfit_mode: bool = False
    ordered: bool = False
    backward: bool = False
    spike: int = 0
    drop: int = 0


ILLNESSES: dict[str, Condition] = {
    "learning rate too high": Condition(rate=1.6),
    "learning rate too low": Condition(rate=0.0003),
    "dead units": Condition(bias=-12.0),
    "saturated start": Condition(gain=12.0, rate=0.002),
    "labels shuffled": Condition(by_lot=True, hidden=200, examples=200, rate=0.3),
    "split that leaks": Condition(copies=8, examples=640, hidden=200, rate=0.3),
    "training and test mode confused": Condition(unfit_mode=True),
    "data not shuffled": Condition(ordered=True),
    "bug in the gradient": Condition(backward=True),
    "overfitting": Condition(examples=100, hidden=200, rate=0.3, wrong=0.2),
    "underfitting": Condition(hidden=2),
    "spike": Condition(spike=150),
}
"""What makes each run sick."""

LOOKALIKES = {"healthy": Condition(), "step of the schedule": Condition(rate=0.8, drop=300)}
"""Runs that nothing is wrong with."""


def condition(name: str) -> Condition:
    """Return the set-up of an illness, or of a run that only looks like one.

    Raises
    ------
    ValueError
        If there is none of this name.
    """
    known = LOOKALIKES | ILLNESSES
    if name not in known:
        raise ValueError(f"there is no illness {name!r}; take one of {', '.join(known)}")
    return known[name]
