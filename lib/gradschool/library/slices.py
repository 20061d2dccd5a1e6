"""What a function needs of its notebook: the statements that make it, its helpers, its constants and its imports.

The names of a notebook are those that stand at its end, as they do for a check. A statement that works out a value when
it runs finds the names as they stood at its own place.
"""

from __future__ import annotations

import ast
import builtins
import importlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from gradschool.library.statements import IMPORTS, Statement, statements


@dataclass
class Slice:
    """What a name is made of.

    Attributes
    ----------
    places : set of int
        Positions of the statements in the notebook's list.
    unknown : set of str
        Names that nothing in the notebook makes.
    """

    places: set[int] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)


class Program:
    """A notebook's statements, and what each of its names is made of.

    Parameters
    ----------
    given : sequence of Statement
        In the order in which they ran. An import of everything (``from module import *``) becomes imports by name of
        what the others use and the module has.

    Examples
    --------
    >>> cells = [(1, "import numpy as np, os"), (2, "rate = 1"), (3, "def step(w):\\n    return w - rate * np.sign(w)")]
    >>> program = Program(statements(cells))
    >>> [program.statements[i].text.splitlines()[0] for i in sorted(program.slice("step").places)]
    ['import numpy as np', 'rate = 1', 'def step(w):']
    """

    def __init__(self, given: Sequence[Statement]) -> None:
        used = frozenset[str]().union(*(one.needs_now | one.needs_later for one in given))
        self.statements = [part for one in given for part in _by_name(one, used)]

    @property
    def names(self) -> frozenset[str]:
        """All names that the notebook makes."""
        return frozenset[str]().union(*(one.names for one in self.statements))

    def meaning(self, name: str) -> frozenset[str]:
        """All that a name is made of, without layout: two notebooks that agree in it mean the same by the name."""
        return frozenset(self.statements[i].meaning for i in self.slice(name).places)

    def slice(self, name: str) -> Slice:
        """Find all that a name is made of, as it stands at the end."""
        found, end = Slice(), len(self.statements)
        queue, seen = [(name, end)], set[tuple[str, int]]()
        while queue:
            one, before = queue.pop()
            if (one, before) in seen:
                continue
            seen.add((one, before))
            places = self._makers(one, before) or self._makers(one, end)
            if not places and not hasattr(builtins, one):
                found.unknown.add(one)
            for place in set(places) - found.places:
                found.places.add(place)
                made = self.statements[place]
                queue += [(other, end) for other in made.needs_later]
                queue += [(other, place) for other in made.needs_now]
        return found

    def _makers(self, name: str, before: int) -> list[int]:
        """The statements that a name is made by: the last that binds it anew, and those that change it afterwards."""
        places = [i for i, one in enumerate(self.statements[:before]) if name in one.names]
        anew = [i for i in places if name in self.statements[i].makes]
        if anew and isinstance(self.statements[anew[-1]].node, IMPORTS):
            return anew[-1:]  # a call of a module's function (np.random.seed(0)) is no part of the module
        return [i for i in places if not anew or i >= anew[-1]]


def _by_name(statement: Statement, used: frozenset[str]) -> Sequence[Statement]:
    """A statement; in the place of a star import those imports by name that the notebook may mean."""
    node = statement.node
    if not (isinstance(node, ast.ImportFrom) and node.names[0].name == "*" and node.module):
        return [statement]
    try:
        module = importlib.import_module(node.module)
    except Exception:
        return []
    public = getattr(module, "__all__", None) or [name for name in vars(module) if not name.startswith("_")]
    lines = [f"from {node.module} import {name}" for name in sorted(used & set(public))]
    return statements([(statement.cell, "\n".join(lines))])
