"""How weights start: each initializer keeps the variance of something, under its own assumption.

All take ``(rng, fan_in, fan_out)`` and return an array of shape (fan_in, fan_out), drawn on the host, so one seed
gives one matrix on every backend. The fans say how many inputs meet in an output, and how many outputs an input goes
to. Where weights are shared these are not the matrix's sides, which `shape` then says: 16 filters of 3 x 3 send each
pixel to 144 outputs.

The last layer of a classifier may start at `zeros`: all classes are then equally probable, and the loss starts at
``log(classes)``. Drawn weights make it surer and wrong, and the first steps are spent on unlearning that.

>>> from gradschool.nn import initializers
>>> weight = initializers.he_normal(0, 1000, 500)
>>> weight.shape, round(float(weight.var()) * 1000, 1)
((1000, 500), 2.0)
"""

import numpy as np

from gradschool.backend import Generator, default_rng
from gradschool.backend.arrays import Array
from gradschool.settings import NotNegative, PositiveCount, Precision, checked, pair

Fan = PositiveCount
Shape = tuple[int, int] | None


@checked
def constant(
    rng: int | Generator,
    fan_in: Fan,
    fan_out: Fan,
    dtype: Precision = "float32",
    *,
    shape: Shape = None,
    value: float = 0.0,
) -> Array:
    """Return one value everywhere: all units of a hidden layer then learn the same thing."""
    return default_rng(rng).zeros(_sides(shape, fan_in, fan_out), dtype) + value


@checked
def zeros(
    rng: int | Generator,
    fan_in: Fan,
    fan_out: Fan,
    dtype: Precision = "float32",
    *,
    shape: Shape = None,
) -> Array:
    """Return zeros, for the last layer alone: between two layers of zeros no gradient flows.

    Examples
    --------
    >>> import math
    >>> from gradschool import data, nn
    >>> from gradschool.nn import initializers
    >>> digits = data.digits().flat
    >>> model = nn.Sequential(nn.Dense(64, 32), nn.ReLU(), nn.Dense(32, 10, init=initializers.zeros))
    >>> parameters = model.build(rng=0)
    >>> loss, _ = nn.softmax_cross_entropy(model(digits.x), digits.y)
    >>> round(float(loss), 4), round(math.log(10), 4)
    (2.3026, 2.3026)
    """
    return constant(rng, fan_in, fan_out, dtype, shape=shape)


@checked
def normal(
    rng: int | Generator,
    fan_in: Fan,
    fan_out: Fan,
    dtype: Precision = "float32",
    *,
    shape: Shape = None,
    std: NotNegative = 0.01,
) -> Array:
    """Return normal weights of a fixed standard deviation, whatever the layer's size."""
    return default_rng(rng).normal(0.0, std, _sides(shape, fan_in, fan_out), dtype)


@checked
def lecun_normal(
    rng: int | Generator,
    fan_in: Fan,
    fan_out: Fan,
    dtype: Precision = "float32",
    *,
    shape: Shape = None,
) -> Array:
    """Return normal weights of variance ``1 / fan_in`` (LeCun et al. 1998, eq. 16): keeps the forward variance."""
    return normal(rng, fan_in, fan_out, dtype, shape=shape, std=(1 / fan_in) ** 0.5)


@checked
def lecun_uniform(
    rng: int | Generator,
    fan_in: Fan,
    fan_out: Fan,
    dtype: Precision = "float32",
    *,
    shape: Shape = None,
) -> Array:
    """Return uniform weights of variance ``1 / fan_in``: within ``sqrt(3 / fan_in)`` of zero."""
    return _uniform(rng, _sides(shape, fan_in, fan_out), dtype, 1 / fan_in)


@checked
def glorot_normal(
    rng: int | Generator,
    fan_in: Fan,
    fan_out: Fan,
    dtype: Precision = "float32",
    *,
    shape: Shape = None,
) -> Array:
    """Return normal weights of variance ``2 / (fan_in + fan_out)`` (Glorot and Bengio 2010, eq. 12)."""
    return normal(rng, fan_in, fan_out, dtype, shape=shape, std=(2 / (fan_in + fan_out)) ** 0.5)


