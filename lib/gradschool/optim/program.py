"""A rule as a list of operations: run it once on symbols, and it draws up its own program.

What executes the program is in ``fused`` beside this file, what compiles it in ``kernels``.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Rule = Callable[..., tuple[Any, ...]]

_ON_NUMBERS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


class Symbol:
    """A value of a rule before it is known: an input, or an operation on others.

    A value that depends on the rule's numbers alone (``1 - beta1``) is a number itself.
    """

    __slots__ = ("arguments", "is_number", "name", "operation")

    def __init__(self, operation: str, arguments: tuple[Any, ...] = (), *, name: str = "", is_number: bool) -> None:
        self.operation, self.arguments, self.name, self.is_number = operation, arguments, name, is_number

    def __add__(self, other: Any) -> "Symbol":
        return _combine("+", self, other)

    def __radd__(self, other: float) -> "Symbol":
        return _combine("+", other, self)

    def __sub__(self, other: Any) -> "Symbol":
        return _combine("-", self, other)

    def __rsub__(self, other: float) -> "Symbol":
        return _combine("-", other, self)

    def __mul__(self, other: Any) -> "Symbol":
        return _combine("*", self, other)

    def __rmul__(self, other: float) -> "Symbol":
        return _combine("*", other, self)

    def __truediv__(self, other: Any) -> "Symbol":
        return _combine("/", self, other)

    def __rtruediv__(self, other: float) -> "Symbol":
        return _combine("/", other, self)

    def __neg__(self) -> "Symbol":
        return _combine("*", -1.0, self)

    def __pow__(self, power: int) -> "Symbol":
        return _combine("*", self, self) if power == 2 else NotImplemented

    def __bool__(self) -> bool:
        raise TypeError("this value is not known yet, so a rule that asks for it is not drawn up as a program")

    def __eq__(self, other: object) -> bool:
        return bool(self)

    __hash__ = None  # type: ignore[assignment]
    __array_ufunc__ = None


def _combine(sign: str, left: Any, right: Any) -> Symbol:
    is_number = all(not isinstance(x, Symbol) or x.is_number for x in (left, right))
    return Symbol(sign, (left, right), is_number=is_number)


def _root(x: Symbol) -> Symbol:
    return Symbol("sqrt", (x,), is_number=False)


@dataclass(frozen=True)
class Line:
    """One operation: its sign, the places that it reads, the place that it writes.

    A place is ``("array", i)``, ``("scratch", i)`` or, to read, ``("number", i)``.
    """

    operation: str
    reads: tuple[tuple[str, int], ...]
    writes: tuple[str, int]


class Program:
    """The operations of a rule in order, and how many scratch places they need.

    Parameters
    ----------
    rule : callable
        ``rule(sqrt, *arrays, **numbers)``, arithmetic alone.
    arrays : sequence of str
        Names of its arrays, in order.
    written : sequence of str
        The arrays that its results overwrite, in the order of the results.
    numbers : sequence of str
        Names of its numbers.
    """

    def __init__(self, rule: Rule, arrays: Sequence[str], written: Sequence[str], numbers: Sequence[str]) -> None:
        self.arrays, self.written = tuple(arrays), tuple(written)
        self._inputs = {name: Symbol("input", name=name, is_number=False) for name in arrays}
        settings = {name: Symbol("input", name=name, is_number=True) for name in numbers}
        self._results = rule(_root, *self._inputs.values(), **settings)
        self._order: list[Symbol] = []
        self._numbers: list[Any] = []
        for result in self._results:
            self._visit(result)
        self.scratch = 0
        self.lines = self._draw_up()

    @property
    def numbers(self) -> int:
        """How many numbers the lines read."""
        return len(self._numbers)

    def number_values(self, numbers: Mapping[str, float]) -> list[float]:
        """Work out the numbers that the lines read, once a step and in double precision."""

        def value(node: Any) -> float:
            if not isinstance(node, Symbol):
                return float(node)
            if node.operation == "input":
                return numbers[node.name]
            return float(_ON_NUMBERS[node.operation](*map(value, node.arguments)))

        return [value(node) for node in self._numbers]

    def _visit(self, node: Any) -> None:
        """List operations after what they depend on, and every number once."""
        if not isinstance(node, Symbol) or node.is_number:
            if not any(node is number for number in self._numbers):
                self._numbers.append(node)
        elif node.operation != "input" and not any(node is known for known in self._order):
            for argument in node.arguments:
                self._visit(argument)
            self._order.append(node)

    def _draw_up(self) -> list[Line]:
        """Give every result a place; an array is overwritten only once nobody needs its old value."""
        last_read = {id(a): i for i, node in enumerate(self._order) for a in node.arguments}
        last_read |= {id(result): len(self._order) for result in self._results}
        targets = dict(zip(map(id, self._results), self.written, strict=True))
        places = {id(symbol): ("array", i) for i, symbol in enumerate(self._inputs.values())}
        places |= {id(number): ("number", i) for i, number in enumerate(self._numbers)}
        free: list[int] = []
        lines = []
        for i, node in enumerate(self._order):
            reads = tuple(places[id(a)] for a in node.arguments)
            free += {
                places[id(a)][1] for a in node.arguments if places[id(a)][0] == "scratch" and last_read[id(a)] == i
            }
            target = targets.get(id(node))
            if target is not None and last_read.get(id(self._inputs[target]), -1) <= i:
                places[id(node)] = ("array", self.arrays.index(target))
            else:
                places[id(node)] = ("scratch", free.pop() if free else self._new_scratch())
            lines.append(Line(node.operation, reads, places[id(node)]))
        return lines + self._final_moves(places)

    def _final_moves(self, places: dict[int, tuple[str, int]]) -> list[Line]:
        """Bring to its array what is not there yet; arrays that change places do so by way of scratch."""
        sources = [places[id(result)] for result in self._results]
        goals = [("array", self.arrays.index(name)) for name in self.written]
        aside, moves = [], []
        for source, goal in zip(sources, goals, strict=True):
            if source == goal:
                continue
            if source[0] == "array":
                stop = ("scratch", self._new_scratch())
                aside.append(Line("copy", (source,), stop))
                source = stop
            moves.append(Line("copy", (source,), goal))
        return aside + moves

    def _new_scratch(self) -> int:
        self.scratch += 1
        return self.scratch - 1
