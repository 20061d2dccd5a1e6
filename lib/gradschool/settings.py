"""What a setting may be, said where it is declared; what can't be meant is refused with its name, its value, its range.

`whole`, `pair`, `number`, `truth` and their kind ask one value. `checked_values` asks each setting of a class against
its annotation (``rho: Share``), and `checked` does so for every call of a function. Annotations of other kinds (arrays,
modules) are passed over.

>>> checked_values("Momentum", {"mu": Share}, {"mu": 1.5})
Traceback (most recent call last):
...
ValueError: Momentum: mu is 1.5; it must be a number of at least 0 and below 1
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from math import inf, isfinite
from numbers import Real
from operator import index
from types import UnionType
from typing import Annotated, Any, Literal, ParamSpec, TypeVar, Union, get_args, get_origin

from gradschool.spellings import translated

_P = ParamSpec("_P")
_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Range:
    """The numbers that a setting may be, in words and as a function; every one of them is finite."""

    words: str
    holds: Callable[[float], bool] = field(repr=False)
    whole: bool = False
    schedule: bool = False


Share = Annotated[float, Range("a number of at least 0 and below 1", lambda x: 0 <= x < 1)]
"""A share that is kept: the betas, mu, rho."""
Portion = Annotated[float, Range("a number from 0 to 1", lambda x: 0 <= x <= 1)]
Fraction = Annotated[float, Range("a number above 0 and below 1", lambda x: 0 < x < 1)]
Positive = Annotated[float, Range("a number above 0", lambda x: x > 0)]
NotNegative = Annotated[float, Range("a number of at least 0", lambda x: x >= 0)]
Count = Annotated[int, Range("a whole number of at least 0", lambda x: x >= 0, whole=True)]
PositiveCount = Annotated[int, Range("a whole number of at least 1", lambda x: x >= 1, whole=True)]
Schedule = Callable[[int], float]
"""The rate after so many steps."""
Rate = Annotated[float | Schedule, Range("a number of at least 0, or a schedule", lambda x: x >= 0, schedule=True)]
_PRECISION = Literal["float32", "float64"]
Precision = Annotated[str, _PRECISION]
"""What is computed with."""

_PLAIN = {float: Range("a finite number", lambda x: True), int: Range("a whole number", lambda x: True, whole=True)}


def whole(owner: str, name: str, value: Any, least: int = 1) -> int:
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
        raise ValueError(f"{owner}: {name} is {value!r}; it must be a whole number of at least {least}")
    return number


def pair(owner: str, name: str, value: Any, least: int = 1) -> tuple[int, int]:
    """Return (height, width) of a setting that is one whole number for both, or two."""
    if isinstance(value, tuple | list) and len(value) == 2:
        height, width = (whole(owner, name, part, least) for part in value)
        return height, width
    if isinstance(value, tuple | list):
        raise ValueError(f"{owner}: {name} is {value!r}; it is one whole number, or two: (height, width)")
    return (whole(owner, name, value, least),) * 2


def number(owner: str, name: str, value: Any, low: float = -inf, high: float = inf, *, without: str = "") -> float:
    """Return a number from `low` to `high`, both allowed but for the one named in `without` ("low", "high")."""
    inside = isinstance(value, Real) and not isinstance(value, bool) and low <= float(value) <= high
    if not inside or (value == low and without == "low") or (value == high and without == "high"):
        left, right = "(" if without == "low" else "[", ")" if without == "high" or high == inf else "]"
        wanted = "a number" if low == -high == -inf else f"in {left}{low:g}, {high:g}{right}"
        raise ValueError(f"{owner}: {name} is {value!r}; it must be {wanted}")
    return float(value)


def truth(owner: str, name: str, value: Any) -> bool:
    """Return True or False; anything else, such as "no", which Python takes for true, is refused."""
    if type(value).__name__ not in ("bool", "bool_"):
        raise TypeError(f"{owner}: {name} is {value!r}; it must be True or False")
    return bool(value)


def checked_text(owner: str, name: str, value: Any) -> str:
    """Return a text, or say that it is none."""
    if not isinstance(value, str):
        raise TypeError(f"{owner}: {name} is {value!r}; it must be a text, in quotes")
    return value


def called(owner: str, name: str, value: Any, example: str) -> Any:
    """Return a function, or something else that can be called, or give an example of one."""
    if not callable(value):
        raise TypeError(f"{owner}: {name} is {value!r}; give a function, such as {example}")
    return value


def in_order(owner: str, **rates: float) -> None:
    """Refuse two settings of which the first, which is to be the smaller one, is larger than the second."""
    (low, less), (high, more) = rates.items()
    if less > more:
        raise ValueError(f"{owner}: {low} is {less!r}, above {high}, which is {more!r}")


def checked_values(owner: str, annotations: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values, numbers as Python's own, so that one of NumPy's doesn't turn float32 weights into float64.

    Parameters
    ----------
    owner : str
        Whose settings they are, for an error.
    annotations, values : mapping
        What each may be, and what it is.

    Raises
    ------
    TypeError
        If a value is no number, no text or no function where one is needed; the error names the setting, the value
        and the range.
    ValueError
        If a number is out of range or not finite, or a word is not one of a `typing.Literal`.
    """
    return {name: _checked(owner, name, annotations.get(name), value) for name, value in values.items()}


