"""How weights start: each initializer keeps the variance of something, under its own assumption.

All take ``(rng, fan_in, fan_out)`` and return an array of shape (fan_in, fan_out), drawn on the host, so one seed
gives one matrix on every backend.

>>> from gradschool.nn import initializers
>>> weight = initializers.he_normal(0, 1000, 500)
>>> weight.shape, round(float(weight.var()) * 1000, 1)
((1000, 500), 2.0)
"""

from gradschool.backend import Generator, default_rng
from gradschool.backend.arrays import Array


def constant(rng: int | Generator, fan_in: int, fan_out: int, dtype: str = "float32", *, value: float = 0.0) -> Array:
    """Return one value everywhere: all units of a layer then learn the same thing, zeros learn nothing."""
    return 0 * default_rng(rng).standard_normal((fan_in, fan_out), dtype) + value


def normal(rng: int | Generator, fan_in: int, fan_out: int, dtype: str = "float32", *, std: float = 0.01) -> Array:
    """Return normal weights of a fixed standard deviation, whatever the layer's size."""
    return default_rng(rng).normal(0.0, std, (fan_in, fan_out), dtype)


def lecun_normal(rng: int | Generator, fan_in: int, fan_out: int, dtype: str = "float32") -> Array:
    """Return normal weights of variance ``1 / fan_in`` (LeCun et al. 1998, eq. 16): keeps the forward variance."""
    return normal(rng, fan_in, fan_out, dtype, std=(1 / fan_in) ** 0.5)


def lecun_uniform(rng: int | Generator, fan_in: int, fan_out: int, dtype: str = "float32") -> Array:
    """Return uniform weights of variance ``1 / fan_in``: within ``sqrt(3 / fan_in)`` of zero."""
    return _uniform(rng, fan_in, fan_out, dtype, 1 / fan_in)


def glorot_normal(rng: int | Generator, fan_in: int, fan_out: int, dtype: str = "float32") -> Array:
    """Return normal weights of variance ``2 / (fan_in + fan_out)`` (Glorot and Bengio 2010, eq. 12)."""
    return normal(rng, fan_in, fan_out, dtype, std=(2 / (fan_in + fan_out)) ** 0.5)


def glorot_uniform(rng: int | Generator, fan_in: int, fan_out: int, dtype: str = "float32") -> Array:
    """Return uniform weights within ``sqrt(6 / (fan_in + fan_out))`` of zero (Glorot and Bengio 2010, eq. 16)."""
    return _uniform(rng, fan_in, fan_out, dtype, 2 / (fan_in + fan_out))


def he_normal(rng: int | Generator, fan_in: int, fan_out: int, dtype: str = "float32", *, slope: float = 0.0) -> Array:
    """Return weights that keep the variance of pre-activations under ReLU (He et al. 2015, eq. 10).

    Parameters
    ----------
    rng : int or Generator
        Source of randomness; drawn on the host, so one seed gives one matrix on every backend.
    fan_in, fan_out : int
        Inputs and outputs of the layer.
    dtype : str, default "float32"
        Of the weights.
    slope : float, default 0
        Slope of a leaky ReLU on negative inputs (eq. 15).

    Returns
    -------
    array, shape (fan_in, fan_out)
        Normal with mean 0 and variance ``2 / ((1 + slope^2) fan_in)``.
    """
    return normal(rng, fan_in, fan_out, dtype, std=(2 / ((1 + slope**2) * fan_in)) ** 0.5)


def he_uniform(rng: int | Generator, fan_in: int, fan_out: int, dtype: str = "float32", *, slope: float = 0.0) -> Array:
    """Return uniform weights of the variance of `he_normal`: within ``sqrt(6 / fan_in)`` of zero under ReLU."""
    return _uniform(rng, fan_in, fan_out, dtype, 2 / ((1 + slope**2) * fan_in))


def prelu_gain(slope: float) -> float:
    """Return ``sqrt(2 / (1 + slope^2))``: what He's standard deviation multiplies ``1 / sqrt(fan_in)`` by."""
    return float((2 / (1 + slope**2)) ** 0.5)


def _uniform(rng: int | Generator, fan_in: int, fan_out: int, dtype: str, variance: float) -> Array:
    bound = (3 * variance) ** 0.5
    return default_rng(rng).uniform(-bound, bound, (fan_in, fan_out), dtype)
