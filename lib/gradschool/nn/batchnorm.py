"""Batch normalization, of features (batch, features) and of images (batch, channels, height, width).

Functions first, the module over them below. What normalizes each example by itself is in ``layernorm``.
"""

from types import ModuleType
from typing import Any, NamedTuple

import array_api_compat

from gradschool.backend import Generator, array_namespace
from gradschool.backend.arrays import Array, floating, floating_namespace, row_products
from gradschool.backend.blocks import joined
from gradschool.backend.elementwise import fused
from gradschool.nn.batchnorm_in_few import differentiated, normalized
from gradschool.nn.given import left_by, one_each, with_axes
from gradschool.nn.module import Module
from gradschool.settings import number, whole


class Fixed(NamedTuple):
    """What a frozen layer leaves for backward: its input, its scale, and the statistics that it does not change."""

    x: Array
    scale: Array
    mean: Array
    variance: Array


def _by_channel(x: Array) -> Array:
    """Return one row a channel: a view, where the channels are outermost in memory."""
    xp = array_namespace(x)
    if x.ndim == 2:
        return x.T
    return xp.reshape(xp.permute_dims(x, (1, *range(2, x.ndim), 0)), (x.shape[1], -1))


def _channels(what: str, x: Array, eps: float, **each: Array) -> ModuleType:
    """Return the namespace of inputs and of arrays with one value a channel."""
    floating(x, f"{what}: x")
    if x.ndim not in (2, 4):
        raise ValueError(f"{what}: x has shape {tuple(x.shape)}; it must be (batch, channels), or that and two axes")
    number(what, "eps", eps, 0, 1)
    for name, array in each.items():
        floating(array, f"{what}: {name}", like=x)
    one_each(what, x.shape[1], **each)
    return array_namespace(x, *each.values())


def _as_images(rows: Array, shape: tuple[int, ...]) -> Array:
    xp = array_namespace(rows)
    if len(shape) == 2:
        return rows.T
    batch, channels, *pixels = shape
    return xp.permute_dims(xp.reshape(rows, (channels, *pixels, batch)), (len(shape) - 1, *range(len(shape) - 1)))


def batchnorm_forward(x: Array, scale: Array, shift: Array, *, eps: float = 1e-5) -> tuple[Array, Any, Any]:
    """Normalize each channel by the batch's own mean and variance (Ioffe and Szegedy 2015, algorithm 1).

    Parameters
    ----------
    x : array, shape (batch, channels) or (batch, channels, height, width)
    scale, shift : array, shape (channels,)
        The paper's gamma and beta.
    eps : float, default 1e-5
        Added to the variance, inside the root, as in the paper.

    Returns
    -------
    y : array, shape of x
    statistics : (array, array), each of shape (channels,)
        Mean and variance of the batch (divided by the count, not by one less).
    cache : tuple
        What `batchnorm_backward` needs.
    """
    xp, rows = _channels("batchnorm_forward", x, eps, scale=scale, shift=shift), _by_channel(x)
    if rows.shape[1] == 0:
        raise ValueError("batch normalization of an empty batch: there is nothing to take the mean of")

    def normalize(part: slice) -> tuple[Array, ...]:
        mean = xp.mean(rows[part, :], axis=1)
        own = rows[part, :] - mean[:, None]
        variance = row_products(own, own) / own.shape[1]
        inverse = 1 / xp.sqrt(variance + eps)
        own *= (scale[part] * inverse)[:, None]
        own += shift[part][:, None]
        return own, mean, variance, inverse

    if array_api_compat.is_cupy_array(x):
        y, mean, variance, inverse = normalized(rows, scale, shift, eps)
    else:
        y, mean, variance, inverse = joined(normalize, rows.shape[0], x, x.size)
    return _as_images(y, tuple(x.shape)), (mean, variance), (rows, mean, inverse, scale, tuple(x.shape))


