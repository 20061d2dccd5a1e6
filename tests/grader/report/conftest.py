"""Result documents, courses and classes for the tests of the pages: small ones by hand, one of thirty by a script."""

import base64
import json
import random
import struct
import zlib
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from nbgrader.utils import compute_checksum

from grader.course import Course
from grader.results import ExerciseResult, Result, Results
from gradschool.checks import Verdict
from gradschool.checks.observe import ProbeError
from gradschool.checks.verdict import explain

UNIT = "07-optimizers"


def probe(name: str, points: float, message: str = "", mistake: str | None = None, hint: str | None = None) -> Verdict:
    """A probe's verdict: right where there is no message."""
    summary = name.replace("_", " ").capitalize() + "."
    return Verdict(name, summary, points, not message, message, mistake, hint)


def exercise(name: str, *verdicts: Verdict, seconds: float = 0.0) -> ExerciseResult:
    """An exercise's result, which can earn the points of its probes."""
    return ExerciseResult(name, sum(one.points for one in verdicts), verdicts, seconds=seconds)


def blank(name: str) -> str:
    """What the judge says of an exercise that was left as it was."""
    return explain(ProbeError("not_written"), name)


def result(student: str, *exercises: ExerciseResult, status: str = "graded", **more: Any) -> Result:
    """A result as pages get it: read from a document, whose keys may be given."""
    document = {
        "unit": UNIT,
        "student": student,
        "status": status,
        "seconds": 0.25,
        "exercises": [one.to_json() for one in exercises],
    }
    return Result.from_json(document | more)


