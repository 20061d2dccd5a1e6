"""One pass over memory for an elementwise rule: cache-sized blocks on a CPU, one kernel on a GPU.

A rule is written once, as arithmetic. NumPy executes its program on blocks that stay in the processor's cache, or Numba
the same program as one loop (`gradschool.optim.kernels`); CuPy compiles it into one kernel. On any other backend, and
for a rule that is more than arithmetic, the rule itself is run.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import array_api_compat
import numpy as np

from gradschool.backend import array_namespace
from gradschool.backend.arrays import Array
from gradschool.backend.threads import over_cores
from gradschool.optim import kernels
from gradschool.optim.program import Program, Rule

BLOCK_BYTES = 1 << 18
"""Bytes of one array in a block: six such arrays fill 1.5 MiB and stay in cache between operations."""

_UFUNCS = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "sqrt": np.sqrt,
    "copy": np.positive,
}


def run(rule: Rule, arrays: Mapping[str, Array], numbers: Mapping[str, float], written: Sequence[str]) -> None:
    """Run a rule and overwrite arrays with its results.

    Parameters
    ----------
    rule : callable
        ``rule(sqrt, *arrays, **numbers)``: arithmetic on its arguments and `sqrt`, element by element.
    arrays : dict of array
        Its arrays by name, all of one shape, dtype and device.
    numbers : dict of float
        Its settings.
    written : sequence of str
        The arrays that take the results, in the order of the results.
    """
    first = next(iter(arrays.values()))
    program = _program(rule, tuple(arrays), tuple(written), tuple(numbers))
    if program is not None and array_api_compat.is_cupy_array(first):
        kernel = kernels.cuda_kernel(program)
        kernel(*arrays.values(), *program.number_values(numbers), *(arrays[name] for name in written))
    elif program is not None and array_api_compat.is_numpy_array(first) and _can_be_blocked(list(arrays.values())):
        _run_on_processor(program, [x.reshape(-1) for x in arrays.values()], program.number_values(numbers))
    else:
        xp = array_namespace(first)
        results = rule(xp.sqrt, *arrays.values(), **numbers)
        kept = [result + 0 if any(result is x for x in arrays.values()) else result for result in results]
        for name, result in zip(written, kept, strict=True):
            arrays[name][...] = result


@cache
def _program(rule: Rule, arrays: tuple[str, ...], written: tuple[str, ...], numbers: tuple[str, ...]) -> Program | None:
    """Draw up a rule's program; None for a rule that branches or is more than arithmetic, which runs as it stands."""
    try:
        return Program(rule, arrays, written, numbers)
    except Exception:  # whatever it is, the rule itself says it better, or does without
        return None


def _can_be_blocked(arrays: list[np.ndarray]) -> bool:
    """Blocks need plain memory, and no array may be the window of another: it would be read after it is written."""
    if not all(x.flags.c_contiguous and np.issubdtype(x.dtype, np.floating) for x in arrays):
        return False
    starts = sorted((x.ctypes.data, x.nbytes) for x in arrays)
    return all(a + size <= b for (a, size), (b, _) in pairwise(starts))


def _run_on_processor(program: Program, arrays: list[np.ndarray], numbers: list[float]) -> None:
    rounded = [arrays[0].dtype.type(number) for number in numbers]
    loop = kernels.loop(program, arrays)
    if loop is None:
        _run_in_blocks(program, arrays, numbers)
    else:
        over_cores(lambda part: loop(*[x[part] for x in arrays], *rounded), arrays[0].size)


def _run_in_blocks(program: Program, arrays: list[np.ndarray], numbers: list[float]) -> None:
    dtype, size = arrays[0].dtype, arrays[0].size
    block = BLOCK_BYTES // dtype.itemsize
    scratch = np.empty((program.scratch, min(block, size)), dtype)
    for low in range(0, size, block):
        high = min(low + block, size)
        places: dict[str, Any] = {
            "array": [x[low:high] for x in arrays],
            "scratch": [x[: high - low] for x in scratch],
            "number": numbers,
        }
        for line in program.lines:
            kind, index = line.writes
            _UFUNCS[line.operation](*[places[k][i] for k, i in line.reads], out=places[kind][index])
