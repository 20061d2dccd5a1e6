"""Results on disk: one JSON document a student, written whole or not at all.

A document is first written beside its place and then moved there, so a run that is killed leaves every document
complete. A small mark beside it says that the gradebook has it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from pathlib import Path

from grader.files import replace
from grader.results.document import Problem, Result, Status

PRIVATE = 0o600


class Results:
    """The results of one unit.

    Parameters
    ----------
    folder : Path
        ``.grader/results/UNIT``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, student: str) -> Path:
        """Where a student's document lies."""
        return self.folder / f"{student}.json"

    def read(self, student: str, *, tell_damage: bool = False) -> Result | None:
        """A student's result.

        Parameters
        ----------
        student : str
        tell_damage : bool, default False
            Whether a document that can't be read comes back as an ``unreadable`` result that says so: for pages and
            tables, which must not lose a student by a damaged file. Otherwise there is None, and a run grades again.

        Returns
        -------
        Result or None
            None where there is no document.
        """
        path = self.path(student)
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as error:
            return self._damaged(student, f"{type(error).__name__}: {error}") if tell_damage else None
        if not isinstance(document, dict):
            reason = f"expected a JSON object, found {type(document).__name__}"
        elif document.get("student", student) != student:
            reason = "it is another student's"
        else:
            return Result.from_json({"student": student, **document})
        return self._damaged(student, reason) if tell_damage else None

    def all(self, *, without: Collection[str] = (), tell_damage: bool = False) -> list[Result]:
        """Everybody's results, in the order of their names, but for some; a damaged document as by `read`."""
        present = {path.stem for path in self.folder.glob("*.json")} - {*without}
        names = sorted(present, key=lambda name: (name.casefold(), name))
        return [found for name in names if (found := self.read(name, tell_damage=tell_damage))]

    def write(self, result: Result) -> None:
        """Write a result in one step; that of another notebook, which it replaces, is kept under ``earlier/``."""
        path, before = self.path(result.student), self.read(result.student)
        if before is not None and before.fingerprint not in ("", result.fingerprint):
            kept = self.folder / "earlier" / result.student / f"{before.fingerprint[:16]}.json"
            replace(kept, path.read_bytes(), PRIVATE)
        text = json.dumps(result.to_json(), ensure_ascii=False, allow_nan=False)
        replace(path, text.encode("utf-8"), PRIVATE)

    def is_recorded(self, result: Result, database: str, beside: str = "") -> bool:
        """Whether the gradebook at a URL has this very result, with what lay beside its notebook."""
        try:
            return self._mark(result.student).read_text() == _digest(result, database, beside)
        except OSError:
            return False

    def mark_recorded(self, result: Result, database: str, beside: str = "") -> None:
        """Note that the gradebook at a URL has this result, with what lay beside its notebook."""
        replace(self._mark(result.student), _digest(result, database, beside).encode(), PRIVATE)

    def _mark(self, student: str) -> Path:
        return self.folder / "recorded" / student

    def _damaged(self, student: str, reason: str) -> Result:
        told = f"the result {student}.json is damaged ({reason}); grade this student again with --force"
        problem = Problem("damaged", "the result", told)
        return Result(self.folder.name, student, Status.UNREADABLE, problems=(problem,))


def _digest(result: Result, database: str, beside: str) -> str:
    text = json.dumps(result.to_json(), sort_keys=True) + database + beside
    return hashlib.sha256(text.encode()).hexdigest()
