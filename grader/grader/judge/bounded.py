"""What judging one exercise may take: an answer comes from a stranger, and numbers can be made to fill a memory.

A verifier that subtracts a column from a row of its own makes a matrix of them: 16 MB that were sent become hundreds of
GB. So the judge, whose memory no sandbox counts, asks the kernel for a limit meanwhile; what exceeds it is a
`MemoryError`, which is told of that probe like any other answer that can't be judged.
"""

from __future__ import annotations

import contextlib
import resource
from collections.abc import Iterator
from pathlib import Path

MEMORY = 2 * 2**30
"""Bytes of addresses beside those that the judge has already: many times what the units' own answers take."""


@contextlib.contextmanager
def bounded_memory(more: int = MEMORY) -> Iterator[None]:
    """Let this process have at most so many bytes more while the block runs."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    most = min([held + more, *(limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY)])
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
