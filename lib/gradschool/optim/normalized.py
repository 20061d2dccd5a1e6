"""Rules that keep the direction of the momentum and drop its size: Lion for each weight, Muon for each matrix."""

from dataclasses import KW_ONLY, dataclass
from typing import Any, ClassVar

from gradschool.backend import array_namespace
from gradschool.backend.arrays import Array
from gradschool.backend.elementwise import sign
from gradschool.optim.optimizer import Optimizer, State
from gradschool.settings import NotNegative, Positive, Rate, Share


@dataclass(frozen=True)
class Lion(Optimizer):
    """Lion (Chen et al. 2023, algorithm 2): the sign of a momentum, so that every weight moves equally far.

        c = beta1 m + (1 - beta1) g
        w = w - lr (sign(c) + weight_decay w)
        m = beta2 m + (1 - beta2) g

    Parameters
    ----------
    lr : float or schedule, default 0.0001
        The length of every weight's step. The paper takes a third to a tenth of AdamW's rate.
    beta1, beta2 : float, default 0.9 and 0.99
        Share of the momentum in the step, and share of it that is kept.
    weight_decay : float, default 0
        Share of a weight lost a step, over the learning rate. The paper takes 3 to 10 times AdamW's.

    Examples
    --------
    >>> import numpy as np
    >>> optimizer, w = Lion(lr=0.1), np.array([1.0, -1.0, 0.5])
    >>> optimizer.step(w, np.array([1e-3, -50.0, 0.0]), optimizer.start(w))[0]
    array([ 0.9, -0.9,  0.5])
    """

    lr: Rate = 1e-4
    _: KW_ONLY
    beta1: Share = 0.9
    beta2: Share = 0.99
    weight_decay: NotNegative = 0.0
    slots: ClassVar[tuple[str, ...]] = ("m",)

    @staticmethod
    def rule(w: Any, g: Any, m: Any, *, lr: float, beta1: float, beta2: float, weight_decay: float) -> tuple[Any, ...]:
        c = beta1 * m + (1 - beta1) * g
        return w - lr * (sign(c) + weight_decay * w), beta2 * m + (1 - beta2) * g


@dataclass(frozen=True)
class Muon(Optimizer):
    """Muon (Jordan et al. 2024): the momentum of a matrix, with its singular values brought near 1.

        v = mu v + g
        w = (1 - lr weight_decay) w - lr sqrt(max(1, fan_out / fan_in)) O(g + mu v)

    ``O`` is `orthogonalized`. Muon is for the matrices inside a network. Give biases, norms, filters and the first and
    last layer to AdamW, in a group of their own.

    Parameters
    ----------
    lr : float or schedule, default 0.02
        Learning rate.
    mu : float, default 0.95
        Share of the velocity that is kept.
    nesterov : bool, default True
        Whether the step is made of ``g + mu v`` rather than of ``v``.
    weight_decay : float, default 0
        Share of a weight lost a step, over the learning rate; PyTorch's default is 0.1.
    eps : float, default 1e-7
        Keeps a gradient of zeros from being divided by its norm.

    Raises
    ------
    ValueError
        If what it is to start on is no matrix.

    Examples
    --------
    A step is about as long in every direction, however lopsided the gradient:

    >>> import numpy as np
    >>> optimizer, w = Muon(lr=1.0), np.zeros((2, 2))
    >>> w, state = optimizer.step(w, np.diag([100.0, 1.0]), optimizer.start(w))
    >>> bool(0.5 < -w[1, 1] < 1.3), bool(0.5 < -w[0, 0] < 1.3)
    (True, True)
    """

    lr: Rate = 0.02
    _: KW_ONLY
    mu: Share = 0.95
    nesterov: bool = True
    weight_decay: NotNegative = 0.0
    eps: Positive = 1e-7
    slots: ClassVar[tuple[str, ...]] = ("v",)
    shaped: ClassVar[bool] = True

    def start(self, w: Array) -> State:
        """Return the state before the first step, for a matrix of shape (fan_in, fan_out)."""
        if len(w.shape) != 2:
            raise ValueError(
                f"Muon steps matrices, and these weights have shape {tuple(w.shape)}; "
                "put biases, norms and filters in a group of their own, under AdamW"
            )
        return super().start(w)

    def numbers(self, steps: int) -> dict[str, Any]:
        """Return the numbers, and whether to look ahead."""
        return super().numbers(steps) | {"nesterov": self.nesterov}

    @staticmethod
    def rule(
        w: Any, g: Any, v: Any, *, lr: float, mu: float, weight_decay: float, eps: float, nesterov: bool
    ) -> tuple[Any, ...]:
        v = mu * v + g
        fan_in, fan_out = w.shape
        step = orthogonalized(g + mu * v if nesterov else v, eps)
        return (1 - lr * weight_decay) * w - lr * max(1.0, fan_out / fan_in) ** 0.5 * step, v


def orthogonalized(matrix: Array, eps: float = 1e-7) -> Array:
    """Return a matrix with the same singular vectors, and singular values between 0.68 and 1.21.

    Five Newton-Schulz steps ``x = a x + (b y + c y^2) x``, ``y = x x^T``, with the coefficients of Jordan et al. 2024,
    which trade an exact 1 for few steps. A singular value below 0.002 of the norm stays smaller.

    Parameters
    ----------
    matrix : array, shape (n, m)
    eps : float, default 1e-7
        Added to the norm that the matrix is divided by first, so that zeros stay zeros.
    """
    xp = array_namespace(matrix)
    x = matrix.T if matrix.shape[0] > matrix.shape[1] else matrix
    x = x / (xp.linalg.vector_norm(x) + eps)
    for _ in range(5):
        y = x @ x.T
        x = 3.4445 * x + (-4.7750 * y + 2.0315 * (y @ y)) @ x
    return x.T if matrix.shape[0] > matrix.shape[1] else x
