"""Do probes and docstrings agree? A probe hands over what the docstring promises, and asks for no more than it does.

Every call that a probe makes of the solution is recorded, and each argument is held against its entry in the docstring:
an array in its shape and kind, a number, a list. A dtype is asked for exactly where the docstring promises one, and no
points are paid for an answer that is the same for every seed.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from grader.course import Exercise, Unit
from grader.course.docstring import Docstring, docstring
from gradschool.checks import Probe, collect, first_difference
from gradschool.checks.values import describe, is_array

KINDS = {"int": "iu", "integers": "iu", "float": "f", "floats": "f", "float32": "f", "float64": "f", "bool": "b"}
OTHERS: dict[str, Callable[[Any], bool]] = {
    "float": lambda value: isinstance(value, (float, int, np.number)) and not isinstance(value, bool),
    "int": lambda value: isinstance(value, (int, np.integer)) and not isinstance(value, bool),
    "bool": lambda value: isinstance(value, (bool, np.bool_)),
    "str": lambda value: isinstance(value, str),
    "function": callable,
    "list": lambda value: isinstance(value, list),
    "tuple": lambda value: isinstance(value, tuple),
    "dict": lambda value: isinstance(value, dict),
    "numpy.random.Generator": lambda value: isinstance(value, np.random.Generator),
    "None": lambda value: value is None,
}
"""The first word of a kind that is no array's, and what a value of it must be."""
Call = dict[str, Any]
"""The arguments of one call, by their names."""


def disagreements(unit: Unit, exercise: Exercise, seeds: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Where an exercise's probes and its docstring disagree: the probe's name, and why.

    Parameters
    ----------
    unit : Unit
    exercise : Exercise
    seeds : mapping of probe name to int
        With which the probes are run, and again with the next ones.
    """
    promised = docstring(unit.solution.definitions[exercise.name])
    for probe in exercise.probes:
        seed = seeds[probe.name]
        if promised.kinds and (why := _first_misfit(_calls(unit, probe, seed), promised)):
            yield probe.name, why
        if probe.points and not exercise.is_quiz and _is_constant(unit, probe, seed):
            yield probe.name, "it pays for an answer that is the same for every seed; draw something of it from rng"
    if not exercise.is_quiz:
        yield from _dtypes(exercise, promised.promises_dtype or promised.promises_whole_number)


def _dtypes(exercise: Exercise, promised: bool) -> Iterator[tuple[str, str]]:
    """Dtypes that are asked for without a promise, or promised and not asked for."""
    exact = [probe for probe in exercise.probes if probe.tolerance.exact and probe.points]
    if exact and not promised:
        yield exact[0].name, "exact_dtype is asked for, but the docstring's Returns promise no dtype"
    if promised and not exact:
        yield exercise.name, "the docstring promises a dtype or a whole number, but no probe has exact_dtype"


def _calls(unit: Unit, probe: Probe, seed: int) -> list[Call]:
    """The arguments of every call that a probe makes of its exercise."""
    function = unit.solution.definitions[probe.exercise]
    if isinstance(function, type):
        return []
    calls: list[Call] = []

    @functools.wraps(function)
    def recorded(*given: Any, **named: Any) -> Any:
        calls.append(dict(inspect.signature(function).bind(*given, **named).arguments))
        return function(*given, **named)

    collect(probe, unit.solution.with_replaced(probe.exercise, recorded), seed)
    return calls


def _is_constant(unit: Unit, probe: Probe, seed: int) -> bool:
    """Whether the solution answers alike for any seed; a verifier does not compare."""
    if probe.verify:
        return False
    first, other = (collect(probe, unit.solution.definitions, one) for one in (seed, seed + 1))
    return first_difference(first.outputs, other.outputs, probe.tolerance) is None


def _first_misfit(calls: list[Call], promised: Docstring) -> str:
    """The first argument of some calls that is not what its entry says, or an empty string."""
    found = (
        _misfit(name, call, promised.kinds) or _too_small(name, call[name], promised) for call in calls for name in call
    )
    return next(filter(None, found), "")


def _too_small(name: str, value: Any, promised: Docstring) -> str:
    """Why a number, or the length of an axis, is less than its entry allows; an empty string where it is not."""
    least = promised.least.get(name)
    if least is not None and isinstance(value, (int, float, np.ndarray)) and np.size(value) and np.min(value) < least:
        return f"{name} is {np.min(value):g}; the docstring says {least} or more"
    shapes = re.findall(r"\(([^()]*,[^()]*)\)", promised.kinds[name])
    axes, lengths = _axes(shapes[0]) if len(shapes) == 1 else [], getattr(value, "shape", ())
    if axes[:1] == ["..."]:
        axes, lengths = axes[:0:-1], lengths[::-1]
    for axis, length in zip(axes, lengths, strict=False):
        if length < (due := promised.shortest.get(axis, 0)):
            return f"{axis}, an axis of {name}, has length {length}; the docstring says {due} or more"
    return ""


def _misfit(name: str, call: Call, kinds: dict[str, str]) -> str:
    """Why an argument is not what its entry says; an empty string where it is."""
    if name not in kinds:
        return f"the docstring says nothing of {name}"
    faults = [_unlike(kind, name, call) for kind in _alternatives(kinds[name])]
    return "" if "" in faults else f"{name} is {describe(call[name])}; the docstring says {kinds[name]!r}"


def _alternatives(kind: str) -> list[str]:
    """The kinds that an entry allows; what stands in brackets is one thing."""
    return [one.strip(" ,") for one in re.split(r"\bor\b(?![^(\[]*[)\]])", kind) if one.strip(" ,")]


def _unlike(kind: str, name: str, call: Call) -> str:
    """Why a value is not of a kind; of words that are not known here, nothing is held against it."""
    value, first = call[name], re.split(r"[\s,]", kind)[0]
    if first in ("array", "arrays"):
        return _unlike_array(kind, name, call) if is_array(value) else "no array"
    if first == "shape":  # what stands behind an "or" within an array's entry
        return _unlike_array(kind, name, call) if is_array(value) else ""
    test = OTHERS.get(first)
    return "" if test is None or test(value) else "another type"


def _unlike_array(kind: str, name: str, call: Call) -> str:
    value = call[name]
    if (of := re.search(r"of (\w+)", kind)) and value.dtype.kind not in KINDS.get(of[1], value.dtype.kind):
        return "another dtype"
    if (other := re.search(r"shape of (\w+)", kind)) and other[1] in call and is_array(call[other[1]]):
        return "" if tuple(value.shape) == tuple(call[other[1]].shape) else "another shape"
    shapes = re.findall(r"\(([^()]*,[^()]*|\w*)\)", kind) if "shape" in kind else []
    if shapes and not any(_fits(shape, value.shape) for shape in shapes):
        return "another number of axes"
    return ""


def _axes(shape: str) -> list[str]:
    """The names or lengths of the axes of a shape such as ``(batch, 4)``."""
    return [axis.strip() for axis in shape.split(",") if axis.strip()]


def _fits(shape: str, actual: tuple[int, ...]) -> bool:
    """Whether an array has the axes of a shape such as ``(batch, features)``; an ellipsis stands for any number."""
    axes = _axes(shape)
    if "..." in axes:
        return len(actual) >= len(axes) - 1
    numbers = [int(axis) if axis.isdigit() else None for axis in axes]
    return len(actual) == len(axes) and all(n in (None, m) for n, m in zip(numbers, actual, strict=True))
