"""Rules that give every weight a step size of its own, from the gradients that it has seen.

Epsilon stands outside the root, ``sqrt(s) + eps``, but in Adadelta, whose paper needs it inside.

A squared gradient is multiplied from the left, ``(1 - rho) g g``, so that it is infinite only where the average would
be: in float32 with a share of 0.999 from gradients of 6e20 on, where ``(1 - rho) g^2`` gives up at 2e19. AdaGrad's sum
has no such factor and ends at 2e19.
"""

from dataclasses import KW_ONLY, dataclass
from typing import Any, ClassVar

from gradschool.backend.elementwise import sqrt
from gradschool.optim.optimizer import Optimizer
from gradschool.settings import NotNegative, Positive, Rate, Share


@dataclass(frozen=True)
class AdaGrad(Optimizer):
    """AdaGrad (Duchi, Hazan and Singer 2011, eq. 1 with the diagonal of their section 1.3).

        s = s + g^2
        w = w - lr g / (sqrt(s) + eps)

    The sum only grows, so the steps only shrink.

    Parameters
    ----------
    lr : float or schedule, default 0.01
        Learning rate.
    eps : float, default 1e-10
        Keeps the division finite.
    """

    lr: Rate = 0.01
    _: KW_ONLY
    eps: Positive = 1e-10
    slots: ClassVar[tuple[str, ...]] = ("s",)

    @staticmethod
    def rule(w: Any, g: Any, s: Any, *, lr: float, eps: float) -> tuple[Any, ...]:
        s = s + g**2
        return w - lr * g / (sqrt(s) + eps), s


@dataclass(frozen=True)
class RMSProp(Optimizer):
    """RMSProp, an AdaGrad that forgets (Tieleman and Hinton 2012, lecture 6e).

        s = rho s + (1 - rho) g^2
        w = w - lr g / (sqrt(s) + eps)

    Parameters
    ----------
    lr : float or schedule, default 0.01
        Learning rate.
    rho : float, default 0.99
        Share of the average that is kept.
    eps : float, default 1e-8
        Keeps the division finite.
    """

    lr: Rate = 0.01
    _: KW_ONLY
    rho: Share = 0.99
    eps: Positive = 1e-8
    slots: ClassVar[tuple[str, ...]] = ("s",)

    @staticmethod
    def rule(w: Any, g: Any, s: Any, *, lr: float, rho: float, eps: float) -> tuple[Any, ...]:
        s = rho * s + (1 - rho) * g * g
        return w - lr * g / (sqrt(s) + eps), s


@dataclass(frozen=True)
class Adadelta(Optimizer):
    """Adadelta (Zeiler 2012, algorithm 1): the step in the units of the weights, without a rate of its own.

        s = rho s + (1 - rho) g^2
        step = sqrt(d + eps) / sqrt(s + eps) g
        d = rho d + (1 - rho) step^2
        w = w - lr step

    Epsilon stands inside the roots, as in the paper: there it is what the first step is made of.

    Parameters
    ----------
    lr : float or schedule, default 1
        Factor on the step; the paper has none.
    rho : float, default 0.9
        Share of the averages that is kept.
    eps : float, default 1e-6
        Starts the process and keeps the division finite.
    """

    lr: Rate = 1.0
    _: KW_ONLY
    rho: Share = 0.9
    eps: Positive = 1e-6
    slots: ClassVar[tuple[str, ...]] = ("s", "d")

    @staticmethod
    def rule(w: Any, g: Any, s: Any, d: Any, *, lr: float, rho: float, eps: float) -> tuple[Any, ...]:
        s = rho * s + (1 - rho) * g * g
        step = sqrt(d + eps) / sqrt(s + eps) * g
        return w - lr * step, s, rho * d + (1 - rho) * step * step


@dataclass(frozen=True)
class Adam(Optimizer):
    """Adam (Kingma and Ba 2015, algorithm 1).

        m = beta1 m + (1 - beta1) g
        s = beta2 s + (1 - beta2) g^2
        m_hat = m / (1 - beta1^t)
        s_hat = s / (1 - beta2^t)
        w = w - lr m_hat / (sqrt(s_hat) + eps)

    The steps ``t`` are counted from 1. The code folds the corrections into rate and epsilon, as the paper's section 2
    does, with epsilon scaled so that the numbers stay those of algorithm 1.

    Parameters
    ----------
    lr : float or schedule, default 0.001
        Learning rate.
    beta1, beta2 : float, default 0.9 and 0.999
        Shares of the moments that are kept.
    eps : float, default 1e-8
        Keeps the division finite.
    correct_bias : bool, default True
        Whether to divide by ``1 - beta^t``; without it the first steps are far too long: ``m`` starts at a tenth
        of the gradient but ``sqrt(s)`` at a thirtieth.

    Examples
    --------
    The first step is as long as the rate, whatever the gradient's size:

    >>> import numpy as np
    >>> optimizer, w = Adam(lr=0.1), np.array([1.0, -1.0])
    >>> w, state = optimizer.step(w, np.array([1e-3, -50.0]), optimizer.start(w))
    >>> w.round(4)
    array([ 0.9, -0.9])
    """

    lr: Rate = 1e-3
    _: KW_ONLY
    beta1: Share = 0.9
    beta2: Share = 0.999
    eps: Positive = 1e-8
    correct_bias: bool = True
    slots: ClassVar[tuple[str, ...]] = ("m", "s")

    def numbers(self, steps: int) -> dict[str, Any]:
        """Return the betas, and rate and epsilon with the bias corrections folded in."""
        first = 1 - self.beta1**steps if self.correct_bias else 1.0
        second = 1 - self.beta2**steps if self.correct_bias else 1.0
        return {
            "lr": self.rate(steps - 1) * second**0.5 / first,
            "beta1": self.beta1,
            "beta2": self.beta2,
            "eps": self.eps * second**0.5,
        }

    @staticmethod
    def rule(w: Any, g: Any, m: Any, s: Any, *, lr: float, beta1: float, beta2: float, eps: float) -> tuple[Any, ...]:
        m = beta1 * m + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g * g
        return w - lr * (m / (sqrt(s) + eps)), m, s


@dataclass(frozen=True)
class AdamW(Adam):
    """Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2).

        w = (1 - lr weight_decay) w - lr m_hat / (sqrt(s_hat) + eps)

    The weights shrink before Adam's step, so the decay is not divided by ``sqrt(s)``.

    Parameters
    ----------
    weight_decay : float, default 0.01
        Share of a weight lost a step, over the learning rate (PyTorch's scale; the paper has a factor of its own).
    """

    _: KW_ONLY
    weight_decay: NotNegative = 0.01

    def numbers(self, steps: int) -> dict[str, Any]:
        """Return Adam's numbers and the share of a weight that is kept."""
        return super().numbers(steps) | {"keep": 1 - self.rate(steps - 1) * self.weight_decay}

    @staticmethod
    def rule(
        w: Any, g: Any, m: Any, s: Any, *, lr: float, beta1: float, beta2: float, eps: float, keep: float = 1.0
    ) -> tuple[Any, ...]:
        return Adam.rule(keep * w, g, m, s, lr=lr, beta1=beta1, beta2=beta2, eps=eps)
