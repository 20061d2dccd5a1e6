"""One pass over memory for an elementwise rule: cache-sized blocks on a CPU, one kernel on a GPU."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import combinations
from typing import Any

import array_api_compat
import numpy as np

from gradschool.backend.arrays import Array
from gradschool.backend.elementwise import by_numpy, compiled
from gradschool.backend.elementwise.trace import Expression, Rule
from gradschool.backend.threads import over_cores


def run(rule: Rule, arrays: Mapping[str, Array], numbers: Mapping[str, Any], written: Sequence[str]) -> None:
    """Run a rule and overwrite arrays with its results.

    NumPy does its arithmetic on blocks that stay in the processor's cache, or Numba as one loop; CuPy makes one kernel
    of it. On any other backend it runs on whole arrays, and so does a rule that is more than arithmetic: one that
    branches on a number, say, or compares two arrays.

    Parameters
    ----------
    rule : callable
        ``rule(*arrays, **numbers)``: arithmetic on its arguments, `sqrt` and `sign`, element by element. What it takes
        from elsewhere (a global number) must not change: the arithmetic is written down once.
    arrays : dict of array
        Its arrays by name, all of one shape, dtype and device. They may overlap.
    numbers : dict of float, bool or str
        Its numbers, which may change from call to call, and its settings (True, ``"shifted"``), which it may ask.
    written : sequence of str
        The arrays that take the results, in the order of the results.
    """
    values, places = list(arrays.values()), tuple(list(arrays).index(name) for name in written)
    settings = tuple((name, value) for name, value in numbers.items() if isinstance(value, bool | str))
    expression = _expression(rule, len(values), places, tuple(numbers), settings)
    if expression is None:
        _run_whole(rule, values, numbers, places)
    elif array_api_compat.is_cupy_array(values[0]):
        kernel = compiled.cuda_kernel(expression)
        kernel(*values, *expression.number_values(**numbers), *(values[i] for i in places))
    elif array_api_compat.is_numpy_array(values[0]) and _can_be_cut(values):
        _run_in_parts(expression, [x.reshape(-1) for x in values], expression.number_values(**numbers))
    else:
        _run_whole(rule, values, numbers, places)


@cache
def _expression(
    rule: Rule, arrays: int, places: tuple[int, ...], given: tuple[str, ...], settings: tuple[tuple[str, Any], ...]
) -> Expression | None:
    """Write down a rule's arithmetic; None for a rule that is more than arithmetic."""
    asked = dict(settings)
    try:
        return Expression(rule, arrays, places, [name for name in given if name not in asked], asked)
    except Exception:  # a rule that is wrong says so better when it runs as it stands
        return None


def _can_be_cut(arrays: list[np.ndarray]) -> bool:
    """Parts need plain memory, and no array may be the window of another: it would be read after it is written."""
    for x in arrays:
        if x.dtype.kind != "f" or x.dtype != arrays[0].dtype or not x.flags.c_contiguous:
            return False
    return not any(np.may_share_memory(a, b) for a, b in combinations(arrays, 2))


def _run_in_parts(expression: Expression, arrays: list[np.ndarray], numbers: list[float]) -> None:
    size, dtype = arrays[0].size, arrays[0].dtype
    loop = compiled.loop(expression, arrays)
    if loop is None:
        by_numpy.run(expression, arrays, numbers)
    else:
        rounded = [dtype.type(number) for number in numbers]
        over_cores(lambda part: loop(*[x[part] for x in arrays], *rounded), size)


def _run_whole(rule: Rule, arrays: list[Array], numbers: Mapping[str, Any], places: Sequence[int]) -> None:
    """Run the rule as it stands; a result that is an argument is copied before anything is overwritten."""
    results = [+x if any(x is y for y in arrays) else x for x in rule(*arrays, **numbers)]
    for i, result in zip(places, results, strict=True):
        arrays[i][...] = result
