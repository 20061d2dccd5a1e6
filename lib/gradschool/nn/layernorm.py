"""Layer, RMS and group normalization: one family, which normalizes each example by itself.

Neither looks at the rest of the batch, so all do the same in training and at test time, and work for a batch of one.
"""

from math import prod
from typing import Any

from gradschool.backend import Generator, array_namespace
from gradschool.backend.arrays import Array, floating, floating_namespace
from gradschool.nn.given import left_by, one_each, with_axes
from gradschool.nn.module import Module
from gradschool.settings import number, whole


def _normalize(rows: Array, eps: float, centered: bool) -> tuple[Array, Array]:
    """Return each row less its mean (if centered) over its root mean square, and the inverse of that root."""
    xp = array_namespace(rows)
    if centered:
        rows = rows - xp.mean(rows, axis=-1, keepdims=True)
    inverse = 1 / xp.sqrt(xp.mean(rows * rows, axis=-1, keepdims=True) + eps)
    return rows * inverse, inverse


def _differentiate(slopes: Array, normalized: Array, inverse: Array, centered: bool) -> Array:
    """Return the gradient with respect to the rows: neither their length nor, if centered, their mean can be moved."""
    xp = array_namespace(slopes, normalized)
    slopes = slopes - normalized * xp.mean(slopes * normalized, axis=-1, keepdims=True)
    if centered:
        slopes = slopes - xp.mean(slopes, axis=-1, keepdims=True)
    return slopes * inverse


def _last_axis(what: str, x: Array, eps: float, **each: Array) -> None:
    """Refuse what has no features in its last axis, or arrays without one value for each."""
    floating_namespace(**{"x": floating(x, f"{what}: x")}, **each)
    if x.ndim == 0:
        raise ValueError(f"{what}: x has shape (); it must be (..., features)")
    one_each(what, x.shape[-1], **each)
    number(what, "eps", eps, 0, 1)


def layernorm_forward(x: Array, scale: Array, shift: Array, *, eps: float = 1e-5) -> tuple[Array, Any]:
    """Normalize each example's features to mean 0 and variance 1 (Ba, Kiros and Hinton 2016, eq. 3).

    Parameters
    ----------
    x : array, shape (..., features)
    scale, shift : array, shape (features,)
        The paper's gain and bias.
    eps : float, default 1e-5
        Added to the variance.

    Returns
    -------
    y : array, shape of x
    cache : tuple
        What `layernorm_backward` needs.
    """
    _last_axis("layernorm_forward", x, eps, scale=scale, shift=shift)
    normalized, inverse = _normalize(x, eps, centered=True)
    return normalized * scale + shift, (normalized, inverse, scale)


def layernorm_backward(upstream: Array, cache: Any) -> tuple[Array, Array, Array]:
    """Return the gradients with respect to input, scale and shift."""
    normalized, inverse, scale = left_by("layernorm_forward", cache, upstream)
    with_axes("layernorm_backward", "upstream", upstream, tuple(normalized.shape))
    xp = floating_namespace(x=normalized, upstream=upstream)
    others = tuple(range(upstream.ndim - 1))
    dx = _differentiate(upstream * scale, normalized, inverse, centered=True)
    return dx, xp.sum(upstream * normalized, axis=others), xp.sum(upstream, axis=others)


def rmsnorm_forward(x: Array, scale: Array, *, eps: float = 1e-5) -> tuple[Array, Any]:
    """Divide each example's features by their root mean square (Zhang and Sennrich 2019, eq. 4).

    Layer normalization without mean and shift, which costs less and trains as well.

    Parameters
    ----------
    x : array, shape (..., features)
    scale : array, shape (features,)
        The paper's gain.
    eps : float, default 1e-5
        Added to the mean square.

    Returns
    -------
    y : array, shape of x
    cache : tuple
        What `rmsnorm_backward` needs.
    """
    _last_axis("rmsnorm_forward", x, eps, scale=scale)
    normalized, inverse = _normalize(x, eps, centered=False)
    return normalized * scale, (normalized, inverse, scale)


def rmsnorm_backward(upstream: Array, cache: Any) -> tuple[Array, Array]:
    """Return the gradients with respect to input and scale."""
    normalized, inverse, scale = left_by("rmsnorm_forward", cache, upstream)
    with_axes("rmsnorm_backward", "upstream", upstream, tuple(normalized.shape))
    xp = floating_namespace(x=normalized, upstream=upstream)
    dx = _differentiate(upstream * scale, normalized, inverse, centered=False)
    return dx, xp.sum(upstream * normalized, axis=tuple(range(upstream.ndim - 1)))


