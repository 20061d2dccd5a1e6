"""GELU, a ReLU whose gate opens gradually (Hendrycks and Gimpel 2016): two functions, and the module over them."""

from collections.abc import Sequence
from math import pi

from gradschool.backend import array_namespace
from gradschool.backend.arrays import Array
from gradschool.nn.activation import Activation
from gradschool.settings import truth

# Coefficients of Cody 1969, highest power first: near zero, and further out.
NEAR = (1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2, 3.77485237685302021e2,
        3.20937758913846947e3)  # fmt: skip
UNDER_NEAR = (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3)
FAR = (2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1,
       2.98635138197400131e2, 8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3,
       1.23033935479799725e3)  # fmt: skip
UNDER_FAR = (1.0, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
             3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3)  # fmt: skip


def erf(x: Array) -> Array:
    """Return the error function, to the last bit or two of `x`'s dtype (Cody 1969, Math. Comp. 23, 631-637).

    The array API standard has none, and NumPy neither. Of the paper's three ranges two will do: what the second says
    beyond its end is less than the rounding of 1.
    """
    xp = array_namespace(x)
    size = xp.abs(x)
    near, far = xp.minimum(size, 0.5), xp.minimum(size, 6.0)
    inner = near * _polynomial(NEAR, near * near) / _polynomial(UNDER_NEAR, near * near)
    outer = 1 - xp.exp(-far * far) * _polynomial(FAR, far) / _polynomial(UNDER_FAR, far)
    return xp.sign(x) * xp.where(size < 0.5, inner, outer)


def _polynomial(coefficients: Sequence[float], x: Array) -> Array:
    value = coefficients[0] * x + coefficients[1]
    for coefficient in coefficients[2:]:
        value *= x
        value += coefficient
    return value


def gelu(x: Array, tanh: bool = False) -> Array:
    """Return ``x P(X <= x)`` for a standard normal X (Hendrycks and Gimpel 2016, eq. 1).

    Parameters
    ----------
    x : array, any shape
    tanh : bool, default False
        The paper's faster form, ``0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))``, which differs by at most 5e-4.

    Examples
    --------
    >>> import numpy as np
    >>> gelu(np.array([-1.0, 0.0, 1.0])).round(4).tolist()
    [-0.1587, 0.0, 0.8413]
    """
    return x * _gate(x, tanh)


def gelu_backward(upstream: Array, x: Array, y: Array, tanh: bool = False) -> Array:
    """Return the gradient of `gelu`: upstream times ``gate + x gate'``."""
    xp = array_namespace(upstream, x)
    gate = _gate(x, tanh)
    if tanh:
        density = 2 * gate * (1 - gate) * ((2 / pi) ** 0.5 * (1 + 3 * 0.044715 * x * x))
    else:
        density = xp.exp(-0.5 * x * x) * (2 * pi) ** -0.5
    return upstream * (gate + x * density)


def _gate(x: Array, tanh: bool) -> Array:
    if tanh:
        return 0.5 * (1 + array_namespace(x).tanh((2 / pi) ** 0.5 * (x + 0.044715 * x * x * x)))
    return 0.5 * (1 + erf(x * 0.5**0.5))


class GELU(Activation):
    """A ReLU whose gate opens gradually (Hendrycks and Gimpel 2016), as in transformers; X is standard normal.

        y = x P(X <= x)

    Parameters
    ----------
    tanh : bool, default False
        The form with tanh; PyTorch's ``approximate="tanh"``.
    """

    function, derivative = staticmethod(gelu), staticmethod(gelu_backward)
    keeps_input = True

    def __init__(self, tanh: bool = False) -> None:
        super().__init__()
        self.tanh = truth("GELU", "tanh", tanh)
        self.arguments = {"tanh": self.tanh}
