"""A student's program for one exercise: the definition, and what of their own notebook it stands on.

It is found in the notebook's syntax. Nothing is run; what is shown is what Python writes of the tree, in which no
control character is left, and neither docstrings nor comments.
"""

from __future__ import annotations

import ast
import builtins
import copy
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from grader.submission import Submission
from grader.syntax import UNREADABLE, parsed

MOST_CODE = 20_000
"""Characters of a cell that is read: several times what a whole unit asks for."""
BUILTINS = frozenset(dir(builtins))
Definition = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
Import = (ast.Import, ast.ImportFrom)
PLAIN_MODULES = frozenset({"math", "cmath", "numpy", "itertools", "functools", "collections", "operator", "statistics"})
REACHING_OUT = frozenset(
    {"exec", "eval", "compile", "open", "input", "breakpoint", "globals", "locals", "vars", "getattr", "setattr"}
    | {"delattr", "__import__", "__builtins__", "__loader__", "__spec__", "memoryview"}
)
METHODS = frozenset({"__init__", "__call__", "__len__", "__iter__", "__next__", "__name__", "__doc__", "__add__"})


@dataclass(frozen=True)
class Program:
    """What a notebook holds of an exercise.

    Attributes
    ----------
    exercise : str
    statements : tuple of ast.stmt
        The statements of the notebook that the definition needs, in order, and the definition.
    definition : ast.stmt
        Binds the exercise's name.
    borrowed : tuple of str
        Names that the unit's own notebook provides.
    missing : tuple of str
        Names that are made nowhere, or in no statement that could be taken along.
    text : str
        The program as Python writes it.
    """

    exercise: str
    statements: tuple[ast.stmt, ...]
    definition: ast.stmt
    borrowed: tuple[str, ...]
    missing: tuple[str, ...]
    text: str

    def reaches_out(self) -> str:
        """What in it is more than arithmetic, and so nothing to run unread; empty where nothing is seen."""
        for node in (node for statement in self.statements for node in ast.walk(statement)):
            if isinstance(node, Import) and not all(name.split(".")[0] in PLAIN_MODULES for name in _modules(node)):
                return ast.unparse(node)
            if isinstance(node, ast.Global):
                return ast.unparse(node)
            name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
            if name in REACHING_OUT or (name.startswith("__") and name not in METHODS):
                return name
        return ""


def program_of(submission: Submission, exercise: str, provided: Collection[str]) -> Program | None:
    """The program of an exercise in a notebook.

    Parameters
    ----------
    submission : Submission
    exercise : str
    provided : collection of str
        Names that the unit's own notebook makes. They are not taken from the student's.

    Returns
    -------
    Program or None
        None where the exercise is defined in no cell that can be read as Python.
    """
    made = dict[str, ast.stmt]()
    for statement in _statements(submission):
        made |= dict.fromkeys(bound(statement), statement)
    if exercise not in made:
        return None
    try:
        return _with_needs(made, exercise, {*provided} - {exercise})
    except UNREADABLE:
        return None


def _with_needs(made: dict[str, ast.stmt], exercise: str, provided: Collection[str]) -> Program:
    needed, borrowed, missing = {exercise: made[exercise]}, dict[str, None](), dict[str, None]()
    queue = [made[exercise]]
    while queue:
        for name in free_names(queue.pop()):
            if name in needed or name in borrowed:
                continue
            if name in provided:
                borrowed[name] = None
            elif name in made:
                needed[name] = made[name]
                queue.append(made[name])
            elif name not in BUILTINS:
                missing[name] = None
    ids = {id(statement) for statement in needed.values()}
    ordered = {id(statement): statement for statement in made.values() if id(statement) in ids}
    definition = made[exercise]
    statements = [*(tidy(one) for key, one in ordered.items() if key != id(definition)), tidy(definition)]
    return Program(exercise, tuple(statements), statements[-1], tuple(borrowed), tuple(missing), written(statements))


def _statements(submission: Submission) -> Iterator[ast.stmt]:
    """The statements at the top of a notebook's cells."""
    for cell in submission.cells:
        if cell.kind == "code" and (tree := parsed(cell.source, MOST_CODE)):
            yield from tree.body


def bound(statement: ast.stmt) -> list[str]:
    """The names that a definition, an import or an assignment makes; none of any other statement."""
    if isinstance(statement, Definition):
        return [statement.name]
    if isinstance(statement, Import):
        return [(alias.asname or alias.name).split(".")[0] for alias in statement.names]
    if isinstance(statement, (ast.Assign, ast.AnnAssign)):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        return [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
    return []


def local_names(tree: ast.AST) -> set[str]:
    """Every name that is made anywhere inside a statement."""
    made = set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            made.add(node.id)
        elif isinstance(node, ast.arg):
            made.add(node.arg)
        elif isinstance(node, (*Definition, *Import)):
            made.update(bound(node))
        elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
            made.add(node.name)
    return made


def free_names(tree: ast.AST) -> list[str]:
    """The names that a statement reads and does not make, in the order in which they stand."""
    own = local_names(tree)
    read = (node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))
    return [name for name in dict.fromkeys(read) if name not in own]


def written(statements: Iterable[ast.stmt]) -> str:
    """Statements as Python writes them."""
    return "\n".join(map(ast.unparse, statements))


def tidy(statement: ast.stmt) -> ast.stmt:
    """A copy of a statement without what computes nothing: docstrings, annotations, names of types."""
    cleaned: ast.stmt = _Tidy().visit(copy.deepcopy(statement))
    return ast.fix_missing_locations(cleaned)


class _Tidy(ast.NodeTransformer):
    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns, node.type_comment = None, None
        return self._emptied(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        node.returns, node.type_comment = None, None
        return self._emptied(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._emptied(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        self.generic_visit(node)
        if node.value is None:
            return node
        return ast.copy_location(ast.Assign([node.target], node.value), node)

    def _emptied(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> ast.AST:
        self.generic_visit(node)
        node.body = [one for one in node.body if not _says_only(one)] or [ast.Pass()]
        return node


def _says_only(statement: ast.stmt) -> bool:
    constant = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return constant or isinstance(statement, ast.Pass)


def _modules(node: ast.Import | ast.ImportFrom) -> Sequence[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or "."]
    return [alias.name for alias in node.names]