def batchnorm_backward(upstream: Array, cache: Any) -> tuple[Array, Array, Array]:
    """Return the gradients with respect to input, scale and shift (Ioffe and Szegedy 2015, section 3).

    Mean and variance depend on every example, so each input also moves the others' outputs.
    """
    rows, mean, inverse, scale, shape = left_by("batchnorm_forward", cache, upstream)
    with_axes("batchnorm_backward", "upstream", upstream, shape)
    xp = floating_namespace(x=rows, upstream=upstream)
    slopes = _by_channel(upstream)
    count = slopes.shape[1]

    def differentiate(part: slice) -> tuple[Array, ...]:
        own, gain = slopes[part, :], scale[part] * inverse[part]
        centered = rows[part, :] - mean[part][:, None]
        dshift = xp.sum(own, axis=1)
        dscale = inverse[part] * row_products(own, centered)
        # own - mean(own) - centered * mean(own * centered) / variance, all times the gain
        centered *= (gain * inverse[part] * dscale / -count)[:, None]
        centered += own * gain[:, None]
        centered -= (gain * dshift / count)[:, None]
        return centered, dscale, dshift

    if array_api_compat.is_cupy_array(upstream):
        dx, dscale, dshift = differentiated(slopes, rows, mean, inverse, scale)
    else:
        dx, dscale, dshift = joined(differentiate, slopes.shape[0], upstream, upstream.size)
    return _as_images(dx, shape), dscale, dshift


def _averaged(
    mean: Array, variance: Array, batch_mean: Array, batch_variance: Array, *, momentum: float, factor: float
) -> tuple[Array, Array]:
    """Running averages after a batch, whose variance is multiplied by a factor first."""
    kept = 1 - momentum
    return kept * mean + momentum * batch_mean, kept * variance + momentum * (batch_variance * factor)


def batchnorm_inference(
    x: Array, scale: Array, shift: Array, mean: Array, variance: Array, *, eps: float = 1e-5
) -> Array:
    """Normalize by statistics kept from training: each example's output is then its own affair."""
    xp = _channels("batchnorm_inference", x, eps, scale=scale, shift=shift, mean=mean, variance=variance)
    gain = scale / xp.sqrt(variance + eps)
    return _as_images(_by_channel(x) * gain[:, None] + (shift - mean * gain)[:, None], tuple(x.shape))


def batchnorm_inference_backward(
    upstream: Array, x: Array, scale: Array, mean: Array, variance: Array, *, eps: float = 1e-5
) -> tuple[Array, Array, Array]:
    """Return the gradients of `batchnorm_inference` with respect to input, scale and shift."""
    xp = _channels("batchnorm_inference_backward", x, eps, scale=scale, mean=mean, variance=variance)
    floating(upstream, "batchnorm_inference_backward: upstream", like=x)
    with_axes("batchnorm_inference_backward", "upstream", upstream, tuple(x.shape))
    inverse, slopes = 1 / xp.sqrt(variance + eps), _by_channel(upstream)
    dscale = inverse * row_products(slopes, _by_channel(x) - mean[:, None])
    return _as_images(slopes * (scale * inverse)[:, None], tuple(x.shape)), dscale, xp.sum(slopes, axis=1)


def update_running_statistics(
    running: tuple[Array, Array], batch: tuple[Array, Array], count: int, *, momentum: float = 0.1
) -> tuple[Array, Array]:
    """Move running mean and variance toward a batch's, ``(1 - momentum) running + momentum batch``.

    Parameters
    ----------
    running, batch : (array, array), each of shape (channels,)
        Mean and variance; what comes back has the dtype of `running`.
    count : int
        Values a channel in the batch; the variance is made unbiased by ``count / (count - 1)``, as in the paper's
        algorithm 2 (a single value leaves it as it is).
    momentum : float, default 0.1
        The batch's share.
    """
    for name, both in (("running", running), ("batch", batch)):
        if not isinstance(both, tuple | list) or len(both) != 2:
            raise TypeError(f"update_running_statistics: {name} is {both!r}; it is a pair of arrays, mean and variance")
    count = whole("update_running_statistics", "count", count)
    momentum = number("update_running_statistics", "momentum", momentum, 0, 1)
    xp = array_namespace(*running, *batch)
    batch = tuple(xp.astype(new, old.dtype, copy=False) for new, old in zip(batch, running, strict=True))
    mean, variance = fused(_averaged, *running, *batch, momentum=momentum, factor=count / max(count - 1, 1))
    return mean, variance