def checked(function: Callable[_P, _Result]) -> Callable[_P, _Result]:
    """Check the arguments of every call against the function's annotations (see `checked_values`).

    A keyword that the function does not take is answered by the name that it has here (`gradschool.spellings`).
    """
    function = translated(function)
    annotations = {name: each.annotation for name, each in inspect.signature(function).parameters.items()}
    owner = function.__name__

    @wraps(function)
    def call(*args: _P.args, **kwargs: _P.kwargs) -> _Result:
        named = dict(zip(annotations, args, strict=False))
        given: Any = [*checked_values(owner, annotations, named).values(), *args[len(named) :]]
        return function(*given, **checked_values(owner, annotations, kwargs))

    return call


def _checked(owner: str, name: str, annotation: Any, value: Any) -> Any:
    annotation = _unless_none(annotation, value)
    annotation = _PRECISION if annotation is Precision else annotation
    kind = get_origin(annotation)
    if kind is Literal:
        if not isinstance(value, str) or value not in get_args(annotation):
            words = ", ".join(map(repr, get_args(annotation)))
            raise ValueError(f"{owner}: {name} is {value!r}; it must be one of {words}")
        return value
    if annotation is bool:
        return truth(owner, name, value)
    if annotation is str:
        return checked_text(owner, name, value)
    if kind is Callable and not callable(value):
        raise TypeError(f"{owner}: {name} is {value!r}; it must be a function")
    if kind is Sequence and not isinstance(value, str) and hasattr(value, "__iter__"):
        return [_checked(owner, f"{name}[{i}]", get_args(annotation)[0], x) for i, x in enumerate(value)]
    allowed = _range(annotation)
    if allowed is None:
        return value
    return (
        _schedule(owner, name, value) if allowed.schedule and callable(value) else _number(owner, name, allowed, value)
    )


def _schedule(owner: str, name: str, value: Any) -> Schedule:
    """Return a function of the number of steps; what makes one, or an optimizer, is taken for it by mistake."""
    known = getattr(value, "__name__", repr(value))
    if isinstance(value, type):
        raise TypeError(f"{owner}: {name} is the class {known}; give a number of at least 0, or a schedule")
    try:
        inspect.signature(value).bind(0)
    except ValueError:
        return value  # a built-in function does not tell its arguments
    except TypeError as error:
        raise TypeError(
            f"{owner}: {name} is {known}, which is no function of the steps alone; call it: {known}(...)"
        ) from error
    return value


def _unless_none(annotation: Any, value: Any) -> Any:
    """Return what an annotation asks beside None; nothing for None itself, and for one of several kinds."""
    if get_origin(annotation) not in (Union, UnionType):
        return annotation
    others = [member for member in get_args(annotation) if member is not type(None)]
    return others[0] if len(others) == 1 and value is not None else None


def _range(annotation: Any) -> Range | None:
    if isinstance(annotation, type):
        return _PLAIN.get(annotation)
    if get_origin(annotation) is Annotated:
        return next((x for x in annotation.__metadata__ if isinstance(x, Range)), None)
    return None


def _number(owner: str, name: str, allowed: Range, value: Any) -> float:
    if isinstance(value, bool) or not (isinstance(value, Real) or getattr(value, "ndim", None) == 0):
        raise TypeError(f"{owner}: {name} is {value!r}; it must be {allowed.words}")
    number = float(value)
    if not isfinite(number) or (allowed.whole and number != int(number)) or not allowed.holds(number):
        raise ValueError(f"{owner}: {name} is {value!r}; it must be {allowed.words}")
    return int(number) if allowed.whole else number
