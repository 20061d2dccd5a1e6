"""Answers that were given before, one file a program and exercise: a search that was stopped goes on where it was.

A file's name is a fingerprint of all that its answers depend on, so that nothing in it is ever out of date.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from pathlib import Path

from grader.judge.exercise import Answers
from gradschool.checks.cases import CasesError, FrozenExercise, read_cases, write_cases


class Kept:
    """The answers of one unit's programs.

    Parameters
    ----------
    folder : Path
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, exercise: str, *depends: str) -> Path:
        """Where the answers to an exercise lie that depend on some fingerprints."""
        digest = hashlib.sha256("\0".join(depends).encode()).hexdigest()
        return self.folder / exercise / f"{digest[:32]}.npz"

    def has(self, path: Path) -> bool:
        """Whether there are answers."""
        return path.is_file()

    def read(self, path: Path) -> Answers | None:
        """What was answered; None where nothing was, or it can't be read any more."""
        try:
            (frozen,) = read_cases(path).values()
        except (CasesError, ValueError):
            path.unlink(missing_ok=True)
            return None
        return frozen.expected

    def write(self, path: Path, answers: Answers) -> None:
        """Keep answers, whole or not at all."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f".{os.getpid()}-{path.name}")
        write_cases(draft, {path.parent.name: FrozenExercise(0.0, dict(answers))})
        draft.replace(path)

    def prune(self, used: Collection[Path]) -> None:
        """Drop the answers of programs and probes that are no more."""
        for path in self.folder.glob("*/*.npz"):
            if path not in used:
                path.unlink(missing_ok=True)