def fold_batchnorm(
    weight: Array,
    bias: Array,
    scale: Array,
    shift: Array,
    mean: Array,
    variance: Array,
    *,
    eps: float = 1e-5,
) -> tuple[Array, Array]:
    """Return weight and bias of one layer that does what a layer and its batch normalization do at test time.

    Parameters
    ----------
    weight : array, shape (fan_in, channels) of a dense layer or (channels, inputs, height, width) of a convolution
    bias, scale, shift, mean, variance : array, shape (channels,)
    """
    each = {"scale": scale, "shift": shift, "mean": mean, "variance": variance}
    xp = floating_namespace(weight=weight, bias=bias, **each)
    one_each("fold_batchnorm", bias.shape[0] if bias.ndim else 1, bias=bias, **each)
    number("fold_batchnorm", "eps", eps, 0, 1)
    gain = scale / xp.sqrt(variance + eps)
    folded = weight * (gain if weight.ndim == 2 else xp.reshape(gain, (-1, 1, 1, 1)))
    return folded, (bias - mean) * gain + shift


class BatchNorm(Module):
    """Batch normalization of features or of channels (Ioffe and Szegedy 2015).

        y = scale (x - mean(x)) / sqrt(var(x) + eps) + shift

    In training each batch is normalized by its own statistics, and running averages of them are kept among
    the buffers; otherwise those averages are used. Where both scale and shift are frozen (``parameters.freeze``), the
    averages are used in training too, and stay as they are: a frozen layer computes one thing, whatever the batch.

    Parameters
    ----------
    channels : int
        Features of (batch, features), or channels of (batch, channels, height, width).
    eps : float, default 1e-5
        Added to the variance.
    momentum : float in [0, 1], default 0.1
        A batch's share in the running averages, as in PyTorch. A batch of `n` values gives them its variance over
        ``n - 1``, while it is normalized by that over `n`.

    Raises
    ------
    ValueError
        In training, if a channel has a single value: its variance is 0, and every output would be the shift.

    Examples
    --------
    >>> from gradschool import nn
    >>> from gradschool.backend import default_rng
    >>> layer = nn.BatchNorm(4)
    >>> parameters = layer.build(rng=0)
    >>> y = layer(default_rng(1).normal(5.0, 2.0, (100, 4), "float32"), training=True)
    >>> round(abs(float(y.mean())), 3), round(float(y.std()), 3)
    (0.0, 1.0)
    """

    def __init__(self, channels: int, *, eps: float = 1e-5, momentum: float = 0.1) -> None:
        super().__init__()
        self.channels = whole("BatchNorm", "channels", channels)
        self.eps = number("BatchNorm", "eps", eps, 0, 1)
        self.momentum = number("BatchNorm", "momentum", momentum, 0, 1)

    def initial(self, rng: Generator, dtype: str) -> dict[str, Array]:
        """Return scale 1 and shift 0."""
        return {"scale": rng.zeros(self.channels, dtype) + 1, "shift": rng.zeros(self.channels, dtype)}

    def initial_buffers(self, rng: Generator, dtype: str) -> dict[str, Array]:
        """Return running mean 0 and running variance 1."""
        return {"mean": rng.zeros(self.channels, dtype), "variance": rng.zeros(self.channels, dtype) + 1}

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Normalize by the batch in training, by the running averages otherwise, or if frozen."""
        self.accept(x, self.channels, (2, 4))
        scale, shift, running = self.parameter("scale"), self.parameter("shift"), self.buffers
        if not training or self.frozen:
            statistics = running["mean"], running["variance"]
            self._cache = Fixed(x, scale, *statistics) if training else None
            return batchnorm_inference(x, scale, shift, *statistics, eps=self.eps)
        if x.size == self.channels:
            raise ValueError(
                f"{self.label}: an input of shape {tuple(x.shape)} has one value a channel, whose variance is 0; train "
                "on batches of at least 2, by another batch_size or, where the last batch is too small, by "
                "Loader(..., drop_last=True)"
            )
        y, batch, self._cache = batchnorm_forward(x, scale, shift, eps=self.eps)
        running["mean"], running["variance"] = update_running_statistics(
            (running["mean"], running["variance"]), batch, x.size // self.channels, momentum=self.momentum
        )
        return y

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Write the gradients of scale and shift."""
        left = self.remembered()
        if isinstance(left, Fixed):
            results = batchnorm_inference_backward(upstream, *left, eps=self.eps)
        else:
            results = batchnorm_backward(upstream, left)
        dx, self.gradients["scale"][...], self.gradients["shift"][...] = results
        return dx
