"""Errors in plain words: what went wrong when a probe came back without outputs, and what Python's phrase for it means.

Python and NumPy name the operation that failed; a beginner needs to know what to change. The commonest of their
phrases are translated here, once for the notebook and for the grader's feedback.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from gradschool.checks.observe import JUDGED, ProbeError

TRANSLATIONS: tuple[tuple[str, str], ...] = (
    (
        r"matmul: .*\(size (?P<b>\d+) is different from (?P<a>\d+)\)",
        "left @ right needs as many columns on the left as there are rows on the right; here the left array has {a} "
        "and the right one {b}. Are these the arrays that should meet, and is one of them to be transposed?",
    ),
    (
        r"shapes \((?P<left>[\d, ]+)\) and \((?P<right>[\d, ]+)\) not aligned: (?P<a>\d+) .* != (?P<b>\d+)",
        "a product of arrays needs the last size of the first, {a}, to be the first size of the second, {b}. "
        "Are these the arrays that should meet, and is one of them to be transposed?",
    ),
    (
        r"operands could not be broadcast together|could not broadcast input array",
        "these shapes don't fit element by element: compare them from the right; each pair of sizes must be equal, "
        "or one of them 1",
    ),
    (
        r"truth value of an array",
        "an array stands where Python wants one True or False: in if, and, or, not, max(0, z) or min(0, z). For each "
        "element there are np.where(condition, a, b), np.maximum(0, z), & and |",
    ),
    (
        r"numpy boolean (subtract|negative)",
        "truth values can't be subtracted; make numbers of them first, such as x.astype(float)",
    ),
    (
        r"for \^|bitwise_xor",
        "^ is no power in Python; x squared is x**2",
    ),
    (
        r"only (integer scalar|length-1|0-dimensional) arrays|cannot be interpreted as an integer",
        "an array stands where a single number is due: an index, an axis or a size. If you meant the larger of two "
        "arrays, it is np.maximum(a, b), since the second argument of np.max is an axis; functions of math take one "
        "number, those of np take arrays",
    ),
    (
        r"only integers, slices|indices must be integers|'float' object cannot be interpreted",
        "an index or a size must be a whole number: / gives a float, // a whole number",
    ),
    (
        r"'?NoneType'? object|'NoneType'|from dtype\('O'\)",
        "something is None here: an argument that was left out and has None as its default, a variable without a value "
        "yet, or the result of a function without return",
    ),
    (
        r"'(builtin_function_or_method|function|method|numpy\.\w+)' object is not subscriptable",
        "square brackets stand behind a function's name: a call takes round ones",
    ),
    (
        r"object is not callable",
        "round brackets stand behind a value, and only functions can be called: something else has the function's "
        "name, or a * is missing in a product",
    ),
    (
        r"'(list|tuple|float|int)' object has no attribute '(shape|T|dtype|sum|mean|copy|ndim|size)'",
        "this is no array; np.asarray(x) makes one",
    ),
    (
        r"name '(np|plt|backend|array_namespace)' is not defined",
        "run the set-up cell at the top of the notebook",
    ),
    (
        r"(cannot access local variable|local variable) '(?P<name>\w+)'",
        "{name} is used before the function has given it a value: what stands outside of the function does not count "
        "once the function assigns to that name",
    ),
    (
        r"Cannot cast ufunc|same_kind",
        "x += y keeps the dtype of x, and the result does not fit into it; x = x + y makes a new array",
    ),
    (
        r"assignment destination is read-only",
        "this array must not be changed in place; make a new one",
    ),
    (
        r"index -?\d+ is out of bounds for axis (?P<axis>\d+) with size 0",
        "an array is empty here: axis {axis} has the length 0, and nothing stands in it",
    ),
    (
        r"index -?\d+ is out of bounds for axis (?P<axis>\d+) with size (?P<size>\d+)",
        "an index lies beyond the end: axis {axis} has the length {size} here, and its first place is number 0",
    ),
    (
        r"(?P<kind>list|tuple|string)( assignment)? index out of range",
        "an index lies beyond the end of the {kind}: the first place is number 0, and a {kind} may be empty",
    ),
    (
        r"pop from empty list",
        "something is taken from an empty list: for which arguments does that happen?",
    ),
    (
        r"need at least one array to (concatenate|stack)",
        "the list of parts is empty here: what is to come back where there is nothing to go through?",
    ),
    (
        r"zero-size array to reduction operation",
        "the largest or the smallest is asked of nothing: an array is empty here. Why?",
    ),
    (
        r"division by zero|divide by zero|modulo by zero",
        "the divisor is 0 here: for which arguments does that happen, and what is due then?",
    ),
    (
        r"maximum recursion depth",
        "the function calls itself without end: is a case missing in which it stops?",
    ),
)
"""A pattern of Python's or NumPy's words, and what it means to somebody who reads it for the first time."""


def in_plain_words(message: str) -> str:
    """What a phrase of Python or NumPy means; an empty string where there is no translation.

    >>> in_plain_words("unsupported operand type(s) for ^: 'float' and 'int'")
    '^ is no power in Python; x squared is x**2'
    """
    for pattern, meaning in TRANSLATIONS:
        if found := re.search(pattern, message):
            return meaning.format(**found.groupdict())
    if found := re.search(r"name '(\w+)' is not defined", message):
        name = found[1]
        way = f"NumPy's is np.{name}. Otherwise" if hasattr(np, name) else "If not a slip of the pen,"
        return f"nothing is called {name} here. {way} run the cell that makes it, or take it as an argument"
    return ""


def _own_signature(message: str, exercise: str) -> str:
    """What an error about parameters means where it is the exercise's own function that was called."""
    if re.match(rf"(\w+\.)*{re.escape(exercise)}\(\) (takes|missing|got an unexpected|got multiple)", message):
        return "keep the function's parameters as the exercise gives them, names and order"
    return ""


def explain(error: ProbeError, exercise: str) -> str:
    """An error of a probe as sentences for the student.

    Parameters
    ----------
    error : ProbeError
    exercise : str
        Name of the exercise.

    Returns
    -------
    str
        Never empty: an error is never taken for a right answer.
    """
    where = f" ({error.line})" if error.line else ""
    said = f": {error.message}" if error.message else ""
    called = error.call.partition("(")[0] or exercise
    waits = f"{exercise} waits for {error.message}, which" if error.message not in ("", exercise) else exercise
    sentences: Mapping[str, str] = {
        "missing": f"{error.message or exercise} is not defined in the notebook",
        "not_written": f"not written yet: {waits} still holds its line with raise NotImplementedError",
        "raised": f"{called} raised {error.type}{said}{where}",
        "bad_output": error.message if error.type and error.message else f"what came back can't be compared{said}",
        "timeout": error.message or "stopped: it took too long",
        "crashed": error.message or "the interpreter died while it ran",
        "unsafe": error.message or "what came back was refused",
        JUDGED: error.message or "what came back is wrong",
    }
    told = [sentences.get(error.kind, f"{error.kind}{said}")]
    if error.kind in ("raised", "bad_output") and (
        meaning := _own_signature(error.message, exercise) or in_plain_words(error.message)
    ):
        told.append(f"In plain words: {meaning}")
    if error.kind == "raised" and error.call:
        told.append(f"The call was {error.call}")
    return " ".join(map(_ended, told[:-1])) + f" {told[-1].rstrip('.')}" if len(told) > 1 else told[0]


def _ended(sentence: str) -> str:
    """A sentence with its full stop, unless it ends with a sign of its own."""
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."
