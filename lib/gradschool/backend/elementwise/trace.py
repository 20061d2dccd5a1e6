"""What a rule computes, written down: run once on stand-ins for its arguments, it leaves the list of its operations.

`compiled` beside this file makes a loop or a kernel of the list. `sqrt` and `sign` take stand-ins as they take arrays.
"""

from collections.abc import Callable, Mapping, Sequence
from math import inf, nan
from typing import Any

import numpy as np

from gradschool.backend.arrays import array_namespace

Rule = Callable[..., tuple[Any, ...]]


def _both_ways(sign: str) -> tuple[Callable[..., "Traced"], Callable[..., "Traced"]]:
    return lambda x, y: Traced(sign, x, y), lambda x, y: Traced(sign, y, x)


class Traced:
    """Stands for a value of a rule: an argument, or an operation on others. It has no value that could be asked for.

    What depends on the rule's numbers alone (``1 - beta1``) is a number itself, and is worked out once a step.
    """

    __slots__ = ("arguments", "is_number", "name", "operation")
    __array_ufunc__ = None  # a NumPy number leaves the operation to us, a NumPy function refuses
    __hash__ = None  # type: ignore[assignment]  # as befits what can't be compared

    def __init__(self, operation: str, *arguments: Any, name: str = "", is_number: bool | None = None) -> None:
        self.operation, self.arguments, self.name = operation, arguments, name
        self.is_number = all(map(_is_number, arguments)) if is_number is None else is_number

    __add__, __radd__ = _both_ways("+")
    __sub__, __rsub__ = _both_ways("-")
    __mul__, __rmul__ = _both_ways("*")
    __truediv__, __rtruediv__ = _both_ways("/")

    def __neg__(self) -> "Traced":
        return Traced("*", -1.0, self)

    def __abs__(self) -> "Traced":
        return Traced("fabs", self)

    def __pow__(self, power: Any) -> "Traced":
        """Expand a square, which NumPy multiplies out too; no compiler rounds other powers of arrays as NumPy does."""
        if self.is_number:
            return Traced("**", self, power)
        return Traced("*", self, self) if _is_plain(power) and power == 2 else NotImplemented

    def __array__(self, *asked: Any, **settings: Any) -> Any:
        """Refuse functions of NumPy: a sum of one object is that object, and would be taken for an element's value."""
        raise TypeError("a traced value is no array: a rule that uses it as one has to run as it stands")

    def __bool__(self) -> bool:
        raise TypeError("a traced value is not known yet: a rule that asks for it has to run as it stands")

    def __eq__(self, other: object) -> bool:
        return bool(self)


def sqrt(x: Any) -> Any:
    """Return the square root of each element of an array, of a number, or of a traced value.

    Examples
    --------
    >>> sqrt(np.array([4.0, 9.0])), sqrt(4.0)
    (array([2., 3.]), 2.0)
    """
    return _call("sqrt", x)


def sign(x: Any) -> Any:
    """Return -1, 0 or 1 for each element of an array, for a number, or for a traced value; NaN stays NaN.

    Examples
    --------
    >>> sign(np.array([-0.3, 0.0, 7.0]))
    array([-1.,  0.,  1.])
    """
    return _call("sign", x)


def _call(name: str, x: Any) -> Any:
    if isinstance(x, Traced):
        return Traced(name, x)
    return float(getattr(np, name)(x)) if _is_plain(x) else getattr(array_namespace(x), name)(x)


def _is_plain(x: Any) -> bool:
    return type(x) in (int, float)


def _is_number(x: Any) -> bool:
    return x.is_number if isinstance(x, Traced) else True


class Expression:
    """The arithmetic of a rule, printed in words that C and Python share.

    Parameters
    ----------
    rule : callable
        ``rule(*arrays, **numbers, **settings)``: arithmetic on its arguments, `sqrt` and `sign`. Anything else that it
        asks of them raises here.
    arrays : int
        How many arrays it reads; an element of each is ``a0, a1, ...``.
    written : sequence of int
        Which of them take its results.
    numbers : sequence of str
        Names of its numbers.
    settings : mapping
        Its other arguments, which it may ask: an expression is of one setting.

    Attributes
    ----------
    operations : list of (str, str, list of str)
        In order: the name of a value, the sign or the function, and the names of what it reads.
    lines : list of str
        The same as assignments like ``t2 = a0 * n1``.
    results : list of str
        What holds the results after the last line.
    number_values : callable
        Takes all numbers and settings by name; returns ``n0, n1, ...`` in double precision.
    """

    def __init__(
        self, rule: Rule, arrays: int, written: Sequence[int], numbers: Sequence[str], settings: Mapping[str, Any]
    ) -> None:
        self.arrays, self.written = arrays, written
        self.operations: list[tuple[str, str, list[str]]] = []
        self._formulas: list[str] = []
        inputs = [Traced("input", name=f"a{i}", is_number=False) for i in range(arrays)]
        known = {name: Traced("input", name=name, is_number=True) for name in numbers}
        self.results = [self._name(result) for result in rule(*inputs, **known, **settings)]
        source = f"lambda {', '.join([*numbers, '**settings'])}: [{', '.join(self._formulas)}]"
        functions = {"sqrt": sqrt, "sign": sign, "fabs": abs, "inf": inf, "nan": nan}
        self.number_values: Callable[..., list[float]] = eval(source, functions)

    @property
    def lines(self) -> list[str]:
        """The operations as assignments."""
        return [f"{name} = {_printed(operation, reads)}" for name, operation, reads in self.operations]

    @property
    def numbers(self) -> int:
        """How many numbers the lines read."""
        return len(self._formulas)

    def _name(self, x: Any) -> str:
        """Return what a value is called, after the lines that it needs."""
        if _is_number(x):
            formula = _formula(x)
            if formula not in self._formulas:
                self._formulas.append(formula)
            return f"n{self._formulas.index(formula)}"
        if not x.name:
            reads = [self._name(argument) for argument in x.arguments]
            x.name = f"t{len(self.operations)}"
            self.operations.append((x.name, x.operation, reads))
        return str(x.name)


def _formula(x: Any) -> str:
    if not isinstance(x, Traced):
        return repr(float(x))
    return x.name or f"({_printed(x.operation, [_formula(argument) for argument in x.arguments])})"


def _printed(operation: str, reads: list[str]) -> str:
    return f" {operation} ".join(reads) if len(reads) == 2 else f"{operation}({reads[0]})"
