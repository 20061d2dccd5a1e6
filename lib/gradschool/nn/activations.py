"""Activations without parameters: each a function, its backward pass, and the module over both.

Each ``name(x)`` returns an array of the shape and dtype of `x`, float32 or float64; anything else is a TypeError. Each
``name_backward(upstream, x, y)`` returns the gradient of the loss with respect to `x`, given the gradient with respect
to ``y = name(x)``; all three have one dtype and one shape, else it is a TypeError or a ValueError.

>>> import numpy as np
>>> from gradschool.nn import activations
>>> x = np.array([-2.0, 0.0, 3.0])
>>> y = activations.relu(x)
>>> activations.relu_backward(np.ones(3), x, y)
array([0., 0., 1.])
"""

from math import inf
from types import ModuleType

from gradschool.backend.arrays import Array, floating, floating_namespace, positive_part, where_positive
from gradschool.nn.activation import Activation
from gradschool.settings import number
from gradschool.spellings import translated


def _alike(**named: Array) -> ModuleType:
    """Return the namespace of arrays of one dtype and one shape: what would be broadcast is a slip."""
    xp, shapes = floating_namespace(**named), {name: tuple(x.shape) for name, x in named.items()}
    if len(set(shapes.values())) > 1:
        raise ValueError(f"{' and '.join(shapes)} have one shape, not {' and '.join(map(str, shapes.values()))}")
    return xp


def identity(x: Array) -> Array:
    """Return the input: what a network without activations computes is linear."""
    return floating(x, "x")


def identity_backward(upstream: Array, x: Array, y: Array) -> Array:
    """Return the upstream gradient."""
    return upstream


class Identity(Activation):
    """No activation: a network of these alone is linear."""

    function, derivative = staticmethod(identity), staticmethod(identity_backward)


def sigmoid(x: Array) -> Array:
    """Return ``1 / (1 + exp(-x))``, by a form that never overflows."""
    return 0.5 * (1 + floating_namespace(x=x).tanh(0.5 * x))


def sigmoid_backward(upstream: Array, x: Array, y: Array) -> Array:
    """Return ``upstream y (1 - y)``: at most a quarter of the upstream, and next to nothing far out."""
    _alike(upstream=upstream, y=y)
    return upstream * (y * (1 - y))


class Sigmoid(Activation):
    """The logistic function, between 0 and 1.

    y = 1 / (1 + exp(-x))
    """

    function, derivative = staticmethod(sigmoid), staticmethod(sigmoid_backward)


def tanh(x: Array) -> Array:
    """Return the hyperbolic tangent: a sigmoid centered on zero."""
    return floating_namespace(x=x).tanh(x)


def tanh_backward(upstream: Array, x: Array, y: Array) -> Array:
    """Return ``upstream (1 - y^2)``."""
    _alike(upstream=upstream, y=y)
    return upstream * (1 - y * y)


class Tanh(Activation):
    """The hyperbolic tangent, between -1 and 1.

    y = (exp(x) - exp(-x)) / (exp(x) + exp(-x))
    """

    function, derivative = staticmethod(tanh), staticmethod(tanh_backward)


def relu(x: Array) -> Array:
    """Return ``max(x, 0)`` (Nair and Hinton 2010)."""
    return positive_part(floating(x, "x"))


def relu_backward(upstream: Array, x: Array, y: Array) -> Array:
    """Return the upstream where `x` is positive, 0 elsewhere (at 0 too)."""
    _alike(upstream=upstream, y=y)
    return where_positive(upstream, y)


class ReLU(Activation):
    """What is positive, and 0 for the rest (Nair and Hinton 2010).

    y = max(x, 0)
    """

    function, derivative = staticmethod(relu), staticmethod(relu_backward)


def leaky_relu(x: Array, slope: float = 0.01) -> Array:
    """Return `x` where positive, ``slope x`` elsewhere (Maas, Hannun and Ng 2013)."""
    return floating_namespace(x=x).where(x > 0, x, slope * x)


def leaky_relu_backward(upstream: Array, x: Array, y: Array, slope: float = 0.01) -> Array:
    """Return the upstream where `x` is positive, ``slope`` times it elsewhere."""
    return _alike(upstream=upstream, x=x).where(x > 0, upstream, slope * upstream)


class LeakyReLU(Activation):
    """A ReLU with a slope on the negative side, too (Maas, Hannun and Ng 2013).

    y = x if x > 0 else slope x
    """

    function, derivative = staticmethod(leaky_relu), staticmethod(leaky_relu_backward)
    keeps_input = True

    def __init__(self, slope: float = 0.01) -> None:
        super().__init__()
        self.slope = number("LeakyReLU", "slope", slope, -inf, inf)
        self.arguments = {"slope": self.slope}


