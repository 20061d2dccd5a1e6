"""The convolution layer: strips of the image, and one matrix product for each row of the output.

The usual im2col copies each pixel once for each place in the window, nine times for 3 x 3. Here each row of pixels is
copied once for each *column* of the window, side by side, into a strip. A row of the output sees as many strips as the
window has rows, and these lie one after another in memory: they are the columns of its matrix product as they stand.
A GPU's products want matrices and would copy such overlapping rows: there im2col it is (`windows` beside this file).
"""

from typing import Any

from gradschool.backend import Generator, array_namespace
from gradschool.backend.arrays import Array, floating_namespace, multiply_into, sliding, sum_into
from gradschool.backend.blocks import at_once
from gradschool.backend.windows import Windows
from gradschool.nn.given import drawn, left_by, one_each, with_axes
from gradschool.nn.initializers import he_normal
from gradschool.nn.module import Initializer, Module
from gradschool.nn.planes import Padding, frame_of, framed, framed_shape, inside, positions, to_images, to_planes
from gradschool.nn.windows import columns, from_columns, windows_of
from gradschool.settings import called, pair, truth, whole

Planes = tuple[int, int, int, int]
_FILTERS = ("filters", "channels", "kernel height", "kernel width")


def to_strips(planes: Array, kernel_width: int, width: int, stride: int) -> Array:
    """Lay out, for each row of pixels, what every column of the window meets on its way along the row.

    Parameters
    ----------
    planes : array, shape (channels, height, width of the image, batch)
        With their frame.
    kernel_width : int
        Columns of the window.
    width : int
        Of the output.
    stride : int

    Returns
    -------
    array, shape (height, kernel width * channels, width * batch)
    """
    xp = array_namespace(planes)
    channels, height, _, batch = planes.shape
    shape = (height, kernel_width, channels, width, batch)
    strips = xp.empty(shape, dtype=planes.dtype, device=planes.device)
    for j in range(kernel_width):
        strips[:, j, ...] = xp.permute_dims(planes[:, :, positions(j, width, stride), :], (1, 0, 2, 3))
    return xp.reshape(strips, (height, kernel_width * channels, width * batch))


def from_strips(strips: Array, shape: Planes, width: int, stride: int) -> Array:
    """Add each strip to the pixels that it was copied from: the transpose of `to_strips`.

    Parameters
    ----------
    strips : array, shape (height, kernel width * channels, width * batch)
    shape : (int, int, int, int)
        Of the planes with their frame.
    width, stride : int
        As for `to_strips`.
    """
    xp = array_namespace(strips)
    channels, height, _, batch = shape
    kernel_width = strips.shape[1] // channels
    columns = xp.reshape(strips, (height, kernel_width, channels, width, batch))
    planes = xp.zeros(shape, dtype=strips.dtype, device=strips.device)
    for j in range(kernel_width):
        planes[:, :, positions(j, width, stride), :] += xp.permute_dims(columns[:, j, ...], (1, 0, 2, 3))
    return planes


def conv2d_forward(
    x: Array, weight: Array, bias: Array | None = None, *, stride: int = 1, padding: Padding = 0
) -> tuple[Array, Any]:
    """Slide filters over images (LeCun et al. 1998); a cross-correlation, as everywhere in deep learning.

    Parameters
    ----------
    x : array, shape (batch, channels, height, width)
    weight : array, shape (filters, channels, kernel height, kernel width)
    bias : array, shape (filters,), optional
    stride : int, default 1
        Pixels between two positions of the window.
    padding : int, (int, int) or "same", default 0
        Zeros around the image: on all sides, above and beside it, or as many as keep its size.

    Returns
    -------
    y : array, shape (batch, filters, output height, output width)
    cache : tuple
        What `conv2d_backward` needs.
    """
    xp = floating_namespace(images=x, weight=weight, **({} if bias is None else {"bias": bias}))
    filters, channels, kh, kw = with_axes("conv2d_forward", "weight", weight, _FILTERS).shape
    if bias is not None:
        one_each("conv2d_forward", filters, bias=bias)
    if x.ndim != 4 or x.shape[1] != channels:
        raise ValueError(f"images have shape {tuple(x.shape)}; the filters take (batch, {channels}, height, width)")
    planes = to_planes(x)
    windows = windows_of(tuple(planes.shape), (kh, kw), stride, frame_of(padding, (kh, kw), stride))
    oh, ow = windows.counts
    if at_once(x):
        seen = columns(planes, windows)
        y = xp.reshape(weight, (filters, channels * kh * kw)) @ seen
    else:
        seen = to_strips(framed(planes, windows.frame), kw, ow, stride)
        y = xp.empty((filters, oh * ow * x.shape[0]), dtype=x.dtype)
        by_rows = xp.permute_dims(xp.reshape(y, (filters, oh, ow * x.shape[0])), (1, 0, 2))
        matrix = xp.reshape(xp.permute_dims(weight, (0, 2, 3, 1)), (filters, kh * kw * channels))
        multiply_into(by_rows, matrix, sliding(seen, kh, oh, stride))
    if bias is not None:
        y += bias[:, None]
    return to_images(xp.reshape(y, (filters, oh, ow, x.shape[0]))), (seen, windows)


