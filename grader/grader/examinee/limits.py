"""What one examinee is kept to: a small message that the judge sends with each job, and that holds no content."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class ExamineeLimits:
    """Limits of one examinee, in bytes and seconds.

    Attributes
    ----------
    namespaces : bool
        Whether the examinee gets namespaces of its own; False only where the instructor has said so.
    writable : tuple of str
        Folders that it finds empty and may write to.
    memory, file_bytes, disk_bytes, processes
        As in the judge's limits.
    cell_seconds : float
        When a cell or probe is interrupted.
    seconds : float
        When the warden kills the examinee, whatever it does.
    cell_text, image_bytes, answer_bytes : int
        What one cell may show, one figure weigh and one probe return.
    core : int
        The processor core that all of its processes share.
    """

    namespaces: bool
    writable: tuple[str, ...]
    memory: int
    processes: int
    file_bytes: int
    disk_bytes: int
    cell_seconds: float
    seconds: float
    cell_text: int
    image_bytes: int
    answer_bytes: int
    core: int

    def dump(self) -> bytes:
        """The message."""
        return json.dumps(asdict(self)).encode()

    @staticmethod
    def load(message: bytes) -> ExamineeLimits:
        """Read a message of :meth:`dump`."""
        return ExamineeLimits(**json.loads(message))
