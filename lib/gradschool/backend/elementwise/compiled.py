"""An expression compiled: one loop for the processor by Numba, one CUDA kernel by CuPy.

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

from gradschool.backend.elementwise.trace import Expression

COMPILE_AFTER = 4_000_000_000
"""Operations on elements that NumPy does first: about a second's work, as much as loading and compiling take."""
COMPILED_TYPES = (np.dtype("float32"), np.dtype("float64"))
CUDA_SIGN = """
template <typename T> __device__ T sign(T x) { return x > 0 ? T(1) : (x < 0 ? T(-1) : (x == 0 ? T(0) : x)); }
"""

_done: Counter[Expression] = Counter()


def loop(expression: Expression, arrays: Sequence[np.ndarray]) -> Callable[..., None] | None:
    """Return an expression as a compiled loop, or None while NumPy is to do the work.

    Parameters
    ----------
    expression : Expression
    arrays : sequence of array, shape (size,)
        Its arrays, all of one dtype, contiguous, none overlapping another.

    Returns
    -------
    callable or None
        ``loop(*arrays, *numbers)``, the numbers of the arrays' dtype, overwrites the arrays that the expression writes;
        it lets go of Python's lock.
    """
    _done[expression] += arrays[0].size * len(expression.operations)
    if _done[expression] < COMPILE_AFTER or arrays[0].dtype not in COMPILED_TYPES:
        return None
    return _compiled(expression, arrays[0].dtype)


@cache
def _compiled(expression: Expression, dtype: np.dtype) -> Callable[..., None] | None:
    """Compile an expression for arrays of this dtype; None without Numba, and where Numba can't."""
    try:
        import numba
    except ImportError:  # not installed, or not for this NumPy
        return None
    number = numba.from_dtype(dtype)
    names: dict[str, Any] = {"sqrt": np.sqrt, "fabs": np.fabs, "sign": numba.njit(_sign)}
    exec(loop_source(expression), names)
    compiled = numba.njit(nogil=True, error_model="numpy")(names["loop"])
    try:
        compiled.compile((number[::1],) * expression.arrays + (number,) * expression.numbers)
    except Exception as error:  # whatever stops a compiler (no memory that may be run, say) must not stop a training
        warnings.warn(f"Numba could not compile a step, NumPy takes it: {type(error).__name__}: {error}", stacklevel=2)
        return None
    return compiled


def _sign(x: Any) -> Any:
    """Return NumPy's sign: Numba's own gives -0.0 for -0.0."""
    return x * x if x == 0 else np.sign(x)


def loop_source(expression: Expression) -> str:
    """Print an expression as a Python function ``loop`` over the elements of its arrays."""
    inputs = [f"array{i}" for i in range(expression.arrays)] + [f"n{i}" for i in range(expression.numbers)]
    body = [f"a{i} = array{i}[i]" for i in range(expression.arrays)] + expression.lines
    body += [f"array{i}[i] = {result}" for i, result in zip(expression.written, expression.results, strict=True)]
    return "\n        ".join([f"def loop({', '.join(inputs)}):\n    for i in range(array0.size):", *body])


@cache
def cuda_kernel(expression: Expression) -> Callable[..., Any]:
    """Compile an expression as an elementwise kernel of CuPy: its arrays and its numbers in, its results out."""
    import cupy

    return cupy.ElementwiseKernel(*cuda_source(expression), "gradschool_rule", preamble=CUDA_SIGN)


def cuda_source(expression: Expression) -> tuple[str, str, str]:
    """Print an expression as an elementwise kernel: its inputs, its outputs, its body.

    Inputs are read first and results written last, so that an output may share its memory with any input.
    """
    inputs = [f"T in{i}" for i in range(expression.arrays)] + [f"T n{i}" for i in range(expression.numbers)]
    outputs = [f"T out{i}" for i in range(len(expression.results))]
    body = [f"T a{i} = in{i}" for i in range(expression.arrays)] + [f"T {line}" for line in expression.lines]
    body += [f"out{i} = {result}" for i, result in enumerate(expression.results)]
    return ", ".join(inputs), ", ".join(outputs), "".join(f"{line};\n" for line in body)
