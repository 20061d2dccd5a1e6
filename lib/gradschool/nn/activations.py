"""Activation functions with their derivatives, one pair a family: value from the input, gradient from the upstream.

Each ``name(x)`` returns an array of the shape and dtype of `x`; each ``name_backward(upstream, x, y)`` returns the
gradient of the loss with respect to `x`, given the gradient with respect to ``y = name(x)``.

>>> import numpy as np
>>> from gradschool.nn import activations
>>> x = np.array([-2.0, 0.0, 3.0])
>>> y = activations.relu(x)
>>> activations.relu_backward(np.ones(3), x, y)
array([0., 0., 1.])
"""

from gradschool.backend import array_namespace
from gradschool.backend.arrays import Array

SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805
"""The constants of Klambauer et al. 2017, section 2: mean 0 and variance 1 are a fixed point."""


def identity(x: Array) -> Array:
    """Return the input: what a network without activations computes is linear."""
    return x


def identity_backward(upstream: Array, x: Array, y: Array) -> Array:
    """Return the upstream gradient."""
    return upstream


def sigmoid(x: Array) -> Array:
    """Return ``1 / (1 + exp(-x))``, by a form that never overflows."""
    xp = array_namespace(x)
    return 0.5 * (1 + xp.tanh(0.5 * x))


def sigmoid_backward(upstream: Array, x: Array, y: Array) -> Array:
    """Return ``upstream y (1 - y)``: at most a quarter of the upstream, and next to nothing far out."""
    return upstream * (y * (1 - y))


def tanh(x: Array) -> Array:
    """Return the hyperbolic tangent: a sigmoid centered on zero."""
    return array_namespace(x).tanh(x)


def tanh_backward(upstream: Array, x: Array, y: Array) -> Array:
    """Return ``upstream (1 - y^2)``."""
    return upstream * (1 - y * y)


def relu(x: Array) -> Array:
    """Return ``max(x, 0)`` (Nair and Hinton 2010)."""
    return array_namespace(x).maximum(x, 0.0)


def relu_backward(upstream: Array, x: Array, y: Array) -> Array:
    """Return the upstream where `x` is positive, 0 elsewhere (at 0 too)."""
    xp = array_namespace(upstream, y)
    dx = xp.astype(y > 0, upstream.dtype)
    dx *= upstream
    return dx


def leaky_relu(x: Array, slope: float = 0.01) -> Array:
    """Return `x` where positive, ``slope x`` elsewhere (Maas, Hannun and Ng 2013)."""
    return array_namespace(x).where(x > 0, x, slope * x)


def leaky_relu_backward(upstream: Array, x: Array, y: Array, slope: float = 0.01) -> Array:
    """Return the upstream where `x` is positive, ``slope`` times it elsewhere."""
    return array_namespace(upstream, x).where(x > 0, upstream, slope * upstream)


def prelu(x: Array, slope: Array) -> Array:
    """Return `x` where positive, ``slope x`` elsewhere, with a learned slope a channel (He et al. 2015, eq. 1).

    Parameters
    ----------
    x : array, shape (batch, channels, ...)
    slope : array, shape (channels,)
    """
    return array_namespace(x, slope).where(x > 0, x, _by_channel(slope, x) * x)


def prelu_backward(upstream: Array, x: Array, slope: Array) -> tuple[Array, Array]:
    """Return the gradients with respect to `x` and to the slope (He et al. 2015, eqs. 2 and 3)."""
    xp = array_namespace(upstream, x, slope)
    dx = xp.where(x > 0, upstream, _by_channel(slope, x) * upstream)
    axes = tuple(i for i in range(x.ndim) if i != 1)
    return dx, xp.sum(upstream * xp.minimum(x, 0.0), axis=axes)


def _by_channel(v: Array, x: Array) -> Array:
    return array_namespace(v).reshape(v, (1, -1, *(1,) * (x.ndim - 2)))