def elu(x: Array, alpha: float = 1.0) -> Array:
    """Return `x` where positive, ``alpha (exp(x) - 1)`` elsewhere (Clevert, Unterthiner and Hochreiter 2016)."""
    xp = floating_namespace(x=x)
    return xp.where(x > 0, x, alpha * xp.expm1(xp.minimum(x, 0.0)))


def elu_backward(upstream: Array, x: Array, y: Array, alpha: float = 1.0) -> Array:
    """Return the upstream where `x` is positive, ``upstream (y + alpha)`` elsewhere."""
    return _alike(upstream=upstream, x=x, y=y).where(x > 0, upstream, upstream * (y + alpha))


class ELU(Activation):
    """A ReLU that runs smoothly down to a floor (Clevert, Unterthiner and Hochreiter 2016).

    y = x if x > 0 else alpha (exp(x) - 1)
    """

    function, derivative = staticmethod(elu), staticmethod(elu_backward)
    keeps_input = True

    def __init__(self, alpha: float = 1.0) -> None:
        super().__init__()
        self.alpha = number("ELU", "alpha", alpha, -inf, inf)
        self.arguments = {"alpha": self.alpha}


SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805
"""The constants of Klambauer et al. 2017, section 2: mean 0 and variance 1 are a fixed point."""


def selu(x: Array) -> Array:
    """Return a scaled ELU that keeps mean 0 and variance 1 (Klambauer et al. 2017, eq. 2)."""
    return SELU_SCALE * elu(x, SELU_ALPHA)


def selu_backward(upstream: Array, x: Array, y: Array) -> Array:
    """Return the gradient of `selu`."""
    return SELU_SCALE * elu_backward(upstream, x, y / SELU_SCALE, SELU_ALPHA)


class SELU(Activation):
    """A scaled ELU that keeps mean 0 and variance 1 (Klambauer et al. 2017); start its weights with `lecun_normal`.

        y = scale x if x > 0 else scale alpha (exp(x) - 1)

    The scale is 1.0507 and alpha 1.6733, as the paper derives them.
    """

    function, derivative = staticmethod(selu), staticmethod(selu_backward)
    keeps_input = True


def swish(x: Array, beta: float = 1.0) -> Array:
    """Return ``x sigmoid(beta x)`` (Ramachandran, Zoph and Le 2017)."""
    return floating(x, "x") * sigmoid(beta * x)


def swish_backward(upstream: Array, x: Array, y: Array, beta: float = 1.0) -> Array:
    """Return ``upstream (beta y + sigmoid(beta x) (1 - beta y))``."""
    _alike(upstream=upstream, x=x, y=y)
    return upstream * (beta * y + sigmoid(beta * x) * (1 - beta * y))


class Swish(Activation):
    """A ReLU with a soft gate (Ramachandran, Zoph and Le 2017); with beta 1 also known as SiLU.

    y = x sigmoid(beta x)
    """

    function, derivative = staticmethod(swish), staticmethod(swish_backward)
    keeps_input = True

    def __init__(self, beta: float = 1.0) -> None:
        super().__init__()
        self.beta = number("Swish", "beta", beta, -inf, inf)
        self.arguments = {"beta": self.beta}


def softplus(x: Array) -> Array:
    """Return ``log(1 + exp(x))``, by a form that never overflows (Dugas et al. 2001)."""
    xp = floating_namespace(x=x)
    return xp.maximum(x, 0.0) + xp.log1p(xp.exp(-xp.abs(x)))


def softplus_backward(upstream: Array, x: Array, y: Array) -> Array:
    """Return ``upstream sigmoid(x)``."""
    _alike(upstream=upstream, x=x)
    return upstream * sigmoid(x)


class Softplus(Activation):
    """A smooth ReLU (Dugas et al. 2001).

    y = log(1 + exp(x))
    """

    function, derivative = staticmethod(softplus), staticmethod(softplus_backward)
    keeps_input = True


@translated
def softmax(x: Array) -> Array:
    """Return each row's exponentials over their sum, shifted by the row's maximum so that none overflows.

        y[k] = exp(x[k] - max(x)) / sum(exp(x - max(x)))

    Parameters
    ----------
    x : array, shape (batch, classes)
    """
    xp = floating_namespace(x=x)
    exponentials = xp.exp(x - xp.max(x, axis=-1, keepdims=True))
    return exponentials / xp.sum(exponentials, axis=-1, keepdims=True)


def softmax_backward(upstream: Array, x: Array, y: Array) -> Array:
    """Return ``y (upstream - sum(upstream y))``: the classes of a row share one gradient."""
    xp = _alike(upstream=upstream, y=y)
    return y * (upstream - xp.sum(upstream * y, axis=-1, keepdims=True))


class Softmax(Activation):
    """Each row's exponentials over their sum; train with `softmax_cross_entropy` on the logits, without this layer.

    y[k] = exp(x[k]) / sum(exp(x))
    """

    function, derivative = staticmethod(softmax), staticmethod(softmax_backward)
    of_elements = False
