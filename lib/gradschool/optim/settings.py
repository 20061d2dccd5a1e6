"""What a setting may be, said where it is declared (``rho: Share``); a setting that can't be meant is refused there.

`checked_values` asks each setting of a class or a function against its annotation, and `checked` does so for every call
of a function. Annotations of other kinds (arrays, functions) are passed over.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from math import isfinite
from numbers import Real
from types import UnionType
from typing import Annotated, Any, Literal, ParamSpec, TypeVar, Union, get_args, get_origin

P = ParamSpec("P")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Range:
    """The numbers that a setting may be, in words and as a function; every one of them is finite."""

    words: str
    holds: Callable[[float], bool] = field(repr=False)
    whole: bool = False
    schedule: bool = False


Share = Annotated[float, Range("a number of at least 0 and below 1", lambda x: 0 <= x < 1)]
"""A share that is kept: the betas, mu, rho."""
Fraction = Annotated[float, Range("a number above 0 and below 1", lambda x: 0 < x < 1)]
Positive = Annotated[float, Range("a number above 0", lambda x: x > 0)]
NotNegative = Annotated[float, Range("a number of at least 0", lambda x: x >= 0)]
Count = Annotated[int, Range("a whole number of at least 0", lambda x: x >= 0, whole=True)]
PositiveCount = Annotated[int, Range("a whole number of at least 1", lambda x: x >= 1, whole=True)]
Schedule = Callable[[int], float]
"""The rate after so many steps."""
Rate = Annotated[float | Schedule, Range("a number of at least 0, or a schedule", lambda x: x >= 0, schedule=True)]

_PLAIN = {float: Range("a finite number", lambda x: True), int: Range("a whole number", lambda x: True, whole=True)}


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
        If a value is no number where one is needed; the error names the setting, the value and the range.
    ValueError
        If a number is out of range or not finite, or a word is not one of a `typing.Literal`.
    """
    return {name: _checked(f"{owner}: {name}", annotations.get(name), value) for name, value in values.items()}


def checked(function: Callable[P, Result]) -> Callable[P, Result]:
    """Check the arguments of every call against the function's annotations (see `checked_values`)."""
    signature = inspect.signature(function)
    annotations = {name: parameter.annotation for name, parameter in signature.parameters.items()}

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> Result:
        bound = signature.bind(*args, **kwargs)
        bound.arguments.update(checked_values(function.__name__, annotations, bound.arguments))
        return function(*bound.args, **bound.kwargs)

    return call


def in_order(owner: str, **rates: float) -> None:
    """Refuse two settings of which the first, which is to be the smaller one, is larger than the second."""
    (low, less), (high, more) = rates.items()
    if less > more:
        raise ValueError(f"{owner}: {low} is {less!r}, above {high}, which is {more!r}")


def _checked(what: str, annotation: Any, value: Any) -> Any:
    if get_origin(annotation) is Literal:
        if value not in get_args(annotation):
            raise ValueError(f"{what} is {value!r}; it must be one of {', '.join(map(repr, get_args(annotation)))}")
        return value
    if annotation is bool and not isinstance(value, bool):
        raise TypeError(f"{what} is {value!r}; it must be True or False")
    if get_origin(annotation) is Sequence:
        return [_checked(f"{what}[{i}]", get_args(annotation)[0], x) for i, x in enumerate(value)]
    allowed = _range(annotation)
    if allowed is None or (value is None and type(None) in get_args(annotation)):
        return value
    return _schedule(what, value) if allowed.schedule and callable(value) else _number(what, allowed, value)


def _schedule(what: str, value: Any) -> Schedule:
    """Return a function of the number of steps; what makes one, or an optimizer, is taken for it by mistake."""
    name = getattr(value, "__name__", repr(value))
    if isinstance(value, type):
        raise TypeError(f"{what} is the class {name}; give a number of at least 0, or a schedule")
    try:
        inspect.signature(value).bind(0)
    except ValueError:
        return value  # a built-in function does not tell its arguments
    except TypeError as error:
        raise TypeError(f"{what} is {name}, which is no function of the steps alone; call it: {name}(...)") from error
    return value


def _range(annotation: Any) -> Range | None:
    if isinstance(annotation, type):
        return _PLAIN.get(annotation)
    if get_origin(annotation) is Annotated:
        return next((x for x in annotation.__metadata__ if isinstance(x, Range)), None)
    members = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else ()
    return next((found for found in map(_range, members) if found is not None), None)


def _number(what: str, allowed: Range, value: Any) -> float:
    if isinstance(value, bool) or not (isinstance(value, Real) or getattr(value, "ndim", None) == 0):
        raise TypeError(f"{what} is {value!r}; it must be {allowed.words}")
    number = float(value)
    if not isfinite(number) or (allowed.whole and number != int(number)) or not allowed.holds(number):
        raise ValueError(f"{what} is {value!r}; it must be {allowed.words}")
    return int(number) if allowed.whole else number
