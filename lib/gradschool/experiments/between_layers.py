"""What stands between a layer's weights and its ReLU in `side_by_side`: a normalization of some kind, or biases alone.

Arrays have the shape (networks, batch, units), and scale and shift the shape (networks, 1, units).

>>> import numpy as np
>>> from gradschool.experiments.between_layers import normalized
>>> z = np.array([[[1.0, 5.0], [3.0, 5.0]]])
>>> y, (mean, variance), cache = normalized("batch", z, np.ones((1, 1, 2)), np.zeros((1, 1, 2)))
>>> y.round(3).tolist(), mean.tolist()
([[[-1.0, 0.0], [1.0, 0.0]]], [[[2.0, 5.0]]])
"""

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import numpy as np

from gradschool.nn.layernorm import layernorm_backward, layernorm_forward, rmsnorm_backward, rmsnorm_forward

Pair = tuple[np.ndarray, np.ndarray]


class Own(NamedTuple):
    """A batch normalization of the reader's own, on arrays of shape (batch, features).

    Attributes
    ----------
    forward : callable
        ``forward(x, scale, shift)`` returns the output, and the batch's mean and variance of each feature.
    backward : callable
        ``backward(upstream, x, scale)`` returns the gradients with respect to x, scale, and shift.
    """

    forward: Callable[..., Any]
    backward: Callable[..., Any]


Kind = Literal["batch", "layer", "rms"] | Own | None


def normalized(kind: Kind, z: np.ndarray, scale: np.ndarray, shift: np.ndarray) -> tuple[np.ndarray, Pair | None, Any]:
    """Return what the ReLU gets in training, the batch's mean and variance if the kind takes them, and a cache."""
    if kind is None:
        return z + shift, None, None
    if isinstance(kind, Own):
        x = _beside(z)
        y, mean, variance = kind.forward(x, scale.ravel(), shift.ravel())
        return _apart(y, z), (mean.reshape(scale.shape), variance.reshape(scale.shape)), x
    along = z.swapaxes(1, 2) if kind == "batch" else z  # batch normalization is that of layers, along the batch
    ones = np.ones(along.shape[-1], z.dtype)
    xhat, cache = rmsnorm_forward(along, ones) if kind == "rms" else layernorm_forward(along, ones, 0 * ones)
    if kind != "batch":
        return xhat * scale + shift, None, (xhat, cache)
    xhat = xhat.swapaxes(1, 2)
    return xhat * scale + shift, (z.mean(axis=1, keepdims=True), z.var(axis=1, keepdims=True)), (xhat, cache)


def differentiated(
    kind: Kind, upstream: np.ndarray, scale: np.ndarray, cache: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the gradients with respect to z, scale, and shift."""
    dshift = upstream.sum(axis=1, keepdims=True)
    if kind is None:
        return upstream, 0 * scale, dshift
    if isinstance(kind, Own):
        dx, dscale, dshift = kind.backward(_beside(upstream), cache, scale.ravel())
        return _apart(dx, upstream), dscale.reshape(scale.shape), dshift.reshape(scale.shape)
    xhat, left = cache
    dscale, slopes = (upstream * xhat).sum(axis=1, keepdims=True), upstream * scale
    if kind == "batch":
        return layernorm_backward(slopes.swapaxes(1, 2), left)[0].swapaxes(1, 2), dscale, dshift
    return (layernorm_backward if kind == "layer" else rmsnorm_backward)(slopes, left)[0], dscale, dshift


def _beside(z: np.ndarray) -> np.ndarray:
    """Put the features of all networks beside each other, (batch, networks times features)."""
    return np.ascontiguousarray(z.swapaxes(0, 1)).reshape(z.shape[1], -1)


def _apart(y: np.ndarray, like: np.ndarray) -> np.ndarray:
    networks, batch, features = like.shape
    return np.asarray(y).reshape(batch, networks, features).swapaxes(0, 1)
