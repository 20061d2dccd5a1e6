"""Where two programs differ that solve one exercise, whatever their authors called their variables.

Both trees are walked side by side. A variable of the student's is taken for the solution's that stands in its place;
with the student's variables so renamed, what is left are the places where the programs differ.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from grader.mistakes.programs import local_names

Nodes = Sequence[ast.AST]


@dataclass(frozen=True)
class Place:
    """What stands in the solution, what stands there in the student's program, and the wider places around both.

    Attributes
    ----------
    old, new : sequence of ast.AST
        One expression or statement each, or statements that follow each other, perhaps none.
    around : Place or None
    """

    old: Nodes
    new: Nodes
    around: Place | None = None

    def widening(self) -> Iterator[Place]:
        """This place, and all around it, from the narrowest to the widest."""
        place: Place | None = self
        while place is not None:
            yield place
            place = place.around


def renamed(solution: ast.stmt, student: ast.stmt) -> ast.stmt:
    """A student's statement in which variables are called as those in their place in the solution."""
    names = _Names(local_names(solution), local_names(student))
    names.pair(solution, student)
    return ast.fix_missing_locations(_Renaming(names.found).visit(copy.deepcopy(student)))


def differences(solution: ast.AST, student: ast.AST, around: Place | None = None) -> list[Place]:
    """The narrowest places where two trees differ; none where they are the same.

    Several differences within one expression, or within a statement that holds no other, are one place.
    """
    if _same(solution, student):
        return []
    here = Place([solution], [student], around)
    inside = _inside(solution, student, here)
    if inside is None:
        return [here]
    is_block = isinstance(getattr(solution, "body", None), list)
    return inside if len(inside) == 1 or is_block else [here]


def _inside(solution: ast.AST, student: ast.AST, here: Place) -> list[Place] | None:
    """The differences of what two nodes hold; None where they can't be told from the nodes themselves."""
    if type(solution) is not type(student):
        return None
    inside: list[Place] = []
    for (_, left), (_, right) in zip(ast.iter_fields(solution), ast.iter_fields(student), strict=True):
        found = _in_field(left, right, here)
        if found is None:
            return None
        inside += found
    return inside


def _in_field(left: object, right: object, here: Place) -> list[Place] | None:
    if isinstance(left, list) and isinstance(right, list):
        if _are_statements(left) and _are_statements(right):
            return _in_statements(left, right, here)
        if len(left) != len(right):
            return None
        parts = [_in_field(*pair, here) for pair in zip(left, right, strict=True)]
        return None if any(part is None for part in parts) else [one for part in parts for one in part or []]
    if isinstance(left, ast.AST) and isinstance(right, ast.AST):
        if _same(left, right):
            return []
        return differences(left, right, here) if _has_place(left) and _has_place(right) else _inside(left, right, here)
    return [] if left == right else None


def _in_statements(left: list[ast.stmt], right: list[ast.stmt], here: Place) -> list[Place]:
    """The differences of two blocks; where one has more statements, those between the common ones are a place."""
    if len(left) == len(right):
        return [place for pair in zip(left, right, strict=True) for place in differences(*pair, here)]
    start = 0
    while start < min(len(left), len(right)) and _same(left[start], right[start]):
        start += 1
    end = 0
    while end < min(len(left), len(right)) - start and _same(left[-1 - end], right[-1 - end]):
        end += 1
    place: Place | None = here
    for before, after in ((1, 1), (0, 1), (1, 0), (0, 0)):
        first, last = max(0, start - before), max(0, end - after)
        place = Place(left[first : len(left) - last], right[first : len(right) - last], place)
    assert place is not None
    return [place]


def _same(left: ast.AST, right: ast.AST) -> bool:
    return ast.dump(left) == ast.dump(right)


def _are_statements(nodes: list[object]) -> bool:
    return all(isinstance(node, ast.stmt) for node in nodes)


def _has_place(node: ast.AST) -> bool:
    return hasattr(node, "lineno")


class _Names:
    """The student's variables by the solution's, found in two trees: one to one."""

    def __init__(self, solutions: set[str], students: set[str]) -> None:
        self.found: dict[str, str] = {name: name for name in solutions & students}
        self._solutions = solutions
        self._students = students

    def pair(self, left: object, right: object) -> None:
        """Take down whatever stands in the same place."""
        if isinstance(left, list) and isinstance(right, list):
            for pair in self._aligned(left, right):
                self.pair(*pair)
        elif isinstance(left, ast.AST) and type(left) is type(right):
            if isinstance(left, ast.Name) and isinstance(right, ast.Name):
                self._take(left.id, right.id)
            if isinstance(left, ast.arg) and isinstance(right, ast.arg):
                self._take(left.arg, right.arg)
            for field in left._fields:
                self.pair(getattr(left, field, None), getattr(right, field, None))

    def _take(self, solutions: str, students: str) -> None:
        free = solutions not in self.found.values() and students not in self.found
        if free and solutions in self._solutions and students in self._students:
            self.found[students] = solutions

    def _aligned(self, left: list[object], right: list[object]) -> Iterator[tuple[object, object]]:
        if len(left) == len(right):
            yield from zip(left, right, strict=True)
            return
        shapes = SequenceMatcher(None, list(map(self._shape, left)), list(map(self._shape, right)), autojunk=False)
        for tag, a, b, c, d in shapes.get_opcodes():
            if tag == "equal" or (tag == "replace" and b - a == d - c):
                yield from zip(left[a:b], right[c:d], strict=True)

    def _shape(self, node: object) -> str:
        """A node without the names of variables."""
        if not isinstance(node, ast.AST):
            return repr(node)
        every = dict.fromkeys(self._solutions | self._students, "_")
        return ast.dump(_Renaming(every).visit(copy.deepcopy(node)))


class _Renaming(ast.NodeTransformer):
    """Calls variables and arguments otherwise."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self._names.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg = self._names.get(node.arg, node.arg)
        return node
