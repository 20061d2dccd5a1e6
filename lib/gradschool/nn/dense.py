"""The dense layer: a pair of functions, and the module over them."""

from gradschool.backend import Generator
from gradschool.backend.arrays import Array, floating_namespace, multiply_into, product_is_bounded, sum_into
from gradschool.nn.given import drawn, one_each, with_axes
from gradschool.nn.initializers import he_normal
from gradschool.nn.module import Initializer, Module
from gradschool.settings import called, truth, whole

_WEIGHT = ("fan_in", "fan_out")


def dense_forward(x: Array, weight: Array, bias: Array | None = None) -> Array:
    """Return ``x weight + bias``.

    Parameters
    ----------
    x : array, shape (batch, fan_in)
    weight : array, shape (fan_in, fan_out)
    bias : array, shape (fan_out,), optional

    Returns
    -------
    array, shape (batch, fan_out)
    """
    floating_namespace(weight=weight, x=x, **({} if bias is None else {"bias": bias}))
    if weight.ndim != 2 or x.ndim != 2 or x.shape[1] != weight.shape[0]:
        with_axes("dense_forward", "x", x, ("batch", *with_axes("dense_forward", "weight", weight, _WEIGHT).shape[:1]))
    if bias is not None:
        one_each("dense_forward", weight.shape[1], bias=bias)
    return _affine(x, weight, bias)


def _affine(x: Array, weight: Array, bias: Array | None) -> Array:
    y = x @ weight
    if bias is not None:
        y += bias
    return y


def dense_backward(
    upstream: Array,
    x: Array,
    weight: Array,
    *,
    input_gradient: bool = True,
    out: tuple[Array | None, Array | None] = (None, None),
) -> tuple[Array | None, Array, Array]:
    """Return the gradients of a dense layer.

    Parameters
    ----------
    upstream : array, shape (batch, fan_out)
        Gradient of the loss with respect to the layer's output.
    x : array, shape (batch, fan_in)
        The layer's input.
    weight : array, shape (fan_in, fan_out)
    input_gradient : bool, default True
        Whether the first result is needed; a network's first layer does without.
    out : (array or None, array or None), optional
        Take the gradients of weight and bias, in the place of new arrays.

    Returns
    -------
    array of shape (batch, fan_in) or None, array of shape (fan_in, fan_out), array of shape (fan_out,)
        ``upstream weight^T``, ``x^T upstream``, and the sum of `upstream` over the batch.
    """
    xp = floating_namespace(x=x, weight=weight, upstream=upstream)
    if tuple(upstream.shape) != (wanted := (x.shape[0], weight.shape[1])):
        raise ValueError(f"upstream has shape {tuple(upstream.shape)}; that of the output is {wanted}")
    dx = upstream @ weight.T if input_gradient else None
    dweight, dbias = (xp.empty_like(weight) if out[0] is None else out[0]), out[1]
    multiply_into(dweight, x.T, upstream)
    if dbias is None:
        return dx, dweight, xp.sum(upstream, axis=0)
    sum_into(dbias, upstream, axis=0)
    return dx, dweight, dbias


class Dense(Module):
    """A dense layer over (batch, fan_in).

        y = x weight + bias

    Parameters
    ----------
    fan_in, fan_out : int
        Inputs and outputs.
    bias : bool, default True
        Whether there is a bias; before batch normalization it would be subtracted again.
    init : callable, default `he_normal`
        Called with rng, fan_in, fan_out and dtype. Biases start at zero. A classifier whose last layer has
        ``init=initializers.zeros`` starts with equal probabilities, at a loss of ``log(classes)``.

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

    def __init__(self, fan_in: int, fan_out: int, *, bias: bool = True, init: Initializer = he_normal) -> None:
        super().__init__()
        self.fan_in, self.fan_out = whole("Dense", "fan_in", fan_in), whole("Dense", "fan_out", fan_out)
        self._bounded = False
        self.bias, self.init = truth("Dense", "bias", bias), called("Dense", "init", init, "nn.initializers.zeros")

    def initial(self, rng: Generator, dtype: str) -> dict[str, Array]:
        """Return the drawn weight and the zero bias."""
        weight = drawn("Dense", self.init, rng, self.fan_in, self.fan_out, dtype=dtype)
        return {"weight": weight} | ({"bias": rng.zeros(self.fan_out, dtype)} if self.bias else {})

    def forward(self, x: Array, *, training: bool = False, rng: Generator | None = None) -> Array:
        """Return the affine map of each row."""
        self._cache = self.accept(x, self.fan_in, (2,))
        return _affine(x, self.parameter("weight"), self.own.get("bias"))

    def backward(self, upstream: Array, *, input_gradient: bool = True) -> Array | None:
        """Write the gradients of weight and bias."""
        x, weight = self.remembered(), self.parameter("weight")
        out = self.gradients["weight"], self.gradients.get("bias")
        dx, _, _ = dense_backward(upstream, x, weight, input_gradient=input_gradient, out=out)
        self._bounded = product_is_bounded(x, upstream)
        return dx

    def surely_finite(self) -> bool:
        """Return whether the norms of input and upstream rule an overflow out."""
        return self._bounded
