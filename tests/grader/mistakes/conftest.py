"""A class of thirty in the small unit, who make three mistakes that no author foresaw, ten each in their own words."""

import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner, Result
from nbformat import NotebookNode

from grader import audit
from grader.cli import main
from grader.course import Course

UNIT = "01-small"

TIMES_NOT_POWER = [
    """
def forgetful_average(values, beta=0.9):
    {a}, {b} = 0.0, []
    for {t}, {x} in enumerate(values, start=1):
        {a} = beta * {a} + (1 - beta) * {x}
        {b}.append({a} / (1 - beta * {t}))
    return np.asarray({b})""",
    """
def forgetful_average(values, beta=0.9):
    # count by hand
    {b}, {a}, {t} = [], 0.0, 0
    for {x} in values:
        {t} += 1
        {a} = {a} * beta + {x} * (1 - beta)
        correction = 1 - {t} * beta
        {b} += [{a} / correction]
    return np.array({b})""",
    """
def forgetful_average(values, beta=0.9):
    {b} = np.zeros(len(values), dtype=values.dtype)
    {a} = 0
    for {t} in range(len(values)):
        {a} += (1 - beta) * (values[{t}] - {a})
        {b}[{t}] = {a} / (1 - beta * ({t} + 1))
    return {b}""",
    """
def {x}_of({a}, {t}, beta):
    return {a} / (1.0 - {t} * beta)

def forgetful_average(values, beta=0.9):
    {b}, state = [], 0.0
    for {t}, one in enumerate(values):
        state = beta * state + (1 - beta) * one
        {b}.append({x}_of(state, {t} + 1, beta))
    return np.stack({b})""",
]
"""The correction divides by 1 - beta * t."""

STARTS_AT_THE_FIRST = [
    """
def forgetful_average(values, beta=0.9):
    {a}, {b} = values[0], []
    for {x} in values:
        {a} = beta * {a} + (1 - beta) * {x}
        {b}.append({a})
    return np.asarray({b})""",
    """
def forgetful_average(values, beta=0.9):
    {b} = [values[0]]
    for {x} in values[1:]:
        {b}.append((1 - beta) * {x} + beta * {b}[-1])
    return np.array({b})""",
    """
def forgetful_average(values, beta=0.9):
    {b} = np.array(values)
    for {t} in range(1, len({b})):
        {b}[{t}] = beta * {b}[{t} - 1] + (1 - beta) * {b}[{t}]
    return {b}""",
    """
from itertools import accumulate

def forgetful_average(values, beta=0.9):
    {b} = accumulate(values, lambda {a}, {x}: {a} + (1 - beta) * ({x} - {a}))
    return np.array(list({b}))""",
]
"""The average starts at the first value, which needs no correction, and is another average."""

HALVES = [
    """
class Tally:
    def __init__(self):
        self.count, self.{a} = 0, 0.0

    def add(self, value):
        self.count += 1
        self.{a} = (self.{a} + value) / 2

    def mean(self):
        return self.{a}""",
    """
class Tally:
    def __init__(self):
        self.{b} = []

    @property
    def count(self):
        return len(self.{b})

    def add(self, value):
        self.{b}.append(value)

    def mean(self):
        {a} = 0.0
        for {x} in self.{b}:
            {a} = 0.5 * {a} + 0.5 * {x}
        return {a}""",
    """
class Tally:
    '''I keep the mean itself.'''
    count = 0
    {a} = 0.0

    def add(self, {x}):
        self.{a} += 0.5 * ({x} - self.{a})
        self.count = self.count + 1

    def mean(self):
        return float(self.{a})""",
]
"""Each value is averaged with the mean so far, as if that were one value."""

PLANTED = {
    "times": ("forgetful_average", TIMES_NOT_POWER),
    "first": ("forgetful_average", STARTS_AT_THE_FIRST),
    "halves": ("Tally", HALVES),
}
WORDS = ("abcdefghij", "klmnopqrst", "uvwxyzabcd", "ABCDEFGHIJ")


def in_own_words(program: str, place: int) -> str:
    """A program in which a student's variables have names of the student's own."""
    names = {key: f"{key}{WORDS[i][place]}" for i, key in enumerate("abtx")}
    return program.format(**names).strip()


def hand_in(course: Course, student: str, exercise: str, program: str) -> None:
    """Put a notebook where submissions lie: solved, but for one exercise."""
    write(audit.solved(course, course.unit(UNIT), {exercise: program}), course, student)


def write(notebook: NotebookNode, course: Course, student: str) -> None:
    """Put a notebook where a student's submission lies."""
    path = course.submitted / student / UNIT / f"{UNIT}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def planted_class(course: Course) -> dict[str, set[str]]:
    """Hand in for thirty students; the names of those who made each mistake."""
    made: dict[str, set[str]] = {}
    for mistake, (exercise, programs) in PLANTED.items():
        for place in range(10):
            student = f"{mistake}{place}"
            hand_in(course, student, exercise, in_own_words(programs[place % len(programs)], place))
            made.setdefault(mistake, set()).add(student)
    return made


def run(course: Course, *arguments: str) -> Result:
    """Run a command of the grader on a course."""
    command, *rest = arguments
    if command in ("grade", "mistakes"):
        rest += ["--workers", "1"]
    return CliRunner().invoke(main, [command, "--course", str(course.root), *rest], catch_exceptions=False)


@pytest.fixture
def course(built_course: Course) -> Course:
    """A small course of a test's own."""
    return built_course


@pytest.fixture
def grader(built_course: Course) -> Callable[..., Result]:
    """``grader("mistakes", "01-small")`` runs a command on it."""
    return lambda *arguments: run(built_course, *arguments)


@pytest.fixture(scope="session")
def searched(_built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, dict[str, set[str]], str]:
    """The class of thirty, graded and searched once: the course, who made which mistake, and what was printed."""
    folder = tmp_path_factory.mktemp("searched") / "course"
    shutil.copytree(_built_once, folder)
    course = Course(folder)
    made = planted_class(course)
    assert run(course, "grade", UNIT).exit_code == 0
    done = run(course, "mistakes", UNIT)
    assert done.exit_code == 0, done.output
    return course, made, done.stdout
