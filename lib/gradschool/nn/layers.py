"""The layers that learn: modules over the functions of this package. Those that only pass on are in ``passing``."""

from collections.abc import Callable
from math import prod

from gradschool.backend import Generator, array_namespace
from gradschool.backend.arrays import Array
from gradschool.nn import convolution, linear, normalization
from gradschool.nn.initializers import he_normal
from gradschool.nn.module import Module

Initializer = Callable[..., Array]


class Dense(Module):
    """A dense layer, ``y = x weight + bias``.

    Parameters
    ----------
    fan_in, fan_out : int
        Inputs and outputs.
    bias : bool, default True
        Whether there is a bias; before batch normalization it would be subtracted again.
    weights : callable, default `he_normal`
        Called with rng, fan_in, fan_out and dtype. Biases start at zero.

    Examples
    --------
    >>> from gradschool import nn
    >>> from gradschool.backend import default_rng
    >>> layer = nn.Dense(3, 2)
    >>> layer.build(rng=0)
    Parameters (8 values, float32):
      weight: (3, 2)
      bias: (2,)
    >>> layer(default_rng(1).random((5, 3), "float32")).shape
    (5, 2)
    """

    def __init__(self, fan_in: int, fan_out: int, *, bias: bool = True, weights: Initializer = he_normal) -> None:
        super().__init__()
        self.fan_in, self.fan_out, self.has_bias, self.drawn_by = fan_in, fan_out, bias, weights

    def initial(self, rng: Generator, dtype: str) -> dict[str, Array]:
        """Return the drawn weight and the zero bias."""
        weight = self.drawn_by(rng, self.fan_in, self.fan_out, dtype)
        return {"weight": weight} | ({"bias": _zeros(weight, self.fan_out)} if self.has_bias else {})

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Return the affine map of each row."""
        self._cache = x
        return linear.dense_forward(x, self.weight("weight"), self.weights.get("bias"))

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Write the gradients of weight and bias."""
        dx, _, dbias = linear.dense_backward(
            upstream,
            self.remembered(),
            self.weight("weight"),
            input_gradient=input_gradient,
            out=self.gradients["weight"],
        )
        if self.has_bias:
            self.gradients["bias"][...] = dbias
        return dx


class Conv2d(Module):
    """A convolution layer over (batch, channels, height, width).

    Parameters
    ----------
    channels, filters : int
        Channels in and out.
    kernel : int, default 3
        Height and width of the window.
    stride : int, default 1
    padding : int, default 0
    bias : bool, default True
    weights : callable, default `he_normal`
        Called with rng, ``channels * kernel^2``, `filters` and dtype.

    Examples
    --------
    >>> from gradschool import nn
    >>> from gradschool.backend import default_rng
    >>> layer = nn.Conv2d(3, 8, kernel=3, padding=1)
    >>> parameters = layer.build(rng=0)
    >>> layer(default_rng(1).random((5, 3, 32, 32), "float32")).shape
    (5, 8, 32, 32)
    """

    def __init__(
        self,
        channels: int,
        filters: int,
        kernel: int = 3,
        *,
        stride: int = 1,
        padding: int = 0,
        bias: bool = True,
        weights: Initializer = he_normal,
    ) -> None:
        super().__init__()
        self.shape = (filters, channels, kernel, kernel)
        self.stride, self.padding, self.has_bias, self.drawn_by = stride, padding, bias, weights

    def initial(self, rng: Generator, dtype: str) -> dict[str, Array]:
        """Return the drawn filters and the zero bias."""
        drawn = self.drawn_by(rng, prod(self.shape[1:]), self.shape[0], dtype)
        weight = array_namespace(drawn).reshape(drawn.T, self.shape)
        return {"weight": weight} | ({"bias": _zeros(weight, self.shape[0])} if self.has_bias else {})

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Return one image a filter."""
        y, self._cache = convolution.conv2d_forward(
            x, self.weight("weight"), self.weights.get("bias"), stride=self.stride, padding=self.padding
        )
        return y

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Write the gradients of filters and bias."""
        dx, dweight, dbias = convolution.conv2d_backward(
            upstream,
            self.weight("weight"),
            self.remembered(),
            input_gradient=input_gradient,
            bias_gradient=self.has_bias,
        )
        self.gradients["weight"][...] = dweight
        if self.has_bias:
            self.gradients["bias"][...] = dbias
        return dx


class BatchNorm(Module):
    """Batch normalization of features or of channels (Ioffe and Szegedy 2015).

    In training each batch is normalized by its own statistics, and running averages of them are kept among
    the buffers; otherwise those averages are used.

    Parameters
    ----------
    channels : int
        Features of (batch, features), or channels of (batch, channels, height, width).
    eps : float, default 1e-5
        Added to the variance.
    momentum : float, default 0.1
        A batch's share in the running averages.

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
        self.channels, self.eps, self.momentum = channels, eps, momentum

    def initial(self, rng: Generator, dtype: str) -> dict[str, Array]:
        """Return scale 1 and shift 0."""
        zeros = 0 * rng.random(self.channels, dtype)
        return {"scale": zeros + 1, "shift": zeros}

    def initial_buffers(self, rng: Generator, dtype: str) -> dict[str, Array]:
        """Return running mean 0 and running variance 1."""
        zeros = 0 * rng.random(self.channels, dtype)
        return {"mean": zeros, "variance": zeros + 1}

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Normalize by the batch in training, by the running averages otherwise."""
        scale, shift, running = self.weight("scale"), self.weight("shift"), self.buffers
        if not training:
            self._cache = None
            return normalization.batchnorm_inference(
                x, scale, shift, running["mean"], running["variance"], eps=self.eps
            )
        y, batch, self._cache = normalization.batchnorm_forward(x, scale, shift, eps=self.eps)
        running["mean"], running["variance"] = normalization.update_running_statistics(
            (running["mean"], running["variance"]), batch, x.size // self.channels, momentum=self.momentum
        )
        return y

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Write the gradients of scale and shift."""
        dx, dscale, dshift = normalization.batchnorm_backward(upstream, self.remembered())
        self.gradients["scale"][...] = dscale
        self.gradients["shift"][...] = dshift
        return dx


def _zeros(like: Array, size: int) -> Array:
    xp = array_namespace(like)
    return xp.zeros(size, dtype=like.dtype, device=like.device)
