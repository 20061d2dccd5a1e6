"""A real sandbox for the tests: one that is patient, for honest work, and one with small limits, for bombs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from grader.sandbox import Cell, Examiner, ExamRecord, Job, Limits, ProbeCall
from grader.sandbox.model import MiB

PROBES = '''
from gradschool.checks import probe

@probe("double", points=1)
def of_a_vector(student, rng):
    """Three numbers."""
    return {"twice": student.double(rng.standard_normal(3))}

@probe("double", points=1)
def of_a_scalar(student, rng):
    """One number."""
    return {"twice": student.double(21)}

@probe("triple", points=1)
def of_one(student, rng):
    """One number."""
    return {"thrice": student.triple(1)}
'''
CALLS = (
    ProbeCall("double", "of_a_vector", "probes.py", 1),
    ProbeCall("double", "of_a_scalar", "probes.py", 2),
    ProbeCall("triple", "of_one", "probes.py", 3),
)
TRIPLE = "def triple(x):\n    return 3 * x"

Examine = Callable[..., ExamRecord]


def examine_with(
    examiner: Examiner, calls: tuple[ProbeCall, ...] = CALLS, cell_seconds: float | None = None
) -> Examine:
    """``examine(source, source, ...)``: cells 0, 1, ... and then the probes of `double` and `triple`."""

    def examine(*sources: str) -> ExamRecord:
        cells = tuple(Cell(index, source) for index, source in enumerate(sources))
        return examiner.examine(Job(cells, {"probes.py": PROBES}, calls, cell_seconds))

    return examine


@pytest.fixture(scope="session")
def examiner() -> Iterator[Examiner]:
    """A sandbox with the default limits."""
    with Examiner() as examiner:
        yield examiner


@pytest.fixture(scope="session")
def examine(examiner: Examiner) -> Examine:
    """Examine cells under the default limits."""
    return examine_with(examiner)


@pytest.fixture(scope="session")
def paced(examiner: Examiner) -> Examine:
    """Examine cells under the default limits, and give each probe and each cell half a second of computing."""
    return examine_with(examiner, tuple(replace(call, seconds=0.5) for call in CALLS), 0.5)


@pytest.fixture(scope="session")
def cramped() -> Iterator[Examine]:
    """Examine cells with little memory and disk, and all the time they want."""
    with Examiner(Limits(memory=256 * MiB, file_bytes=MiB, disk_bytes=4 * MiB)) as examiner:
        yield examine_with(examiner)


@pytest.fixture(scope="session")
def hurried() -> Iterator[Examine]:
    """Examine cells with little time."""
    with Examiner(Limits(memory=256 * MiB, cell_seconds=1.0, submission_seconds=8, grace=0.5)) as examiner:
        yield examine_with(examiner)


@pytest.fixture
def group_folders() -> Callable[[], list[Path]]:
    """The control groups of sandboxes that this process has now; another one may make and remove its own meanwhile."""
    return lambda: sorted(Path("/sys/fs/cgroup").rglob(f"gradschool-{os.getpid()}-*"))


@pytest.fixture
def text_of() -> Callable[[ExamRecord, int], str]:
    """All text that a cell shows."""
    return lambda result, index: "".join(output.text for output in result.cells[index].outputs)
