"""The dense layer as a pair of functions."""

from gradschool.backend import array_namespace
from gradschool.backend.arrays import Array, multiply_into


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
    array_namespace(x=x, weight=weight, bias=bias)
    y = x @ weight
    if bias is not None:
        y += bias
    return y


def dense_backward(
    upstream: Array, x: Array, weight: Array, *, input_gradient: bool = True, out: Array | None = None
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
    out : array, shape (fan_in, fan_out), optional
        Takes the gradient of the weight, in the place of a new array.

    Returns
    -------
    array of shape (batch, fan_in) or None, array of shape (fan_in, fan_out), array of shape (fan_out,)
        ``upstream weight^T``, ``x^T upstream``, and the sum of `upstream` over the batch.
    """
    xp = array_namespace(upstream=upstream, x=x, weight=weight)
    dx = upstream @ weight.T if input_gradient else None
    dweight = xp.empty_like(weight) if out is None else out
    multiply_into(dweight, x.T, upstream)
    return dx, dweight, xp.sum(upstream, axis=0)
