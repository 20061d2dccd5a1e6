"""SwiGLU, one half of the features gated by the other (Shazeer 2020): a pair of functions, and the module over them."""

from gradschool.backend import Generator, array_namespace
from gradschool.backend.arrays import Array, floating
from gradschool.nn.activations import swish, swish_backward
from gradschool.nn.module import Module


def swiglu(x: Array) -> Array:
    """Return ``swish(first) * second``, of the first and the second half of the features.

    The paper's ``swish(x W) * (x V)`` (eq. 5) is this after one dense layer that holds W and V side by side.

    Parameters
    ----------
    x : array, shape (..., 2 features)

    Returns
    -------
    array, shape (..., features)

    Examples
    --------
    >>> import numpy as np
    >>> swiglu(np.array([[0.0, 100.0, 7.0, 3.0]])).tolist()
    [[0.0, 300.0]]
    """
    gate, value = _halves(x)
    return swish(gate) * value


def swiglu_backward(upstream: Array, x: Array) -> Array:
    """Return the gradient with respect to `x`, gates first."""
    xp = array_namespace(upstream, x)
    gate, value = _halves(x)
    opened = swish(gate)
    return xp.concat([swish_backward(upstream * value, gate, opened), upstream * opened], axis=-1)


def _halves(x: Array) -> tuple[Array, Array]:
    features, odd = divmod(floating(x, "the input of SwiGLU").shape[-1], 2)
    if odd:
        raise ValueError(f"SwiGLU: {x.shape[-1]} features do not divide into gates and values; give an even number")
    return x[..., :features], x[..., features:]


class SwiGLU(Module):
    """One half of the features, gated by the other (Shazeer 2020), as in many language models.

        y = swish(first) * second

    It halves the features: ``Dense(64, 2 * 96, bias=False), SwiGLU(), Dense(96, 64, bias=False)`` is the paper's block.
    """

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Gate one half by the other."""
        self._cache = self.accept(x)
        return swiglu(x)

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Return the gradient of both halves."""
        return swiglu_backward(upstream, self.remembered())
