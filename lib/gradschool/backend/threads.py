"""Compiled loops shared among the processor's cores. Matrix products have threads of their own."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from functools import cache
from itertools import pairwise

SHARED_FROM = 1 << 20
"""Elements from which a second thread pays for being woken, which takes a tenth of a millisecond."""


def over_cores(task: Callable[[slice], None], size: int) -> None:
    """Run ``task(part)`` for parts that make up ``0 ... size``, one a core, or one for all if there is little to do.

    Parameters
    ----------
    task : callable
        Works on a slice of some arrays, and lets go of Python's lock for it; parts must not depend on one another.
    size : int
        Elements of the arrays.
    """
    parts = min(cores(), size) if size >= SHARED_FROM else 1
    if parts == 1:
        task(slice(0, size))
        return
    own, *others = [slice(*pair) for pair in pairwise(size * i // parts for i in range(parts + 1))]
    given = [_pool(os.getpid(), parts - 1).submit(task, part) for part in others]
    try:
        task(own)
    finally:
        wait(given)
    for future in given:
        future.result()


def cores() -> int:
    """Return how many cores the process may use, or fewer where ``OMP_NUM_THREADS`` says so, as BLAS does."""
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    wish = os.environ.get("OMP_NUM_THREADS", "")
    return max(1, min(found, int(wish))) if wish.isdigit() else max(1, found)


@cache
def _pool(process: int, workers: int) -> ThreadPoolExecutor:
    """Make a pool for this process: after a fork the threads of the parent's are gone."""
    return ThreadPoolExecutor(workers, thread_name_prefix="gradschool")