def conv2d_backward(
    upstream: Array,
    weight: Array,
    cache: Any,
    *,
    input_gradient: bool = True,
    bias_gradient: bool = True,
    out: tuple[Array | None, Array | None] = (None, None),
) -> tuple[Array | None, Array, Array | None]:
    """Return the gradients of a convolution.

    Parameters
    ----------
    upstream : array, shape (batch, filters, output height, output width)
    weight : array, shape (filters, channels, kernel height, kernel width)
    cache : tuple
        From `conv2d_forward`.
    input_gradient : bool, default True
        Whether the first result is needed; a network's first layer does without.
    bias_gradient : bool, default True
        Whether the last result is needed.
    out : (array or None, array or None), optional
        Take the gradients of weight and bias, in the place of new arrays; both in C order.

    Returns
    -------
    dx : array, shape (batch, channels, height, width), or None
    dweight : array, shape of the weight
    dbias : array, shape (filters,), or None
    """
    seen, windows = left_by("conv2d_forward", cache, upstream)
    xp = floating_namespace(weight=weight, x=seen, upstream=upstream)
    filters, channels, kh, kw = with_axes("conv2d_backward", "weight", weight, _FILTERS).shape
    with_axes("conv2d_backward", "upstream", upstream, (windows.planes[3], filters, *windows.counts))
    slopes = xp.reshape(to_planes(upstream), (filters, -1))
    dweight, dbias = out
    if dweight is None:  # in C order, whatever the weight's: what follows writes into it as a matrix
        dweight = xp.empty(tuple(weight.shape), dtype=weight.dtype, device=weight.device)
    if at_once(upstream):
        multiply_into(xp.reshape(dweight, (filters, -1)), slopes, seen.T)
    else:
        dweight[...] = _by_strips(slopes, seen, windows, (kh, kw))
    if not bias_gradient:
        dbias = None
    elif dbias is None:
        dbias = xp.sum(slopes, axis=1)
    else:
        sum_into(dbias, slopes, axis=1)
    if not input_gradient:
        return None, dweight, dbias
    if at_once(upstream):
        dplanes = from_columns(xp.reshape(weight, (filters, channels * kh * kw)).T @ slopes, windows)
    else:
        dplanes = _slopes_by_strips(slopes, weight, windows)
    return to_images(dplanes), dweight, dbias


def _by_strips(slopes: Array, strips: Array, windows: Windows, kernel: tuple[int, int]) -> Array:
    """Return the filters' gradient: each row of the output has its own product with the strips that it saw."""
    xp, (oh, _), (kh, kw) = array_namespace(slopes), windows.counts, kernel
    by_rows = xp.permute_dims(xp.reshape(slopes, (slopes.shape[0], oh, -1)), (1, 2, 0))
    dmatrix = xp.sum(sliding(strips, kh, oh, windows.stride) @ by_rows, axis=0).T
    return xp.permute_dims(xp.reshape(dmatrix, (slopes.shape[0], kh, kw, -1)), (0, 3, 1, 2))


