"""Work shared among the processor's cores, where NumPy alone would use one.

NumPy lets go of Python's lock while it computes, so plain threads do. Matrix products have threads of their own, and a
GPU needs none of this.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise

import numpy as np

from gradschool.backend.arrays import Array

PARALLEL_FROM = 1 << 18
"""Elements from which a second thread pays for its start."""
IN_CACHE = 1 << 17
"""Elements of a block whose intermediate results stay in a core's cache."""


def over_slices(task: Callable[[slice], None], count: int, like: Array, size: int, block: int | None = None) -> None:
    """Run ``task(part)`` for parts that make up ``0 ... count``: shared among the cores, or one part for all.

    Parameters
    ----------
    task : callable
        Works on a slice of some first axis; parts must not depend on one another.
    count : int
        Length of that axis.
    like : array
        Says where the work is done: only NumPy's is shared.
    size : int
        Elements of the whole work; little work is not worth sharing.
    block : int, optional
        Cut the parts further, to about so many elements, so that what lies between operations stays in the cache.
    """
    if block is not None and isinstance(like, np.ndarray) and size > block:
        task = _in_blocks(task, max(1, count * block // size))
    parts = min(threads(), count) if isinstance(like, np.ndarray) and size >= PARALLEL_FROM else 1
    if parts < 2:
        task(slice(0, count))
        return
    bounds = pairwise(count * i // parts for i in range(parts + 1))
    list(_pool(os.getpid(), parts).map(lambda pair: task(slice(*pair)), bounds))


def _in_blocks(task: Callable[[slice], None], length: int) -> Callable[[slice], None]:
    """Return a task that does a part block by block."""

    def blocked(part: slice) -> None:
        for start in range(part.start, part.stop, length):
            task(slice(start, min(start + length, part.stop)))

    return blocked


def threads() -> int:
    """Return how many cores the process may use, or fewer where ``OMP_NUM_THREADS`` says so, as BLAS does."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    wish = os.environ.get("OMP_NUM_THREADS", "")
    return max(1, min(cores, int(wish))) if wish.isdigit() else max(1, cores)


@cache
def _pool(process: int, workers: int) -> ThreadPoolExecutor:
    """Make a pool for this process: after a fork the threads of the parent's are gone."""
    return ThreadPoolExecutor(workers, thread_name_prefix="gradschool")
