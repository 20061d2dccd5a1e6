"""What the judge asks of the sandbox, and what comes back: a job and its limits; plain data about a submission.

None of what comes back is believed, and all of it is bounded.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from grader.results import CellRun, Problem
from gradschool.checks import Observation

KiB, MiB, GiB = 2**10, 2**20, 2**30


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Attributes
    ----------
    memory : int, bytes
        Memory of all of the submission's processes together, beyond what the examinee starts with.
    cell_seconds : float
        Wall-clock time of one cell, and of one probe.
    probe_seconds, cell_computing, patience : float
        Processor time: of one probe so many times (`patience`) what the solution just took for it on this machine, and
        at least `probe_seconds`; of one cell so many times what all cells of the solution take, and at least
        `cell_computing`. Wall-clock time does not count here, so a loaded machine costs nobody a point.
    submission_seconds : float
        Wall-clock time of the whole submission, restarts included.
    processes : int
        Processes and threads at one time.
    file_bytes, disk_bytes : int, bytes
        One file, and each of the submission's three writable folders (home, /tmp, /dev/shm).
    cell_text, total_text : int, characters
        Text that is kept of one cell's outputs, and of all cells' together.
    image_bytes, total_images : int, bytes
        One PNG, and all of them together; a larger one is dropped with a note.
    answer_bytes, total_answers : int, bytes
        What one probe may return, and all of them together.
    restarts : int
        How often an examinee that died is started again for the rest of the submission.
    grace : float, seconds
        How long code that ignores its interruption lives on before it is killed.
    """

    memory: int = 2 * GiB
    cell_seconds: float = 20.0
    probe_seconds: float = 2.0
    cell_computing: float = 5.0
    patience: float = 30.0
    submission_seconds: float = 60.0
    processes: int = 64
    file_bytes: int = 64 * MiB
    disk_bytes: int = 128 * MiB
    cell_text: int = 64 * KiB
    total_text: int = 1 * MiB
    image_bytes: int = 1 * MiB
    total_images: int = 8 * MiB
    answer_bytes: int = 16 * MiB
    total_answers: int = 64 * MiB
    restarts: int = 8
    grace: float = 2.0

    @property
    def too_much_memory(self) -> str:
        """The limit on memory in words."""
        return f"more than {self.memory / GiB:g} GiB of memory"


@dataclass(frozen=True)
class Cell:
    """A code cell of the submission; `index` is its place in the notebook, for messages."""

    index: int
    source: str


@dataclass(frozen=True)
class ProbeCall:
    """One probe to run on the submission; `file` is a key of `Job.probe_files`.

    It may compute for `seconds` of the processor's time, whatever else the machine does meanwhile; None is no limit
    beside the wall-clock time that every probe has.
    """

    exercise: str
    probe: str
    file: str
    seed: int
    seconds: float | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What the answer is filed under."""
        return (self.exercise, self.probe)


@dataclass(frozen=True)
class Job:
    """One submission: its cells in order, then the probes, file by file in the order of `probe_files`.

    Each cell may compute for `cell_seconds` of the processor's time, as a probe may for its own.

    Raises
    ------
    ValueError
        If a call names a file that is not there.
    """

    cells: tuple[Cell, ...] = ()
    probe_files: dict[str, str] = field(default_factory=dict)
    calls: tuple[ProbeCall, ...] = ()
    cell_seconds: float | None = None

    def __post_init__(self) -> None:
        absent = {call.file for call in self.calls} - set(self.probe_files)
        if absent:
            raise ValueError(f"a call asks for probes of {min(absent)!r}, which is not among the job's probe files")


@dataclass
class ExamRecord:
    """All that came of one job: an answer for every call, a run for every cell that was reached, and their times.

    `seconds` is the whole, `spent` what the probes of each exercise took.
    """

    cells: dict[int, CellRun] = field(default_factory=dict)
    answers: dict[tuple[str, str], Observation] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    seconds: float = 0.0
