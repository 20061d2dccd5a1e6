"""Gradient descent and its momentum family: rules whose steps are linear in the gradients seen.

Weight decay is that of an L2 penalty, as in PyTorch's SGD: ``weight_decay w`` joins the gradient.
"""

from dataclasses import KW_ONLY, dataclass
from typing import Any, ClassVar, Literal

from gradschool.backend.arrays import Array
from gradschool.optim.optimizer import Optimizer, State
from gradschool.settings import NotNegative, Share


@dataclass(frozen=True)
class SGD(Optimizer):
    """Gradient descent (Robbins and Monro 1951, where `g` is a noisy gradient).

        w = w - lr g

    Parameters
    ----------
    lr : float or schedule
        Learning rate. On a quadratic it must stay below 2 over the largest curvature.
    weight_decay : float, default 0
        Strength of the L2 penalty.

    Examples
    --------
    >>> import numpy as np
    >>> optimizer, w = SGD(lr=0.5), np.array([4.0])
    >>> optimizer.step(w, w, optimizer.start(w))[0]
    array([2.])
    """

    _: KW_ONLY
    weight_decay: NotNegative = 0.0

    @staticmethod
    def rule(w: Any, g: Any, *, lr: float, weight_decay: float) -> tuple[Any, ...]:
        return ((1 - lr * weight_decay) * w - lr * g,)


@dataclass(frozen=True)
class Momentum(Optimizer):
    """Gradient descent with momentum (Polyak 1964, eq. 9), in one of three conventions.

    ``"gradient"``, of this course and PyTorch:

        v = mu v + g
        w = w - lr v

    ``"step"`` (Sutskever et al. 2013, eqs. 1 and 2):

        v = mu v - lr g
        w = w + v

    ``"descent"``:

        v = mu v + lr g
        w = w - v

    With a constant rate all three take the same steps. When the rate changes, the first applies the new rate to all
    past gradients at once, the other two to new gradients alone.

    Parameters
    ----------
    lr : float or schedule
        Learning rate.
    mu : float, default 0.9
        Share of the velocity that is kept.
    convention : {"gradient", "step", "descent"}, default "gradient"
        What the velocity holds.
    weight_decay : float, default 0
        Strength of the L2 penalty.

    Examples
    --------
    >>> import numpy as np
    >>> optimizer, w = Momentum(lr=0.1), np.array([1.0])
    >>> state = optimizer.start(w)
    >>> for _ in range(2):
    ...     w, state = optimizer.step(w, np.array([1.0]), state)
    >>> w.round(4)
    array([0.71])
    """

    _: KW_ONLY
    mu: Share = 0.9
    convention: Literal["gradient", "step", "descent"] = "gradient"
    weight_decay: NotNegative = 0.0
    slots: ClassVar[tuple[str, ...]] = ("v",)

    def numbers(self, steps: int) -> dict[str, Any]:
        """Return the numbers and the convention."""
        return super().numbers(steps) | {"convention": self.convention}

    @staticmethod
    def rule(w: Any, g: Any, v: Any, *, lr: float, mu: float, weight_decay: float, convention: str) -> tuple[Any, ...]:
        g = g + weight_decay * w
        if convention == "gradient":
            v = mu * v + g
            return w - lr * v, v
        if convention == "step":
            v = mu * v - lr * g
            return w + v, v
        v = mu * v + lr * g
        return w - v, v


@dataclass(frozen=True)
class Nesterov(Optimizer):
    """Nesterov's accelerated gradient (Nesterov 1983; Sutskever et al. 2013, eqs. 3 and 4), in one of two forms.

    ``"look-ahead"`` takes the gradient where the velocity alone would lead, ``g`` at ``w - lr mu v`` (ask
    `gradient_point`):

        v = mu v + g
        w = w - lr v

    ``"shifted"`` keeps the look-ahead point itself as the weights, so that the gradient is taken at `w` (Bengio et al.
    2013, eqs. 6 and 7; PyTorch). With a constant rate its weights are the look-ahead points of the first form.

        v = mu v + g
        w = w - lr (g + mu v)

    Parameters
    ----------
    lr : float or schedule
        Learning rate.
    mu : float, default 0.9
        Share of the velocity that is kept.
    form : {"shifted", "look-ahead"}, default "shifted"
        Which weights are kept.
    weight_decay : float, default 0
        Strength of the L2 penalty.
    """

    _: KW_ONLY
    mu: Share = 0.9
    form: Literal["shifted", "look-ahead"] = "shifted"
    weight_decay: NotNegative = 0.0
    slots: ClassVar[tuple[str, ...]] = ("v",)

    def gradient_point(self, w: Array, state: State) -> Array:
        """Return the look-ahead point, or `w` where the weights are look-ahead points already."""
        if self.form == "shifted":
            return w
        return w - self.rate(state["steps"]) * self.mu * state["v"]

    def numbers(self, steps: int) -> dict[str, Any]:
        """Return the numbers and the form."""
        return super().numbers(steps) | {"form": self.form}

    @staticmethod
    def rule(w: Any, g: Any, v: Any, *, lr: float, mu: float, weight_decay: float, form: str) -> tuple[Any, ...]:
        if form == "look-ahead":
            v = mu * v + g + weight_decay * (w - lr * mu * v)
            return w - lr * v, v
        g = g + weight_decay * w
        v = mu * v + g
        return w - lr * (g + mu * v), v
