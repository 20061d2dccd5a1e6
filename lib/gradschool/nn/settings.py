"""Settings of layers: what can't be meant is refused where a layer is made, with its name and its range."""

from math import inf
from numbers import Real
from operator import index
from typing import Any


def whole(layer: str, name: str, value: Any, least: int = 1) -> int:
    """Return a whole number of at least `least`, or say whose setting it is and what it must be.

    Examples
    --------
    >>> whole("Dense", "fan_in", 0)
    Traceback (most recent call last):
    ...
    ValueError: Dense: fan_in is 0; it must be a whole number of at least 1
    """
    try:
        number = None if isinstance(value, bool) else index(value)
    except TypeError:
        number = None
    if number is None or number < least:
        raise ValueError(f"{layer}: {name} is {value!r}; it must be a whole number of at least {least}")
    return number


def pair(layer: str, name: str, value: Any, least: int = 1) -> tuple[int, int]:
    """Return (height, width) of a setting that is one whole number for both, or two."""
    if isinstance(value, tuple | list) and len(value) == 2:
        height, width = (whole(layer, name, part, least) for part in value)
        return height, width
    if isinstance(value, tuple | list):
        raise ValueError(f"{layer}: {name} is {value!r}; it is one whole number, or two: (height, width)")
    return (whole(layer, name, value, least),) * 2


def number(layer: str, name: str, value: Any, low: float, high: float, *, without: str = "") -> float:
    """Return a number from `low` to `high`, both allowed but for the one named in `without` ("low", "high")."""
    inside = isinstance(value, Real) and not isinstance(value, bool) and low <= float(value) <= high
    if not inside or (value == low and without == "low") or (value == high and without == "high"):
        left, right = "(" if without == "low" else "[", ")" if without == "high" or high == inf else "]"
        wanted = "a number" if low == -high == -inf else f"in {left}{low:g}, {high:g}{right}"
        raise ValueError(f"{layer}: {name} is {value!r}; it must be {wanted}")
    return float(value)


def truth(layer: str, name: str, value: Any) -> bool:
    """Return True or False; anything else, such as "no", which Python takes for true, is refused."""
    if type(value).__name__ not in ("bool", "bool_"):
        raise TypeError(f"{layer}: {name} is {value!r}; it must be True or False")
    return bool(value)


def drawn_by(layer: str, init: Any) -> Any:
    """Return an initializer if it can be called, or say where there are some."""
    if not callable(init):
        raise TypeError(f"{layer}: init is {init!r}; give a function, such as nn.initializers.zeros")
    return init