@checked
def glorot_uniform(
    rng: int | Generator,
    fan_in: Fan,
    fan_out: Fan,
    dtype: Precision = "float32",
    *,
    shape: Shape = None,
) -> Array:
    """Return uniform weights within ``sqrt(6 / (fan_in + fan_out))`` of zero (Glorot and Bengio 2010, eq. 16)."""
    return _uniform(rng, _sides(shape, fan_in, fan_out), dtype, 2 / (fan_in + fan_out))


@checked
def he_normal(
    rng: int | Generator,
    fan_in: Fan,
    fan_out: Fan,
    dtype: Precision = "float32",
    *,
    shape: Shape = None,
    slope: float = 0.0,
) -> Array:
    """Return weights that keep the variance of pre-activations under ReLU (He et al. 2015, eq. 10).

    Parameters
    ----------
    rng : int or Generator
        Source of randomness; drawn on the host, so one seed gives one matrix on every backend.
    fan_in, fan_out : int
        Inputs and outputs of the layer.
    dtype : str, default "float32"
        Of the weights.
    shape : (int, int), optional
        Of the result, where it is not (fan_in, fan_out).
    slope : float, default 0
        Slope of a leaky ReLU on negative inputs (eq. 15).

    Returns
    -------
    array, shape (fan_in, fan_out)
        Normal with mean 0 and variance ``2 / ((1 + slope^2) fan_in)``.
    """
    return normal(rng, fan_in, fan_out, dtype, shape=shape, std=(2 / ((1 + slope**2) * fan_in)) ** 0.5)


@checked
def he_uniform(
    rng: int | Generator,
    fan_in: Fan,
    fan_out: Fan,
    dtype: Precision = "float32",
    *,
    shape: Shape = None,
    slope: float = 0.0,
) -> Array:
    """Return uniform weights of the variance of `he_normal`: within ``sqrt(6 / fan_in)`` of zero under ReLU."""
    return _uniform(rng, _sides(shape, fan_in, fan_out), dtype, 2 / ((1 + slope**2) * fan_in))


@checked
def orthogonal(
    rng: int | Generator,
    fan_in: Fan,
    fan_out: Fan,
    dtype: Precision = "float32",
    *,
    shape: Shape = None,
    gain: float = 1.0,
) -> Array:
    """Return a random matrix that keeps lengths exactly, where the variances above do so on average.

    Its columns are orthonormal, or its rows if there are more columns, evenly drawn among all such matrices (Saxe,
    McClelland and Ganguli 2014, section 3): a deep linear network of these passes signals on undistorted.

    Parameters
    ----------
    rng, fan_in, fan_out, dtype, shape
        As for `he_normal`.
    gain : float, default 1
        Multiplies the matrix; ``sqrt(2)`` makes up for a ReLU.

    Examples
    --------
    >>> from gradschool.nn import initializers
    >>> weight = initializers.orthogonal(0, 5, 3, "float64")
    >>> abs(weight.T @ weight).round(6).tolist()
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    rows, columns = _sides(shape, fan_in, fan_out)
    rng = default_rng(rng)
    # On the host, as all that is drawn. The signs make the draw even: those of the decomposition are its own choice.
    q, r = np.linalg.qr(rng.host.standard_normal((max(rows, columns), min(rows, columns))))
    q *= np.sign(np.diagonal(r))
    return rng.place(gain * (q if rows >= columns else q.T), dtype)


@checked
def prelu_gain(slope: float) -> float:
    """Return ``sqrt(2 / (1 + slope^2))``: what He's standard deviation multiplies ``1 / sqrt(fan_in)`` by."""
    return float((2 / (1 + slope**2)) ** 0.5)


def _sides(shape: Shape, fan_in: int, fan_out: int) -> tuple[int, int]:
    return (fan_in, fan_out) if shape is None else pair("an initializer", "shape", shape)


def _uniform(rng: int | Generator, shape: tuple[int, int], dtype: str, variance: float) -> Array:
    bound = (3 * variance) ** 0.5
    return default_rng(rng).uniform(-bound, bound, shape, dtype)
