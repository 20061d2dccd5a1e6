"""A core for each worker's submissions, so that one that burns all it can get burns nobody else's time.

Who has which core is known to the whole machine, by names in the abstract space of Unix sockets: a name is free again
when its owner closes it or dies.
"""

from __future__ import annotations

import contextlib
import os
import random
import socket

NAME = "\0gradschool-grader/core/{}"


class Core:
    """A processor core that is claimed until it is released; one that is shared where all have been claimed.

    Attributes
    ----------
    number : int
        As the system counts.
    """

    def __init__(self) -> None:
        cores = sorted(os.sched_getaffinity(0))
        self._claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        for self.number in cores:
            with contextlib.suppress(OSError):
                self._claim.bind(NAME.format(self.number))
                return
        self.number = random.choice(cores)

    def release(self) -> None:
        """Leave the core to others."""
        self._claim.close()