def groupnorm_forward(x: Array, scale: Array, shift: Array, groups: int, *, eps: float = 1e-5) -> tuple[Array, Any]:
    """Normalize each example's channels group by group, over the pixels too (Wu and He 2018, eqs. 1 and 7).

    Parameters
    ----------
    x : array, shape (batch, channels, ...)
    scale, shift : array, shape (channels,)
    groups : int
        Must divide the channels. One group is layer normalization of images, as many as channels is instance
        normalization.
    eps : float, default 1e-5
        Added to the variance.

    Returns
    -------
    y : array, shape of x
    cache : tuple
        What `groupnorm_backward` needs.
    """
    xp = floating_namespace(x=x, scale=scale, shift=shift)
    if x.ndim < 2:
        raise ValueError(f"groupnorm_forward: x has shape {tuple(x.shape)}; it must be (batch, channels, ...)")
    channels, *pixels = x.shape[1:]
    one_each("groupnorm_forward", channels, scale=scale, shift=shift)
    number("groupnorm_forward", "eps", eps, 0, 1)
    if channels % whole("groupnorm_forward", "groups", groups):
        raise ValueError(f"group normalization: {channels} channels do not divide into {groups} groups")
    rows, shape = _grouped(x, groups), tuple(x.shape)
    normalized, inverse = _normalize(rows, eps, centered=True)
    across = (1, channels, *(1 for _ in pixels))
    y = xp.reshape(normalized, shape) * xp.reshape(scale, across) + xp.reshape(shift, across)
    return y, (normalized, inverse, xp.reshape(scale, across))


def groupnorm_backward(upstream: Array, cache: Any) -> tuple[Array, Array, Array]:
    """Return the gradients with respect to input, scale and shift."""
    normalized, inverse, scale = left_by("groupnorm_forward", cache, upstream)
    xp = floating_namespace(x=normalized, upstream=upstream)
    shape, others = tuple(upstream.shape), tuple(axis for axis in range(upstream.ndim) if axis != 1)
    rows = _grouped(upstream * scale, normalized.shape[1])
    dx = xp.reshape(_differentiate(rows, normalized, inverse, centered=True), shape)
    return dx, xp.sum(upstream * xp.reshape(normalized, shape), axis=others), xp.sum(upstream, axis=others)


def _grouped(x: Array, groups: int) -> Array:
    """Return shape (batch, groups, channels of a group times pixels)."""
    return array_namespace(x).reshape(x, (x.shape[0], groups, prod(x.shape[1:]) // groups))


class LayerNorm(Module):
    """Layer normalization of the last axis (Ba, Kiros and Hinton 2016); of images, take `GroupNorm` with one group.

        y = scale (x - mean(x)) / sqrt(var(x) + eps) + shift

    Parameters
    ----------
    features : int
        Length of the last axis.
    eps : float, default 1e-5
        Added to the variance.
    """

    def __init__(self, features: int, *, eps: float = 1e-5) -> None:
        super().__init__()
        kind = type(self).__name__
        self.features, self.eps = whole(kind, "features", features), number(kind, "eps", eps, 0, 1)

    def initial(self, rng: Generator, dtype: str) -> dict[str, Array]:
        """Return scale 1 and shift 0."""
        return {"scale": rng.zeros(self.features, dtype) + 1, "shift": rng.zeros(self.features, dtype)}

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Normalize each example's features."""
        self._accept_features(x)
        y, self._cache = layernorm_forward(x, self.parameter("scale"), self.parameter("shift"), eps=self.eps)
        return y

    def _accept_features(self, x: Array) -> None:
        if self.accept(x).shape[-1:] != (self.features,):
            raise ValueError(f"{self.label} takes (..., {self.features}); the input has shape {tuple(x.shape)}")

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Write the gradients of scale and shift."""
        dx, self.gradients["scale"][...], self.gradients["shift"][...] = layernorm_backward(upstream, self.remembered())
        return dx


class RMSNorm(LayerNorm):
    """Division by the root mean square of the last axis (Zhang and Sennrich 2019); arguments of `LayerNorm`.

    y = scale x / sqrt(mean(x^2) + eps)
    """

    def initial(self, rng: Generator, dtype: str) -> dict[str, Array]:
        """Return scale 1."""
        return {"scale": rng.zeros(self.features, dtype) + 1}

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Divide each example's features by their root mean square."""
        self._accept_features(x)
        y, self._cache = rmsnorm_forward(x, self.parameter("scale"), eps=self.eps)
        return y

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Write the gradient of the scale."""
        dx, self.gradients["scale"][...] = rmsnorm_backward(upstream, self.remembered())
        return dx


class GroupNorm(Module):
    """Group normalization (Wu and He 2018), for images in batches too small for `BatchNorm`; arguments as in PyTorch.

        y = scale (x - mean(x)) / sqrt(var(x) + eps) + shift

    Mean and variance are each example's own, of a group of its channels.

    Parameters
    ----------
    groups, channels : int
        The groups divide the channels.
    eps : float, default 1e-5
        Added to the variance.
    """

    def __init__(self, groups: int, channels: int, *, eps: float = 1e-5) -> None:
        super().__init__()
        self.groups, self.channels = whole("GroupNorm", "groups", groups), whole("GroupNorm", "channels", channels)
        self.eps = number("GroupNorm", "eps", eps, 0, 1)
        if channels % groups:
            raise ValueError(f"GroupNorm: {channels} channels do not divide into {groups} groups")

    def initial(self, rng: Generator, dtype: str) -> dict[str, Array]:
        """Return scale 1 and shift 0."""
        return {"scale": rng.zeros(self.channels, dtype) + 1, "shift": rng.zeros(self.channels, dtype)}

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Normalize each example's channels, group by group."""
        self.accept(x, self.channels)
        scale, shift = self.parameter("scale"), self.parameter("shift")
        y, self._cache = groupnorm_forward(x, scale, shift, self.groups, eps=self.eps)
        return y

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Write the gradients of scale and shift."""
        dx, self.gradients["scale"][...], self.gradients["shift"][...] = groupnorm_backward(upstream, self.remembered())
        return dx
