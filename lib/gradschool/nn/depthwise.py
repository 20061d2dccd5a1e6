"""The depthwise convolution: a filter for each channel, which sees that channel alone.

One by one convolutions before or after it mix the channels: together they do the work of a full convolution with far
fewer products (Howard et al. 2017). There is no sum over channels for a matrix product to do, so each place of the
window is one multiplication of whole planes.
"""

from typing import Any

from gradschool.backend import Generator, array_namespace
from gradschool.backend.arrays import Array, floating_namespace
from gradschool.backend.blocks import in_blocks
from gradschool.nn.given import drawn, left_by, one_each, with_axes
from gradschool.nn.initializers import he_normal
from gradschool.nn.module import Initializer, Module
from gradschool.nn.planes import Padding, frame_of, framed, inside, places, to_images, to_planes
from gradschool.settings import called, pair, truth, whole


def depthwise_conv2d_forward(
    x: Array, weight: Array, bias: Array | None = None, *, stride: int = 1, padding: Padding = 0
) -> tuple[Array, Any]:
    """Slide each channel's own filter over it (Howard et al. 2017, eq. 3).

    Parameters
    ----------
    x : array, shape (batch, channels, height, width)
    weight : array, shape (channels, kernel height, kernel width)
    bias : array, shape (channels,), optional
    stride, padding
        As for `gradschool.nn.conv2d_forward`.

    Returns
    -------
    y : array, shape (batch, channels, output height, output width)
    cache : tuple
        What `depthwise_conv2d_backward` needs.
    """
    xp = floating_namespace(images=x, weight=weight, **({} if bias is None else {"bias": bias}))
    kernel = ("channels", "kernel height", "kernel width")
    channels, kh, kw = with_axes("depthwise_conv2d_forward", "weight", weight, kernel).shape
    if bias is not None:
        one_each("depthwise_conv2d_forward", channels, bias=bias)
    if x.ndim != 4 or x.shape[1] != channels:
        raise ValueError(f"images have shape {tuple(x.shape)}; the filters take (batch, {channels}, height, width)")
    frame = frame_of(padding, (kh, kw), stride)
    planes = framed(to_planes(x), frame)
    windows, taps = places(planes.shape, (kh, kw), stride), xp.reshape(weight, (channels, kh * kw, 1, 1, 1))
    y = xp.empty(planes[windows[0]].shape, dtype=x.dtype, device=x.device)

    def slide(part: slice) -> None:
        own = planes[part, ...]
        total = taps[part, 0, ...] * own[windows[0]]
        for place, window in enumerate(windows[1:], start=1):
            total += taps[part, place, ...] * own[window]
        y[part, ...] = total if bias is None else total + bias[part, None, None, None]

    in_blocks(slide, channels, x, y.size)
    return to_images(y), (planes, stride, frame)


def depthwise_conv2d_backward(
    upstream: Array, weight: Array, cache: Any, *, input_gradient: bool = True
) -> tuple[Array | None, Array, Array]:
    """Return the gradients with respect to images (None if not asked for), weight and bias."""
    planes, stride, frame = left_by("depthwise_conv2d_forward", cache, upstream)
    xp = floating_namespace(weight=weight, x=planes, upstream=upstream)
    channels, kh, kw = weight.shape
    windows, taps = places(planes.shape, (kh, kw), stride), xp.reshape(weight, (channels, kh * kw, 1, 1, 1))
    slopes = to_planes(upstream)
    dtaps = xp.empty((channels, kh * kw), dtype=weight.dtype, device=weight.device)
    dplanes = xp.zeros(planes.shape, dtype=upstream.dtype, device=upstream.device) if input_gradient else None

    def differentiate(part: slice) -> None:
        own, slope = planes[part, ...], slopes[part, ...]
        for place, window in enumerate(windows):
            dtaps[part, place] = xp.sum(slope * own[window], axis=(1, 2, 3))
            if dplanes is not None:
                dplanes[part, ...][window] += taps[part, place, ...] * slope

    in_blocks(differentiate, channels, upstream, planes.size)
    dx = None if dplanes is None else to_images(inside(dplanes, frame))
    return dx, xp.reshape(dtaps, (channels, kh, kw)), xp.sum(slopes, axis=(1, 2, 3))


class DepthwiseConv2d(Module):
    """A convolution of each channel by itself; PyTorch's ``Conv2d(channels, channels, kernel, groups=channels)``.

        y[c, i, j] = bias[c] + sum(weight[c, a, b] x[c, i stride + a, j stride + b])

    The sum is over the window's pixels ``a`` and ``b``.

    Parameters
    ----------
    channels : int
        Channels in and out.
    kernel, stride, padding, bias, init
        As for `gradschool.nn.Conv2d`; the fans are the area of the window.

    Examples
    --------
    >>> from gradschool import nn
    >>> separable = nn.Sequential(nn.DepthwiseConv2d(64, padding="same"), nn.Conv2d(64, 128, 1))
    >>> separable.build(rng=0).values.size, nn.Conv2d(64, 128, 3).build(rng=0).values.size
    (8960, 73856)
    """

    def __init__(
        self,
        channels: int,
        kernel: int | tuple[int, int] = 3,
        *,
        stride: int = 1,
        padding: Padding = 0,
        bias: bool = True,
        init: Initializer = he_normal,
    ) -> None:
        super().__init__()
        kind = "DepthwiseConv2d"
        self.channels, self.kernel, self.window = (
            whole(kind, "channels", channels),
            kernel,
            pair(kind, "kernel", kernel),
        )
        self.stride, self.padding = whole(kind, "stride", stride), padding
        frame_of(padding, self.window, stride)
        self.bias, self.init = truth(kind, "bias", bias), called(kind, "init", init, "nn.initializers.zeros")

    def initial(self, rng: Generator, dtype: str) -> dict[str, Array]:
        """Return the drawn filters and the zero bias."""
        area = self.window[0] * self.window[1]
        matrix = drawn("DepthwiseConv2d", self.init, rng, area, area, dtype=dtype, shape=(area, self.channels))
        weight = array_namespace(matrix).reshape(matrix.T, (self.channels, *self.window))
        return {"weight": weight} | ({"bias": rng.zeros(self.channels, dtype)} if self.bias else {})

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Return one image a channel."""
        self.accept(x, self.channels, (4,))
        weight, bias = self.parameter("weight"), self.own.get("bias")
        y, self._cache = depthwise_conv2d_forward(x, weight, bias, stride=self.stride, padding=self.padding)
        return y

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Write the gradients of filters and bias."""
        dx, self.gradients["weight"][...], dbias = depthwise_conv2d_backward(
            upstream, self.parameter("weight"), self.remembered(), input_gradient=input_gradient
        )
        if self.bias:
            self.gradients["bias"][...] = dbias
        return dx
