"""A small class whose programs are known: honest ones of several minds, and a copy in disguise."""

import keyword
import re
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from grader.report.submission import Cell
from grader.similar import Findings, Program, compare

EXERCISE = "forgetful_average"

SKELETON = '''def forgetful_average(values, beta=0.9):
    """Exponential moving averages of a sequence, corrected for their start at zero."""
    raise NotImplementedError("your code here")'''

OBVIOUS = '''def quiz_limit():
    """A whole number."""
    limit = 7
    factors = [1, 2, 3]
    for factor in factors:
        limit = limit * factor
    total = sum([limit, limit, limit]) / len([limit, limit, limit])
    return int(total)'''

LOOP = '''def forgetful_average(values, beta=0.9):
    """Exponential moving averages of a sequence, corrected for their start at zero."""
    smooth, averages = 0.0, []
    for t, value in enumerate(values, start=1):
        smooth = beta * smooth + (1 - beta) * value
        averages.append(smooth / (1 - beta**t))
    if not averages:
        return np.zeros(0)
    result = np.asarray(averages)
    result[result < 1e-12] = abs(result[result < 1e-12])
    return result'''

WEIGHTS = '''def forgetful_average(values, beta=0.9):
    """Exponential moving averages of a sequence, corrected for their start at zero."""
    values = np.asarray(values, dtype=float)
    ages = np.arange(len(values))
    exponents = ages[:, None] - ages[None, :]
    weights = np.where(exponents >= 0, beta ** np.maximum(exponents, 0), 0.0)
    return (weights @ values) / weights.sum(axis=1)'''

RECURSION = '''def forgetful_average(values, beta=0.9):
    """Exponential moving averages of a sequence, corrected for their start at zero."""
    def step(state, rest, out):
        if len(rest) == 0:
            return out
        total, norm = state
        total, norm = beta * total + rest[0], beta * norm + 1
        out.append(total / norm)
        return step((total, norm), rest[1:], out)
    return np.array(step((0.0, 0.0), list(values), []))'''

GENERATOR = '''class Running:
    """Remembers what it has seen."""
    def __init__(self, beta):
        self.beta, self.top, self.bottom = beta, 0.0, 0.0
    def push(self, value):
        self.top = self.top * self.beta + value
        self.bottom = self.bottom * self.beta + 1.0
        return self.top / self.bottom

def forgetful_average(values, beta=0.9):
    """Exponential moving averages of a sequence, corrected for their start at zero."""
    running = Running(beta)
    return np.fromiter((running.push(v) for v in values), dtype=float, count=len(values))'''

SCAN = '''def forgetful_average(values, beta=0.9):
    """Exponential moving averages of a sequence, corrected for their start at zero."""
    from itertools import accumulate
    pairs = accumulate(((v, 1.0) for v in values), lambda a, b: (a[0] * beta + b[0], a[1] * beta + b[1]))
    return np.array([top / bottom for top, bottom in pairs])'''

HONEST = {"ada": LOOP, "bo": WEIGHTS, "cy": RECURSION, "di": GENERATOR, "ed": SCAN}


def renamed(code: str) -> str:
    """The code with every name of its own called something else."""
    own = set(re.findall(r"(?<![.\w])([a-z_]\w*)(?=\s*(?:=[^=]|,|\)| in | for |\[))", code, re.IGNORECASE))
    own -= {*keyword.kwlist, "np", "forgetful_average", "values", "beta", "self", "dtype", "axis", "count", "start"}
    for place, name in enumerate(sorted(own)):
        code = re.sub(rf"(?<![.\w]){name}\b", f"zz_{place}", code)
    return code


def disguised(code: str) -> str:
    """The code as somebody hands it in who does not want it to be recognized: renamed, commented, laid out anew."""
    lines = renamed(code).split("\n")
    lines[1] = '    """My own words on what this does."""'
    spaced = [re.sub(r" ([*/+=<@-]|\*\*) ", r"  \1   ", line) for line in lines]
    return "\n\n".join(f"{line}  # {place} thoughts of my own" for place, line in enumerate(spaced))


def program(student: str, *sources: str) -> Program:
    """A program of some cells; the first is the exercise."""
    cells = [
        Cell(place, "code", source, "" if place > 1 else EXERCISE) for place, source in enumerate(sources, start=1)
    ]
    return Program.of(student, cells)


@pytest.fixture
def honest() -> list[Program]:
    """Five students of five minds, who answered the quiz alike."""
    return [program(student, source, OBVIOUS) for student, source in HONEST.items()]


@pytest.fixture
def find() -> Callable[..., Findings]:
    """``find(programs)`` compares them, without a skeleton unless one is given."""

    def found(programs: list[Program], skeleton: NDArray[np.int64] | None = None, **settings: float) -> Findings:
        return compare(programs, np.empty(0, np.int64) if skeleton is None else skeleton, **settings)

    return found
