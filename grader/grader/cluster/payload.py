"""What a cluster's worker is sent, as JSON: a unit's sources and the limits once, then one submission after another.

The course's secret stays at home. A submission travels as its cells' text with the seeds that belong to it alone.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np

import grader
import gradschool
from grader.course import Unit
from grader.judge import Judge
from grader.judge.judge import Sandbox
from grader.judge.seeds import SubmissionSeeds
from grader.sandbox import Limits
from grader.submission import Submission, SubmittedCell

UNKNOWN = "missing"


@dataclass(frozen=True)
class Payload:
    """A unit as it is sent to a worker.

    Attributes
    ----------
    unit : str
        Its name.
    files : mapping of str to str
        The Python files of its folder.
    limits : Limits
    sandbox : str
    installed : mapping of str to str
        What must be installed where it is graded: names and versions, as `installed` says.
    """

    unit: str
    files: Mapping[str, str]
    limits: Limits
    sandbox: Sandbox
    installed: Mapping[str, str]

    @classmethod
    def of(cls, unit: Unit, limits: Limits, sandbox: Sandbox) -> Payload:
        """The payload of a unit on this machine."""
        files = {path.name: path.read_bytes().decode("utf-8") for path in sorted(unit.folder.glob("*.py"))}
        return cls(unit.name, files, limits, sandbox, installed(unit.allowed))

    def packed(self) -> bytes:
        """As bytes, for the journey."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def unpacked(cls, data: bytes) -> Payload:
        """As it was before the journey."""
        said = json.loads(data)
        return cls(**said | {"limits": Limits(**said["limits"])})

    def differences(self) -> list[str]:
        """What is installed here in another version than where the payload was packed, in words."""
        here = installed(self.installed)
        return [
            f"{name} is {here[name]} there, but {wanted} here"
            for name, wanted in self.installed.items()
            if here[name] != wanted
        ]

    def judge(self, folder: Path, cache: Path) -> Judge:
        """A judge of the unit, whose files are laid into a folder; it has no secret and must be given seeds."""
        place = folder / self.unit
        place.mkdir(parents=True)
        for name, text in self.files.items():
            (place / name).write_bytes(text.encode("utf-8"))
        return Judge(Unit(place), b"", self.limits, self.sandbox, cache)


def installed(others: Iterable[str] = ()) -> dict[str, str]:
    """Versions of what decides a result besides the unit; our own packages also by the digest of their files.

    Parameters
    ----------
    others : iterable of str, optional
        Further distributions: those that a unit allows.
    """
    own = _always()
    return own | {name: _version(name) for name in others if name not in own}


def _version(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return UNKNOWN


@cache
def _always() -> dict[str, str]:
    return {
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "numpy": np.__version__,
        "gradschool": f"{gradschool.__version__} with files {_digest(gradschool)}",
        "gradschool-grader": f"with files {_digest(grader)}",
    }


def _digest(package: ModuleType) -> str:
    """A few characters that tell a package's Python files from others."""
    folder = Path(str(package.__file__)).parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:8]


def packed_submission(submission: Submission, seeds: SubmissionSeeds) -> bytes:
    """A submission that was read, and its seeds, as bytes; what was pasted into texts stays here."""
    cells = tuple(replace(cell, attachments=()) for cell in submission.cells)
    document = asdict(replace(submission, cells=cells)) | {"seeds": [[*key, seed] for key, seed in seeds.items()]}
    return json.dumps(document).encode()


def unpacked_submission(data: bytes) -> tuple[Submission, SubmissionSeeds]:
    """The submission and its seeds, as they were before the journey."""
    said = json.loads(data)
    cells = tuple(SubmittedCell(**cell | {"attachments": ()}) for cell in said["cells"])
    seeds = {(exercise, probe): seed for exercise, probe, seed in said["seeds"]}
    return Submission(said["fingerprint"], cells, tuple(said["notes"])), seeds