def png(width: int = 8, height: int = 8) -> str:
    """A real PNG, gray, in base64."""
    rows = b"".join(b"\0" + bytes((x * 255 // width) for x in range(width)) for _ in range(height))
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    packed = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + packed).decode()


def notebook(*cells: tuple[str, str, str]) -> str:
    """A notebook's JSON, from (kind, source, name) a cell; the name is nbgrader's, and may be empty."""
    made = []
    for kind, source, name in cells:
        cell = nbformat.v4.new_code_cell(source) if kind == "code" else nbformat.v4.new_markdown_cell(source)
        if name:
            locked, graded = name.startswith(("lecture", "check-")), name.startswith(("experiment", "check-"))
            points = {"points": 4.0} if graded else {}
            marks = {
                "grade_id": name,
                "locked": locked,
                "solution": not locked,
                "grade": graded,
                "task": False,
                **points,
            }
            cell.metadata.nbgrader = nbformat.from_dict({"schema_version": 3, "cell_type": cell.cell_type, **marks})
            cell.metadata.nbgrader.checksum = compute_checksum(cell)
            cell.id = name
        made.append(cell)
    return json.dumps(nbformat.v4.new_notebook(cells=made))


STUB = 'def adam_step(w, g, state=None):\n    raise NotImplementedError("your code here")'
ANSWER = "*Your answer here.*"
RELEASE = (
    ("markdown", "# Optimizers\n\nThe lecture.", "lecture"),
    ("code", STUB, "adam_step"),
    ("code", "check(adam_step)", "check-adam_step"),
    ("markdown", ANSWER, "experiment"),
)


class Shelf:
    """A course on disk that tests put submissions and results into."""

    def __init__(self, root: Path) -> None:
        (root / "solutions" / UNIT).mkdir(parents=True)
        (root / "nbgrader_config.py").write_text("c = get_config()\n")
        self.course = Course(root)
        self.put(self.course.notebooks / UNIT / f"{UNIT}.ipynb", notebook(*RELEASE))

    def put(self, path: Path, text: str) -> Path:
        """Write a file, its folders included."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="surrogatepass")
        return path

    def submit(self, student: str, text: str) -> Path:
        """Hand in a notebook."""
        return self.put(self.course.submitted / student / UNIT / f"{UNIT}.ipynb", text)

    def record(self, *results: Result) -> list[Result]:
        """Write results as the grader does."""
        for one in results:
            Results(self.course.results(UNIT)).write(one)
        return list(results)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """An empty course."""
    return Shelf(tmp_path / "course")


class Page(HTMLParser):
    """A page as a browser would take it apart: elements, text, and tables by the beginning of their caption."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.tables: list[list[list[str]]] = []
        self.captions: list[str] = []
        self._inside: list[str] = []
        self._texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag == "table":
            self.tables.append([])
            self.captions.append("")
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
        if tag == "br":
            self.handle_data(" ")
        if tag not in VOID:
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """An element ends; a page whose elements do not nest is no page of ours."""
        if tag not in INLINE:
            self.handle_data(" ")
        assert self._inside.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element of a drawing that closes itself."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        """Text."""
        if "style" in self._inside:
            return
        self._texts.append(data)
        if "caption" in self._inside:
            self.captions[-1] += data
        elif "td" in self._inside or "th" in self._inside:
            self.tables[-1][-1][-1] += data

    @property
    def text(self) -> str:
        """All text, with single spaces."""
        return " ".join("".join(self._texts).split())

    def table(self, caption: str) -> list[list[str]]:
        """The rows of the table whose caption begins so, their texts with single spaces."""
        found = [rows for title, rows in zip(self.captions, self.tables, strict=True) if title.startswith(caption)]
        assert len(found) == 1, f"{len(found)} tables of caption {caption!r} among {self.captions}"
        return [[" ".join(cell.split()) for cell in row] for row in found[0]]

    def all(self, tag: str) -> list[dict[str, str]]:
        """Attributes of all elements of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]


INLINE = ("a", "abbr", "b", "bdi", "code", "i")
VOID = ("meta", "img", "br", "wbr")


@pytest.fixture
def page() -> Callable[[Path], Page]:
    """Read a page."""
    return lambda path: Page(path.read_text(encoding="utf-8"))


@pytest.fixture
def make() -> Any:
    """The builders of this module, by name."""
    builders = (probe, exercise, blank, result, png, notebook)
    return SimpleNamespace(unit=UNIT, release=RELEASE, adam=ADAM, **{builder.__name__: builder for builder in builders})


ADAM = '''def adam_step(w, g, state=None, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """One step of Adam (Kingma and Ba 2015, algorithm 1)."""
    m, s, t = (0.0, 0.0, 0) if state is None else state
    t = t + 1
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    return w - lr * m / (s**0.5 + eps), (m, s, t)'''

TASKS = {
    "momentum_step": (0.75, 0.5, 0.25, 0.5),
    "nesterov_step": (1.0, 0.5, 0.5),
    "nesterov_shifted_step": (1.0, 1.0),
    "adagrad_step": (1.0, 0.5, 0.5),
    "rmsprop_step": (1.0, 1.0),
    "adadelta_step": (1.0, 1.0, 1.0),
    "adam_step": (2.0, 1.0, 1.0),
    "erratum_adagrad": (2.0,),
    "quiz_1": (1.0,),
}
CHECKS = ("four_steps_on_a_matrix", "the_rate_drops", "arguments_stay_as_they_were", "float32_stays_float32")
MISTAKES = {
    "momentum_step": (
        ("momentum_uphill", "Each step goes up the loss: the gradient points uphill, so the step must be subtracted."),
        ("momentum_dampened", "The new gradient enters with weight 1 - mu, which makes v an average. It enters whole."),
    ),
    "adagrad_step": (("epsilon_inside", "Epsilon stands inside the root here: add it after taking the root."),),
    "rmsprop_step": (("no_root", "You divide by the squared gradients themselves: take their root."),),
    "adam_step": (
        ("no_bias_correction", "The moments start at zero, so early steps are too small: divide by 1 - beta**t."),
    ),
}
WRONG = "weights after each step[0][1, 2]: expected 0.4127, got {:.4f} (relative error 0.075); 12 of 12 are wrong"
RAISED = "{} raised TypeError: unsupported operand type(s) for *: 'float' and 'NoneType' (v = mu * state + g)"
QUIZ = "your answer: expected 'b', got 'c'"
NAMES = (
    *("ada", "alan", "barbara", "bjørn", "claude", "daniel", "dijkstra", "edsger", "emmy", "frances", "grace", "hedy"),
    *("ivan", "joão", "katherine", "kurt", "leslie", "margaret", "niklaus", "noether", "radia", "richard", "shafi"),
    *("sofía", "stephen", "tim", "ursula", "vint", "yann", "zoë"),
)


def attempt(name: str, skill: float, draw: random.Random) -> ExerciseResult:
    """One exercise of a student of some skill, from 0 to 1."""
    tasks = list(zip(CHECKS, TASKS[name], strict=False))
    if draw.random() > 0.35 + skill:
        return exercise(name, *(probe(check, worth, blank(name)) for check, worth in tasks))
    if draw.random() < skill:
        return exercise(name, *(probe(check, worth) for check, worth in tasks))
    known = draw.choice((*MISTAKES.get(name, ((None, None),)), (None, None)))
    right = draw.randrange(len(tasks)) if known[0] is None else 0
    message = WRONG.format(draw.random()) if known[0] or draw.random() < 0.7 else RAISED.format(name)
    message = QUIZ if name.startswith("quiz") else message
    failed = (probe(check, worth, message, *known) for check, worth in tasks[right:])
    return exercise(name, *(probe(check, worth) for check, worth in tasks[:right]), *failed)


def class_of(size: int, seed: int = 7) -> list[Result]:
    """A class as one sees it: strong, middling and weak students, a slow one, files that can't be read, none at all."""
    draw, results = random.Random(seed), []
    for i in range(size):
        student = NAMES[i] if i < len(NAMES) else f"student-{i:04d}"
        skill = min(0.98, max(0.05, draw.gauss(0.72, 0.28)))
        exercises = [attempt(name, skill, draw) for name in TASKS]
        seconds = round(draw.uniform(0.15, 0.6), 3)
        if i % 30 == 11:
            problem = {"kind": "timeout", "where": "cell 14", "message": "stopped after 20 s"}
            results.append(result(student, *exercises, problems=[problem], seconds=20.31))
        elif i % 30 == 17:
            problem = {"kind": "memory", "where": "cell 9", "message": "it asked for more than 2 GiB of memory"}
            results.append(result(student, *exercises, problems=[problem], seconds=seconds))
        elif i % 30 == 21:
            reason = "the file is no valid JSON: Unterminated string in line 40; it seems cut off; hand it in again"
            problem = {"kind": "unreadable", "where": f"{UNIT}.ipynb", "message": reason}
            results.append(result(student, status="unreadable", problems=[problem], max_score=20.0, seconds=0.0))
        elif i % 30 == 25:
            problem = {"kind": "missing", "where": UNIT, "message": f"{student} has not handed in {UNIT}"}
            results.append(result(student, status="missing", problems=[problem], max_score=20.0, seconds=0.0))
        else:
            results.append(result(student, *exercises, seconds=seconds))
    return results


HINT = "The moments start at zero, so early steps are too small: divide by 1 - beta**t."


@pytest.fixture
def six() -> list[Result]:
    """Six students whose numbers can be counted by hand: scores 5, 1, 1 and 0 of 5, one unreadable, one missing."""
    wrong, known = "weights[0]: expected 1, got 2", ("no_bias_correction", HINT)
    adam = "adam_step"
    return [
        result("ada", exercise(adam, probe("a", 3), probe("b", 1)), exercise("quiz", probe("c", 1)), seconds=0.1),
        result(
            "bo",
            exercise(adam, probe("a", 3, wrong, *known), probe("b", 1)),
            exercise("quiz", probe("c", 1, blank("quiz"))),
            seconds=0.4,
        ),
        result(
            "cy",
            exercise(adam, probe("a", 3, wrong, *known), probe("b", 1, wrong, *known)),
            exercise("quiz", probe("c", 1)),
            seconds=20.3,
            problems=[{"kind": "timeout", "where": "cell 14", "message": "stopped after 20 s"}],
        ),
        result(
            "di",
            exercise(adam, probe("a", 3, blank(adam)), probe("b", 1, blank(adam))),
            exercise("quiz", probe("c", 1, "your answer: expected 'b', got 'a'")),
            seconds=0.2,
        ),
        result("ed", status="unreadable", problems=[{"kind": "unreadable", "where": "x.ipynb", "message": "cut off"}]),
        result("flo", status="missing", problems=[{"kind": "missing", "where": UNIT, "message": "not handed in"}]),
    ]


@pytest.fixture(scope="session")
def a_class() -> Callable[[int], list[Result]]:
    """A class of a size, always the same."""
    return class_of
