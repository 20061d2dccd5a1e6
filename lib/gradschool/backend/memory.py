"""How long the C library keeps memory that a training step has given back."""

import numpy as np

LARGEST_MEASURE = 31 << 20
"""Bytes; glibc learns from blocks of up to 32 MiB."""


def keep_freed_memory() -> None:
    """Let the process keep up to 64 MiB that it has freed, for what it allocates next.

    A training step frees all it has allocated, and the next asks for the same again. glibc returns what lies free to
    the system as soon as that exceeds twice the largest block freed so far, and every page that comes back must be
    cleared first: in a small ConvNet's training an eighth of the time. So one block as large as it will learn from is
    freed here, without having been touched (``man mallopt``: ``M_MMAP_THRESHOLD``, "dynamic"). Other C libraries, and a
    process that has set ``MALLOC_TRIM_THRESHOLD_`` itself, take no notice.
    """
    np.empty(LARGEST_MEASURE, dtype="uint8")
