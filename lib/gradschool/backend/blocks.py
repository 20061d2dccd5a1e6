"""Work cut into blocks that stay in the processor's cache, so that a chain of operations goes through memory once."""

from collections.abc import Callable

import numpy as np

from gradschool.backend.arrays import Array

IN_CACHE = 1 << 17
"""Elements of a block whose intermediate results stay in a core's cache."""


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
    length = max(1, count * IN_CACHE // size) if isinstance(like, np.ndarray) and size > IN_CACHE else max(1, count)
    for start in range(0, count, length):
        task(slice(start, min(start + length, count)))
