"""Work cut into blocks that stay in the processor's cache, so that a chain of operations goes through memory once.

A GPU has no use for blocks: there each operation costs a launch, whatever its size, and all work is done at once.
"""

from collections.abc import Callable

import numpy as np

from gradschool.backend.arrays import Array

IN_CACHE = 1 << 17
"""Elements of a block whose intermediate results stay in a core's cache."""


def at_once(like: Array) -> bool:
    """Return whether work on such an array is better asked for in few large pieces than in many small ones."""
    return not isinstance(like, np.ndarray)


def in_blocks(task: Callable[[slice], None], count: int, like: Array, size: int) -> None:
    """Run ``task(part)`` for parts that make up ``0 ... count``, block by block on a CPU, at once elsewhere.

    One thread does all blocks: a NumPy operation on a block takes some microseconds, and threads that hand each other
    Python's lock so often are slower than one.

    Parameters
    ----------
    task : callable
        Works on a slice of some first axis; parts must not depend on one another.
    count : int
        Length of that axis.
    like : array
        Says where the work is done.
    size : int
        Elements of the whole work.
    """
    for part in _parts(count, like, size):
        task(part)


def joined(task: Callable[[slice], tuple[Array, ...]], count: int, like: Array, size: int) -> tuple[Array, ...]:
    """Return what ``task(part)`` returns for all parts, joined along the first axis; parameters as in `in_blocks`.

    What is done at once is returned as it is, so that a GPU writes nothing twice.

    Examples
    --------
    >>> rows = np.arange(6.0).reshape(3, 2)
    >>> doubled, sums = joined(lambda part: (2 * rows[part], rows[part].sum(1)), 3, rows, rows.size)
    >>> sums.tolist()
    [1.0, 5.0, 9.0]
    """
    first, *others = _parts(count, like, size)
    results = task(first)
    if not others:
        return results
    whole = tuple(np.empty((count, *result.shape[1:]), result.dtype) for result in results)
    for part in (first, *others):
        for place, result in zip(whole, results if part is first else task(part), strict=True):
            place[part] = result
    return whole


def _parts(count: int, like: Array, size: int) -> list[slice]:
    length = max(1, count) if at_once(like) or size <= IN_CACHE else max(1, count * IN_CACHE // size)
    return [slice(start, min(start + length, count)) for start in range(0, count, length)] or [slice(0, 0)]