def _slopes_by_strips(slopes: Array, weight: Array, windows: Windows) -> Array:
    """Return those of the planes: a strip is seen by the rows above it, a window over these, filters upside down."""
    xp, (filters, channels, kh, kw) = array_namespace(slopes), weight.shape
    (oh, ow), stride, shape = windows.counts, windows.stride, framed_shape(windows.planes, windows.frame)
    rows = xp.zeros((shape[1] + kh - 1, filters, ow * shape[3]), dtype=slopes.dtype)
    rows[positions(kh - 1, oh, stride), ...] = xp.permute_dims(xp.reshape(slopes, (filters, oh, -1)), (1, 0, 2))
    flipped = xp.reshape(xp.permute_dims(xp.flip(weight, axis=2), (3, 1, 2, 0)), (kw * channels, kh * filters))
    return inside(from_strips(flipped @ sliding(rows, kh, shape[1], 1), shape, ow, stride), windows.frame)


class Conv2d(Module):
    """A convolution layer over (batch, channels, height, width); also PyTorch's order of arguments.

        y[f, i, j] = bias[f] + sum(weight[f, c, a, b] x[c, i stride + a, j stride + b])

    The sum is over the channels ``c`` and the window's pixels ``a`` and ``b``.

    Parameters
    ----------
    channels, filters : int
        Channels in and out (PyTorch's ``in_channels`` and ``out_channels``).
    kernel : int or (int, int), default 3
        Height and width of the window (PyTorch's ``kernel_size``).
    stride : int, default 1
        Pixels between two positions of the window.
    padding : int, (int, int) or "same", default 0
        Zeros around the image: on all sides, above and beside it, or as many as keep its size at stride 1.
    bias : bool, default True
        Whether there is a bias; before batch normalization it would be subtracted again.
    init : callable, default `he_normal`
        Called with rng, ``fan_in = channels area``, ``fan_out = filters area``, dtype, and
        ``shape=(fan_in, filters)``, where the area is the window's.

    Examples
    --------
    >>> from gradschool import nn
    >>> from gradschool.backend import default_rng
    >>> layer = nn.Conv2d(3, 8, kernel=3, padding="same")
    >>> parameters = layer.build(rng=0)
    >>> layer(default_rng(1).random((5, 3, 32, 32), "float32")).shape
    (5, 8, 32, 32)
    """

    def __init__(
        self,
        channels: int,
        filters: int,
        kernel: int | tuple[int, int] = 3,
        *,
        stride: int = 1,
        padding: Padding = 0,
        bias: bool = True,
        init: Initializer = he_normal,
    ) -> None:
        super().__init__()
        self.channels, self.filters = whole("Conv2d", "channels", channels), whole("Conv2d", "filters", filters)
        self.kernel, self.window = kernel, pair("Conv2d", "kernel", kernel)
        self.stride, self.padding = whole("Conv2d", "stride", stride), padding
        frame_of(padding, self.window, stride)
        self.bias, self.init = truth("Conv2d", "bias", bias), called("Conv2d", "init", init, "nn.initializers.zeros")

    def initial(self, rng: Generator, dtype: str) -> dict[str, Array]:
        """Return the drawn filters and the zero bias."""
        area = self.window[0] * self.window[1]
        fan_in, fan_out = self.channels * area, self.filters * area
        matrix = drawn("Conv2d", self.init, rng, fan_in, fan_out, dtype=dtype, shape=(fan_in, self.filters))
        weight = array_namespace(matrix).reshape(matrix.T, (self.filters, self.channels, *self.window))
        return {"weight": weight} | ({"bias": rng.zeros(self.filters, dtype)} if self.bias else {})

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Return one image a filter."""
        y, self._cache = conv2d_forward(
            self.accept(x, self.channels, (4,)),
            self.parameter("weight"),
            self.own.get("bias"),
            stride=self.stride,
            padding=self.padding,
        )
        return y

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Write the gradients of filters and bias."""
        dx, _, _ = conv2d_backward(
            upstream,
            self.parameter("weight"),
            self.remembered(),
            input_gradient=input_gradient,
            bias_gradient=self.bias,
            out=(self.gradients["weight"], self.gradients.get("bias")),
        )
        return dx
