"""Careless versions of a solution, made without its author: each breaks one promise of the docstring, and must fail.

The result comes in the other dtype, without its axis of length 1, as a Python number or as an array of one; an argument
is changed in place; a setting is ignored. Where one passes, a probe is missing that holds the promise.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.audit.contracts import OTHERS
from grader.course import Exercise, Unit
from grader.course.docstring import Docstring, docstring
from grader.judge.oracle import Oracle, Seeds
from gradschool.checks import judge, observe
from gradschool.checks.purity import OWN
from gradschool.checks.values import map_arrays

OTHER_FLOAT = {"float32": "float64", "float64": "float32"}
Function = Callable[..., Any]


@dataclass(frozen=True)
class Careless:
    """One careless version.

    Attributes
    ----------
    name : str
        What it does.
    function : callable
        In the place of the solution's.
    """

    name: str
    function: Function


def careless(unit: Unit, exercise: Exercise) -> Iterator[Careless]:
    """The careless versions of an exercise's solution: none of a class or a quiz."""
    solution = unit.solution.definitions[exercise.name]
    if isinstance(solution, type) or exercise.is_quiz:
        return
    promised = docstring(solution)
    for name, change in _results(promised):
        yield Careless(name, _with_result(solution, change))
    for name, parameter in inspect.signature(solution).parameters.items():
        kind = promised.kinds.get(name, "")
        if kind.startswith("array") and name != OWN and "any library" not in kind:
            yield Careless(f"changes {name} in place", _writing_into(solution, name))
        if parameter.default is not inspect.Parameter.empty:
            yield Careless(f"ignores {name}", _ignoring(solution, name))


def tried(oracle: Oracle, exercise: Exercise, rounds: list[Seeds]) -> Iterator[tuple[str, int]]:
    """Each careless version, by its name, and with how many sets of seeds it passes."""
    solution = oracle.unit.solution
    right = [oracle.expected(exercise, seeds) for seeds in rounds]
    for one in careless(oracle.unit, exercise):
        definitions = solution.with_replaced(exercise.name, one.function)
        passed = sum(
            all(_passes(probe, definitions, seeds, expected) for probe in exercise.probes)
            for seeds, expected in zip(rounds, right, strict=True)
        )
        yield one.name, passed


def _passes(probe: Any, definitions: Mapping[str, Any], seeds: Seeds, expected: Mapping[str, Any]) -> bool:
    return judge(probe, observe(probe, definitions, seeds[probe.name]), expected[probe.name]).passed


def _results(promised: Docstring) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    """What can be done to a result against its promise: a name, and the change of each array or number."""
    kinds = [entry.kind for entry in promised.returns]
    if promised.promises_dtype:
        yield "the other dtype", _other_float
    if promised.promises_whole_number:
        yield "a float for a whole number", _floated
    if promised.promises_shape and promised.promises_array:
        yield "no axis of length 1", _squeezed
    if any(kind.split(",")[0] in ("float", "int") for kind in kinds):
        yield "an array of one for a number", _boxed


def _with_result(function: Function, change: Callable[[Any], Any]) -> Function:
    """The function with each part of its result changed."""

    def careless(*given: Any, **named: Any) -> Any:
        result = function(*given, **named)
        return tuple(map(change, result)) if isinstance(result, tuple) else change(result)

    return careless


def _other_float(value: Any) -> Any:
    return map_arrays(value, lambda x: x.astype(OTHER_FLOAT.get(str(x.dtype), x.dtype)))


def _squeezed(value: Any) -> Any:
    return map_arrays(value, lambda x: x if not isinstance(x, np.ndarray) else np.squeeze(x) if x.size else x)


def _floated(value: Any) -> Any:
    return float(value) if OTHERS["int"](value) else value


def _boxed(value: Any) -> Any:
    return np.array([value]) if OTHERS["float"](value) else value


def _writing_into(function: Function, name: str) -> Function:
    """The function, which turns one number of an argument into another behind its caller's back."""
    signature = inspect.signature(function)

    def careless(*given: Any, **named: Any) -> Any:
        result = map_arrays(function(*given, **named), lambda x: x.copy())
        array = signature.bind(*given, **named).arguments.get(name)
        if isinstance(array, np.ndarray) and array.size:
            array.flat[0] = ~array.flat[0] if array.dtype.kind in "biu" else -array.flat[0] - 1
        return result

    return careless


def _ignoring(function: Function, name: str) -> Function:
    """The function with one setting left at its default, whatever it is given."""
    signature = inspect.signature(function)

    def careless(*given: Any, **named: Any) -> Any:
        bound = signature.bind(*given, **named)
        bound.arguments.pop(name, None)
        return function(**bound.arguments)

    return careless
