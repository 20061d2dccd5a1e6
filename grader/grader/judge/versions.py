"""What a verdict depends on besides the submission: one fingerprint for all exercises, and one for each.

After an author mended a probe, only the exercises whose own fingerprint changed are graded again.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass

import gradschool
from grader.cells import is_solution
from grader.course import Exercise, Unit
from grader.sandbox import Limits

SOURCES = ("probes.py", "hidden_probes.py")
MISTAKES = "mistakes.py"


@dataclass(frozen=True)
class Versions:
    """Fingerprints of a unit as it grades now.

    Attributes
    ----------
    ground : str
        Of what every verdict stands on: set-up cells, limits, the library.
    exercises : dict
        Exercise to the fingerprint of its probes, of the solution's part that they use, and of its known mistakes.
    asking : dict
        Exercise to the fingerprint of its probes alone: what a program answers depends on these and on the ground.
    """

    ground: str
    exercises: dict[str, str]
    asking: dict[str, str]


def versions_of(unit: Unit, limits: Limits) -> Versions:
    """The fingerprints of a unit under these limits."""
    cells = [cell for cell in unit.notebook.cells if cell.cell_type == "code" and not is_solution(cell)]
    ground = _digest(gradschool.__version__, str(asdict(limits)), *(cell.source.strip() for cell in cells))
    files = {name: _Source(unit.probe_source(name)) for name in (*SOURCES, MISTAKES)}
    solution = _Source("\n\n".join(unit.solution.cells))
    return Versions(
        ground,
        {one.name: _version(unit, one, files, solution) for one in unit.exercises},
        {one.name: _digest(*map(_text, _driving(one, files))) for one in unit.exercises},
    )


def _driving(exercise: Exercise, files: dict[str, _Source]) -> list[list[ast.stmt]]:
    """The parts of the files of probes that an exercise's own stand on."""
    probes = {probe.run.__name__ for probe in exercise.probes}
    return [files[name].part(probes) for name in SOURCES]


def _version(unit: Unit, exercise: Exercise, files: dict[str, _Source], solution: _Source) -> str:
    mistakes = {mistake.name for mistake in unit.mistakes_of(exercise.name)}
    driving, wrong = _driving(exercise, files), files[MISTAKES].part(mistakes)
    words = {word for part in (*driving, wrong) for word in _words(part)}
    return _digest(*map(_text, (*driving, wrong, solution.part({exercise.name, *words}))))


class _Source:
    """A Python file as the statements at its top, each with the names that it binds and the words that it holds."""

    def __init__(self, text: str) -> None:
        self._statements = [(node, _bound(node), set(_words([node]))) for node in ast.parse(text).body]

    def part(self, names: Collection[str]) -> list[ast.stmt]:
        """The statements that define these names, and all that they build on, in the file's order."""
        wanted, before = set(names), -1
        while len(wanted) > before:
            before = len(wanted)
            for _, bound, words in self._statements:
                if not bound or bound & wanted:
                    wanted |= words
        return [node for node, bound, _ in self._statements if not bound or bound & wanted]


def _bound(node: ast.stmt) -> set[str]:
    """The names that a statement binds; none of one that does something else, and so belongs to every part."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        plain = [target.id for target in targets if isinstance(target, ast.Name)]
        return set(plain) if len(plain) == len(targets) else set()
    return _slips(node)


def _slips(node: ast.stmt) -> set[str]:
    """The name of the mistake that a statement ``slip(exercise, name, ...)`` makes, which binds it as a `def` would."""
    match node:
        case ast.Expr(ast.Call(ast.Name("slip"), [_, ast.Constant(str(name)), *_])):
            return {name}
    return set()


def _words(nodes: Collection[ast.stmt]) -> Iterator[str]:
    """Every name, attribute and text in some statements: whatever could stand for a name elsewhere."""
    for node in nodes:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name):
                yield inner.id
            elif isinstance(inner, ast.Attribute):
                yield inner.attr
            elif isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                yield inner.value


def _text(part: list[ast.stmt]) -> str:
    """Statements without comments and layout."""
    return "\n".join(ast.dump(node) for node in part)


def _digest(*texts: str) -> str:
    digest = hashlib.sha256()
    for text in texts:
        digest.update(hashlib.sha256(text.encode()).digest())
    return digest.hexdigest()[:16]
