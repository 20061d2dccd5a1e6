"""Mutants of a solution: programs that differ in one small thing, as a slip of the pen would.

Only what a student writes is mutated: the lines between ``### BEGIN SOLUTION`` and ``### END SOLUTION``. What can't
change a result is left out: the larger of two in another order, ``strict`` flipped, ``abs(b - a)``. The kept
mutation libraries change files and run a test command on each; here a mutant is a text that is run in memory, some
hundreds a unit, so the operators are written out over Python's own syntax tree.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from grader.cells import BEGIN_SOLUTION, END_SOLUTION

ARITHMETIC: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
}
COMPARISON: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
RENAMED = {
    "maximum": "minimum", "minimum": "maximum", "max": "min", "min": "max", "argmax": "argmin", "argmin": "argmax",
    "mean": "sum", "sum": "mean", "zeros_like": "ones_like", "ones_like": "zeros_like", "zeros": "ones",
    "ones": "zeros", "sin": "cos", "cos": "sin", "floor": "ceil", "ceil": "floor", "var": "std", "std": "var",
    "any": "all", "all": "any",
}  # fmt: skip
UNWRAPPED = {"sqrt", "exp", "log", "square", "abs", "tanh", "expm1", "log1p", "sign", "cumsum", "clip", "copy"}

SYMMETRIC = {"maximum", "minimum", "fmax", "fmin"}
"""Functions of two arrays that don't know which comes first; of two numbers, so are `max` and `min`."""
SIGNLESS = {"abs", "absolute", "fabs", "square", "norm"}
"""Functions that give the same for x and -x."""

Change = Callable[[ast.AST], None]


@dataclass(frozen=True)
class Mutant:
    """One changed solution.

    Attributes
    ----------
    source : str
        The whole cell.
    before, after : str
        The changed statement, as Python writes it.
    """

    source: str
    before: str
    after: str

    @property
    def name(self) -> str:
        """What the mutant is known by, whatever line it stands in."""
        return f"{self.before}  ->  {self.after}"


def mutants(source: str) -> Iterator[Mutant]:
    """All mutants of a cell, each once."""
    tree = ast.parse(source)
    lines = source.splitlines()
    first = next(i for i, line in enumerate(lines, 1) if line.strip() == BEGIN_SOLUTION)
    last = next(i for i, line in enumerate(lines, 1) if line.strip() == END_SOLUTION)
    seen = {ast.unparse(tree)}
    for number, statement in enumerate(_statements(tree)):
        if not first < statement.lineno < last or _is_docstring(statement):
            continue
        for place, change in _changes(statement):
            mutated = copy.deepcopy(tree)
            target = _statements(mutated)[number]
            change(list(ast.walk(target))[place])
            text = ast.unparse(ast.fix_missing_locations(mutated))
            if text not in seen:
                seen.add(text)
                yield Mutant(text, _head(statement), _head(_statements(mutated)[number]))


def _statements(tree: ast.AST) -> list[ast.stmt]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _head(statement: ast.stmt) -> str:
    """A statement without the block that it opens."""
    return ast.unparse(statement).split("\n")[0]


def _own(statement: ast.stmt) -> set[int]:
    """Nodes of a statement that belong to no statement inside it."""
    inner = {id(n) for child in ast.walk(statement) if isinstance(child, ast.stmt) and child is not statement
             for n in ast.walk(child)}  # fmt: skip
    return {id(node) for node in ast.walk(statement)} - inner


def _changes(statement: ast.stmt) -> Iterator[tuple[int, Change]]:
    """Places in a statement (by order of `ast.walk`) and what may be changed there."""
    own, idle = _own(statement), _idle(statement)
    for place, node in enumerate(ast.walk(statement)):
        if id(node) not in own:
            continue
        for change in _operators(node):
            if id(node) not in idle or change not in (_swap_operands, _swap_arguments, _negate):
                yield place, change


def _idle(statement: ast.stmt) -> set[int]:
    """The nodes of a statement that may be swapped, or negated, without any effect on a result."""
    return {id(node) for around in ast.walk(statement) for node in _idle_below(around)}


