"""A rule's results as new arrays: by one kernel on a GPU, elsewhere by the rule as it stands."""

from functools import cache

import array_api_compat

from gradschool.backend.arrays import Array
from gradschool.backend.elementwise import compiled
from gradschool.backend.elementwise.trace import Expression, Rule


def fused(rule: Rule, *arrays: Array, **numbers: float) -> tuple[Array, ...]:
    """Return a rule's results.

    Parameters
    ----------
    rule : callable
        ``rule(*arrays, **numbers)``: arithmetic on its arguments, `sqrt` and `sign`, element by element.
    *arrays : array
        Of one dtype and device, and of shapes that can be broadcast. Each result needs arrays that together have
        the whole shape: a kernel writes nothing smaller.
    **numbers : float

    Examples
    --------
    >>> import numpy as np
    >>> fused(lambda x, y, *, a: (a * x + y,), np.ones((2, 1)), np.ones(3), a=2.0)[0].tolist()
    [[3.0, 3.0, 3.0], [3.0, 3.0, 3.0]]
    """
    if not array_api_compat.is_cupy_array(arrays[0]):
        return rule(*arrays, **numbers)
    expression = _expression(rule, len(arrays), tuple(numbers))
    results = compiled.cuda_kernel(expression)(*arrays, *expression.number_values(**numbers))
    return results if isinstance(results, tuple) else (results,)


@cache
def _expression(rule: Rule, arrays: int, numbers: tuple[str, ...]) -> Expression:
    return Expression(rule, arrays, (), numbers, {})
