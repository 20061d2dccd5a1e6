"""An expression by NumPy: operation after operation over a block, each into memory that is at hand already.

A rule as it stands asks for a new array for each of its operations; here a result takes the place of its array as soon
as nobody reads the old values any more, and what lies between takes a scratch array, which is used again.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from gradschool.backend.blocks import in_blocks
from gradschool.backend.elementwise.trace import Expression

_UFUNCS: dict[str, np.ufunc] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "sqrt": np.sqrt,
    "fabs": np.fabs,
    "sign": np.sign,
}


class Plan(NamedTuple):
    """What is done with each block; memory is named ``a0`` (arrays), ``n0`` (numbers) and ``s0`` (scratch)."""

    steps: list[tuple[np.ufunc, list[str], str]]
    """Functions with the memory that they read and write."""
    moves: list[tuple[str, str]]
    """Where a result lies after the last step, and the array that takes it, if that is another place."""
    scratch: int


def run(expression: Expression, arrays: Sequence[np.ndarray], numbers: Sequence[float]) -> None:
    """Overwrite the arrays that an expression writes with its results.

    Parameters
    ----------
    expression : Expression
    arrays : sequence of array, shape (size,)
        Its arrays, of one dtype, contiguous, none overlapping another.
    numbers : sequence of float
        Its numbers.
    """
    plan, size = _plan(expression), arrays[0].size
    known: dict[str, Any] = {f"n{i}": number for i, number in enumerate(numbers)}

    scratch: list[np.ndarray] = []

    def work(part: slice) -> None:
        length = part.stop - part.start
        if not scratch:  # the first block is the longest
            scratch.extend(np.empty((plan.scratch, length), arrays[0].dtype))
        memory = known | {f"a{i}": x[part] for i, x in enumerate(arrays)}
        memory |= {f"s{i}": x[:length] for i, x in enumerate(scratch)}
        for function, reads, place in plan.steps:
            function(*[memory[name] for name in reads], out=memory[place])
        found = [+memory[place] if place[0] == "a" else memory[place] for place, _ in plan.moves]
        for result, (_, place) in zip(found, plan.moves, strict=True):
            memory[place][...] = result

    in_blocks(work, size, like=arrays[0], size=2 * size)


@cache
def _plan(expression: Expression) -> Plan:
    """Give each result a place: its own array's where the old values are read no more, else a scratch's."""
    last = {name: i for i, (_, _, reads) in enumerate(expression.operations) for name in reads}
    last |= dict.fromkeys(expression.results, len(expression.operations))
    goals = {result: f"a{i}" for i, result in zip(expression.written, expression.results, strict=True)}
    places: dict[str, str] = {}
    steps, free, scratch = [], set[str](), 0
    for i, (target, operation, reads) in enumerate(expression.operations):
        sources = [places.get(name, name) for name in reads]
        free |= {places[name] for name in reads if last[name] == i and places.get(name, "")[:1] == "s"}
        own = goals.get(target)
        if own is not None and last.get(own, -1) <= i:
            places[target] = own
        elif free:
            places[target] = free.pop()
        else:
            places[target], scratch = f"s{scratch}", scratch + 1
        steps.append((_UFUNCS[operation], sources, places[target]))
    ends = zip(expression.results, expression.written, strict=True)
    moves = [(places.get(result, result), f"a{i}") for result, i in ends]
    return Plan(steps, [(place, goal) for place, goal in moves if place != goal], scratch)
