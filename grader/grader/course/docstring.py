"""What an exercise's docstring promises, in NumPy's form: parameters, results and errors, each with its words.

Students have nothing else to go by, so the audit holds the probes to it.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

LEAST = re.compile(r"(?:^|[,:;.] )(\d+) or more(?=[,.:;]|$)")
"""Words that bound a number, or each of an array's, from below."""
SHORTEST = re.compile(r"\b(\w+) is (\d+) or more\b")
"""Words that bound the length of an axis from below."""
DTYPE = re.compile(r"\bdtype of\b|\bfloat(32|64)\b")
"""Words of a result that promise a dtype: the argument's, or a fixed one."""


@dataclass(frozen=True)
class Entry:
    """One entry of a section.

    Attributes
    ----------
    names : tuple of str
        What it is about; empty for a result without a name.
    kind : str
        What stands behind the colon: "array, shape (n, d)".
    text : str
        The sentences below.
    """

    names: tuple[str, ...]
    kind: str
    text: str


@dataclass(frozen=True)
class Docstring:
    """A docstring by its sections."""

    parameters: tuple[Entry, ...] = ()
    returns: tuple[Entry, ...] = ()
    raises: tuple[Entry, ...] = ()

    @property
    def kinds(self) -> dict[str, str]:
        """Each parameter's kind, by its name."""
        return {name: entry.kind for entry in self.parameters for name in entry.names}

    @property
    def least(self) -> dict[str, int]:
        """The least value of each parameter that is said to be "0 or more", by its name."""
        found = [(entry, LEAST.search(f"{entry.kind}. {entry.text}")) for entry in self.parameters]
        return {name: int(bound[1]) for entry, bound in found if bound for name in entry.names}

    @property
    def shortest(self) -> dict[str, int]:
        """The least length of each axis that is said to be "2 or more", by its name."""
        return {axis: int(bound) for entry in self.parameters for axis, bound in SHORTEST.findall(entry.text)}

    @property
    def promises_dtype(self) -> bool:
        """Whether the dtype of an array is promised."""
        return any(DTYPE.search(f"{entry.kind}. {entry.text}") for entry in self.returns)

    @property
    def promises_array(self) -> bool:
        """Whether a result is an array, or a list of arrays."""
        kinds = [entry.kind for entry in self.returns]
        return self.promises_dtype or any(kind.startswith(("array", "list of array")) for kind in kinds)

    @property
    def promises_whole_number(self) -> bool:
        """Whether a whole number is promised."""
        return any(entry.kind.split(",")[0] == "int" for entry in self.returns)

    @property
    def promises_shape(self) -> bool:
        """Whether an array is promised in a shape of which an axis may have the length 1."""
        kinds = [entry.kind for entry in self.returns if "shape" in f"{entry.kind}. {entry.text}"]
        axes = set(re.findall(r"\w+", " ".join(re.findall(r"\(([^()]*)\)", " ".join(kinds)))))
        long = {axis for axis, length in self.shortest.items() if length > 1}
        long |= {axis for axis in axes if axis.isdigit() and int(axis) > 1}
        return bool(kinds) and not (axes and axes <= long)


def docstring(definition: object) -> Docstring:
    """Read the docstring of a function or class.

    Examples
    --------
    >>> def double(x, times=2):
    ...     '''Twice x.
    ...
    ...     Parameters
    ...     ----------
    ...     x, y : array, shape (n, d)
    ...         Numbers.
    ...
    ...     Returns
    ...     -------
    ...     array, shape (n, d)
    ...         In the dtype of x.
    ...     '''
    >>> docstring(double).kinds["y"], docstring(double).promises_dtype
    ('array, shape (n, d)', True)
    """
    found = dict(_sections(inspect.getdoc(definition) or ""))
    parts = (("Parameters", True), ("Returns", False), ("Raises", False))
    parameters, returns, raises = (tuple(_entries(found.get(name, []), named)) for name, named in parts)
    return Docstring(parameters, returns, raises)


def _sections(text: str) -> Iterator[tuple[str, list[str]]]:
    lines = text.splitlines()
    heads = [i for i in range(len(lines) - 1) if lines[i].strip() and re.fullmatch(r"-{3,}", lines[i + 1].strip())]
    for head, end in pairwise([*heads, len(lines)]):
        yield lines[head].strip(), lines[head + 2 : end]


def _entries(lines: list[str], named: bool) -> Iterator[Entry]:
    starts = [i for i, line in enumerate(lines) if line and not line.startswith(" ")]
    for start, end in pairwise([*starts, len(lines)]):
        names, colon, kind = lines[start].partition(" : ")
        text = " ".join(line.strip() for line in lines[start + 1 : end]).strip()
        if colon:
            yield Entry(tuple(name.strip() for name in names.split(",")), kind.strip(), text)
        else:
            yield Entry((), "" if named else names.strip(), text)