def elu(x: Array, alpha: float = 1.0) -> Array:
    """Return `x` where positive, ``alpha (exp(x) - 1)`` elsewhere (Clevert, Unterthiner and Hochreiter 2016)."""
    xp = array_namespace(x)
    return xp.where(x > 0, x, alpha * xp.expm1(xp.minimum(x, 0.0)))


def elu_backward(upstream: Array, x: Array, y: Array, alpha: float = 1.0) -> Array:
    """Return the upstream where `x` is positive, ``upstream (y + alpha)`` elsewhere."""
    return array_namespace(upstream, x, y).where(x > 0, upstream, upstream * (y + alpha))


def selu(x: Array) -> Array:
    """Return a scaled ELU that keeps mean 0 and variance 1 (Klambauer et al. 2017, eq. 2)."""
    return SELU_SCALE * elu(x, SELU_ALPHA)


def selu_backward(upstream: Array, x: Array, y: Array) -> Array:
    """Return the gradient of `selu`."""
    return SELU_SCALE * elu_backward(upstream, x, y / SELU_SCALE, SELU_ALPHA)


def swish(x: Array, beta: float = 1.0) -> Array:
    """Return ``x sigmoid(beta x)`` (Ramachandran, Zoph and Le 2017)."""
    return x * sigmoid(beta * x)


def swish_backward(upstream: Array, x: Array, y: Array, beta: float = 1.0) -> Array:
    """Return ``upstream (beta y + sigmoid(beta x) (1 - beta y))``."""
    return upstream * (beta * y + sigmoid(beta * x) * (1 - beta * y))


def softplus(x: Array) -> Array:
    """Return ``log(1 + exp(x))``, by a form that never overflows (Dugas et al. 2001)."""
    xp = array_namespace(x)
    return xp.maximum(x, 0.0) + xp.log1p(xp.exp(-xp.abs(x)))


def softplus_backward(upstream: Array, x: Array, y: Array) -> Array:
    """Return ``upstream sigmoid(x)``."""
    return upstream * sigmoid(x)


def softmax(x: Array) -> Array:
    """Return each row's exponentials over their sum, shifted by the row's maximum so that none overflows.

    Parameters
    ----------
    x : array, shape (batch, classes)
    """
    xp = array_namespace(x)
    exponentials = xp.exp(x - xp.max(x, axis=-1, keepdims=True))
    return exponentials / xp.sum(exponentials, axis=-1, keepdims=True)


def softmax_backward(upstream: Array, x: Array, y: Array) -> Array:
    """Return ``y (upstream - sum(upstream y))``: the classes of a row share one gradient."""
    xp = array_namespace(upstream, y)
    return y * (upstream - xp.sum(upstream * y, axis=-1, keepdims=True))


def maxout(x: Array, pieces: int) -> Array:
    """Return the largest of each group of `pieces` neighboring features (Goodfellow et al. 2013, eq. 2).

    Parameters
    ----------
    x : array, shape (batch, features * pieces)
    pieces : int

    Returns
    -------
    array, shape (batch, features)
    """
    xp = array_namespace(x)
    return xp.max(_in_groups(x, pieces), axis=-1)


def maxout_backward(upstream: Array, x: Array, pieces: int) -> Array:
    """Return the gradient with respect to `x`: each upstream goes to its group's largest (the first of equals)."""
    xp = array_namespace(upstream, x)
    groups = _in_groups(x, pieces)
    winner = xp.argmax(groups, axis=-1)
    index = xp.reshape(xp.arange(pieces, device=groups.device), (1, 1, -1))
    mask = xp.astype(index == winner[..., None], upstream.dtype)
    return xp.reshape(mask * upstream[..., None], x.shape)


def _in_groups(x: Array, pieces: int) -> Array:
    batch, features = x.shape
    if features % pieces:
        raise ValueError(f"maxout: {features} features do not divide into groups of {pieces}")
    return array_namespace(x).reshape(x, (batch, features // pieces, pieces))