def _idle_below(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Call(ast.Attribute(attr=name)) if name in SYMMETRIC:
            yield node
        case ast.Call(ast.Name("max" | "min"), keywords=[]):
            yield node
        case ast.Call(ast.Name("zip"), keywords=[ast.keyword("strict", flag)]):
            yield flag
        case ast.Call(ast.Attribute(attr=name) | ast.Name(name), [ast.BinOp(op=ast.Sub()) as difference, *_]):
            if name in SIGNLESS:
                yield difference
        case ast.BinOp(ast.BinOp(op=ast.Sub()) as difference, ast.Pow(), ast.Constant(int(power))) if power % 2 == 0:
            yield difference


def _operators(node: ast.AST) -> Iterator[Change]:
    """The ways in which one node can be changed."""
    if isinstance(node, (ast.BinOp, ast.AugAssign)):
        yield from (_set("op", new()) for new in ARITHMETIC.get(type(node.op), ()))
    if isinstance(node, ast.BinOp) and not isinstance(node.op, (ast.Add, ast.Mult)):
        yield _swap_operands
    if isinstance(node, ast.Compare):
        yield from (_set("ops", [new(), *node.ops[1:]]) for new in COMPARISON.get(type(node.ops[0]), ()))
    if isinstance(node, ast.BoolOp):
        yield _set("op", ast.Or() if isinstance(node.op, ast.And) else ast.And())
    if isinstance(node, ast.UnaryOp):
        yield _double_not if isinstance(node.op, ast.Not) else _set("op", ast.UAdd())
    if isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield _negate
        yield from (_set("value", value) for value in _other_constants(node.value))
    if isinstance(node, ast.Attribute) and node.attr in RENAMED:
        yield _set("attr", RENAMED[node.attr])
    if isinstance(node, ast.Call):
        yield from _call_changes(node)
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.Expr)):
        yield _drop


def _call_changes(node: ast.Call) -> Iterator[Change]:
    if len(node.args) >= 2 and not any(isinstance(arg, ast.Starred) for arg in node.args[:2]):
        yield _swap_arguments
    if isinstance(node.func, ast.Attribute) and node.func.attr in UNWRAPPED and node.args:
        yield _unwrap
    for number in range(len(node.keywords)):
        if node.keywords[number].arg in ("axis", "keepdims", "ddof", "axes"):
            yield _drop_keyword(number)


def _other_constants(value: object) -> list[object]:
    if isinstance(value, bool):
        return []
    if isinstance(value, int):
        return [value + 1, value - 1]
    if isinstance(value, float):
        return [value * 2, 0.0] if value else [1.0]
    if isinstance(value, str) and len(value) <= 3:
        return [value + "x"]
    return []


def _set(name: str, value: object) -> Change:
    return lambda node: setattr(node, name, value)


def _negate(node: ast.AST) -> None:
    assert isinstance(node, ast.Constant)
    node.value = not node.value


def _swap_operands(node: ast.AST) -> None:
    assert isinstance(node, ast.BinOp)
    node.left, node.right = node.right, node.left


def _swap_arguments(node: ast.AST) -> None:
    assert isinstance(node, ast.Call)
    node.args[0], node.args[1] = node.args[1], node.args[0]


def _double_not(node: ast.AST) -> None:
    assert isinstance(node, ast.UnaryOp)
    node.operand = ast.UnaryOp(ast.Not(), node.operand)


def _unwrap(node: ast.AST) -> None:
    """``sqrt(x)`` becomes ``(x)``: a call to the identity."""
    assert isinstance(node, ast.Call)
    node.func, node.args, node.keywords = _identity(), node.args[:1], []


def _identity() -> ast.expr:
    return ast.parse("(lambda x: x)", mode="eval").body


def _drop_keyword(number: int) -> Change:
    def drop(node: ast.AST) -> None:
        assert isinstance(node, ast.Call)
        del node.keywords[number]

    return drop


def _drop(node: ast.AST) -> None:
    """A statement becomes a bare ``None``."""
    assert isinstance(node, (ast.Assign, ast.AugAssign, ast.Expr))
    node.__class__ = ast.Expr
    for field in ("targets", "target", "op", "type_comment"):
        if hasattr(node, field):
            delattr(node, field)
    node.value = ast.Constant(None)
