"""What may be said of untrusted answers: printable text, and nothing that would carry a hidden probe outside.

While hidden probes run, a student's code could put their source into a string, a dictionary's key or an exception's
message, and read it in the feedback. From hidden probes only numbers, known words and the names of common exceptions
come back; and of the numbers nearly nothing is told (`grader.judge.hidden`).
"""

from __future__ import annotations

import re
from typing import Any

from grader.text import printable
from gradschool.checks import Change, Observation, ProbeError

EXCEPTIONS = frozenset(
    {"ArithmeticError", "AssertionError", "AttributeError", "AxisError", "FloatingPointError", "IndexError", "KeyError"}
    | {"LinAlgError", "MemoryError", "NameError", "OverflowError", "RecursionError", "RuntimeError", "TypeError"}
    | {"UnboundLocalError", "ValueError", "ZeroDivisionError"}
)
"""Names of exceptions that pass: few, since a submission can choose among them; honest mistakes raise these."""
LETTER = re.compile("[A-Za-z]")
"""A string that passes even from hidden probes: the letter of a quiz answer."""


def cleaned(seen: Observation) -> Observation:
    """An answer whose texts can be shown in a terminal or a page."""
    error = seen.error
    if error is None:
        return seen
    return Observation(
        None, ProbeError(error.kind, printable(error.type), printable(error.message), printable(error.line))
    )


def concealed(seen: Observation, known: set[str]) -> Observation:
    """An answer to a hidden probe, without any text of the examinee's own making.

    Parameters
    ----------
    seen : Observation
        What came back.
    known : set of str
        Words that the solution or a known mistake answers, and names of functions and arguments; they pass.
    """
    if seen.error is not None:
        shown = seen.error.type if seen.error.type in EXCEPTIONS else "an exception"
        return Observation(None, ProbeError(seen.error.kind, shown))
    return Observation(_without_words(seen.outputs, known), changed=_without_names(seen.changed, known))


def _without_names(changed: Change | None, known: set[str]) -> Change | None:
    """A change, with the names that are the author's own."""
    if changed is None:
        return None
    function, argument = (name if name in known else "" for name in (changed.function, changed.argument))
    return Change(function, argument, changed.kind)


def words(value: Any) -> set[str]:
    """All strings in a plain value."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, list):
        return set().union(*map(words, value))
    if isinstance(value, dict):
        return set(value).union(*map(words, value.values()))
    return set()


def _without_words(value: Any, known: set[str]) -> Any:
    if isinstance(value, str):
        return value if value in known or LETTER.fullmatch(value) else "(text)"
    if isinstance(value, list):
        return [_without_words(item, known) for item in value]
    if isinstance(value, dict):
        return {_without_words(key, known): _without_words(item, known) for key, item in value.items()}
    return value
