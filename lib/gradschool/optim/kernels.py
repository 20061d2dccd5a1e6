"""A program printed as source and compiled: one CUDA kernel by CuPy, one loop for the processor by Numba.

Numba is optional (``pip install 'gradschool[fast]'``) and takes a second to load and to compile, so a rule is compiled
only in a run that has shown itself to be long. Its loop does the operations that NumPy does, in the same order and
rounded alike: the numbers are the same to the last bit, and nobody but the clock can tell when the change came.
"""

import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from gradschool.optim.program import Program

COMPILE_AFTER = 4_000_000_000
"""Operations on elements that NumPy does first: about a second's work, as much as loading and compiling take."""
COMPILED_TYPES = (np.dtype("float32"), np.dtype("float64"))

_done: Counter[Program] = Counter()


def loop(program: Program, arrays: Sequence[np.ndarray]) -> Callable[..., None] | None:
    """Return a program as a compiled loop, or None while NumPy is to do the work.

    Parameters
    ----------
    program : Program
    arrays : sequence of array, shape (size,)
        Its arrays, all of one dtype, contiguous, none overlapping another.

    Returns
    -------
    callable or None
        ``loop(*arrays, *numbers)``, the numbers of the arrays' dtype, overwrites the arrays that the program writes;
        it lets go of Python's lock.
    """
    _done[program] += arrays[0].size * len(program.lines)
    if _done[program] < COMPILE_AFTER or arrays[0].dtype not in COMPILED_TYPES:
        return None
    return _compiled(program, arrays[0].dtype)


@cache
def _compiled(program: Program, dtype: np.dtype) -> Callable[..., None] | None:
    """Compile a program for arrays of this dtype; None without Numba, and where Numba can't."""
    try:
        import numba
    except ImportError:  # not installed, or not for this NumPy
        return None
    number = numba.from_dtype(dtype)
    types = (number[::1],) * len(program.arrays) + (number,) * program.numbers
    names: dict[str, Any] = {"sqrt": np.sqrt}
    exec(loop_source(program), names)
    compiled = numba.njit(nogil=True, error_model="numpy")(names["loop"])
    try:
        compiled.compile(types)
    except Exception as error:  # whatever stops a compiler (no memory that may be run, say) must not stop a training
        warnings.warn(f"Numba could not compile a step, NumPy takes it: {type(error).__name__}: {error}", stacklevel=2)
        return None
    return compiled


def loop_source(program: Program) -> str:
    """Print a program as a Python function ``loop`` over the elements of its arrays."""
    count = len(program.arrays)
    inputs = [f"all{i}" for i in range(count)] + [f"number{i}" for i in range(program.numbers)]
    body = [f"array{i} = all{i}[i]" for i in range(count)] + _statements(program)
    body += [f"all{i}[i] = array{i}" for i in map(program.arrays.index, program.written)]
    return "\n        ".join([f"def loop({', '.join(inputs)}):\n    for i in range(all0.size):", *body])


@cache
def cuda_kernel(program: Program) -> Any:
    """Compile a program as an elementwise kernel of CuPy: its arrays and its numbers in, what it writes out."""
    import cupy

    return cupy.ElementwiseKernel(*cuda_source(program), "gradschool_rule")


def cuda_source(program: Program) -> tuple[str, str, str]:
    """Print a program as an elementwise kernel: its inputs, its outputs, its body.

    Results are written last, so that an output may share its memory with an input.
    """
    written = [program.arrays.index(name) for name in program.written]
    inputs = [f"T in{i}" for i in range(len(program.arrays))] + [f"T number{i}" for i in range(program.numbers)]
    body = [f"T array{i} = in{i}" for i in range(len(program.arrays))]
    body += [f"T scratch{i} = 0" for i in range(program.scratch)]
    body += _statements(program) + [f"out{i} = array{i}" for i in written]
    return ", ".join(inputs), ", ".join(f"T out{i}" for i in written), "".join(f"{line};\n" for line in body)


def _statements(program: Program) -> list[str]:
    """Print each operation as an assignment, in words that C and Python share."""
    return [
        f"{line.writes[0]}{line.writes[1]} = {_expression(line.operation, [f'{kind}{i}' for kind, i in line.reads])}"
        for line in program.lines
    ]


def _expression(operation: str, reads: list[str]) -> str:
    if operation == "sqrt":
        return f"sqrt({reads[0]})"
    return reads[0] if operation == "copy" else f" {operation} ".join(reads)
